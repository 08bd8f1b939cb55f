floor1_sources += \
	planner/table/ahead.c \
	planner/table/ahead.h \
	planner/table/child.c \
	planner/table/child.h \
	planner/table/convert.c \
	planner/table/header.c \
	planner/table/header.h \
	planner/table/profile.c \
	planner/table/recognise.c \
	planner/table/recognise.h \
	planner/table/rows.c \
	planner/table/rows.h \
	planner/table/source.c \
	planner/table/source.h \
	planner/table/table.c \
	planner/table/writer.c \
	planner/table/zip.c \
	planner/table/zip.h
pkginclude_tabledir = $(pkgincludedir)/table
pkginclude_table_HEADERS = \
	include/patchplan/table/convert.h \
	include/patchplan/table/profile.h \
	include/patchplan/table/table.h \
	include/patchplan/table/writer.h
EXTRA_DIST += planner/table/README.md
