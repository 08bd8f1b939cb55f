check_PROGRAMS += tests/unit/json/test_json
tests_unit_json_test_json_SOURCES = tests/unit/json/test_json.c
tests_unit_json_test_json_LDADD = $(floors_to_1)
check_PROGRAMS += tests/unit/json/test_template
tests_unit_json_test_template_SOURCES = tests/unit/json/test_template.c
tests_unit_json_test_template_LDADD = $(floors_to_1)
