floor4_sources += \
	planner/store/audit.c \
	planner/store/desk.c \
	planner/store/division_today.h \
	planner/store/today.c \
	planner/store/edit.c \
	planner/store/feed.c \
	planner/store/gpkg.c \
	planner/store/history.c \
	planner/store/homes.c \
	planner/store/job.c \
	planner/store/landlord_plan.c \
	planner/store/landlords.c \
	planner/store/leaving.c \
	planner/store/letters.c \
	planner/store/moving.c \
	planner/store/lookup.c \
	planner/store/paper.c \
	planner/store/plan_edited.c \
	planner/store/request.c \
	planner/store/shard.c \
	planner/store/plan_list.c \
	planner/store/plan_load.c \
	planner/store/plan_places.c \
	planner/store/plan_rows.c \
	planner/store/plan_rows.h \
	planner/store/plan_save.c \
	planner/store/plans_in_force.c \
	planner/store/in_force.h \
	planner/store/said.h \
	planner/store/in_stage.h \
	planner/store/public.c \
	planner/store/public_names.c \
	planner/store/public_rows.h \
	planner/store/public_sessions.c \
	planner/store/public_ward.c \
	planner/store/publication.c \
	planner/store/published.c \
	planner/store/check.c \
	planner/store/import.c \
	planner/store/import.h \
	planner/store/import_held.c \
	planner/store/import_home.c \
	planner/store/import_many.c \
	planner/store/import_many.h \
	planner/store/import_put.c \
	planner/store/roster_load.c \
	planner/store/roster_measures.c \
	planner/store/roster_measures.h \
	planner/store/roster_people.c \
	planner/store/roster_places.c \
	planner/store/roster_problem.c \
	planner/store/roster_record.c \
	planner/store/roster_rows.c \
	planner/store/roster_rows.h \
	planner/store/roster_save.c \
	planner/store/roster_sessions.c \
	planner/store/on_day.c \
	planner/store/on_day.h \
	planner/store/ward_plans.c \
	planner/store/ward_plans.h \
	planner/store/setting.c \
	planner/store/stock.c \
	planner/store/user.c \
	planner/store/weights.c
pkginclude_storedir = $(pkgincludedir)/store
pkginclude_store_HEADERS = \
	include/patchplan/store/audit.h \
	include/patchplan/store/desk.h \
	include/patchplan/store/history.h \
	include/patchplan/store/today.h \
	include/patchplan/store/edit.h \
	include/patchplan/store/feed.h \
	include/patchplan/store/gpkg.h \
	include/patchplan/store/homes.h \
	include/patchplan/store/job.h \
	include/patchplan/store/landlords.h \
	include/patchplan/store/leaving.h \
	include/patchplan/store/letters.h \
	include/patchplan/store/moving.h \
	include/patchplan/store/lookup.h \
	include/patchplan/store/paper.h \
	include/patchplan/store/plan.h \
	include/patchplan/store/plans_in_force.h \
	include/patchplan/store/plan_places.h \
	include/patchplan/store/public.h \
	include/patchplan/store/publication.h \
	include/patchplan/store/request.h \
	include/patchplan/store/roster.h \
	include/patchplan/store/check.h \
	include/patchplan/store/import.h \
	include/patchplan/store/setting.h \
	include/patchplan/store/stock.h \
	include/patchplan/store/user.h \
	include/patchplan/store/weights.h
EXTRA_DIST += planner/store/README.md

# What people say.
floor4_sources += \
	planner/store/comment.c \
	planner/store/consult.c \
	planner/store/matched.c \
	planner/store/my.c \
	planner/store/purge.c
pkginclude_store_HEADERS += \
	include/patchplan/store/comment.h \
	include/patchplan/store/consult.h \
	include/patchplan/store/matched.h \
	include/patchplan/store/my.h \
	include/patchplan/store/purge.h
