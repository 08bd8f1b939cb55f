EXTRA_DIST += tests/bench/run.py tests/bench/quality.py tests/bench/load.py tests/bench/README.md

# Import rate: make tests/bench/import_rate && PATCHPLAN=./patchplan tests/bench/import_rate
EXTRA_PROGRAMS += tests/bench/import_rate
tests_bench_import_rate_SOURCES = tests/bench/import_rate.c
tests_bench_import_rate_LDADD = $(floors_to_1)

# Live editing: make tests/bench/effect && tests/bench/effect FILE.db PLAN
EXTRA_PROGRAMS += tests/bench/effect
tests_bench_effect_SOURCES = tests/bench/effect.c
tests_bench_effect_LDADD = $(floors_to_5)
