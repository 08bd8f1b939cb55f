check_PROGRAMS += tests/unit/graph/test_sheffield
tests_unit_graph_test_sheffield_SOURCES = tests/unit/graph/test_sheffield.c tests/unit/graph/sheffield.h
tests_unit_graph_test_sheffield_LDADD = $(floors_to_2)
