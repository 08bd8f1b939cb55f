# What the Python tests here share.
EXTRA_DIST += tests/cli/tap.py tests/cli/program.py tests/cli/letters.py tests/cli/rosters.py tests/cli/web.py tests/cli/hostile.py tests/cli/keeping.py tests/cli/kills.py

TESTS += tests/cli/partition.py
EXTRA_DIST += tests/cli/partition.py
TESTS += tests/cli/demo.sh
EXTRA_DIST += tests/cli/demo.sh

# Drawing, importing, showing, comparing and explaining plans.
TESTS += tests/cli/reasons.py
EXTRA_DIST += tests/cli/reasons.py
TESTS += tests/cli/allocate.py
EXTRA_DIST += tests/cli/allocate.py
TESTS += tests/cli/import.sh tests/cli/import_bad.sh
EXTRA_DIST += tests/cli/import.sh tests/cli/import_bad.sh tests/cli/import_town.sh

# A plan out of the program, and looking after the planning file.
TESTS += tests/cli/export.py tests/cli/maintain.py
EXTRA_DIST += tests/cli/export.py tests/cli/maintain.py
TESTS += tests/cli/life.py
EXTRA_DIST += tests/cli/life.py

# Limits of a patch by its share, and one patch for each post.
TESTS += tests/cli/shares.py tests/cli/posts.py
EXTRA_DIST += tests/cli/shares.py tests/cli/posts.py

# Editing live.
TESTS += tests/cli/live.py
EXTRA_DIST += tests/cli/live.py

# A file of several landlords: one by one, resumed, in shards, merged.
TESTS += tests/cli/landlords.py
EXTRA_DIST += tests/cli/landlords.py
# Redrawing with least upset.
TESTS += tests/cli/redraw.py
EXTRA_DIST += tests/cli/redraw.py
# What contradicts itself.
TESTS += tests/cli/contradictions.py
EXTRA_DIST += tests/cli/contradictions.py
# Rosters.
TESTS += tests/cli/roster.py tests/cli/roster_ways_out.py tests/cli/roster_quarter.py
EXTRA_DIST += tests/cli/roster.py tests/cli/roster_ways_out.py tests/cli/roster_quarter.py
# The web over a real socket.
TESTS += tests/cli/serve.py
EXTRA_DIST += tests/cli/serve.py
# Staff's pages.
TESTS += tests/cli/staff.py
EXTRA_DIST += tests/cli/staff.py
