check_PROGRAMS += tests/unit/roster/test_calendar
tests_unit_roster_test_calendar_SOURCES = tests/unit/roster/test_calendar.c
tests_unit_roster_test_calendar_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/roster/test_result
tests_unit_roster_test_result_SOURCES = tests/unit/roster/test_result.c tests/unit/roster/small_town.h
tests_unit_roster_test_result_LDADD = $(floors_to_3)
