floor4_sources += \
	planner/publish/colouring.c \
	planner/publish/ground.c \
	planner/publish/labels.c \
	planner/publish/map.c \
	planner/publish/names.c \
	planner/publish/panel.c \
	planner/publish/pole.c \
	planner/publish/scene.c \
	planner/publish/scene.h \
	planner/publish/shapes.c
pkginclude_publishdir = $(pkgincludedir)/publish
pkginclude_publish_HEADERS = \
	include/patchplan/publish/colouring.h \
	include/patchplan/publish/labels.h \
	include/patchplan/publish/map.h \
	include/patchplan/publish/pole.h \
	include/patchplan/publish/shapes.h
EXTRA_DIST += planner/publish/README.md
