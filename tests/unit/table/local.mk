check_PROGRAMS += tests/unit/table/test_table
tests_unit_table_test_table_SOURCES = \
	tests/unit/table/table_test.c \
	tests/unit/table/table_test.h \
	tests/unit/table/test_table.c
tests_unit_table_test_table_LDADD = $(floors_to_1)

check_PROGRAMS += tests/unit/table/test_writer
tests_unit_table_test_writer_SOURCES = \
	tests/unit/table/table_test.c \
	tests/unit/table/table_test.h \
	tests/unit/table/test_writer.c
tests_unit_table_test_writer_LDADD = $(floors_to_1)

check_PROGRAMS += tests/unit/table/test_profile
tests_unit_table_test_profile_SOURCES = \
	tests/unit/table/table_test.c \
	tests/unit/table/table_test.h \
	tests/unit/table/test_profile.c
tests_unit_table_test_profile_LDADD = $(floors_to_1)

# What the scripts read tables with; run alone it skips.
check_PROGRAMS += tests/unit/table/table_dump
tests_unit_table_table_dump_SOURCES = tests/unit/table/table_dump.c
tests_unit_table_table_dump_LDADD = $(floors_to_1)
table_scripts = \
	tests/unit/table/against_python.py \
	tests/unit/table/formats.sh
TESTS += $(table_scripts)
EXTRA_DIST += $(table_scripts)
