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
