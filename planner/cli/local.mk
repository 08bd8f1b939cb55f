floor7_sources += \
	planner/cli/audit.c \
	planner/cli/backup.c \
	planner/cli/call.c \
	planner/cli/call.h \
	planner/cli/doctor.c \
	planner/cli/export.c \
	planner/cli/edit.c \
	planner/cli/demo.c \
	planner/cli/check.c \
	planner/cli/help.c \
	planner/cli/import.c \
	planner/cli/init.c \
	planner/cli/landlords.c \
	planner/cli/landlords.h \
	planner/cli/letters.c \
	planner/cli/letters.h \
	planner/cli/lookup.c \
	planner/cli/main.c \
	planner/cli/merge.c \
	planner/cli/manual.c \
	planner/cli/parse.c \
	planner/cli/rules.c \
	planner/cli/partition.c \
	planner/cli/progress.c \
	planner/cli/publish.c \
	planner/cli/purge.c \
	planner/cli/report.c \
	planner/cli/restore.c \
	planner/cli/settings.c \
	planner/cli/weights.c \
	planner/cli/who.c \
	planner/cli/who.h \
	planner/cli/paste.c \
	planner/cli/paste.h \
	planner/cli/words.c \
	planner/cli/words.h
pkginclude_clidir = $(pkgincludedir)/cli
pkginclude_cli_HEADERS = \
	include/patchplan/cli/command.h \
	include/patchplan/cli/report.h
EXTRA_DIST += planner/cli/README.md

# Drawing and showing plans.
floor7_sources += \
	planner/cli/allocate.c \
	planner/cli/staffing.c \
	planner/cli/staffing.h \
	planner/cli/compare.c \
	planner/cli/explain.c \
	planner/cli/import_plan.c \
	planner/cli/plan_rules.c \
	planner/cli/plan_rules.h \
	planner/cli/plans.c \
	planner/cli/show.c \
	planner/cli/show_plan.h

# Editing at a glance: what a move would do.
floor7_sources += planner/cli/edit.h planner/cli/move.c planner/cli/rebalance.c

# Redrawing with least upset.
floor7_sources += planner/cli/tradeoff.c planner/cli/tradeoff.h

# Rosters.
floor7_sources += \
	planner/cli/roster.c \
	planner/cli/roster_change.c \
	planner/cli/roster_record.c \
	planner/cli/roster_say.c \
	planner/cli/roster_say.h \
	planner/cli/roster_show.c
# Who may sign in.
floor7_sources += planner/cli/user.c
