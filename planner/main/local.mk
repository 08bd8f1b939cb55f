bin_PROGRAMS = patchplan
patchplan_SOURCES = planner/main/commands.c planner/main/commands.h planner/main/main.c planner/main/serve.c
patchplan_LDADD = $(floors_to_7)
EXTRA_DIST += planner/main/README.md
