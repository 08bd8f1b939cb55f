check_PROGRAMS += tests/unit/stock/test_weights
tests_unit_stock_test_weights_SOURCES = tests/unit/stock/test_weights.c
tests_unit_stock_test_weights_LDADD = $(floors_to_2)
check_PROGRAMS += tests/unit/stock/test_clean
tests_unit_stock_test_clean_SOURCES = tests/unit/stock/test_clean.c
tests_unit_stock_test_clean_LDADD = $(floors_to_2)
