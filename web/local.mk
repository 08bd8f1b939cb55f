# Pages and plain files; what npm installs comes beside them at build, when npm is there.
webpagesdir = $(pkgdatadir)/web/pages
dist_webpages_DATA = \
	web/pages/account.html \
	web/pages/card.html \
	web/pages/error.html \
	web/pages/foot.html \
	web/pages/found.html \
	web/pages/head.html \
	web/pages/home.html \
	web/pages/job.html \
	web/pages/jobs.html \
	web/pages/patch.html \
	web/pages/person.html \
	web/pages/problem.html \
	web/pages/search.html \
	web/pages/sign-in.html \
	web/pages/staff-nav.html
webstyledir = $(pkgdatadir)/web/style
dist_webstyle_DATA = web/style/plain.css
webscriptsdir = $(pkgdatadir)/web/scripts
dist_webscripts_DATA = web/scripts/job.js
EXTRA_DIST += web/README.md
