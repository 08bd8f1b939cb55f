check_PROGRAMS += tests/unit/secret/test_secret
tests_unit_secret_test_secret_SOURCES = tests/unit/secret/test_secret.c
tests_unit_secret_test_secret_LDADD = $(floors_to_1)
