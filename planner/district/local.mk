floor3_sources += planner/district/division.c
floor3_sources += \
	planner/district/arithmetic.c \
	planner/district/bound.c \
	planner/district/bound_exact.c \
	planner/district/bound_knapsack.c \
	planner/district/bound_near.c \
	planner/district/bound_parts.h \
	planner/district/bound_steps.c
pkginclude_districtdir = $(pkgincludedir)/district
pkginclude_district_HEADERS = \
	include/patchplan/district/arithmetic.h \
	include/patchplan/district/bound.h \
	include/patchplan/district/check.h \
	include/patchplan/district/problem.h
EXTRA_DIST += planner/district/README.md
