check_PROGRAMS += tests/unit/page/test_canvas
tests_unit_page_test_canvas_SOURCES = tests/unit/page/test_canvas.c
tests_unit_page_test_canvas_LDADD = $(floors_to_1)
