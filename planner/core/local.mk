floor0_sources += \
	planner/core/access.c \
	planner/core/alloc.c \
	planner/core/arena.c \
	planner/core/cancel.c \
	planner/core/crew.c \
	planner/core/curve.c \
	planner/core/date.c \
	planner/core/error.c \
	planner/core/file.c \
	planner/core/names.c \
	planner/core/newfile.c \
	planner/core/outcome.c \
	planner/core/plan.c \
	planner/core/rng.c \
	planner/core/str.c \
	planner/core/text.c \
	planner/core/utf8.c \
	planner/core/words.c
pkginclude_coredir = $(pkgincludedir)/core
pkginclude_core_HEADERS = \
	include/patchplan/core/access.h \
	include/patchplan/core/alloc.h \
	include/patchplan/core/arena.h \
	include/patchplan/core/cancel.h \
	include/patchplan/core/crew.h \
	include/patchplan/core/curve.h \
	include/patchplan/core/date.h \
	include/patchplan/core/error.h \
	include/patchplan/core/file.h \
	include/patchplan/core/names.h \
	include/patchplan/core/newfile.h \
	include/patchplan/core/outcome.h \
	include/patchplan/core/plan.h \
	include/patchplan/core/progress.h \
	include/patchplan/core/rng.h \
	include/patchplan/core/str.h \
	include/patchplan/core/text.h \
	include/patchplan/core/utf8.h \
	include/patchplan/core/words.h
EXTRA_DIST += planner/core/README.md
