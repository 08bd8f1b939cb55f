check_PROGRAMS += tests/unit/solve/test_solve
tests_unit_solve_test_solve_SOURCES = tests/unit/solve/test_solve.c
tests_unit_solve_test_solve_LDADD = $(floors_to_1)
