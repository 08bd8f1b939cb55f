pkginclude_weightsdir = $(pkgincludedir)/stock
pkginclude_weights_HEADERS = include/patchplan/stock/weights.h
floor2_sources += planner/stock/weights.c
EXTRA_DIST += planner/stock/README.md
