floor3_sources += \
	planner/district/recut.c \
	planner/district/recut.h \
	planner/district/recut_anneal.c \
	planner/district/recut_borrow.c \
	planner/district/recut_hubs.c \
	planner/district/recut_parts.h \
	planner/district/recut_region.c \
	planner/district/recut_region.h
floor3_sources += \
	planner/district/anneal.c \
	planner/district/anneal.h \
	planner/district/claim.c \
	planner/district/claim.h \
	planner/district/connect.c \
	planner/district/divide.c \
	planner/district/divide_many.c \
	planner/district/division.c \
	planner/district/evaluate.c \
	planner/district/match.c \
	planner/district/match.h \
	planner/district/moves.c \
	planner/district/moves.h \
	planner/district/hold.c \
	planner/district/hold.h \
	planner/district/near.c \
	planner/district/near.h \
	planner/district/piece.c \
	planner/district/piece.h \
	planner/district/price.c \
	planner/district/price.h \
	planner/district/ring.c \
	planner/district/ring.h \
	planner/district/search.c \
	planner/district/search.h \
	planner/district/spread.c \
	planner/district/spread.h \
	planner/district/search_bound.c \
	planner/district/search_narrow.c \
	planner/district/search_parts.h \
	planner/district/search_start.c \
	planner/district/search_wide.c \
	planner/district/start.c \
	planner/district/start.h \
	planner/district/state.c \
	planner/district/state.h \
	planner/district/tally.c \
	planner/district/tally.h \
	planner/district/way.h
floor3_sources += \
	planner/district/arithmetic.c \
	planner/district/arithmetic_cut.c \
	planner/district/arithmetic_words.c \
	planner/district/bound.c \
	planner/district/bound_blocks.c \
	planner/district/bound_blocks.h \
	planner/district/bound_classes.c \
	planner/district/bound_exact.c \
	planner/district/bound_knapsack.c \
	planner/district/bound_near.c \
	planner/district/bound_parts.h \
	planner/district/bound_price.c \
	planner/district/bound_region_exact.c \
	planner/district/bound_region_numbers.c \
	planner/district/bound_region_pairs.c \
	planner/district/bound_region_steps.c \
	planner/district/bound_regions.c \
	planner/district/bound_regions.h \
	planner/district/bound_steps.c \
	planner/district/bound_tree.c \
	planner/district/check.c
pkginclude_districtdir = $(pkgincludedir)/district
pkginclude_district_HEADERS = \
	include/patchplan/district/arithmetic.h \
	include/patchplan/district/bound.h \
	include/patchplan/district/check.h \
	include/patchplan/district/divide_many.h \
	include/patchplan/district/problem.h
EXTRA_DIST += planner/district/README.md

floor3_sources += planner/district/fill.c planner/district/posts.c
pkginclude_district_HEADERS += include/patchplan/district/fill.h include/patchplan/district/posts.h

# What a move does, foretold.
floor3_sources += \
	planner/district/effect.c \
	planner/district/evaluate.h \
	planner/district/standing.c \
	planner/district/standing.h
pkginclude_district_HEADERS += include/patchplan/district/effect.h

# As little change as can be.
floor3_sources += planner/district/today.c
pkginclude_district_HEADERS += include/patchplan/district/today.h

# Healing around an edit.
floor3_sources += \
	planner/district/rebalance.c \
	planner/district/rebalance_parts.h \
	planner/district/rebalance_quarter.c \
	planner/district/rebalance_trim.c
pkginclude_district_HEADERS += include/patchplan/district/rebalance.h

# Small towns to the end.
floor3_sources += \
	planner/district/exact.c \
	planner/district/exact.h \
	planner/district/exact_choose.c \
	planner/district/exact_grow.c \
	planner/district/exact_parts.h
