pkginclude_weightsdir = $(pkgincludedir)/stock
pkginclude_weights_HEADERS = include/patchplan/stock/weights.h
floor2_sources += planner/stock/weights.c
EXTRA_DIST += planner/stock/README.md
floor2_sources += \
	planner/stock/book.c \
	planner/stock/clean.c \
	planner/stock/holidays.c \
	planner/stock/kinds.c \
	planner/stock/kinds_home.c \
	planner/stock/kinds_meet.c \
	planner/stock/kinds_people.c \
	planner/stock/kinds_place.c \
	planner/stock/kinds_work.c \
	planner/stock/meeting.c \
	planner/stock/personal.c \
	planner/stock/reader.c \
	planner/stock/reader.h \
	planner/stock/shapes.c \
	planner/stock/values.c
pkginclude_stockdir = $(pkgincludedir)/stock
pkginclude_stock_HEADERS = \
	include/patchplan/stock/book.h \
	include/patchplan/stock/clean.h \
	include/patchplan/stock/finding.h \
	include/patchplan/stock/kind.h \
	include/patchplan/stock/records.h
