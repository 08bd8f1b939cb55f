/* Ways to make a roster again, side by side on staff's pages: figures, then who leads which patch from when on. */
#include <math.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "planner/service/roster_hand.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/for_pages.h"
#include "patchplan/service/roster_offers.h"
#include "patchplan/service/staff_roster.h"
#include "patchplan/store/audit.h"
#include "patchplan/store/job.h"

static const struct offer {
    const char *name, *words;
} known_offers[] = {
    {"least", "Least change"}, {"balance", "Best balance"}, {"mixed", "Between the two"}};
enum { N_OFFERS = sizeof known_offers / sizeof *known_offers };

static const char *words_of(const char *offer) {
    for (int i = 0; i < N_OFFERS; i++)
        if (offer && strcmp(offer, known_offers[i].name) == 0)
            return known_offers[i].words;
    return offer;
}

/* ---- figures: a row each, a cell for what stands and for each offer ---- */

static const char stands_words[] = "As it stands";

struct figure {
    const char *title, *key, *until_key; /* of the answer; until_key: to there, or NULL */
    const char *before, *after;
    bool is_change; /* what stands has none */
};
static const struct figure figures[] = {
    {"Patches with another named officer", "patches_changing_officer", NULL, "", "", true},
    {"Households with another named officer", "homes_changing_officer", NULL, "", "", true},
    {"Patches without a named officer", "patches_vacant", NULL, "", "", false},
    {"Drop-ins that change", "sessions_changed", NULL, "", "", true},
    {"Workload-equivalent homes of a full-time officer", "least_per_fte", "most_per_fte", "", "",
     false},
    {"Officers with more work than time", "officers_over", NULL, "", "", false},
    {"Rules not kept", "broken_rules", NULL, "", "", false},
    {"Hire of rooms", "hire_pounds", NULL, "£", "", false},
    {"An officer's way in two weeks", "travel_km", NULL, "", " km", false},
};
enum { N_FIGURES = sizeof figures / sizeof *figures };

static void append_figure(const struct pp_json *row, const char *key, struct pp_str *text) {
    char words[32];
    double value = 0;
    if (!pp_json_number(pp_json_get(row, key), &value))
        value = 0;
    pp_text_format_count(llround(value), words, sizeof words);
    pp_str_append(text, words);
}

static struct pp_json *cell_json(const char *head, const char *text) {
    struct pp_json *cell = pp_json_new_object();
    pp_set_text(cell, "head", head);
    pp_set_text(cell, "text", text);
    return cell;
}

static struct pp_json *figure_cell_json(const struct figure *figure, const char *head,
                                        const struct pp_json *row) {
    PP_AUTO_STR struct pp_str text = {0};
    pp_str_append(&text, figure->before);
    append_figure(row, figure->key, &text);
    if (figure->until_key) {
        pp_str_append(&text, " to ");
        append_figure(row, figure->until_key, &text);
    }
    pp_str_append(&text, figure->after);
    return cell_json(head, pp_str_text(&text));
}

/* `stands`: NULL where there is no roster any more. */
static struct pp_json *figures_json(const struct pp_json *stands, const struct pp_json *rows) {
    struct pp_json *list = pp_json_new_array();
    for (int f = 0; f < N_FIGURES; f++) {
        struct pp_json *json = pp_json_new_object(), *cells = pp_json_new_array();
        if (stands)
            pp_json_push(cells, figures[f].is_change
                                    ? cell_json(stands_words, "none")
                                    : figure_cell_json(&figures[f], stands_words, stands));
        for (size_t i = 0; i < pp_json_length(rows); i++) {
            const struct pp_json *row = pp_json_at(rows, i);
            const char *offer = pp_json_text(pp_json_get(row, "offer"));
            pp_json_push(cells, figure_cell_json(&figures[f], words_of(offer), row));
        }
        pp_set_text(json, "title", figures[f].title);
        pp_json_set(json, "cells", cells);
        pp_json_push(list, json);
    }
    return list;
}

/* What stands now, of the team that the offers are of; NULL where none does. */
static int read_standing(struct pp_db *db, const char *plan, const char *team,
                         struct pp_json **ret_row, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand stands = {0};
    PP_AUTO_JSON struct pp_json *rows = NULL;
    struct pp_error none;
    if (pp_service_roster_load(db, plan, &stands, &none) != 0)
        return 0;
    int rc = pp_roster_hand_judge(&stands, reterr);
    if (!rc)
        rc = pp_service_offers_json(&stands, 1, &team, team ? 1 : 0, &rows, reterr);
    if (!rc)
        *ret_row = pp_json_copy(pp_json_at(rows, 0));
    return rc;
}

/* ---- who leads which patch from when on ---- */

/* "Ann Ash, from Monday 1 February 2027 to Friday 5 March 2027" */
static struct pp_json *who_json(const struct pp_json *change) {
    PP_AUTO_STR struct pp_str text = {0};
    const char *to = pp_json_text(pp_json_get(change, "to"));
    const char *from = pp_json_text(pp_json_get(change, "from"));
    const char *who = pp_json_text(pp_json_get(change, "who"));
    char words[48];
    pp_day day;
    pp_str_append(&text, who ? who : "nobody");
    if (from && pp_day_parse(from, &day)) {
        pp_day_long(day, words, sizeof words);
        pp_str_appendf(&text, ", from %s", words);
    }
    if (to && pp_day_parse(to, &day)) {
        pp_day_long(day, words, sizeof words);
        pp_str_appendf(&text, " to %s", words);
    }
    return pp_json_new_text(pp_str_text(&text));
}

static bool is_of_patch(const struct pp_json *change, const char *patch) {
    const char *own = pp_json_text(pp_json_get(change, "patch"));
    return own && strcmp(own, patch) == 0;
}

/* What an offer does with the patch; nothing: its officer stays. */
static struct pp_json *patch_cell_json(const struct pp_json *row, const char *patch) {
    const struct pp_json *changes = pp_json_get(row, "changes");
    struct pp_json *cell = pp_json_new_object(), *lines = pp_json_new_array();
    pp_set_text(cell, "head", words_of(pp_json_text(pp_json_get(row, "offer"))));
    for (size_t i = 0; i < pp_json_length(changes); i++)
        if (is_of_patch(pp_json_at(changes, i), patch))
            pp_json_push(lines, who_json(pp_json_at(changes, i)));
    pp_json_set(cell, "lines", lines);
    return cell;
}

static struct pp_json *patch_json(const struct pp_json *change, const struct pp_json *rows) {
    struct pp_json *json = pp_json_new_object(), *cells = pp_json_new_array();
    const char *patch = pp_json_text(pp_json_get(change, "patch"));
    double homes = 0;
    if (pp_json_number(pp_json_get(change, "homes"), &homes))
        pp_set_count(json, "homes", llround(homes));
    pp_set_text(json, "patch", patch);
    pp_set_text(json, "team", pp_json_text(pp_json_get(change, "team")));
    pp_set_text(json, "now", pp_json_text(pp_json_get(change, "instead")));
    for (size_t i = 0; i < pp_json_length(rows); i++)
        pp_json_push(cells, patch_cell_json(pp_json_at(rows, i), patch));
    pp_json_set(json, "cells", cells);
    return json;
}

static bool has_patch(const struct pp_json *patches, const char *patch) {
    for (size_t i = 0; i < pp_json_length(patches); i++)
        if (is_of_patch(pp_json_at(patches, i), patch))
            return true;
    return false;
}

/* Each patch that gets another officer by any of the offers, once. */
static struct pp_json *patches_json(const struct pp_json *rows) {
    struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < pp_json_length(rows); i++) {
        const struct pp_json *changes = pp_json_get(pp_json_at(rows, i), "changes");
        for (size_t c = 0; c < pp_json_length(changes); c++) {
            const struct pp_json *change = pp_json_at(changes, c);
            const char *patch = pp_json_text(pp_json_get(change, "patch"));
            if (patch && !has_patch(list, patch))
                pp_json_push(list, patch_json(change, rows));
        }
    }
    return list;
}

/* Which patches it leaves without an officer; whoever was assigned by hand and leads no longer. */
static struct pp_json *offer_json(const struct pp_json *row) {
    const struct pp_json *given_up = pp_json_get(row, "given_up");
    const struct pp_json *without = pp_json_get(row, "vacant");
    PP_AUTO_STR struct pp_str vacant = {0};
    struct pp_json *json = pp_json_new_object(), *lines = pp_json_new_array();
    const char *offer = pp_json_text(pp_json_get(row, "offer"));
    for (size_t i = 0; i < pp_json_length(given_up); i++) {
        PP_AUTO_FREE char *line = pp_for_pages(pp_json_text(pp_json_at(given_up, i)));
        pp_json_push(lines, pp_json_new_text(line));
    }
    for (size_t i = 0; i < pp_json_length(without); i++)
        pp_str_appendf(&vacant, "%s%s", i ? ", " : "", pp_json_text(pp_json_at(without, i)));
    pp_set_text(json, "offer", offer);
    pp_set_text(json, "words", words_of(offer));
    pp_set_text(json, "vacant", pp_str_text(&vacant));
    pp_json_set(json, "anyGivenUp", pp_json_new_bool(pp_json_length(lines) > 0));
    pp_json_set(json, "givenUp", lines);
    return json;
}

/* What was asked for goes along with the offer that is taken. */
static void set_asked(struct pp_json *page, const struct pp_json *words) {
    static const char *const options[][2] = {
        {"--plan=", "plan"}, {"--teams=", "team"}, {"--from=", "from"}};
    for (size_t i = 0; i < pp_json_length(words); i++) {
        const char *word = pp_json_text(pp_json_at(words, i));
        for (int o = 0; word && o < 3; o++) {
            size_t length = strlen(options[o][0]);
            if (strncmp(word, options[o][0], length) == 0)
                pp_set_text(page, options[o][1], word + length);
        }
    }
}

/* A job of `roster replan` without an offer, with its words (caller: pp_json_done). PP_E_NOTFOUND: it is none. */
static int find_replan(struct pp_db *db, int64_t job_id, struct pp_arena *arena,
                       struct pp_job *ret_job, struct pp_json **ret_words,
                       struct pp_error *reterr) {
    struct pp_json *words = NULL;
    int rc = pp_store_job_get(db, job_id, arena, ret_job, reterr);
    if (rc == 1)
        rc = pp_json_read_text(ret_job->argv, "job", &words, reterr) == 0 ? 1 : PP_E_FORMAT;
    if (rc < 0)
        return rc;
    const char *second = rc ? pp_json_text(pp_json_at(words, 1)) : NULL;
    if (second && strcmp(second, "replan") == 0) {
        *ret_words = words;
        return 0;
    }
    pp_json_done(words);
    return pp_fail(reterr, PP_E_NOTFOUND, "There is no such replan.");
}

static int set_offers(struct pp_db *db, const struct pp_json *rows, struct pp_json *page,
                      struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *stands = NULL;
    struct pp_json *offers = pp_json_new_array(), *patches = patches_json(rows);
    for (size_t i = 0; i < pp_json_length(rows); i++)
        pp_json_push(offers, offer_json(pp_json_at(rows, i)));
    pp_json_set(page, "isLessThanThree", pp_json_new_bool(pp_json_length(rows) < N_OFFERS));
    pp_json_set(page, "offers", offers);
    pp_json_set(page, "anyPatch", pp_json_new_bool(pp_json_length(patches) > 0));
    pp_json_set(page, "patches", patches);
    int rc = read_standing(db, pp_json_text(pp_json_get(page, "plan")),
                           pp_json_text(pp_json_get(page, "team")), &stands, reterr);
    if (rc)
        return rc;
    pp_set_text(page, "stands", stands ? stands_words : NULL);
    return pp_json_set(page, "figures", figures_json(stands, rows)) ? pp_fail_nomem(reterr) : 0;
}

int pp_service_replan_page(struct pp_db *db, int64_t job_id, struct pp_json **ret_page,
                           struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *words = NULL;
    PP_AUTO_JSON struct pp_json *rows = NULL;
    struct pp_job job;
    int rc = find_replan(db, job_id, &arena, &job, &words, reterr);
    if (rc)
        return rc;
    struct pp_json *page = pp_json_new_object();
    set_asked(page, words);
    pp_json_set(page, "job", pp_json_new_int(job_id));
    pp_json_set(page, "done", pp_json_new_bool(job.state == PP_JOB_DONE));
    if (job.state == PP_JOB_DONE && pp_json_read_text(job.output, "answer", &rows, NULL) == 0)
        rc = set_offers(db, rows, page, reterr);
    if (rc)
        pp_json_done(page);
    else
        *ret_page = page;
    return rc ? rc : page ? 0 : pp_fail_nomem(reterr);
}

static bool is_asked(const struct pp_json *asked, const char *key, const char *value) {
    const char *was = pp_json_text(pp_json_get(asked, key));
    return strcmp(was ? was : "", value) == 0;
}

int pp_service_replan_current(struct pp_db *db, int64_t job_id, const char *plan, const char *team,
                              struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *words = NULL;
    PP_AUTO_JSON struct pp_json *asked = pp_json_new_object();
    struct pp_audit_row row = {0};
    struct pp_job job;
    int64_t plan_id = 0, audit_id = 0, n = 0;
    int rc = find_replan(db, job_id, &arena, &job, &words, reterr);
    if (rc)
        return rc;
    set_asked(asked, words);
    if (!is_asked(asked, "plan", plan) || !is_asked(asked, "team", team))
        return pp_fail(reterr, PP_E_NOTFOUND,
                       "These offers are of another plan or team. Nothing was kept.");
    rc = pp_store_plan_find(db, pp_json_text(pp_json_get(asked, "plan")), &plan_id, NULL, reterr);
    if (!rc)
        rc = pp_store_audit_newest_at(db, job.began ? job.began : job.made, &audit_id, reterr);
    if (!rc)
        rc = pp_store_audit_roster_since(db, plan_id, audit_id, &arena, &row, &n, reterr);
    if (rc || n == 0)
        return rc;
    return pp_fail(
        reterr, PP_E_CONFLICT,
        "What these offers were made from was changed since%s%s, so that they would come "
        "out otherwise. Nothing was kept: ask for the offers again.",
        row.who && *row.who ? " by " : "", row.who ? row.who : "");
}
