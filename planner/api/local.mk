floor6_sources += \
	planner/api/v1.h \
	planner/api/v1_patches.c \
	planner/api/v1_shape.c \
	planner/api/answer.c \
	planner/api/command.c \
	planner/api/command.h \
	planner/api/api.c \
	planner/api/api.h \
	planner/api/health.c \
	planner/api/kept.c \
	planner/api/page.c \
	planner/api/public.h \
	planner/api/public_about.c \
	planner/api/public_drop_ins.c \
	planner/api/public_find.c \
	planner/api/public_outlines.c \
	planner/api/public_patch.c \
	planner/api/public_ward.c \
	planner/api/request.c \
	planner/api/response.c \
	planner/api/routes.c \
	planner/api/sign_in.c \
	planner/api/staff.h \
	planner/api/staff_draw.c \
	planner/api/staff_edit.c \
	planner/api/staff_effect.c \
	planner/api/staff_import.c \
	planner/api/staff_jobs.c \
	planner/api/staff_map.c \
	planner/api/staff_letters.c \
	planner/api/staff_plans.c \
	planner/api/staff_plan_name.c \
	planner/api/staff_publish.c \
	planner/api/staff_rebalance.c \
	planner/api/staff_roster.c
pkginclude_apidir = $(pkgincludedir)/api
pkginclude_api_HEADERS = \
	include/patchplan/api/api.h \
	include/patchplan/api/request.h \
	include/patchplan/api/response.h \
	include/patchplan/api/routes.h
EXTRA_DIST += planner/api/README.md

# People's pages.
floor6_sources += \
	planner/api/public_consult.c \
	planner/api/staff_comments.c \
	planner/api/staff_consult.c \
	planner/api/staff_my.c \
	planner/api/staff_roster_back.c \
	planner/api/staff_roster_leaves.c \
	planner/api/staff_roster_look.c \
	planner/api/staff_roster_patch.c \
	planner/api/staff_roster_session.c \
	planner/api/staff_roster_way_out.c \
	planner/api/staff_rules.c
