check_PROGRAMS += tests/fuzz/fuzz_table
tests_fuzz_fuzz_table_SOURCES = tests/fuzz/fuzz_table.c tests/fuzz/replay.h
tests_fuzz_fuzz_table_LDADD = $(floors_to_1)
EXTRA_DIST += tests/fuzz/table
EXTRA_DIST += tests/fuzz/README.md
