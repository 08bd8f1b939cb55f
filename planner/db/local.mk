floor1_sources += planner/db/db.c planner/db/file.c planner/db/file.h planner/db/migrate.c
pkginclude_dbdir = $(pkgincludedir)/db
pkginclude_db_HEADERS = \
	include/patchplan/db/db.h \
	include/patchplan/db/migrate.h
EXTRA_DIST += planner/db/README.md
