floor1_sources += \
	planner/page/book.c \
	planner/page/canvas.c \
	planner/page/canvas.h \
	planner/page/draw.c \
	planner/page/pdf.c \
	planner/page/svg_small.c \
	planner/page/text.c
pkginclude_pagedir = $(pkgincludedir)/page
pkginclude_page_HEADERS = \
	include/patchplan/page/book.h \
	include/patchplan/page/canvas.h
EXTRA_DIST += planner/page/README.md
