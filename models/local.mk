modelsdir = $(pkgdatadir)/models
dist_models_DATA = \
	models/caseload.mod \
	models/dropins.mod \
	models/visits.mod
EXTRA_DIST += models/README.md
