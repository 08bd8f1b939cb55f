floor1_sources += planner/json/json.c planner/json/template.c
pkginclude_jsondir = $(pkgincludedir)/json
pkginclude_json_HEADERS = include/patchplan/json/json.h include/patchplan/json/template.h
EXTRA_DIST += planner/json/README.md
