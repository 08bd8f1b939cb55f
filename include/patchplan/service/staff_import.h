/* Lists brought in by a browser: kept for a while, looked at first, then taken. */
#ifndef PATCHPLAN_SERVICE_STAFF_IMPORT_H
#define PATCHPLAN_SERVICE_STAFF_IMPORT_H

#include "patchplan/core/arena.h"
#include "patchplan/core/str.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"

/* What the form offers, and what was brought in before:
 *   {"kinds":[{"name","title","columns"}], homes first,
 *    "imports":[{"kind","file","at","rows","added","changed","setAside","rejectedHref"}]} */
int pp_service_import_form(struct pp_db *db, struct pp_json **ret_form,
                           struct pp_error *reterr) PP_CHECKED;

/* Is there such a kind of list? */
bool pp_service_import_knows(const char *kind);

/* Keep the file at `path`, sent in as `name`, in a private folder beside the planning file; what was kept more than a day
 * ago is removed. `ret_kept` is the caller's (pp_free). PP_E_IO, PP_E_FULL: nothing is left behind. */
int pp_service_keep_sent(const char *db_path, const char *path, const char *name, char **ret_kept,
                         struct pp_error *reterr) PP_CHECKED;

/* Remove what was kept, with its folder. NULL and "" are fine. */
void pp_service_drop_sent(const char *kept);

/* The command that takes a file of a kind: words into `ret_words`, in `arena`. PP_E_INPUT: no such kind, or a name is
 * missing that the kind needs. */
enum { PP_IMPORT_MAPS = 48, PP_IMPORT_WORDS = 8 + PP_IMPORT_MAPS };
struct pp_import_map {
    const char *field, *heading; /* our column, and what it is called in the list */
};
struct pp_import_ask {
    const char *kind, *area_name, *path;
    bool look_only, end_missing;
    bool sure; /* end them also when they are most of the list, as pp_import_ends_most() says */
    struct pp_import_map maps[PP_IMPORT_MAPS];
    size_t n_maps;
};
int pp_service_import_words(const struct pp_import_ask *ask, struct pp_arena *arena,
                            const char *ret_words[PP_IMPORT_WORDS], size_t *ret_n,
                            struct pp_error *reterr) PP_CHECKED;

/* What a job of pp_service_import_words() found:
 *   {"job","kind","file","lookOnly","state","open","canTake","rows":[{"kind","rows","added","changed","same","setAside",
 *    "missing","errors","warnings"}],"hasMissing","nMissing","endsMost","messages":[lines],"canMatch","columns": as
 *    pp_service_import_columns() tells, when it failed for want of them}
 * PP_E_NOTFOUND: no such job, or another one. */
int pp_service_import_page(struct pp_db *db, int64_t job_id, struct pp_json **ret_page,
                           struct pp_error *reterr) PP_CHECKED;
/* The first rows of a list, as far as its columns are known: {"headings":[...],"rows":[{"line","cells":[...]}]}; NULL when
 * they cannot be read. The caller's. */
struct pp_json *pp_service_import_preview(const struct pp_import_ask *ask);
/* What such a job asked for, to be asked again; texts in `arena`. PP_E_CONFLICT: its file is gone. */
int pp_service_import_asked(struct pp_db *db, int64_t job_id, struct pp_arena *arena,
                            struct pp_import_ask *ret_ask, struct pp_error *reterr) PP_CHECKED;

/* The columns of a list that somebody sent in, to be matched with ours: [{"ix","heading","fields":[{"name","needed",
 * "chosen"}]}]; chosen: as known, or as remembered. Empty when they cannot be told. */
int pp_service_import_columns(struct pp_db *db, const struct pp_import_ask *ask,
                              struct pp_json **ret_columns, struct pp_error *reterr) PP_CHECKED;
/* Remember what was chosen for the next list of the kind. PP_E_INPUT in words: two columns for one of ours. */
int pp_service_import_match(struct pp_db *db, const struct pp_import_ask *ask,
                            struct pp_error *reterr) PP_CHECKED;
/* Did a look at a list fail because columns of it have other names? Then its file is kept as if it had not failed. */
bool pp_import_wants_match(const char *messages);

/* What the lists hold that is not as it should be:
 *   {"errors","warnings","notes","rules":[{"severity","isError","message","remedy","file": or null,"n": "12 places",
 *     "places": the first of them,"isSome": there are more,"href": all of them}]} */
int pp_service_findings_page(struct pp_db *db, struct pp_json **ret_page,
                             struct pp_error *reterr) PP_CHECKED;

/* One kind of them, as the address has it. */
struct pp_findings_wish {
    const char *rule, *file; /* file "": of the lists together */
    int page;                /* from 1 */
};
/* As above, and {"csvHref","plan","pager","anyCounted","counted": that an import only counted,"ofFile","anyHome",
 *   "places":[{"line","column","value","message","address","postcode","patch": in "plan","href": a page about it; or null}]}.
 * PP_E_NOTFOUND: none is found any more. */
int pp_service_findings_list(struct pp_db *db, const struct pp_findings_wish *wish,
                             struct pp_json **ret_page, struct pp_error *reterr) PP_CHECKED;
/* All of them as CSV, appended. PP_E_NOTFOUND. */
int pp_service_findings_csv(struct pp_db *db, const struct pp_findings_wish *wish,
                            struct pp_str *csv, struct pp_error *reterr) PP_CHECKED;

/* Rows of an import that were set aside, as CSV with their reasons, appended. PP_E_NOTFOUND: none. */
int pp_service_rejected_csv(struct pp_db *db, int64_t import_id, struct pp_str *csv,
                            struct pp_error *reterr) PP_CHECKED;

#endif
