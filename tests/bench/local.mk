EXTRA_DIST += tests/bench/run.py tests/bench/README.md
