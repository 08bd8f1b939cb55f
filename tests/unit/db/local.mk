check_PROGRAMS += tests/unit/db/test_db
tests_unit_db_test_db_SOURCES = tests/unit/db/test_db.c
tests_unit_db_test_db_LDADD = $(floors_to_1)
