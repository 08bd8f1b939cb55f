check_PROGRAMS += tests/unit/service/test_number_ranges
tests_unit_service_test_number_ranges_SOURCES = tests/unit/service/test_number_ranges.c
tests_unit_service_test_number_ranges_LDADD = $(floors_to_5)
check_PROGRAMS += tests/unit/service/test_cards
tests_unit_service_test_cards_SOURCES = tests/unit/service/test_cards.c
tests_unit_service_test_cards_LDADD = $(floors_to_5)
check_PROGRAMS += tests/unit/service/test_import
tests_unit_service_test_import_SOURCES = tests/unit/service/test_import.c
tests_unit_service_test_import_LDADD = $(floors_to_5)

check_PROGRAMS += tests/unit/service/test_jobs
tests_unit_service_test_jobs_SOURCES = tests/unit/service/test_jobs.c
tests_unit_service_test_jobs_LDADD = $(floors_to_5)

check_PROGRAMS += tests/unit/service/test_for_pages
tests_unit_service_test_for_pages_SOURCES = tests/unit/service/test_for_pages.c
tests_unit_service_test_for_pages_LDADD = $(floors_to_5)
