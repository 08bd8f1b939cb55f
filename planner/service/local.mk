floor5_sources += \
	planner/service/file.c \
	planner/service/lookup.c \
	planner/service/number_ranges.c \
	planner/service/number_ranges.h \
	planner/service/partition.c \
	planner/service/partition_parts.h \
	planner/service/partition_read.c \
	planner/service/partition_reasons.c \
	planner/service/partition_write.c \
	planner/service/publish.c
pkginclude_servicedir = $(pkgincludedir)/service
pkginclude_service_HEADERS = \
	include/patchplan/service/file.h \
	include/patchplan/service/lookup.h \
	include/patchplan/service/partition.h \
	include/patchplan/service/publish.h
EXTRA_DIST += planner/service/README.md
