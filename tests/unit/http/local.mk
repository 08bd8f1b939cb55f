check_PROGRAMS += tests/unit/http/test_rates
tests_unit_http_test_rates_SOURCES = tests/unit/http/test_rates.c
tests_unit_http_test_rates_LDADD = $(floors_to_7)
