floor1_sources += planner/calendar/ics.c
pkginclude_calendardir = $(pkgincludedir)/calendar
pkginclude_calendar_HEADERS = include/patchplan/calendar/ics.h
EXTRA_DIST += planner/calendar/README.md
