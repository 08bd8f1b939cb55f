check_PROGRAMS += tests/unit/publish/test_publish
tests_unit_publish_test_publish_SOURCES = \
	tests/unit/publish/test_publish.c \
	tests/unit/publish/town.h
tests_unit_publish_test_publish_LDADD = $(floors_to_4)

check_PROGRAMS += tests/unit/publish/test_letters
tests_unit_publish_test_letters_SOURCES = tests/unit/publish/test_letters.c
tests_unit_publish_test_letters_LDADD = $(floors_to_4)

check_PROGRAMS += tests/unit/publish/test_roster
tests_unit_publish_test_roster_SOURCES = \
	tests/unit/publish/test_roster.c \
	tests/unit/roster/small_town.h
tests_unit_publish_test_roster_LDADD = $(floors_to_4)
TESTS += tests/unit/publish/roster_files.py
EXTRA_DIST += tests/unit/publish/roster_files.py
