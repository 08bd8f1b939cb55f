/* The audit trail, some lines of it. */
#ifndef PATCHPLAN_STORE_HISTORY_H
#define PATCHPLAN_STORE_HISTORY_H

#include "patchplan/store/audit.h"

/* Texts NULL or "": all. */
struct pp_history_filter {
    const char *who;                  /* a person's name */
    const char *actions;              /* "|publish|roll back|" */
    const char *object;               /* "publication 3" */
    const char *first_day, *last_day; /* ISO, by the local clock */
    size_t skip, most;
};
/* Newest first, in `arena`; `ret_total`: how many there are without skip and most. */
int pp_store_history_find(struct pp_db *db, const struct pp_history_filter *filter,
                          struct pp_arena *arena, struct pp_audit_row **ret_rows, size_t *ret_n,
                          int64_t *ret_total, struct pp_error *reterr) PP_CHECKED;

/* The names of all who did something, by name, in `arena`. */
int pp_store_history_people(struct pp_db *db, struct pp_arena *arena, const char ***ret_names,
                            size_t *ret_n, struct pp_error *reterr) PP_CHECKED;

/* The name of an officer or a neighbourhood, NULL: no such; and "of Thursday 4 March 2027 at Oak Hall" for a drop-in or meeting that there is. In `arena`. */
int pp_store_history_officer(struct pp_db *db, const char *officer_id, struct pp_arena *arena,
                             const char **ret_name, struct pp_error *reterr) PP_CHECKED;
int pp_store_history_neighbourhood(struct pp_db *db, const char *code, struct pp_arena *arena,
                                   const char **ret_name, struct pp_error *reterr) PP_CHECKED;
int pp_store_history_session(struct pp_db *db, int64_t session_id, struct pp_arena *arena,
                             const char **ret_words, struct pp_error *reterr) PP_CHECKED;

#endif
