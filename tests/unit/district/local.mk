check_PROGRAMS += tests/unit/district/test_arithmetic
tests_unit_district_test_arithmetic_SOURCES = tests/unit/district/test_arithmetic.c
tests_unit_district_test_arithmetic_LDADD = $(floors_to_3)
