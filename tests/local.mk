# TAP through Automake's driver, one line per case. Each folder of tests adds its own in its local.mk.
TEST_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
TEST_EXTENSIONS = .sh .py
LOG_DRIVER = $(TEST_LOG_DRIVER)
SH_LOG_DRIVER = $(TEST_LOG_DRIVER)
PY_LOG_DRIVER = $(TEST_LOG_DRIVER)
SH_LOG_COMPILER = bash
PY_LOG_COMPILER = python3
AM_TESTS_ENVIRONMENT = \
	PATCHPLAN='$(abs_top_builddir)/patchplan'; export PATCHPLAN; \
	PATCHPLAN_DATADIR='$(abs_top_srcdir)/data'; export PATCHPLAN_DATADIR; \
	PYTHONDONTWRITEBYTECODE=1; export PYTHONDONTWRITEBYTECODE; \
	SRCDIR='$(abs_top_srcdir)'; export SRCDIR; \
	LSAN_OPTIONS='suppressions=$(abs_top_srcdir)/tests/lsan.supp:print_suppressions=0'; export LSAN_OPTIONS; \
	BUILDDIR='$(abs_top_builddir)'; export BUILDDIR; \
	PATCHPLAN_SLOW=$(if $(PP_SANITIZERS),4,1); export PATCHPLAN_SLOW;
EXTRA_DIST += tests/tap.h tests/lsan.supp tests/valgrind.supp

check_PROGRAMS += tests/unit/core/test_core
tests_unit_core_test_core_SOURCES = tests/unit/core/test_core.c
tests_unit_core_test_core_LDADD = $(floors_to_0)
check_PROGRAMS += tests/unit/core/test_crew
tests_unit_core_test_crew_SOURCES = tests/unit/core/test_crew.c
tests_unit_core_test_crew_LDADD = $(floors_to_0)

TESTS += $(check_PROGRAMS)

include $(top_srcdir)/tests/unit/db/local.mk
include $(top_srcdir)/tests/unit/table/local.mk
include $(top_srcdir)/tests/unit/http/local.mk
include $(top_srcdir)/tests/unit/json/local.mk
include $(top_srcdir)/tests/unit/geo/local.mk
include $(top_srcdir)/tests/unit/calendar/local.mk
include $(top_srcdir)/tests/unit/page/local.mk
include $(top_srcdir)/tests/unit/secret/local.mk
include $(top_srcdir)/tests/unit/stock/local.mk
include $(top_srcdir)/tests/unit/graph/local.mk
include $(top_srcdir)/tests/unit/district/local.mk
include $(top_srcdir)/tests/unit/roster/local.mk
include $(top_srcdir)/tests/unit/solve/local.mk
include $(top_srcdir)/tests/unit/store/local.mk
include $(top_srcdir)/tests/unit/publish/local.mk
include $(top_srcdir)/tests/unit/service/local.mk
include $(top_srcdir)/tests/unit/cli/local.mk
include $(top_srcdir)/tests/api/local.mk
include $(top_srcdir)/tests/cli/local.mk
include $(top_srcdir)/tests/lint/local.mk
include $(top_srcdir)/tests/golden/local.mk
include $(top_srcdir)/tests/models/local.mk
include $(top_srcdir)/tests/fuzz/local.mk
include $(top_srcdir)/tests/bench/local.mk
include $(top_srcdir)/tests/browser/local.mk

# The C tests once more under valgrind: make check-valgrind
check-valgrind: $(check_PROGRAMS)
	$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(check_PROGRAMS)' LOG_COMPILER='$(LIBTOOL)' \
		LOG_FLAGS='--mode=execute valgrind -q --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --error-exitcode=9 --suppressions=$(abs_top_srcdir)/tests/valgrind.supp'
.PHONY: check-valgrind
