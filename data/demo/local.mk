demodir = $(pkgdatadir)/demo
dist_demo_DATA = \
	data/demo/activities.csv \
	data/demo/bank-holidays.json \
	data/demo/barriers.geojson \
	data/demo/councillors.csv \
	data/demo/current_officers.csv \
	data/demo/homes.csv \
	data/demo/interventions.csv \
	data/demo/leave.csv \
	data/demo/links.csv \
	data/demo/needs.csv \
	data/demo/neighbourhoods.csv \
	data/demo/officers.csv \
	data/demo/police.geojson \
	data/demo/postcodes.csv \
	data/demo/tara_meetings.csv \
	data/demo/teams.csv \
	data/demo/venues.csv \
	data/demo/visits.csv \
	data/demo/wards.geojson
EXTRA_DIST += data/demo/README.md data/demo/demo_people.py data/demo/make_demo.py
