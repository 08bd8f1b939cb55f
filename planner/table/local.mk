pkginclude_tabledir = $(pkgincludedir)/table
pkginclude_table_HEADERS = \
	include/patchplan/table/convert.h \
	include/patchplan/table/profile.h \
	include/patchplan/table/table.h \
	include/patchplan/table/writer.h
EXTRA_DIST += planner/table/README.md
