check_PROGRAMS += tests/unit/store/test_plan
tests_unit_store_test_plan_SOURCES = tests/unit/store/test_plan.c
tests_unit_store_test_plan_LDADD = $(floors_to_4)
check_PROGRAMS += tests/unit/store/test_stock
tests_unit_store_test_stock_SOURCES = tests/unit/store/test_stock.c
tests_unit_store_test_stock_LDADD = $(floors_to_4)
