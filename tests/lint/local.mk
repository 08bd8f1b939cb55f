lint_tests = \
	tests/lint/demo.py \
	tests/lint/floors.py \
	tests/lint/format.py \
	tests/lint/habits.py \
	tests/lint/headers.py \
	tests/lint/install.sh \
	tests/lint/manual.py \
	tests/lint/rooms.py \
	tests/lint/scripts.py \
	tests/lint/sizes.py \
	tests/lint/words.py
TESTS += $(lint_tests)
EXTRA_DIST += $(lint_tests) tests/lint/lint.py tests/lint/README.md
