floor1_sources += \
	planner/geo/area.c \
	planner/geo/buckets.c \
	planner/geo/buckets.h \
	planner/geo/cells.c \
	planner/geo/cells.h \
	planner/geo/delaunay.c \
	planner/geo/delaunay.h \
	planner/geo/geo.c \
	planner/geo/grid.c \
	planner/geo/grid_points.c \
	planner/geo/intervals.c \
	planner/geo/intervals.h \
	planner/geo/locate.c \
	planner/geo/mosaic.c \
	planner/geo/rings.c \
	planner/geo/segments.c \
	planner/geo/segments.h \
	planner/geo/shape.c \
	planner/geo/shape_in.c \
	planner/geo/state.h \
	planner/geo/wkb.c \
	planner/geo/wkb.h
pkginclude_geodir = $(pkgincludedir)/geo
pkginclude_geo_HEADERS = \
	include/patchplan/geo/geo.h \
	include/patchplan/geo/locate.h \
	include/patchplan/geo/mosaic.h \
	include/patchplan/geo/shape.h
EXTRA_DIST += planner/geo/README.md
