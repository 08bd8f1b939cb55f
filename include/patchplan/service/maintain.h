/* Looking after the planning file: copies, coming back to one, a check of everything, settings. */
#ifndef PATCHPLAN_SERVICE_MAINTAIN_H
#define PATCHPLAN_SERVICE_MAINTAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/plan.h"
#include "patchplan/db/db.h"

/* Copy the planning file `path` to the new file `copy`, whole or not at all, also while others write; the copy
 * is checked before it gets its name. PP_E_EXISTS when there is something already. */
int pp_service_backup(const char *path, const char *copy, int64_t *ret_n_bytes,
                      struct pp_error *reterr) PP_CHECKED;

/* Whether `copy` is a sound planning file of this or an older version: refused in words where not. */
int pp_service_check_backup(const char *copy, struct pp_error *reterr) PP_CHECKED;

/* Put the copy `copy` in the place of `path`. It must be a sound planning file of this or an older version.
 * What stood at `path` is kept beside it, under the name put in `ret_aside` (512 bytes; empty when there was
 * nothing). PP_E_BUSY when another program is writing there. */
int pp_service_restore(const char *path, const char *copy, char ret_aside[512],
                       struct pp_error *reterr) PP_CHECKED;

/* ---- doctor ---- */

enum pp_health { PP_HEALTH_GOOD, PP_HEALTH_NOTE, PP_HEALTH_BAD };

struct pp_health_row {
    enum pp_health health;
    const char *what;   /* "planning file" */
    const char *found;  /* "sound; 36,128 homes, 2 plans" */
    const char *remedy; /* NULL: nothing to do */
};

/* Look at the program, its folders and the planning file at `path`; an older file is brought up to date first
 * (after a backup beside it) unless `look_only`. Rows live in the arena. Failure only when memory ran out. */
int pp_service_doctor(const char *path, bool look_only, struct pp_arena *arena,
                      struct pp_health_row **ret_rows, size_t *ret_n,
                      struct pp_error *reterr) PP_CHECKED;

/* ---- settings ---- */

struct pp_setting {
    const char *key, *value; /* value: what counts now */
    const char *otherwise;   /* what counts when it is not set */
    const char *meaning;
    const char *wanted; /* how a value is written: completes "needs ..." */
    bool is_set;
};
/* All there are, in the arena. */
int pp_service_settings(struct pp_db *db, struct pp_arena *arena, struct pp_setting **ret_settings,
                        size_t *ret_n, struct pp_error *reterr) PP_CHECKED;
/* One of them. PP_E_USAGE: no such key, with the nearest. */
int pp_service_setting_get(struct pp_db *db, const char *key, struct pp_arena *arena,
                           struct pp_setting *ret_setting, struct pp_error *reterr) PP_CHECKED;
/* Set it, or with NULL go back to the default. PP_E_USAGE for a value that cannot be meant. */
int pp_service_setting_set(struct pp_db *db, const char *key, const char *value, const char *who,
                           struct pp_error *reterr) PP_CHECKED;
/* The size limits that count where none are told, into `rules`. */
int pp_service_settings_size(struct pp_db *db, struct pp_rules *rules,
                             struct pp_error *reterr) PP_CHECKED;

#endif
