floor3_sources += \
	planner/roster/calendar.c \
	planner/roster/places.c \
	planner/roster/places.h \
	planner/roster/practice.c \
	planner/roster/problem.c \
	planner/roster/result.c \
	planner/roster/rule.c
pkginclude_rosterdir = $(pkgincludedir)/roster
pkginclude_roster_HEADERS = \
	include/patchplan/roster/build.h \
	include/patchplan/roster/calendar.h \
	include/patchplan/roster/caseload.h \
	include/patchplan/roster/cover.h \
	include/patchplan/roster/dropins.h \
	include/patchplan/roster/judge.h \
	include/patchplan/roster/levels.h \
	include/patchplan/roster/practice.h \
	include/patchplan/roster/problem.h \
	include/patchplan/roster/result.h \
	include/patchplan/roster/rule.h \
	include/patchplan/roster/visits.h
EXTRA_DIST += planner/roster/README.md

# Who leads, who stands in.
floor3_sources += \
	planner/roster/balance.h \
	planner/roster/buddies.c \
	planner/roster/caseload.c \
	planner/roster/caseload_data.c \
	planner/roster/caseload_model.c \
	planner/roster/caseload_pairs.c \
	planner/roster/caseload_parts.h \
	planner/roster/caseload_plan.c \
	planner/roster/caseload_words.c \
	planner/roster/away.c \
	planner/roster/away_days.c \
	planner/roster/away_back.c \
	planner/roster/away_parts.h \
	planner/roster/away_sessions.c \
	planner/roster/cover.c \
	planner/roster/cover_handed.c \
	planner/roster/cover_parts.h \
	planner/roster/loans.c \
	planner/roster/model_data.c \
	planner/roster/model_data.h \
	planner/roster/ways_out.c \
	planner/roster/ways_out.h

# Which drop-in is where and when.
floor3_sources += \
	planner/roster/dropins_build.c \
	planner/roster/dropins_data.c \
	planner/roster/dropins_greedy.c \
	planner/roster/dropins_keep.c \
	planner/roster/dropins_link.c \
	planner/roster/dropins_measure.c \
	planner/roster/dropins_model.c \
	planner/roster/dropins_near.c \
	planner/roster/dropins_own.c \
	planner/roster/dropins_own.h \
	planner/roster/dropins_parts.h \
	planner/roster/dropins_plan.c \
	planner/roster/dropins_search.c \
	planner/roster/dropins_timetable.c \
	planner/roster/part_venues.c

# Dated sessions, and visits.
floor3_sources += \
	planner/roster/diary_free.c \
	planner/roster/diary_half_day.c \
	planner/roster/diary_parts.h \
	planner/roster/diary_staff.c \
	planner/roster/expand.c \
	planner/roster/repair.c \
	planner/roster/sessions.h \
	planner/roster/tara.c \
	planner/roster/visits.c \
	planner/roster/visits_class.c \
	planner/roster/visits_flow.c \
	planner/roster/visits_model.c \
	planner/roster/visits_parts.h \
	planner/roster/visits_room.c \
	planner/roster/visits_rows.c

# Hours, measures, rules, reasons, and all of it in order.
floor3_sources += \
	planner/roster/build.c \
	planner/roster/build_teams.c \
	planner/roster/build_teams.h \
	planner/roster/changes.c \
	planner/roster/check_first.c \
	planner/roster/explain.c \
	planner/roster/hours.c \
	planner/roster/judge.c \
	planner/roster/judge_access.c \
	planner/roster/judge_burdens.c \
	planner/roster/judge_covers.c \
	planner/roster/judge_leads.c \
	planner/roster/judge_parts.h \
	planner/roster/judge_reach.c \
	planner/roster/judge_sessions.c \
	planner/roster/judge_visits.c \
	planner/roster/judge_words.c \
	planner/roster/measure.c \
	planner/roster/outcome.c
