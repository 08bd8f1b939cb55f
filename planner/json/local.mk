floor1_sources += planner/json/json.c
pkginclude_jsondir = $(pkgincludedir)/json
pkginclude_json_HEADERS = include/patchplan/json/json.h
EXTRA_DIST += planner/json/README.md
