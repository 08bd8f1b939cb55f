TESTS += tests/cli/export.py
EXTRA_DIST += tests/cli/export.py
TESTS += tests/cli/demo.sh
EXTRA_DIST += tests/cli/demo.sh
