# The pages without sockets.
check_PROGRAMS += tests/api/test_request
tests_api_test_request_SOURCES = tests/api/test_request.c
tests_api_test_request_LDADD = $(floors_to_6)

check_PROGRAMS += tests/api/test_roles
tests_api_test_roles_SOURCES = tests/api/test_roles.c tests/api/town.h
tests_api_test_roles_LDADD = $(floors_to_6)

check_PROGRAMS += tests/api/test_kept
tests_api_test_kept_SOURCES = tests/api/test_kept.c
tests_api_test_kept_LDADD = $(floors_to_6)

check_PROGRAMS += tests/api/test_fresh
tests_api_test_fresh_SOURCES = tests/api/test_fresh.c tests/api/town.h
tests_api_test_fresh_LDADD = $(floors_to_6)

# Run by tests/cli/serve.py on its town.
EXTRA_PROGRAMS += tests/api/every_allocation
check_DATA += tests/api/every_allocation
tests_api_every_allocation_SOURCES = tests/api/every_allocation.c tests/api/town.h
tests_api_every_allocation_LDADD = $(floors_to_6)
