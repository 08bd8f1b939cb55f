pkginclude_geodir = $(pkgincludedir)/geo
pkginclude_geo_HEADERS = \
	include/patchplan/geo/geo.h \
	include/patchplan/geo/locate.h \
	include/patchplan/geo/mosaic.h \
	include/patchplan/geo/shape.h
