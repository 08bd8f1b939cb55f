/* Taking a publication back: what becomes public again, asked first. */
#include <stdio.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/publish.h"
#include "patchplan/service/staff_publish.h"
#include "patchplan/service/today.h"
#include "patchplan/store/job.h"

/* "12,340 homes: plan first, in force from Monday 1 March 2027". */
static struct pp_json *next_json(const struct pp_publication_next *next, const char *list) {
    PP_AUTO_STR struct pp_str words = {0};
    char day[48];
    pp_str_append_count(&words, next->n_homes, "home", "homes");
    pp_day_long(next->first_day, day, sizeof day);
    if (next->plan)
        pp_str_appendf(&words, ": plan %s, in force from %s", next->plan, day);
    else
        pp_str_appendf(&words, ": no plan; the patches and officers of %s", list);
    return pp_json_new_text(pp_str_text(&words));
}

static int set_next(struct pp_db *db, const struct pp_publication *publication, pp_day today,
                    struct pp_json *page, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_publication_next *rows = NULL;
    struct pp_today_told told;
    size_t n = 0;
    pp_day day = publication->first_day > today ? publication->first_day : today;
    int rc = pp_service_today_tell(db, today, &arena, &told, reterr);
    if (!rc)
        rc = pp_store_publication_next(db, publication->publication_id, day, &arena, &rows, &n,
                                       reterr);
    if (rc)
        return rc;
    struct pp_json *again = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        pp_json_push(again, next_json(&rows[i], told.list));
    pp_json_set(page, "begun", pp_json_new_bool(publication->first_day <= today));
    return pp_json_set(page, "again", again) ? pp_fail_nomem(reterr) : 0;
}

/* Made by the web; those of the command line nobody knows of. */
static int set_letters(struct pp_db *db, const struct pp_publication *publication,
                       struct pp_arena *arena, struct pp_json *page, struct pp_error *reterr) {
    const char *made = NULL;
    char from[11];
    pp_day_iso(publication->first_day, from);
    int rc = pp_store_job_letters(db, publication->plan_name, from, arena, &made, reterr);
    if (!rc)
        pp_set_moment(page, "lettersMade", made);
    return rc;
}

int pp_service_take_back_page(struct pp_db *db, int64_t publication_id, pp_day today,
                              struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    struct pp_publication publication;
    char from[48];
    int rc = pp_service_find_publication(db, publication_id, &arena, &publication, reterr);
    if (!rc)
        rc = set_next(db, &publication, today, page, reterr);
    if (!rc)
        rc = set_letters(db, &publication, &arena, page, reterr);
    if (rc)
        return rc;
    pp_day_long(publication.first_day, from, sizeof from);
    pp_json_set(page, "id", pp_json_new_int(publication.publication_id));
    pp_set_text(page, "plan", publication.plan_name);
    pp_set_text(page, "from", from);
    pp_set_text(page, "scope", publication.scope);
    pp_set_text(page, "by", publication.published_by);
    pp_set_moment(page, "at", publication.published_at);
    *ret_page = PP_STEAL(page);
    return 0;
}
