check_PROGRAMS += tests/unit/roster/test_calendar
tests_unit_roster_test_calendar_SOURCES = tests/unit/roster/test_calendar.c
tests_unit_roster_test_calendar_LDADD = $(floors_to_3)
