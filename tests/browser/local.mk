# Not a part of `make check`: it takes a browser and what `make npm` fetches.
browser_files = \
	tests/browser/browser.mjs \
	tests/browser/check.mjs \
	tests/browser/editor.mjs \
	tests/browser/examine.mjs \
	tests/browser/files.mjs \
	tests/browser/hands.mjs \
	tests/browser/journeys.mjs \
	tests/browser/kept.mjs \
	tests/browser/letters.mjs \
	tests/browser/map.mjs \
	tests/browser/pages.mjs \
	tests/browser/people.mjs \
	tests/browser/refused.mjs \
	tests/browser/roster.mjs \
	tests/browser/seen.mjs \
	tests/browser/speed.mjs \
	tests/browser/tap.mjs \
	tests/browser/town.mjs \
	tests/browser/words.mjs \
	tests/browser/work.mjs
EXTRA_DIST += tests/browser/README.md tests/browser/browser.sh $(browser_files)
check-browser: all
	$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS=tests/browser/browser.sh

# make bench-browser FILE=patchplan.db: how long the editor takes there; printed, not judged.
bench-browser: all
	env BUILDDIR="$(abs_builddir)" PATCHPLAN="$(abs_builddir)/patchplan" PATCHPLAN_DATADIR="$(abs_srcdir)/data" \
		node "$(srcdir)/tests/browser/speed.mjs" "$(FILE)"
.PHONY: check-browser bench-browser
