check_PROGRAMS += tests/unit/geo/test_shapes tests/unit/geo/test_mosaic
tests_unit_geo_test_shapes_SOURCES = tests/unit/geo/test_shapes.c
tests_unit_geo_test_shapes_LDADD = $(floors_to_1)
tests_unit_geo_test_mosaic_SOURCES = tests/unit/geo/test_mosaic.c
tests_unit_geo_test_mosaic_LDADD = $(floors_to_1)
