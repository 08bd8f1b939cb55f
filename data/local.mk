schemadir = $(pkgdatadir)/schema
dist_schema_DATA = \
	data/schema/001_first.sql \
	data/schema/002_plan_label.sql \
	data/schema/003_as_drawn.sql \
	data/schema/004_landlords.sql \
	data/schema/005_roster.sql \
	data/schema/006_web.sql \
	data/schema/007_jobs.sql \
	data/schema/008_look_up.sql \
	data/schema/009_people.sql \
	data/schema/010_change_days.sql \
	data/schema/011_history.sql \
	data/schema/012_leaving.sql \
	data/schema/013_access.sql
EXTRA_DIST += data/schema/README.md data/letters/README.md
lettersdir = $(pkgdatadir)/letters
dist_letters_DATA = data/letters/new-officer.txt data/letters/paper.html data/letters/ward.html
include $(top_srcdir)/data/demo/local.mk

# serve as a service of systemd.
systemdunitdir = $(prefix)/lib/systemd/system
nodist_systemdunit_DATA = data/patchplan.service data/patchplan-purge.service
dist_systemdunit_DATA = data/patchplan-purge.timer
EXTRA_DIST += data/patchplan.service.in data/patchplan-purge.service.in data/README.md
CLEANFILES += $(nodist_systemdunit_DATA)
fill_in_unit = $(AM_V_GEN)$(MKDIR_P) data && sed -e 's|@bindir[@]|$(bindir)|' -e 's|@sysconfdir[@]|$(sysconfdir)|'
data/patchplan.service: data/patchplan.service.in Makefile
	$(fill_in_unit) $(srcdir)/data/patchplan.service.in >$@.part && mv $@.part $@
data/patchplan-purge.service: data/patchplan-purge.service.in Makefile
	$(fill_in_unit) $(srcdir)/data/patchplan-purge.service.in >$@.part && mv $@.part $@
