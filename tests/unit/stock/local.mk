check_PROGRAMS += tests/unit/stock/test_weights
tests_unit_stock_test_weights_SOURCES = tests/unit/stock/test_weights.c
tests_unit_stock_test_weights_LDADD = $(floors_to_2)
