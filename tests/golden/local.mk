# Golden cases: a case is a folder with cmd and expected.
TESTS += tests/golden/run.py
EXTRA_DIST += tests/golden/run.py tests/golden/README.md \
	tests/golden/bare_engine tests/golden/locked_patch tests/golden/pocket_behind_a_river \
	tests/golden/team_too_small tests/golden/wards_that_cannot_stand
EXTRA_DIST += tests/golden/staffing/expected.csv
