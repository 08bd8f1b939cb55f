floor7_sources += \
	planner/http/answer.c \
	planner/http/cache.c \
	planner/http/connections.c \
	planner/http/connections.h \
	planner/http/rates.c \
	planner/http/rates.h \
	planner/http/refusals.c \
	planner/http/refusals.h \
	planner/http/server.c \
	planner/http/server.h \
	planner/http/lane.c \
	planner/http/lane.h \
	planner/http/start.c \
	planner/http/statics.c \
	planner/http/turn.c \
	planner/http/upload.c \
	planner/http/upload.h
pkginclude_httpdir = $(pkgincludedir)/http
pkginclude_http_HEADERS = include/patchplan/http/server.h
EXTRA_DIST += planner/http/README.md
