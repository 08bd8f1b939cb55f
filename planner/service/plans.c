#include "patchplan/service/plans.h"

#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/outcome.h"
#include "patchplan/roster/calendar.h"
#include "patchplan/store/audit.h"
#include "patchplan/store/plan.h"
#include "planner/service/editing.h"

/* The lines of one patch, in time. */
struct led {
    const struct pp_lead_line *lines;
    int n;
};

static const char *names_on(const struct led *led, pp_day day, struct pp_arena *arena) {
    const char *names = NULL;
    for (int i = 0; i < led->n; i++)
        if (led->lines[i].first_day <= day && day <= led->lines[i].last_day)
            names = names ? pp_arena_printf(arena, "%s and %s", names, led->lines[i].name)
                          : led->lines[i].name;
    return names ? names : "vacant";
}

/* The next day on which somebody begins or has ended. */
static pp_day next_change(const struct led *led, pp_day day) {
    pp_day next = PP_FAR_DAY;
    for (int i = 0; i < led->n; i++) {
        const struct pp_lead_line *line = &led->lines[i];
        if (line->first_day > day && line->first_day < next)
            next = line->first_day;
        if (line->last_day >= day && line->last_day < next)
            next = line->last_day + 1;
    }
    return next;
}

/* The officers of the day and, where others are named from a later one on, these. */
static const char *names_in_time(const struct led *led, pp_day told, struct pp_arena *arena) {
    const char *now = names_on(led, told, arena);
    for (pp_day day = next_change(led, told); now && day < PP_FAR_DAY;
         day = next_change(led, day)) {
        const char *then = names_on(led, day, arena);
        char words[32];
        pp_day_long(day, words, sizeof words);
        if (!then || strcmp(then, now) != 0)
            return then ? pp_arena_printf(arena, "%s; from %s: %s", now, strchr(words, ' ') + 1,
                                          then)
                        : NULL;
    }
    return now;
}

int pp_service_plan_officers(struct pp_db *db, const struct pp_plan *plan, struct pp_arena *arena,
                             const char ***ret_names, struct pp_error *reterr) {
    const char **names = pp_arena_alloc(arena, ((size_t)plan->n_patches + 1) * sizeof *names);
    struct pp_lead_line *lines = NULL;
    int n = 0, at = 0;
    int rc = names
                 ? pp_store_plan_leads(db, plan->plan_id, pp_day_today(), arena, &lines, &n, reterr)
                 : pp_fail_nomem(reterr);
    for (int p = 0; p < plan->n_patches && !rc; p++) {
        struct led led = {.lines = &lines[at]};
        while (at + led.n < n && led.lines[led.n].patch_ix == p)
            led.n++;
        at += led.n;
        names[p] = names_in_time(&led, plan->leads_day, arena);
        if (!names[p])
            rc = pp_fail_nomem(reterr);
    }
    if (!rc)
        *ret_names = names;
    return rc;
}

/* ---- what edits have broken ---- */

struct fault {
    const char *what;
    bool (*has)(const struct pp_editing *editing, int patch_ix);
};

static bool is_over(const struct pp_editing *editing, int p) {
    const struct pp_patch *patch = &editing->plan.patches[p];
    return patch->weight_milli > pp_patch_limits(&editing->plan, patch).max_milli;
}

static bool is_under(const struct pp_editing *editing, int p) {
    const struct pp_patch *patch = &editing->plan.patches[p];
    return patch->weight_milli < pp_patch_limits(&editing->plan, patch).min_milli;
}

static bool is_in_pieces(const struct pp_editing *editing, int p) {
    return pp_standing_side(editing->standing, p).n_pieces > 1;
}

static bool is_abroad(const struct pp_editing *editing, int p) {
    const struct pp_plan *plan = &editing->plan;
    for (int u = 0; u < plan->n_units && !plan->patches[p].locked; u++)
        if (plan->patch_of_unit[u] == p && pp_editing_is_abroad(editing, u, p))
            return true;
    return false;
}

static const struct fault faults[] = {
    {"over their upper limit", is_over},
    {"under their lower limit", is_under},
    {"in several pieces", is_in_pieces},
    {"with homes across a border", is_abroad},
};

static bool was_edited(const struct pp_editing *editing) {
    bool edited = false;
    for (int u = 0; u < editing->plan.n_units; u++)
        edited |= editing->moved[u] || editing->pinned[u];
    for (int p = 0; p < editing->plan.n_patches; p++)
        edited |= editing->locked[p] != 0;
    return edited;
}

static void tell(const struct pp_editing *editing, struct pp_str *text) {
    bool any = false;
    for (size_t f = 0; f < sizeof faults / sizeof *faults; f++) {
        int n = 0;
        for (int p = 0; p < editing->plan.n_patches; p++) {
            if (!faults[f].has(editing, p))
                continue;
            if (n++ == 0)
                pp_str_appendf(text, "%s%s: ", any ? "; " : "Patches ", faults[f].what);
            pp_str_appendf(text, "%s%s", n > 1 ? ", " : "", editing->plan.patches[p].name);
        }
        any |= n > 0;
    }
    pp_str_append(text, any ? ".\n" : "");
}

int pp_service_plan_broken(struct pp_db *db, const struct pp_plan *plan, struct pp_str *text,
                           struct pp_error *reterr) {
    PP_AUTO(pp_editing_done) struct pp_editing editing = {0};
    bool draft = !plan->state || strcmp(plan->state, "draft") == 0;
    if (!draft || pp_outcome_exit_status(plan->outcome) == 0)
        return 0;
    int rc = pp_db_begin_read(db, reterr);
    if (rc)
        return rc;
    rc = pp_db_end(db, pp_editing_open(&editing, db, plan->name, reterr), reterr);
    if (!rc && was_edited(&editing))
        tell(&editing, text);
    return rc;
}

/* ---- names ---- */

static int note_name(struct pp_db *db, const char *who, int64_t plan_id, const char *name,
                     const char *new_name, struct pp_error *reterr) {
    char object[48];
    snprintf(object, sizeof object, "plan %lld", (long long)plan_id);
    PP_AUTO_JSON struct pp_json *detail = pp_json_new_object();
    pp_json_set(detail, "name", pp_json_new_text(name));
    if (new_name)
        pp_json_set(detail, "new_name", pp_json_new_text(new_name));
    PP_AUTO_FREE char *text = detail ? pp_json_dump(detail, 0) : NULL;
    return text ? pp_store_audit_add(db, who, new_name ? "rename" : "delete", object, text, reterr)
                : pp_fail_nomem(reterr);
}

static int rename_or_delete(struct pp_db *db, const char *name, const char *new_name,
                            const char *who, struct pp_error *reterr) {
    int64_t plan_id = 0;
    int rc = pp_store_plan_find(db, name, &plan_id, NULL, reterr);
    if (!rc)
        rc = new_name ? pp_store_plan_rename(db, name, new_name, reterr)
                      : pp_store_plan_delete(db, name, reterr);
    return rc ? rc : note_name(db, who, plan_id, name, new_name, reterr);
}

int pp_service_plan_check_draft(struct pp_db *db, const char *name, struct pp_error *reterr) {
    struct pp_plan_mark mark = {0};
    bool proposed = false;
    int rc = pp_store_plan_mark(db, name, &mark, reterr);
    if (!rc && !mark.plan_id)
        rc = pp_fail(reterr, PP_E_NOTFOUND, "There is no plan %s any more.", name);
    if (!rc && !mark.draft)
        rc = pp_fail(reterr, PP_E_CONFLICT,
                     "Plan %s was published: it stays, under its name, so that the history and "
                     "papers that name it hold.",
                     name);
    if (!rc)
        rc = pp_store_plan_proposed(db, mark.plan_id, &proposed, reterr);
    if (!rc && proposed)
        rc = pp_fail(reterr, PP_E_CONFLICT,
                     "Plan %s is proposed, and waits for a second person. Take the proposal back "
                     "first, under Publish.",
                     name);
    return rc;
}

int pp_service_plan_rename(struct pp_db *db, const char *name, const char *new_name,
                           const char *who, struct pp_error *reterr) {
    int rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, rename_or_delete(db, name, new_name, who, reterr), reterr);
}

int pp_service_plan_delete(struct pp_db *db, const char *name, const char *who,
                           struct pp_error *reterr) {
    int rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, rename_or_delete(db, name, NULL, who, reterr), reterr);
}
