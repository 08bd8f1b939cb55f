floor5_sources += \
	planner/service/file.c \
	planner/service/lookup.c \
	planner/service/number_ranges.c \
	planner/service/number_ranges.h \
	planner/service/publish.c
pkginclude_servicedir = $(pkgincludedir)/service
pkginclude_service_HEADERS = \
	include/patchplan/service/file.h \
	include/patchplan/service/lookup.h \
	include/patchplan/service/publish.h
EXTRA_DIST += planner/service/README.md
