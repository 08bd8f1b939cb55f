floor4_sources += \
	planner/store/stock.c
pkginclude_storedir = $(pkgincludedir)/store
pkginclude_store_HEADERS = \
	include/patchplan/store/stock.h
EXTRA_DIST += planner/store/README.md
