TESTS += tests/cli/export.py
EXTRA_DIST += tests/cli/export.py
