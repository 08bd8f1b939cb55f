check_PROGRAMS += tests/unit/publish/test_publish
tests_unit_publish_test_publish_SOURCES = \
	tests/unit/publish/test_publish.c \
	tests/unit/publish/town.h
tests_unit_publish_test_publish_LDADD = $(floors_to_4)
