floor2_sources += \
	planner/graph/bridge.c \
	planner/graph/links.c \
	planner/graph/links.h \
	planner/graph/neighbours.c \
	planner/graph/pairs.c \
	planner/graph/pairs.h \
	planner/graph/pieces.c \
	planner/graph/pieces.h \
	planner/graph/rows.c \
	planner/graph/unit_names.c \
	planner/graph/unit_names.h \
	planner/graph/units.c
pkginclude_graphdir = $(pkgincludedir)/graph
pkginclude_graph_HEADERS = \
	include/patchplan/graph/neighbours.h \
	include/patchplan/graph/units.h
EXTRA_DIST += planner/graph/README.md
