check_PROGRAMS += tests/unit/roster/test_calendar
tests_unit_roster_test_calendar_SOURCES = tests/unit/roster/test_calendar.c
tests_unit_roster_test_calendar_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/roster/test_result
tests_unit_roster_test_result_SOURCES = tests/unit/roster/test_result.c tests/unit/roster/small_town.h
tests_unit_roster_test_result_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/roster/test_sessions
tests_unit_roster_test_sessions_SOURCES = tests/unit/roster/test_sessions.c tests/unit/roster/small_town.h
tests_unit_roster_test_sessions_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/roster/test_caseload
tests_unit_roster_test_caseload_SOURCES = tests/unit/roster/test_caseload.c tests/unit/roster/caseload_ask.h tests/unit/roster/small_town.h
tests_unit_roster_test_caseload_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/roster/test_caseload_all
tests_unit_roster_test_caseload_all_SOURCES = tests/unit/roster/test_caseload_all.c tests/unit/roster/caseload_ask.h tests/unit/roster/small_town.h
tests_unit_roster_test_caseload_all_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/roster/test_cover
tests_unit_roster_test_cover_SOURCES = tests/unit/roster/test_cover.c tests/unit/roster/small_town.h
tests_unit_roster_test_cover_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/roster/test_judge
tests_unit_roster_test_judge_SOURCES = tests/unit/roster/test_judge.c tests/unit/roster/small_town.h
tests_unit_roster_test_judge_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/roster/test_visits
tests_unit_roster_test_visits_SOURCES = tests/unit/roster/test_visits.c tests/unit/roster/made_visits.h \
	tests/unit/roster/small_town.h
tests_unit_roster_test_visits_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/roster/test_visits_again
tests_unit_roster_test_visits_again_SOURCES = tests/unit/roster/test_visits_again.c tests/unit/roster/made_visits.h \
	tests/unit/roster/small_town.h
tests_unit_roster_test_visits_again_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/roster/test_dropins
tests_unit_roster_test_dropins_SOURCES = tests/unit/roster/test_dropins.c tests/unit/roster/made_team.h \
	tests/unit/roster/small_town.h
tests_unit_roster_test_dropins_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/roster/test_dropins_model
tests_unit_roster_test_dropins_model_SOURCES = tests/unit/roster/test_dropins_model.c tests/unit/roster/made_team.h \
	tests/unit/roster/small_town.h
tests_unit_roster_test_dropins_model_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/roster/test_build
tests_unit_roster_test_build_SOURCES = tests/unit/roster/test_build.c tests/unit/roster/small_town.h
tests_unit_roster_test_build_LDADD = $(floors_to_3)
check_PROGRAMS += tests/unit/roster/test_measure
tests_unit_roster_test_measure_SOURCES = tests/unit/roster/test_measure.c tests/unit/roster/small_town.h
tests_unit_roster_test_measure_LDADD = $(floors_to_3)
