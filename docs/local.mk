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

dist_doc_DATA = README.md CHANGELOG.md docs/architecture.md docs/formats.md docs/clusters.md docs/api.md docs/serving.md
EXTRA_DIST += docs/decisions
EXTRA_DIST += docs/pictures/demo-map.png docs/pictures/quality.svg docs/pictures/quality.csv
EXTRA_DIST += docs/engine.md
EXTRA_DIST += docs/redraw.md docs/pictures/redraw-curve.png
