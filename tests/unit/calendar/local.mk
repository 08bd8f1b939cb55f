check_PROGRAMS += tests/unit/calendar/test_ics
tests_unit_calendar_test_ics_SOURCES = tests/unit/calendar/test_ics.c
tests_unit_calendar_test_ics_LDADD = $(floors_to_1)
