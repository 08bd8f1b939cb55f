floor4_sources += \
	planner/publish/colouring.c \
	planner/publish/curve.c \
	planner/publish/geojson.c \
	planner/publish/ground.c \
	planner/publish/labels.c \
	planner/publish/letter.c \
	planner/publish/letter_page.c \
	planner/publish/letter_page.h \
	planner/publish/mail.c \
	planner/publish/map.c \
	planner/publish/names.c \
	planner/publish/outline.c \
	planner/publish/panel.c \
	planner/publish/pole.c \
	planner/publish/roster_book.c \
	planner/publish/roster_book.h \
	planner/publish/roster_csv.c \
	planner/publish/roster_figures.c \
	planner/publish/roster_grid.c \
	planner/publish/roster_ics.c \
	planner/publish/roster_marks.c \
	planner/publish/roster_marks.h \
	planner/publish/roster_spans.c \
	planner/publish/scene.c \
	planner/publish/scene.h \
	planner/publish/shapes.c \
	planner/publish/sheet.c \
	planner/publish/tables.c \
	planner/publish/ward_text.c \
	planner/publish/wording.c
pkginclude_publishdir = $(pkgincludedir)/publish
pkginclude_publish_HEADERS = \
	include/patchplan/publish/colouring.h \
	include/patchplan/publish/curve.h \
	include/patchplan/publish/labels.h \
	include/patchplan/publish/letter.h \
	include/patchplan/publish/mail.h \
	include/patchplan/publish/map.h \
	include/patchplan/publish/outline.h \
	include/patchplan/publish/pole.h \
	include/patchplan/publish/roster.h \
	include/patchplan/publish/shapes.h \
	include/patchplan/publish/sheet.h \
	include/patchplan/publish/tables.h \
	include/patchplan/publish/wording.h
EXTRA_DIST += planner/publish/README.md
