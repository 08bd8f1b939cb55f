check_PROGRAMS += tests/unit/district/test_arithmetic
tests_unit_district_test_arithmetic_SOURCES = tests/unit/district/test_arithmetic.c
tests_unit_district_test_arithmetic_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/district/test_check
tests_unit_district_test_check_SOURCES = tests/unit/district/test_check.c
tests_unit_district_test_check_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/district/test_bound
tests_unit_district_test_bound_SOURCES = tests/unit/district/test_bound.c
tests_unit_district_test_bound_LDADD = $(floors_to_3)

check_PROGRAMS += tests/unit/district/test_fill
tests_unit_district_test_fill_SOURCES = tests/unit/district/test_fill.c
tests_unit_district_test_fill_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/district/test_moves
tests_unit_district_test_moves_SOURCES = tests/unit/district/test_moves.c tests/unit/district/town.h
tests_unit_district_test_moves_LDADD = $(floors_to_3)
