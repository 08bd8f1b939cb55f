/* The task list: what there is to do, in order, and how far it has come. */
#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/staff.h"
#include "patchplan/store/comment.h"
#include "patchplan/store/desk.h"

/* How a task stands; `words` says it. */
enum standing { TO_DO, DONE, BLOCKED, NEEDS_LOOK };

struct task {
    const char *title, *hint, *href;
    enum pp_capability needs;
    enum standing (*look)(const struct pp_desk *desk, struct pp_str *words);
};
struct section {
    const char *title;
    const struct task *tasks;
    size_t n_tasks;
};

static void count(struct pp_str *words, int64_t n, const char *one, const char *many) {
    pp_str_append_count(words, n, one, many);
}

static enum standing lists(const struct pp_desk *desk, struct pp_str *words) {
    if (desk->n_homes == 0) {
        pp_str_append(words, "Not started");
        return TO_DO;
    }
    count(words, desk->n_homes, "home", "homes");
    pp_str_append(words, ", ");
    count(words, desk->n_officers, "officer", "officers");
    return DONE;
}

static enum standing findings(const struct pp_desk *desk, struct pp_str *words) {
    if (desk->n_homes == 0) {
        pp_str_append(words, "Cannot start yet");
        return BLOCKED;
    }
    if (desk->n_errors == 0) {
        pp_str_append(words, "No errors");
        return DONE;
    }
    count(words, desk->n_errors, "row with an error", "rows with an error");
    return NEEDS_LOOK;
}

static enum standing drawing(const struct pp_desk *desk, struct pp_str *words) {
    if (desk->n_to_plan == 0) {
        pp_str_append(words, "Cannot start yet");
        return BLOCKED;
    }
    bool published = desk->n_in_force + desk->n_to_come > 0;
    if (desk->n_drafts)
        count(words, desk->n_drafts, "draft", "drafts");
    else
        pp_str_append(words, published ? "Published, no new draft" : "Not started");
    return desk->n_drafts || published ? DONE : TO_DO;
}

static enum standing drafts(const struct pp_desk *desk, struct pp_str *words) {
    if (desk->n_drafts + desk->n_in_force + desk->n_to_come == 0) {
        pp_str_append(words, "Cannot start yet");
        return BLOCKED;
    }
    if (desk->n_comments)
        count(words, desk->n_comments, "open comment", "open comments");
    else if (desk->n_drafts)
        pp_str_append(words, "Ready to look at");
    else
        pp_str_append(words, "No draft");
    return desk->n_comments ? NEEDS_LOOK : desk->n_drafts ? TO_DO : DONE;
}

static enum standing roster(const struct pp_desk *desk, struct pp_str *words) {
    bool ready = desk->n_officers > 0 && desk->n_drafts + desk->n_in_force + desk->n_to_come > 0;
    pp_str_append(words, !ready ? "Cannot start yet" : desk->n_rosters ? "Made" : "Not started");
    if (ready && desk->n_rosters && desk->n_without) {
        pp_str_append(words, "; ");
        count(words, desk->n_without, "plan has none", "plans have none");
    }
    return !ready ? BLOCKED : desk->n_without ? TO_DO : DONE;
}

static enum standing proposing(const struct pp_desk *desk, struct pp_str *words) {
    if (desk->n_drafts + desk->n_in_force + desk->n_to_come == 0) {
        pp_str_append(words, "Cannot start yet");
        return BLOCKED;
    }
    if (desk->n_requests)
        count(words, desk->n_requests, "plan waits for a second person",
              "plans wait for a second person");
    else if (desk->n_to_come)
        pp_str_append(words, "Published for a day to come");
    else
        pp_str_append(words, desk->n_in_force ? "In force" : "Not started");
    return desk->n_requests ? NEEDS_LOOK : desk->n_in_force + desk->n_to_come ? DONE : TO_DO;
}

static enum standing letters(const struct pp_desk *desk, struct pp_str *words) {
    bool ready = desk->n_drafts + desk->n_in_force + desk->n_to_come > 0;
    pp_str_append(words, !ready            ? "Cannot start yet"
                         : desk->n_to_come ? "Ready to count"
                         : desk->n_begun   ? "A plan began lately: send them if nobody did"
                                           : "When a change is near");
    return !ready ? BLOCKED : desk->n_to_come ? TO_DO : DONE;
}

static enum standing work(const struct pp_desk *desk, struct pp_str *words) {
    if (desk->n_jobs)
        count(words, desk->n_jobs, "running or waiting", "running or waiting");
    else
        pp_str_append(words, "Nothing is running");
    return desk->n_jobs ? NEEDS_LOOK : DONE;
}

static enum standing nothing(const struct pp_desk *desk, struct pp_str *words) {
    (void)desk, (void)words;
    return DONE;
}

static const struct task preparing[] = {
    {"Bring in lists", "Homes, postcodes, officers and the rest, as CSV or from a workbook",
     "/import", PP_MAY_IMPORT, lists},
    {"Put right what was found", "Rows that were set aside, and doubts", "/findings", PP_MAY_IMPORT,
     findings},
    {"Say what counts for how much", "Rules, and workload factors of neighbourhoods", "/rules",
     PP_MAY_DRAW, nothing},
};
static const struct task patches[] = {
    {"Draw patches", "For a team or the whole city; saved as a draft", "/plans/draw", PP_MAY_DRAW,
     drawing},
    {"Look at drafts, compare and change them", "Nobody outside sees a draft", "/plans",
     PP_MAY_READ_PLANS, drafts},
    {"Publish", "From a day, for a team first or everywhere; a second person approves", "/publish",
     PP_MAY_PROPOSE, proposing},
    {"Letters and lists", "To households, to councillors, for the housing system", "/letters",
     PP_MAY_SEND, letters},
};
static const struct task people[] = {
    {"Roster", "Caseloads, who stands in, visits and drop-ins", "/roster", PP_MAY_READ_ROSTER,
     roster},
    {"Somebody is away today", "Who stands in, in one step", "/roster/away", PP_MAY_ROSTER,
     nothing},
};
static const struct task looking_back[] = {
    {"Long work", "What runs, waits and has ended", "/jobs", PP_MAY_RUN, work},
    {"History", "Who did what, when and why", "/history", PP_MAY_READ_HISTORY, nothing},
};

#define SECTION(title, tasks) \
    { title, tasks, sizeof tasks / sizeof *tasks }
static const struct section sections[] = {
    SECTION("Get the lists ready", preparing),
    SECTION("Patches", patches),
    SECTION("People and days", people),
    SECTION("Look back", looking_back),
};

/* What to do next: what waits to be looked at, else the first thing not done. */
struct next {
    struct pp_json *task;
    enum standing standing;
    struct pp_json *comments; /* the task under which open comments wait; NULL: none do */
};

static void consider(struct next *next, struct pp_json *task, enum standing standing) {
    bool better =
        standing == NEEDS_LOOK ? next->standing != NEEDS_LOOK : standing == TO_DO && !next->task;
    if (better)
        *next = (struct next){task, standing, next->comments};
}

/* Who approves looks at what waits for that; for others it is done. */
static enum standing look(const struct task *task, enum pp_user_role role,
                          const struct pp_desk *desk, struct pp_str *words) {
    enum standing standing = task->look(desk, words);
    bool waits = task->look == proposing && standing == NEEDS_LOOK;
    return waits && !pp_service_may(role, PP_MAY_APPROVE, 0, PP_ANY_TEAM) ? DONE : standing;
}

static struct pp_json *task_json(const struct task *task, enum pp_user_role role,
                                 const struct pp_desk *desk, struct next *next) {
    PP_AUTO_STR struct pp_str words = {0};
    struct pp_json *json = pp_json_new_object();
    enum standing standing = look(task, role, desk, &words);
    consider(next, json, standing);
    if (task->look == drafts && standing == NEEDS_LOOK)
        next->comments = json;
    pp_set_text(json, "title", task->title);
    pp_set_text(json, "hint", task->hint);
    pp_set_text(json, "href", task->href);
    pp_set_text(json, "state", pp_str_text(&words));
    pp_json_set(json, "done", pp_json_new_bool(standing == DONE));
    pp_json_set(json, "blocked", pp_json_new_bool(standing == BLOCKED));
    pp_json_set(json, "needsLook", pp_json_new_bool(standing == NEEDS_LOOK));
    return json;
}

static struct pp_json *section_json(const struct section *section, enum pp_user_role role,
                                    const struct pp_desk *desk, struct next *next) {
    PP_AUTO_JSON struct pp_json *tasks = pp_json_new_array();
    for (size_t i = 0; i < section->n_tasks; i++)
        if (pp_service_may(role, section->tasks[i].needs, 0, PP_ANY_TEAM))
            pp_json_push(tasks, task_json(&section->tasks[i], role, desk, next));
    if (pp_json_length(tasks) == 0)
        return NULL;
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "title", section->title);
    pp_json_set(json, "tasks", PP_STEAL(tasks));
    return json;
}

/* Comments that wait are read where they stand, when all are on one plan. */
static int lead_to_comments(struct pp_db *db, struct pp_json *task, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str href = {0};
    const char **plans = NULL;
    size_t n = 0;
    int rc = pp_store_commented_drafts(db, &arena, &plans, &n, reterr);
    if (rc || n != 1)
        return rc;
    pp_href_name(&href, "/plan/", plans[0]);
    pp_str_append(&href, "/comments");
    pp_set_text(task, "href", pp_str_text(&href));
    return href.failed ? pp_fail_nomem(reterr) : 0;
}

int pp_service_tasks(struct pp_db *db, enum pp_user_role role, pp_day today,
                     struct pp_json **ret_sections, struct pp_error *reterr) {
    struct pp_desk desk;
    int rc = pp_store_desk(db, today, &desk, reterr);
    if (rc)
        return rc;
    struct next next = {NULL, DONE, NULL};
    struct pp_json *all = pp_json_new_array();
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        struct pp_json *section = section_json(&sections[i], role, &desk, &next);
        if (section)
            pp_json_push(all, section);
    }
    if (next.comments && (rc = lead_to_comments(db, next.comments, reterr)) != 0) {
        pp_json_done(all);
        return rc;
    }
    if (next.task)
        pp_json_set(next.task, "next", pp_json_new_bool(true));
    *ret_sections = all;
    return all ? 0 : pp_fail_nomem(reterr);
}
