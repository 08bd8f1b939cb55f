if PROGRAM_RUNS_HERE
man1_MANS = docs/man/patchplan.1
bashcompletiondir = $(datadir)/bash-completion/completions
bashcompletion_DATA = docs/man/patchplan
CLEANFILES += docs/man/patchplan.1 docs/man/patchplan

docs/man/patchplan.1: patchplan$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) docs/man && ./patchplan$(EXEEXT) --man >$@.new && mv $@.new $@

docs/man/patchplan: patchplan$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) docs/man && ./patchplan$(EXEEXT) --completion >$@.new && mv $@.new $@
endif

dist_doc_DATA = README.md CHANGELOG.md docs/architecture.md docs/formats.md
EXTRA_DIST += docs/decisions/0001-floors-are-archives.md
EXTRA_DIST += docs/decisions/0002-schema-is-read-at-run-time.md
EXTRA_DIST += docs/decisions/0003-manual-printed-by-the-program.md
EXTRA_DIST += docs/decisions/0004-quickstart-builds-beside.md
EXTRA_DIST += docs/decisions/0005-lints-read-text.md
EXTRA_DIST += docs/decisions/0031-cells-from-integers.md
EXTRA_DIST += docs/decisions/0032-units-area-pockets.md
EXTRA_DIST += docs/decisions/0040-spoilt-quotes-stay-in-their-line.md
EXTRA_DIST += docs/decisions/0041-bound-looks-at-every-pair.md
EXTRA_DIST += docs/decisions/0042-partition-readings.md
EXTRA_DIST += docs/decisions/0043-glpk-under-guard.md
EXTRA_DIST += docs/decisions/0051-what-an-import-does-with-doubt.md
EXTRA_DIST += docs/decisions/0061-maps-and-exports.md
EXTRA_DIST += docs/decisions/0071-search-is-annealing-in-strips.md
EXTRA_DIST += docs/decisions/0081-plans-in-parts.md
EXTRA_DIST += docs/decisions/0082-given-patches.md
EXTRA_DIST += docs/decisions/README.md
EXTRA_DIST += docs/pictures/demo-map.png
EXTRA_DIST += docs/engine.md
