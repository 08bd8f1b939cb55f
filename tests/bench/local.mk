EXTRA_DIST += tests/bench/run.py tests/bench/quality.py tests/bench/README.md

# Import rate: make tests/bench/import_rate && PATCHPLAN=./patchplan tests/bench/import_rate
EXTRA_PROGRAMS += tests/bench/import_rate
tests_bench_import_rate_SOURCES = tests/bench/import_rate.c
tests_bench_import_rate_LDADD = $(floors_to_1)
