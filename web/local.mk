# Pages and plain files. What npm installs comes beside them: `make npm` fetches it by the lock file into the build folder
# (never into the sources), `make` then copies what browsers get into web/vendor and `make install` installs that too.
webpagesdir = $(pkgdatadir)/web/pages
dist_webpages_DATA = \
	web/pages/account.html \
	web/pages/roster-choose.html \
	web/pages/roster-choose-form.html \
	web/pages/roster-effect.html \
	web/pages/roster-patch.html \
	web/pages/roster-way.html \
	web/pages/roster-way-out.html \
	web/pages/roster-way-press.html \
	web/pages/roster-drop-in.html \
	web/pages/accessibility.html \
	web/pages/card.html \
	web/pages/away-line.html \
	web/pages/away.html \
	web/pages/comments.html \
	web/pages/comments-page.html \
	web/pages/before-after.html \
	web/pages/consult.html \
	web/pages/consult-comments.html \
	web/pages/consult-officer.html \
	web/pages/consult-patch.html \
	web/pages/consult-said.html \
	web/pages/consults.html \
	web/pages/plan-mine.html \
	web/pages/plan-name.html \
	web/pages/compare.html \
	web/pages/draw.html \
	web/pages/choices.html \
	web/pages/contacts.html \
	web/pages/drop-ins.html \
	web/pages/embed.html \
	web/pages/error.html \
	web/pages/foot.html \
	web/pages/found.html \
	web/pages/head.html \
	web/pages/history.html \
	web/pages/history-lines.html \
	web/pages/home.html \
	web/pages/findings.html \
	web/pages/findings-list.html \
	web/pages/import.html \
	web/pages/import-found.html \
	web/pages/job.html \
	web/pages/jobs.html \
	web/pages/leaves.html \
	web/pages/letters.html \
	web/pages/made.html \
	web/pages/map.html \
	web/pages/patch.html \
	web/pages/patch-edit.html \
	web/pages/edit-map.html \
	web/pages/effect.html \
	web/pages/lines.html \
	web/pages/my.html \
	web/pages/person.html \
	web/pages/person-line.html \
	web/pages/rebalance.html \
	web/pages/pager.html \
	web/pages/plan.html \
	web/pages/plan-reasons.html \
	web/pages/plans.html \
	web/pages/privacy.html \
	web/pages/problem.html \
	web/pages/proposal.html \
	web/pages/publish.html \
	web/pages/take-back.html \
	web/pages/replan.html \
	web/pages/rules.html \
	web/pages/saved.html \
	web/pages/workload.html \
	web/pages/workload-area.html \
	web/pages/workload-lines.html \
	web/pages/roster.html \
	web/pages/roster-done.html \
	web/pages/roster-again.html \
	web/pages/roster-caseloads.html \
	web/pages/roster-change.html \
	web/pages/roster-city.html \
	web/pages/roster-drop-ins.html \
	web/pages/roster-hours.html \
	web/pages/roster-lines.html \
	web/pages/roster-rota.html \
	web/pages/roster-rules.html \
	web/pages/roster-stand-ins.html \
	web/pages/roster-today.html \
	web/pages/roster-visits.html \
	web/pages/search.html \
	web/pages/session.html \
	web/pages/sign-in.html \
	web/pages/staff.html \
	web/pages/staff-nav.html \
	web/pages/stage-fields.html \
	web/pages/ward.html \
	web/pages/ways.html
webstyledir = $(pkgdatadir)/web/style
dist_webstyle_DATA = web/style/icon.svg web/style/plain.css web/style/site.css
webapidir = $(pkgdatadir)/web/api/v1
dist_webapi_DATA = web/api/v1/openapi.json
webscriptsdir = $(pkgdatadir)/web/scripts
dist_webscripts_DATA = web/scripts/compare-map.js web/scripts/edit.js web/scripts/edit-map.js web/scripts/ground.js web/scripts/job.js web/scripts/map.js web/scripts/site.js
npm_list = web/package.json web/package-lock.json web/.npmrc
EXTRA_DIST += web/README.md $(npm_list)

npm: web/npm/.fetched
	@$(MAKE) $(AM_MAKEFLAGS) web-folder

# npm may have come after configure looked for it. What it keeps for another time stays in the build folder too.
npm_program = $(patsubst no,npm,$(NPM))
web/npm/.fetched: $(npm_list)
	@$(MKDIR_P) web/npm && for file in $(npm_list); do cp "$(srcdir)/$$file" web/npm; done
	$(AM_V_GEN)cd web/npm && $(npm_program) ci --no-progress --loglevel=error --cache=.kept && touch .fetched

# Without the font and the crest that are for gov.uk alone, and without addresses of files that are not served.
govuk = web/npm/node_modules/govuk-frontend
leaflet = web/npm/node_modules/leaflet
web/vendor/.made: web/npm/.fetched $(srcdir)/web/local.mk
	$(AM_V_at)rm -rf web/vendor && $(MKDIR_P) web/vendor
	$(AM_V_GEN)$(SED) -e 's/@font-face{[^}]*}//g' -e 's/GDS Transport,arial,sans-serif/var(--site-font)/g' \
		-e 's,url(/assets/images/govuk-crest.svg),none,g' -e 's,/[*]# sourceMappingURL.*,,' \
		$(govuk)/dist/govuk/govuk-frontend.min.css >web/vendor/govuk-frontend.css
	$(AM_V_at)$(SED) 's,//# sourceMappingURL.*,,' $(govuk)/dist/govuk/govuk-frontend.min.js >web/vendor/govuk-frontend.js
	$(AM_V_at)$(SED) 's,url(images/[^)]*),none,' $(leaflet)/dist/leaflet.css >web/vendor/leaflet.css
	$(AM_V_at)$(SED) 's,//# sourceMappingURL.*,,' $(leaflet)/dist/leaflet.js >web/vendor/leaflet.js
	$(AM_V_at)cp $(govuk)/README.md web/vendor/govuk-frontend.txt && cp $(leaflet)/LICENSE web/vendor/leaflet.txt
	$(AM_V_at)touch $@

# The whole folder for `serve --web`, without installing; in a build beside the sources those parts are links.
web-folder:
	@$(MKDIR_P) web && for part in api pages style scripts; do \
		test -e web/$$part || ln -s "$(abs_srcdir)/web/$$part" web/$$part || exit 1; done
	@if test -f web/npm/.fetched; then $(MAKE) $(AM_MAKEFLAGS) web/vendor/.made; fi
all-local: web-folder

install-data-local: install-docs
	@if test -f web/vendor/.made; then \
		$(MKDIR_P) "$(DESTDIR)$(pkgdatadir)/web/vendor" && \
		$(INSTALL_DATA) web/vendor/*.* "$(DESTDIR)$(pkgdatadir)/web/vendor"; fi
uninstall-local:
	rm -rf "$(DESTDIR)$(pkgdatadir)/web/vendor" "$(DESTDIR)$(docdir)/docs/decisions"
uninstall-hook:
	for folder in "$(DESTDIR)$(pkgdatadir)" "$(DESTDIR)$(pkgincludedir)" "$(DESTDIR)$(docdir)"; do \
		test ! -d "$$folder" || find "$$folder" -depth -type d -empty -delete; done
clean-local:
	rm -rf web/vendor
	@for part in api pages style scripts; do if test -h web/$$part; then rm -f web/$$part; fi; done
distclean-local:
	rm -rf web/npm
.PHONY: npm web-folder
