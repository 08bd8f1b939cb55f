check_PROGRAMS += tests/models/test_divide
tests_models_test_divide_SOURCES = tests/models/test_divide.c tests/unit/district/town.h
tests_models_test_divide_LDADD = $(floors_to_3)
