check_PROGRAMS += tests/models/test_divide
tests_models_test_divide_SOURCES = tests/models/test_divide.c tests/unit/district/town.h
tests_models_test_divide_LDADD = $(floors_to_3)
check_PROGRAMS += tests/models/test_bound_glpk
tests_models_test_bound_glpk_SOURCES = tests/models/test_bound_glpk.c
tests_models_test_bound_glpk_LDADD = $(floors_to_3)
