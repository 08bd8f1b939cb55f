floor1_sources += \
	planner/solve/guard.c \
	planner/solve/guard.h \
	planner/solve/mip.c \
	planner/solve/model.c \
	planner/solve/run.c \
	planner/solve/text.c
pkginclude_solvedir = $(pkgincludedir)/solve
pkginclude_solve_HEADERS = \
	include/patchplan/solve/mip.h \
	include/patchplan/solve/model.h
EXTRA_DIST += planner/solve/README.md
