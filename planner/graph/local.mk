pkginclude_graphdir = $(pkgincludedir)/graph
pkginclude_graph_HEADERS = \
	include/patchplan/graph/neighbours.h \
	include/patchplan/graph/units.h
