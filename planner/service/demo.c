#include "patchplan/service/demo.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/db/migrate.h"
#include "patchplan/service/allocate.h"
#include "patchplan/service/file.h"
#include "patchplan/service/import.h"
#include "patchplan/service/publish.h"
#include "patchplan/service/roster.h"
#include "patchplan/store/plan.h"

static void say(const struct pp_demo_wish *wish, const char *text) {
    if (wish->say)
        wish->say(wish->say_context, text);
}

static int draw(const struct pp_demo_wish *wish, struct pp_db *db, struct pp_plan *ret_plan,
                struct pp_error *reterr) {
    struct pp_allocate_request request;
    pp_allocate_request_default(&request);
    request.plan_name = "first";
    request.started_s = pp_clock_s();
    request.time_limit_s = wish->time_limit_s;
    request.cancel = wish->cancel;
    request.progress = wish->progress;
    request.command = "patchplan allocate --plan first";
    request.options = "{}";
    request.who = wish->who;
    request.say = wish->say;
    request.say_context = wish->say_context;
    return pp_service_allocate(db, &request, ret_plan, reterr);
}

/* The town's leave and visits are those of 2027: its roster begins then, or, later, on the coming Monday. */
static pp_day first_roster_day(pp_day today) {
    pp_day year = pp_day_from(2027, 1, 4), monday = pp_calendar_monday(today + 6);
    return monday > year ? monday : year;
}

static int make_roster(const struct pp_demo_wish *wish, struct pp_db *db, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    PP_AUTO_STR struct pp_str told = {0};
    struct pp_roster_request request;
    char day[32];
    pp_roster_request_default(&request);
    request.plan_name = "first";
    request.today = wish->today;
    request.from = first_roster_day(wish->today);
    request.time_limit_s = wish->time_limit_s;
    request.who = wish->who;
    request.cancel = wish->cancel;
    request.progress = wish->progress;
    int rc = pp_service_roster_build(db, &request, &made, reterr);
    if (rc)
        return rc;
    pp_day_long(request.from, day, sizeof day);
    pp_str_appendf(
        &told,
        "Made its roster of 13 weeks from %s: named officers, who stands in, %d drop-ins "
        "and meetings, %d yearly visits.",
        day, made.roster.n_sessions, made.roster.n_visits);
    say(wish, pp_str_text(&told));
    return 0;
}

static int put_in_force(const struct pp_demo_wish *wish, struct pp_db *db,
                        struct pp_error *reterr) {
    const struct pp_publish_wish publication = {.plan_name = "first",
                                                .first_day = wish->today,
                                                .who = wish->who,
                                                .broken_rules_known = true};
    struct pp_publish_answer answer;
    int rc = pp_service_publish(db, &publication, &answer, reterr);
    if (!rc)
        say(wish, "Published plan 'first' from today.");
    return rc;
}

static int take_in(const struct pp_demo_wish *wish, struct pp_db *db, struct pp_error *reterr) {
    PP_AUTO(pp_import_result_done) struct pp_import_result result = {0};
    PP_AUTO_STR struct pp_str folder = {0}, told = {0};
    pp_str_appendf(&folder, "%s/demo", pp_datadir());
    if (folder.failed)
        return pp_fail_nomem(reterr);
    const struct pp_import_options options = {
        .stock = {.cancel = wish->cancel, .progress = wish->progress}, .who = wish->who};
    int rc = pp_service_import(db, NULL, pp_str_text(&folder), &options, &result, reterr);
    if (rc)
        return rc;
    if (result.n_errors)
        return pp_fail_at(reterr, PP_E_INPUT, pp_str_text(&folder), 0, NULL,
                          "the demo town has %lld errors, so it was changed; install patchplan "
                          "again",
                          (long long)result.n_errors);
    int64_t n_rows = 0;
    for (size_t i = 0; i < result.n_files; i++)
        n_rows += result.files[i].n_rows;
    pp_str_appendf(&told, "Imported Tarnwick, a town that does not exist: %lld rows of %zu files.",
                   (long long)n_rows, result.n_files);
    say(wish, pp_str_text(&told));
    return 0;
}

static int plan_town(const struct pp_demo_wish *wish, struct pp_db *db, struct pp_plan *ret_plan,
                     struct pp_error *reterr) {
    enum pp_plan_choice choice;
    int rc = take_in(wish, db, reterr);
    if (!rc)
        rc = draw(wish, db, ret_plan, reterr);
    if (!rc)
        rc = make_roster(wish, db, reterr);
    if (!rc)
        rc = put_in_force(wish, db, reterr);
    if (rc)
        return rc;
    pp_plan_done(ret_plan); /* once more, with the officers that the roster gave it */
    return pp_store_plan_load_brief(db, "first", ret_plan, &choice, reterr);
}

int pp_service_demo(const struct pp_demo_wish *wish, struct pp_db **ret_db,
                    struct pp_plan *ret_plan, struct pp_error *reterr) {
    int rc = pp_service_init(wish->path, reterr);
    if (rc)
        return rc;
    struct pp_plan plan = {0};
    struct pp_db *db = NULL;
    rc = pp_service_open(wish->path, true, &db, NULL, reterr);
    if (!rc)
        rc = plan_town(wish, db, &plan, reterr);
    if (rc) {
        pp_plan_done(&plan);
        pp_db_close(db);
        pp_service_discard(wish->path);
        return rc;
    }
    *ret_db = db;
    *ret_plan = plan;
    return 0;
}
