EXTRA_DIST += tests/golden/staffing/expected.csv
