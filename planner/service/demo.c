#include "patchplan/service/demo.h"

#include "patchplan/core/str.h"
#include "patchplan/db/migrate.h"
#include "patchplan/service/allocate.h"
#include "patchplan/service/file.h"
#include "patchplan/service/publish.h"

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
    request.say = wish->say;
    request.say_context = wish->say_context;
    return pp_service_allocate(db, &request, ret_plan, reterr);
}

static int put_in_force(const struct pp_demo_wish *wish, struct pp_db *db,
                        struct pp_error *reterr) {
    const struct pp_publish_wish publication = {
        .plan_name = "first", .first_day = wish->today, .who = wish->who};
    struct pp_publication_effect effect;
    int64_t publication_id = 0;
    int rc = pp_service_publish(db, &publication, &effect, &publication_id, reterr);
    if (!rc)
        say(wish, "Published plan 'first' from today.");
    return rc;
}

