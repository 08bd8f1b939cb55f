floor1_sources += planner/secret/secret.c
pkginclude_secretdir = $(pkgincludedir)/secret
pkginclude_secret_HEADERS = include/patchplan/secret/secret.h
EXTRA_DIST += planner/secret/README.md
