#!/usr/bin/env bash
# The pages in Chromium: make check-browser. TAP; SKIP where Chromium, node or what npm fetches is not there.
set -u

skip() {
    printf '1..0 # SKIP %s\n' "$*"
    exit 0
}

command -v node >/dev/null || skip "node is not here (Debian package npm)"
command -v sqlite3 >/dev/null || skip "sqlite3 is not here"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || skip "Chromium is not here (Debian package chromium)"
[ -d "$BUILDDIR/web/npm/node_modules/playwright-core" ] || skip "what they take from npm was not fetched ('make npm' in $BUILDDIR says why)"
exec timeout $((600 * ${PATCHPLAN_SLOW:-1})) node "$SRCDIR/tests/browser/check.mjs"
