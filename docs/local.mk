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

# Installed in the folders they have here, so that their links lead somewhere there too.
nobase_dist_doc_DATA = README.md CHANGELOG.md CONTRIBUTING.md LICENSE \
	docs/api.md docs/architecture.md docs/clusters.md docs/engine.md docs/formats.md docs/privacy.md docs/redraw.md docs/serving.md \
	docs/pictures/demo-map.png docs/pictures/quality.csv docs/pictures/quality.svg docs/pictures/redraw-curve.png
EXTRA_DIST += docs/decisions
install-docs:
	$(MKDIR_P) "$(DESTDIR)$(docdir)/docs/decisions"
	$(INSTALL_DATA) "$(srcdir)"/docs/decisions/*.md "$(DESTDIR)$(docdir)/docs/decisions"
.PHONY: install-docs
