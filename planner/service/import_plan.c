#include "patchplan/service/import_plan.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/names.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/store/plan_places.h"
#include "planner/service/given.h"

enum { MOST_KEPT = 1000, MOST_TOLD = 5 };

enum { FIELD_REF, FIELD_POSTCODE, FIELD_PATCH, N_FIELDS };
static const struct pp_table_field fields[N_FIELDS] = {
    {"property_ref", false, "prop_ref|property_reference|property"},
    {"postcode", false, "post_code"},
    {"patch", true, "patch_code|patch_name|current_patch"},
};

void pp_plan_findings_done(struct pp_plan_findings *findings) {
    pp_arena_done(&findings->arena);
    pp_free(findings->findings);
    *findings = (struct pp_plan_findings){0};
}

/* What one reading holds. */
struct reader {
    struct pp_ground ground;
    struct pp_given given;
    struct pp_plan_findings findings;
    struct pp_names refs;        /* by home of the stock, where every reference is new */
    int *home_of_ref;            /* by number in `refs` */
    struct pp_names postcodes;   /* without blanks, capitals */
    int *first_home, *next_home; /* homes of a postcode, a chain; -1 ends it */
    struct pp_names odd_names;   /* of patches, told already */
    int64_t *row_of_home;        /* the row that named its reference, 0 = none */
    int64_t *row_of_postcode;    /* the row that named it, 0 = none */
    int *patch_of_postcode;
    int64_t n_used;
};

static void reader_done(struct reader *r) {
    pp_ground_done(&r->ground);
    pp_given_done(&r->given);
    pp_plan_findings_done(&r->findings);
    pp_names_done(&r->refs);
    pp_names_done(&r->postcodes);
    pp_names_done(&r->odd_names);
    pp_free(r->home_of_ref);
    pp_free(r->first_home);
    pp_free(r->next_home);
    pp_free(r->row_of_home);
    pp_free(r->row_of_postcode);
    pp_free(r->patch_of_postcode);
}

static int find_fault(struct reader *r, const struct pp_plan_finding *finding,
                      struct pp_error *reterr) {
    struct pp_plan_findings *all = &r->findings;
    *(finding->error ? &all->n_errors : &all->n_warnings) += 1;
    if (all->n >= MOST_KEPT)
        return 0;
    int rc = pp_reserve(&all->findings, &all->cap, all->n + 1, sizeof *all->findings, reterr);
    if (rc)
        return rc;
    struct pp_plan_finding *kept = &all->findings[all->n++];
    *kept = *finding;
    kept->field = pp_arena_strdup(&all->arena, finding->field);
    kept->value = pp_arena_strdup(&all->arena, finding->value);
    return kept->field && kept->value ? 0 : pp_fail_nomem(reterr);
}

/* "s5  6nb" and "S56NB" are one postcode. */
static void compact(const char *text, char ret_key[16]) {
    size_t n = 0;
    for (; *text && n < 15; text++)
        if (isalnum((unsigned char)*text))
            ret_key[n++] = (char)toupper((unsigned char)*text);
    ret_key[n] = '\0';
}

/* ---- the homes by reference and postcode ---- */

static int make_room(struct reader *r, struct pp_error *reterr) {
    size_t n = r->ground.stock.n_homes + 1;
    r->given.patch_of_home = pp_alloc_array(n, sizeof *r->given.patch_of_home);
    r->home_of_ref = pp_alloc_array(n, sizeof *r->home_of_ref);
    r->first_home = pp_alloc_array(n, sizeof *r->first_home);
    r->next_home = pp_alloc_array(n, sizeof *r->next_home);
    r->row_of_home = pp_alloc_array(n, sizeof *r->row_of_home);
    r->row_of_postcode = pp_alloc_array(n, sizeof *r->row_of_postcode);
    r->patch_of_postcode = pp_alloc_array(n, sizeof *r->patch_of_postcode);
    return r->given.patch_of_home && r->home_of_ref && r->first_home && r->next_home &&
                   r->row_of_home && r->row_of_postcode && r->patch_of_postcode
               ? 0
               : pp_fail_nomem(reterr);
}

static int index_home(struct reader *r, int home, struct pp_error *reterr) {
    const struct pp_unit_home *of = &r->ground.stock.homes[home];
    int64_t ix = 0;
    size_t n_before = r->refs.n;
    int rc = pp_names_add(&r->refs, of->property_ref, &ix, reterr);
    if (rc)
        return rc;
    if (r->refs.n > n_before)
        r->home_of_ref[ix] = home;
    r->given.patch_of_home[home] = -1;
    r->next_home[home] = -1;
    if (!of->postcode || !*of->postcode)
        return 0;
    char key[16];
    compact(of->postcode, key);
    n_before = r->postcodes.n;
    if ((rc = pp_names_add(&r->postcodes, key, &ix, reterr)) != 0)
        return rc;
    r->next_home[home] = r->postcodes.n > n_before ? -1 : r->first_home[ix];
    r->first_home[ix] = home;
    return 0;
}

/* ---- the rows ---- */

static int find_left_out(struct reader *r, struct pp_plan_finding *finding,
                         struct pp_error *reterr) {
    finding->error = false;
    finding->rule = "left_out";
    finding->message = "this home is left out of planning, or has ended";
    finding->remedy = "nothing, if that is meant";
    return find_fault(r, finding, reterr);
}

static int take_ref(struct reader *r, const struct pp_table_row *row, int patch,
                    struct pp_error *reterr) {
    const char *ref = row->values[FIELD_REF];
    struct pp_plan_finding finding = {
        .row = row->row, .field = "property_ref", .value = ref, .error = true};
    int64_t ix = pp_names_find(&r->refs, ref);
    int home = ix >= 0 ? r->home_of_ref[ix] : -1;
    if (home < 0) {
        bool left_out = false;
        int rc = pp_store_home_known(r->ground.db, ref, &left_out, reterr);
        if (rc || left_out)
            return rc ? rc : find_left_out(r, &finding, reterr);
        finding.rule = "unknown_ref";
        finding.message = "no home to plan has this reference";
        finding.remedy = "correct it, or import the list of homes again";
        return find_fault(r, &finding, reterr);
    }
    if (r->row_of_home[home] && r->given.patch_of_home[home] != patch) {
        finding.rule = "two_patches";
        finding.message = "this home was given another patch further up; that one counts";
        finding.remedy = "keep one of the two rows";
        return find_fault(r, &finding, reterr);
    }
    r->row_of_home[home] = row->row;
    r->given.patch_of_home[home] = patch;
    r->n_used++;
    return 0;
}

static int take_postcode(struct reader *r, const struct pp_table_row *row, int patch,
                         struct pp_error *reterr) {
    char key[16];
    compact(row->values[FIELD_POSTCODE], key);
    struct pp_plan_finding finding = {
        .row = row->row, .field = "postcode", .value = row->values[FIELD_POSTCODE], .error = true};
    int64_t ix = pp_names_find(&r->postcodes, key);
    if (ix < 0) {
        finding.rule = "unknown_postcode";
        finding.message = "no home to plan has this postcode";
        finding.remedy = "correct it, or leave the row out";
        return find_fault(r, &finding, reterr);
    }
    if (r->row_of_postcode[ix] && r->patch_of_postcode[ix] != patch) {
        finding.rule = "two_patches";
        finding.message = "this postcode was given another patch further up; that one counts";
        finding.remedy = "keep one of the two rows, or give patches by property_ref";
        return find_fault(r, &finding, reterr);
    }
    r->row_of_postcode[ix] = row->row;
    r->patch_of_postcode[ix] = patch;
    r->n_used++;
    return 0;
}

/* What is wrong with the name of a patch, if anything: `finding->rule`. */
static void judge_name(const char *told, const char *name, struct pp_plan_finding *finding) {
    if (pp_text_characters(name) > PP_NAME_MOST) {
        finding->rule = "too_long";
        finding->message = "the patch's name has more than 100 characters";
        finding->remedy = "give it a shorter name";
    } else if (strchr(name, ';')) {
        finding->rule = "semicolon";
        finding->message = "the patch's name has a ;, which parts the names of a list";
        finding->remedy = "write it without the ;";
    } else if (!pp_text_is_tame(told)) {
        finding->error = false;
        finding->rule = "unseen_characters";
        finding->message = "the patch's name holds characters that cannot be seen; they are read "
                           "as blanks";
        finding->remedy = "type the name again";
    }
}

/* The patch of the row into `text`, without what cannot be seen. A name that is not fine is told once, however many
 * rows have it; `*ret_fits`: it can be used. */
static int read_patch(struct reader *r, const struct pp_table_row *row, struct pp_str *text,
                      const char **ret_name, bool *ret_fits, struct pp_error *reterr) {
    const char *told = row->values[FIELD_PATCH];
    struct pp_plan_finding finding = {.row = row->row, .field = "patch", .error = true};
    int64_t ix = 0;
    size_t n_before = r->odd_names.n;
    pp_str_append(text, told);
    if (text->failed)
        return pp_fail_nomem(reterr);
    if (text->data)
        pp_text_tame(text->data);
    *ret_name = text->data ? pp_text_trim(text->data) : "";
    judge_name(told, *ret_name, &finding);
    *ret_fits = !finding.rule || !finding.error;
    if (!finding.rule)
        return 0;
    finding.value = *ret_name;
    int rc = pp_names_add(&r->odd_names, told, &ix, reterr);
    return rc || r->odd_names.n == n_before ? rc : find_fault(r, &finding, reterr);
}

static int take_row(struct reader *r, const struct pp_table_row *row, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_plan_finding finding = {.row = row->row, .field = "", .value = "", .error = true};
    const char *patch = "";
    bool fits = true;
    int64_t patch_ix = -1;
    if (row->problem) {
        finding.rule = "bad_row";
        finding.message = "the row is not whole: more or fewer cells than the header, or a stray "
                          "quote";
        finding.remedy = "mend the row";
        return find_fault(r, &finding, reterr);
    }
    int rc = read_patch(r, row, &text, &patch, &fits, reterr);
    if (rc)
        return rc;
    bool has_ref = *row->values[FIELD_REF], has_postcode = *row->values[FIELD_POSTCODE];
    if (!*patch || !(has_ref || has_postcode)) {
        finding.field = *patch ? "property_ref" : "patch";
        finding.rule = "empty";
        finding.message = *patch ? "names no home and no postcode" : "names no patch";
        finding.remedy = "fill the cell, or leave the row out";
        return find_fault(r, &finding, reterr);
    }
    if (!fits)
        return 0;
    rc = pp_names_add(&r->given.patches, patch, &patch_ix, reterr);
    if (rc)
        return rc;
    return has_ref ? take_ref(r, row, (int)patch_ix, reterr)
                   : take_postcode(r, row, (int)patch_ix, reterr);
}

static int read_rows(struct reader *r, const struct pp_import_plan_request *request,
                     struct pp_error *reterr) {
    struct pp_table_options options = PP_TABLE_OPTIONS_DEFAULT;
    PP_AUTO(pp_table_drop) struct pp_table *table = NULL;
    struct pp_table_row row;
    options.fields = fields;
    options.n_fields = N_FIELDS;
    options.maps = request->maps;
    options.n_maps = request->n_maps;
    options.sheet = request->sheet;
    options.cancel = request->cancel;
    options.guarded = true;
    int rc = pp_table_open(request->path, &options, &table, reterr);
    if (rc)
        return rc;
    if (pp_table_column_of_field(table, FIELD_REF) < 0 &&
        pp_table_column_of_field(table, FIELD_POSTCODE) < 0)
        return pp_fail_at(reterr, PP_E_INPUT, request->path, 0, NULL,
                          "has neither a column property_ref nor one called postcode; name it with "
                          "--map property_ref=COLUMN");
    while ((rc = pp_table_next(table, &row, reterr)) > 0) {
        if ((rc = take_row(r, &row, reterr)) != 0)
            return rc;
        pp_progress_report(request->progress, "reading the patches", pp_table_bytes_read(table),
                           pp_table_bytes_total(table), NULL);
    }
    return rc;
}

/* Rows by reference first, then the rest of each postcode; what is left is told. */
static int spread(struct reader *r, struct pp_error *reterr) {
    int rc = 0;
    for (size_t p = 0; p < r->postcodes.n; p++)
        for (int home = r->row_of_postcode[p] ? r->first_home[p] : -1; home >= 0;
             home = r->next_home[home])
            if (!r->row_of_home[home])
                r->given.patch_of_home[home] = r->patch_of_postcode[p];
    for (size_t i = 0; i < r->ground.stock.n_homes && !rc; i++) {
        struct pp_plan_finding finding = {.field = "property_ref",
                                          .value = r->ground.stock.homes[i].property_ref,
                                          .rule = "no_patch",
                                          .message = "this home is in no patch of the file",
                                          .remedy = "add a row for it"};
        if (r->given.patch_of_home[i] < 0)
            rc = find_fault(r, &finding, reterr);
    }
    return rc;
}

/* Patches that only wrong rows named must not stand empty: number those in use anew. */
static int drop_empty_patches(struct reader *r, struct pp_error *reterr) {
    struct pp_names used = {0};
    int rc = 0;
    for (size_t i = 0; i < r->ground.stock.n_homes && !rc; i++) {
        int64_t ix = -1;
        int *patch = &r->given.patch_of_home[i];
        if (*patch >= 0)
            rc = pp_names_add(&used, pp_names_get(&r->given.patches, *patch), &ix, reterr);
        *patch = (int)ix;
    }
    pp_names_done(&r->given.patches);
    r->given.patches = used;
    return rc;
}

static int settle(struct reader *r, const struct pp_import_plan_request *request,
                  struct pp_error *reterr) {
    struct pp_plan *plan = r->ground.plan;
    plan->rules = request->rules;
    if (!request->within_told)
        plan->rules.within = plan->n_teams > 0 ? PP_WITHIN_TEAM : PP_WITHIN_NONE;
    plan->name = pp_arena_strdup(&plan->arena, request->plan_name);
    plan->origin = "imported";
    plan->state = "draft";
    plan->seed = 1;
    return plan->name ? 0 : pp_fail_nomem(reterr);
}

static int tell_unpatched(struct reader *r, struct pp_error *reterr) {
    int64_t n = 0;
    for (size_t i = 0; i < r->ground.stock.n_homes; i++)
        n += r->given.patch_of_home[i] < 0;
    return n == 0 ? 0
                  : pp_ground_add_reasonf(&r->ground, reterr, false, NULL,
                                          "%lld home%s in no patch of the file and in none of the "
                                          "plan.",
                                          (long long)n, pp_text_plural(n, " is", "s are"));
}

static int read_plan(struct reader *r, const struct pp_import_plan_request *request,
                     struct pp_error *reterr) {
    int rc = pp_ground_load(&r->ground, 0, reterr);
    if (!rc)
        rc = settle(r, request, reterr);
    if (!rc)
        rc = make_room(r, reterr);
    for (size_t i = 0; i < r->ground.stock.n_homes && !rc; i++)
        rc = index_home(r, (int)i, reterr);
    if (!rc)
        rc = read_rows(r, request, reterr);
    if (!rc && r->n_used == 0)
        rc = pp_fail_at(
            reterr, PP_E_INPUT, request->path, 0, NULL,
            "no row names a home or postcode of the list of homes; nothing was taken in");
    if (!rc)
        rc = spread(r, reterr);
    if (!rc)
        rc = drop_empty_patches(r, reterr);
    return rc ? rc : tell_unpatched(r, reterr);
}

int pp_service_import_plan(struct pp_db *db, const struct pp_import_plan_request *request,
                           struct pp_plan *ret_plan, struct pp_plan_findings *ret_findings,
                           struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO(reader_done)
    struct reader r = {.ground = {.db = db,
                                  .who = request->who,
                                  .action = "import plan",
                                  .plan = &plan,
                                  .say = request->reasons_later ? NULL : request->say,
                                  .say_context = request->say_context}};
    double begun_s = pp_clock_s();
    bool replaced = false;
    int rc = read_plan(&r, request, reterr);
    if (!rc)
        rc = pp_given_draw(&r.ground, &r.given, &arena, reterr);
    plan.seconds = pp_clock_s() - begun_s;
    if (!rc)
        rc = request->dry_run ? pp_ground_finish(&r.ground, reterr)
                              : pp_ground_save(&r.ground, &replaced, reterr);
    if (rc)
        return rc;
    if (replaced && request->say)
        request->say(request->say_context, "The draft that had this name was replaced.");
    *ret_plan = plan;
    plan = (struct pp_plan){0};
    *ret_findings = r.findings;
    r.findings = (struct pp_plan_findings){0};
    return 0;
}
