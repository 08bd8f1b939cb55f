floor5_sources += planner/service/file.c
pkginclude_servicedir = $(pkgincludedir)/service
pkginclude_service_HEADERS = include/patchplan/service/file.h
EXTRA_DIST += planner/service/README.md
