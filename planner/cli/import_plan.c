#include "planner/cli/who.h"
#include "patchplan/cli/command.h"

#include <string.h>

#include "planner/cli/plan_rules.h"
#include "planner/cli/show_plan.h"
#include "planner/cli/words.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/file.h"
#include "patchplan/service/import_plan.h"
#include "patchplan/store/plan.h"

enum { MOST_TOLD = 10 };

static const struct pp_option options[] = {
    {"map", 0, PP_OPTION_LIST, "FIELD=COLUMN", "take a field from a column of another name"},
    {"sheet", 0, PP_OPTION_TEXT, "NAME", "sheet or layer to read"},
    {"size", 0, PP_OPTION_TEXT, "MIN:MAX", "size limits to measure against (280:300)"},
    {"within", 0, PP_OPTION_CHOICE, "team|ward|none", "borders pockets are joined inside"},
    {"keep", 0, PP_OPTION_REAL, "METRES", "what a home that changes patch costs (250)"},
    {"ward", 0, PP_OPTION_REAL, "METRES", "what a home outside its patch's main ward costs (100)"},
    {"cost", 0, PP_OPTION_CHOICE, "distance|squared", "how distance is counted (distance)"},
    {0},
};

static void say(void *context, const char *text) { pp_call_say(context, "%s", text); }

static void tell_findings(struct pp_call *call, const char *path,
                          const struct pp_plan_findings *all) {
    size_t n_told = 0;
    for (int errors_first = 1; errors_first >= 0; errors_first--)
        for (size_t i = 0; i < all->n && n_told < MOST_TOLD; i++) {
            const struct pp_plan_finding *f = &all->findings[i];
            if (f->error != (errors_first == 1))
                continue;
            n_told++;
            if (f->row)
                pp_call_say(call, "%s:%lld: column \"%s\": '%s': %s; %s", path, (long long)f->row,
                            f->field, f->value, f->message, f->remedy);
            else
                pp_call_say(call, "%s: %s: %s; %s", path, f->value, f->message, f->remedy);
        }
    int64_t n_more = all->n_errors + all->n_warnings - (int64_t)n_told;
    if (n_more > 0)
        pp_call_say(call, "%s: and %lld more", path, (long long)n_more);
}

/* A plan that is named by nobody is the newest draft: say when that has become another one. */
static int tell_newest(struct pp_call *call, struct pp_db *db, const char *name,
                       struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_plan_line *lines = NULL;
    int n = 0;
    bool others = false;
    int rc = pp_store_plan_list(db, &arena, &lines, &n, reterr);
    for (int i = 0; i < n && !rc; i++)
        others |= strcmp(lines[i].state, "draft") == 0 && strcmp(lines[i].name, name) != 0;
    if (others)
        pp_call_say(call,
                    "'%s' is the newest draft now: move, lock, undo and other edits that name no "
                    "plan are of this one.",
                    name);
    return rc;
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO(pp_plan_findings_done) struct pp_plan_findings findings = {0};
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO_DB struct pp_db *db = NULL;
    struct pp_import_plan_request request = {.plan_name = pp_call_argument(call, 0),
                                             .who = pp_cli_who(),
                                             .path = pp_call_argument(call, 1),
                                             .sheet = pp_call_text(call, "sheet"),
                                             .dry_run = pp_call_dry_run(call),
                                             .cancel = pp_call_cancel(call),
                                             .progress = pp_call_progress(call),
                                             .say = say,
                                             .say_context = call,
                                             .reasons_later = pp_shows_reasons(call)};
    bool size_told = false;
    pp_plan_rules_default(&request.rules);
    int rc = pp_plan_rules_read(call, &request.rules, &request.within_told, &size_told, reterr);
    if (!rc)
        rc = pp_words_maps(call, &arena, &request.maps, &request.n_maps, reterr);
    if (!rc)
        rc = pp_call_open(call, !request.dry_run, &db, reterr);
    if (!rc)
        rc = pp_service_import_plan(db, &request, &plan, &findings, reterr);
    if (rc)
        return rc;
    tell_findings(call, request.path, &findings);
    if (findings.n_errors)
        *ret_status = 3;
    if (request.dry_run)
        pp_call_say(call, "A dry run: nothing was saved.");
    rc = request.dry_run ? 0 : tell_newest(call, db, plan.name, reterr);
    return rc ? rc : pp_show_new_plan(call, db, &plan, reterr);
}

const struct pp_command pp_command_import_plan = {
    .name = "import plan",
    .summary = "take in a division made elsewhere as a plan",
    .arguments = "NAME FILE",
    .min_arguments = 2,
    .max_arguments = 2,
    .description =
        "FILE has a column patch, and property_ref or postcode (or both: a reference wins over its "
        "postcode). The plan is measured and checked like any other: what breaks a rule is said, "
        "and saved with it. Blocks and postcodes whose homes lie in several patches are cut into "
        "parts. Homes the file does not name are in no patch of the plan.\n\n"
        "Exit status: 0 all rows were used; 3 some rows name nothing known, the rest is saved.",
    .examples = "patchplan import plan today today.csv\n"
                "patchplan import plan marked marked-up.xlsx --map property_ref='House No'",
    .options = options,
    .run = run,
};
