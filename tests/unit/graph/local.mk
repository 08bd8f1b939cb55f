check_PROGRAMS += tests/unit/graph/test_units tests/unit/graph/test_neighbours \
	tests/unit/graph/test_sheffield
tests_unit_graph_test_units_SOURCES = tests/unit/graph/test_units.c
tests_unit_graph_test_units_LDADD = $(floors_to_2)
tests_unit_graph_test_neighbours_SOURCES = tests/unit/graph/test_neighbours.c
tests_unit_graph_test_neighbours_LDADD = $(floors_to_2)
tests_unit_graph_test_sheffield_SOURCES = tests/unit/graph/test_sheffield.c tests/unit/graph/sheffield.h
tests_unit_graph_test_sheffield_LDADD = $(floors_to_2)
