#include "planner/cli/who.h"
#include "patchplan/cli/command.h"

#include <stdio.h>
#include <string.h>

#include "planner/cli/landlords.h"
#include "planner/cli/plan_rules.h"
#include "planner/cli/show_plan.h"
#include "planner/cli/staffing.h"
#include "planner/cli/tradeoff.h"
#include "planner/cli/words.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/json/json.h"
#include "patchplan/service/allocate.h"
#include "patchplan/service/file.h"
#include "patchplan/service/maintain.h"

static const struct pp_option options[] = {
    {"plan", 0, PP_OPTION_TEXT, "NAME", "what to call the draft (draft)"},
    {"size", 0, PP_OPTION_TEXT, "MIN:MAX", "workload-equivalent homes a patch may hold (280:300)"},
    {"patches", 0, PP_OPTION_LIST, "K", "how many patches, or TEAM=K; else what fits best"},
    {"within", 0, PP_OPTION_CHOICE, "team|ward|none",
     "borders no patch may cross (team, where teams are known)"},
    {"keep", 0, PP_OPTION_REAL, "METRES", "what a home that changes patch costs (250)"},
    {"ward", 0, PP_OPTION_REAL, "METRES", "what a home outside its patch's main ward costs (100)"},
    {"cost", 0, PP_OPTION_CHOICE, "distance|squared", "what is made least (distance)"},
    {"lock", 0, PP_OPTION_LIST, "PATCH", "a patch that stays as it is"},
    {"unlock", 0, PP_OPTION_LIST, "PATCH", "a locked patch or pinned block that may change again"},
    {"link", 0, PP_OPTION_LIST, "FROM,TO",
     "two blocks or postcodes that count as neighbours, as a row of links.csv"},
    {"max-change", 0, PP_OPTION_TEXT, "HOMES|PERCENT",
     "how many homes may change patch at the most: 40% or 12000"},
    {"posts", 0, PP_OPTION_FLAG, NULL, "one patch for each post of an officer, of its share"},
    {"on", 0, PP_OPTION_DATE, "DATE", "the day as of which posts are counted (today)"},
    {"tradeoff", 0, PP_OPTION_FLAG, NULL,
     "a curve of plans, from few homes changing patch to short ways, saved as drafts NAME-1, "
     "NAME-2 ..."},
    {"points", 0, PP_OPTION_INT, "N", "how many plans the curve has, 5 to 9 (7)"},
    {"staffing", 0, PP_OPTION_FLAG, NULL,
     "draw nothing; show what size limits would need in patches, posts and hours"},
    {"teams", 0, PP_OPTION_LIST, "TEAM[;TEAM]",
     "draw only the patches of these teams anew; all others stay as they are"},
    {"from", 0, PP_OPTION_TEXT, "PLAN", "start from this plan"},
    {"new-only", 0, PP_OPTION_FLAG, NULL, "homes without a patch join one; nothing else moves"},
    {"landlord", 0, PP_OPTION_TEXT, "CODE",
     "only the homes of this landlord, as a plan of their own"},
    {"shard", 0, PP_OPTION_TEXT, "I/N", "of N parts of the landlords draw part I, see: merge"},
    {"into", 0, PP_OPTION_FILE, "FILE", "the file of a shard (beside the planning file)"},
    {"restart", 0, PP_OPTION_FLAG, NULL, "draw all landlords anew, not only what is missing"},
    {"time-limit", 0, PP_OPTION_REAL, "SECONDS", "for the whole command (30)"},
    {"max-steps", 0, PP_OPTION_INT, "N", "stop after so many tried moves"},
    {"seed", 0, PP_OPTION_INT, "N", "of the random numbers (1)"},
    {"jobs", 'j', PP_OPTION_INT, "N", "cores to use (all)"},
    {0},
};

/* Said in fixes and kept with the plan, in this order. */
static const char *const kept_options[] = {
    "plan",   "landlord", "from",       "keep",  "ward",    "cost",   "lock",
    "unlock", "link",     "new-only",   "teams", "posts",   "on",     "max-steps",
    "seed",   "jobs",     "max-change", "size",  "patches", "within", "time-limit"};

/* This command again, for all landlords without the plan's name (NULL), and without the options whose names stand
 * in `left_out`, with blanks round each. */
static void say_command(struct pp_call *call, const char *plan_name, const char *left_out,
                        struct pp_str *command) {
    pp_str_append(command, "patchplan allocate");
    if (plan_name) {
        pp_str_append(command, " --plan ");
        pp_str_append_word(command, plan_name);
    }
    for (size_t i = 1; i < sizeof kept_options / sizeof kept_options[0]; i++) {
        const char *const *values = NULL;
        PP_AUTO_STR struct pp_str word = {0};
        pp_str_appendf(&word, " %s ", kept_options[i]);
        bool said = !strstr(left_out, pp_str_text(&word));
        int n = said ? pp_call_list(call, kept_options[i], &values) : 0;
        for (int v = 0; v < n; v++) {
            pp_str_appendf(command, " --%s", kept_options[i]);
            if (values[v]) {
                pp_str_append_char(command, ' ');
                pp_str_append_word(command, values[v]);
            }
        }
    }
}

static char *options_json(struct pp_call *call) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    for (size_t i = 0; i < sizeof kept_options / sizeof kept_options[0]; i++) {
        const char *const *values = NULL;
        int n = pp_call_list(call, kept_options[i], &values);
        if (n == 0)
            continue;
        struct pp_json *list = pp_json_new_array();
        for (int v = 0; v < n; v++)
            pp_json_push(list, values[v] ? pp_json_new_text(values[v]) : pp_json_new_bool(true));
        pp_json_set(json, kept_options[i], list);
    }
    return json ? pp_json_dump(json, 0) : NULL;
}

/* "40%", "40 %" or "12000". */
static int read_cap(const char *text, struct pp_change_cap *cap, struct pp_error *reterr) {
    char number[32];
    double percent = 0;
    size_t n = text ? strcspn(text, " %") : 0;
    bool is_percent = text && strcmp(text + n + strspn(text + n, " "), "%") == 0;
    if (!text)
        return 0;
    *cap = (struct pp_change_cap){.told = true, .percent = -1};
    snprintf(number, sizeof number, "%.*s", (int)n, text);
    if (is_percent && pp_text_real(number, &percent) && percent >= 0 && percent <= 100) {
        cap->percent = percent;
        return 0;
    }
    if (pp_text_int(text, &cap->homes) && cap->homes >= 0)
        return 0;
    return pp_fail(
        reterr, PP_E_USAGE,
        "--max-change needs a share of the homes such as 40%%, or a number of homes such as "
        "12000, not '%s'",
        text);
}

/* So few homes are seldom meant. */
static void say_few(struct pp_call *call, const struct pp_change_cap *cap) {
    if (cap->told && cap->percent < 0 && cap->homes > 0 && cap->homes <= 100)
        pp_call_say(call, "--max-change %lld means %lld homes; did you mean %lld%%?",
                    (long long)cap->homes, (long long)cap->homes, (long long)cap->homes);
}

static int read_posts(struct pp_call *call, struct pp_allocate_request *request,
                      struct pp_error *reterr) {
    request->posts = pp_call_flag(call, "posts");
    request->posts_day = pp_day_today();
    request->posts_day_told = pp_call_date(call, "on", &request->posts_day);
    if (request->posts_day_told && !request->posts && !pp_call_flag(call, "staffing"))
        return pp_fail(
            reterr, PP_E_USAGE,
            "--on says as of which day posts are counted: give --posts or --staffing too");
    if (request->posts && request->n_patches > 0)
        return pp_fail(reterr, PP_E_USAGE,
                       "with --posts there is one patch for each post: leave --patches out");
    if (request->posts && request->new_only)
        return pp_fail(reterr, PP_E_USAGE,
                       "with --new-only patches and their officers stay: leave --posts out");
    return 0;
}

/* Given several times or with semicolons: names of teams may hold commas. NULL: no memory. */
static const char *const *read_teams(struct pp_call *call, struct pp_arena *arena, int *ret_n) {
    const char *const *values = NULL;
    int n_values = pp_call_list(call, "teams", &values), n = 0;
    size_t most = 1;
    for (int v = 0; v < n_values; v++)
        most += strlen(values[v]) + 1;
    const char **teams = pp_arena_alloc(arena, most * sizeof *teams);
    for (int v = 0; v < n_values && teams; v++) {
        char *text = pp_arena_strdup(arena, values[v]), *rest = text;
        for (char *name; text && (name = strsep(&rest, ";"));)
            if (*(name = pp_text_trim(name)))
                teams[n++] = name;
        if (!text)
            return NULL;
    }
    *ret_n = n;
    return teams;
}

/* --staffing only counts: what would be drawn has no place beside it. */
static int refuse_beside_staffing(struct pp_call *call, struct pp_error *reterr) {
    static const char *const drawing[] = {"tradeoff", "max-change", "new-only", "teams", "patches",
                                          "lock",     "unlock",     "link",     "from",  "keep",
                                          "ward",     "cost",       "plan",     "shard", "into",
                                          "restart",  "max-steps",  "seed"};
    for (size_t i = 0; i < sizeof drawing / sizeof drawing[0]; i++) {
        const char *const *values = NULL;
        if (pp_call_flag(call, "staffing") && pp_call_list(call, drawing[i], &values) > 0)
            return pp_fail(reterr, PP_E_USAGE,
                           "--staffing draws nothing, it only counts what size limits would need: "
                           "leave --%s out, or leave --staffing out to draw",
                           drawing[i]);
    }
    if (pp_call_flag(call, "staffing") && pp_call_flag(call, "posts"))
        return pp_fail(reterr, PP_E_USAGE,
                       "--staffing counts for whole patches and for a patch for each post, side by "
                       "side: leave --posts out, or leave --staffing out to draw");
    return 0;
}

/* Only a curve is drawn as a picture. */
static int refuse_picture(const struct pp_call *call, struct pp_error *reterr) {
    const char *path = pp_call_output_path(call);
    if (!path || pp_call_flag(call, "tradeoff") || pp_call_format(call) != PP_FORMAT_TABLE)
        return 0;
    return pp_fail(reterr, PP_E_USAGE,
                   "'%s' would be a picture, and only --tradeoff draws one; the patches on a map: "
                   "patchplan export map -o FILE",
                   path);
}

/* The same patch cannot both stay as it is and be free to change. */
static int refuse_lock_and_unlock(const struct pp_allocate_request *request,
                                  struct pp_error *reterr) {
    for (int i = 0; i < request->n_locks; i++)
        for (int j = 0; j < request->n_unlocks; j++)
            if (pp_text_same_nocase(request->locks[i], request->unlocks[j]))
                return pp_fail(reterr, PP_E_USAGE,
                               "--lock and --unlock both name '%s'; leave one of them out",
                               request->locks[i]);
    return 0;
}

static int read_request(struct pp_call *call, struct pp_arena *arena,
                        struct pp_allocate_request *request, struct pp_error *reterr) {
    size_t n_patches = 0;
    request->patches = pp_words_numbers(call, "patches", arena, &n_patches);
    if (!request->patches)
        return pp_fail_nomem(reterr);
    request->n_patches = (int)n_patches;
    request->n_locks = pp_call_list(call, "lock", &request->locks);
    request->n_unlocks = pp_call_list(call, "unlock", &request->unlocks);
    request->n_links = pp_call_list(call, "link", &request->links);
    if (pp_call_text(call, "plan"))
        request->plan_name = pp_call_text(call, "plan");
    if (!*request->plan_name)
        return pp_fail(reterr, PP_E_USAGE, "--plan needs a name");
    request->teams = read_teams(call, arena, &request->n_teams);
    if (!request->teams)
        return pp_fail_nomem(reterr);
    request->keep_told = pp_call_text(call, "keep") != NULL;
    request->ward_told = pp_call_text(call, "ward") != NULL;
    request->cost_told = pp_call_text(call, "cost") != NULL;
    request->from = pp_call_text(call, "from");
    request->new_only = pp_call_flag(call, "new-only");
    request->max_steps = pp_call_int(call, "max-steps", 0);
    if (request->max_steps)
        request->time_limit_s = 0; /* unless one is given */
    request->time_limit_s = pp_call_real(call, "time-limit", request->time_limit_s);
    request->seed = (uint64_t)pp_call_int(call, "seed", 1);
    request->n_jobs = (int)pp_call_int(call, "jobs", 0);
    request->who = pp_cli_who();
    request->cancel = pp_call_cancel(call);
    request->progress = pp_call_progress(call);
    int rc = refuse_picture(call, reterr);
    if (!rc)
        rc = refuse_beside_staffing(call, reterr);
    if (!rc)
        rc = read_posts(call, request, reterr);
    if (!rc)
        rc = refuse_lock_and_unlock(request, reterr);
    if (!rc)
        rc = read_cap(pp_call_text(call, "max-change"), &request->most_changing, reterr);
    say_few(call, &request->most_changing);
    return rc ? rc
              : pp_plan_rules_read(call, &request->rules, &request->within_told,
                                   &request->size_told, reterr);
}

static void say(void *context, const char *text) { pp_call_say(context, "%s", text); }

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str command = {0}, again = {0}, uncapped = {0};
    PP_AUTO_FREE char *json = options_json(call);
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    struct pp_allocate_request request;
    bool all_landlords = false;
    pp_allocate_request_default(&request);
    request.started_s = pp_clock_s();
    int rc = read_request(call, &arena, &request, reterr);
    /* a shard is written beside; what it is drawn from is only read, by other shards at the same time */
    bool writes =
        !pp_call_dry_run(call) && !pp_call_text(call, "shard") && !pp_call_flag(call, "staffing");
    if (!rc)
        rc = pp_call_open(call, writes, &db, reterr);
    if (!rc)
        rc = pp_cli_choose_landlord(call, db, options, &request, &all_landlords, reterr);
    const char *name = all_landlords ? NULL : request.plan_name;
    say_command(call, name, " size patches within lock unlock link on time-limit ", &command);
    say_command(call, name, " time-limit ", &again);
    say_command(call, name, " time-limit max-change ", &uncapped);
    if (!rc && (command.failed || again.failed || uncapped.failed || !json))
        rc = pp_fail_nomem(reterr);
    request.command = pp_str_text(&command);
    request.again = pp_str_text(&again);
    request.uncapped = pp_str_text(&uncapped);
    request.options = json;
    request.say = say;
    request.say_context = call;
    request.reasons_later = !pp_call_flag(call, "tradeoff") && pp_shows_reasons(call);
    request.dry_run = pp_call_dry_run(call);
    if (!rc && !request.size_told)
        rc = pp_service_settings_size(db, &request.rules, reterr);
    if (!rc && all_landlords && (pp_call_flag(call, "tradeoff") || request.n_teams > 0))
        rc = pp_fail(reterr, PP_E_USAGE,
                     "--tradeoff and --teams are for one landlord; name it with --landlord");
    if (!rc && all_landlords)
        return pp_cli_allocate_landlords(call, db, &request, ret_status, reterr);
    if (!rc && pp_call_flag(call, "tradeoff"))
        return pp_tradeoff_run(call, db, &request, ret_status, reterr);
    if (!rc && pp_call_flag(call, "staffing"))
        return pp_staffing_show(call, db, &request, reterr);
    if (!rc)
        rc = pp_service_allocate(db, &request, &plan, reterr);
    if (rc)
        return rc;
    *ret_status = pp_outcome_exit_status(plan.outcome);
    if (request.dry_run)
        pp_call_say(call, "A dry run: nothing was saved.");
    return pp_show_new_plan(call, db, &plan, reterr);
}

static const struct pp_option_rule rules[] = {
    {"points", "tradeoff", true, "it says how many plans the curve has"},
    {"into", "shard", true, "it names the file of a shard"},
    {"new-only", "patches", false, "nobody moves, so the number of patches stays"},
    {"shard", "landlord", false, "a shard is a part of all landlords"},
    {"tradeoff", "shard", false, NULL},
    {"tradeoff", "restart", false, NULL},
    {"restart", "landlord", false, "it draws all landlords anew; one is drawn anew each time"},
    {"new-only", "lock", false, "nobody moves, so every patch stays as it is"},
    {"new-only", "unlock", false, "nobody moves, so every patch stays as it is"},
    {0},
};

const struct pp_command pp_command_allocate = {
    .name = "allocate",
    .summary = "draw patches: divide the homes into patches of equal workload",
    .arguments = "",
    .description =
        "Divides the homes to plan into connected patches inside their size limits, with the least "
        "cost: workload-equivalent homes times metres to the middle of their patch, plus what "
        "changing patch and leaving the ward cost. The plan is checked, measured and saved as a "
        "draft; a draft of the same name is replaced, a published plan never is.\n\n"
        "Locked patches (--lock, or locked in the draft that is replaced or started from) and "
        "pinned blocks stay as they are. Names and officers of today's patches carry over to the "
        "new patches that keep most of their homes.\n\n"
        "Redrawing with least upset: --max-change is a rule, kept at the least cost that is found, "
        "or "
        "it is said that it could not be; --tradeoff draws several plans from few homes changing "
        "to "
        "short ways; --teams draws the patches of some teams anew and leaves all others as they "
        "are; "
        "--new-only lets homes without a patch join one and moves nobody.\n\n"
        "With --posts there is one patch for each post of an officer: its share is fte x "
        "caseload_pct (a reduced caseload counts up to its caseload_until), a job share is one "
        "post of both, and its limits are that share of the size limits. Vacant posts count, "
        "team leaders, relief and agency staff and posts that have ended do not. Of the posts of "
        "a team (of all, with --within none) those are used whose limits hold its homes: no one "
        "who is there is left out where that can be, then nearest to the middle of the limits. "
        "Spare and missing posts are said. --staffing shows beforehand what limits around the "
        "wished ones would need.\n\n"
        "A file with homes of several landlords is drawn landlord by landlord, each saved when it "
        "is done. A run that was interrupted goes on where it was when the same command is given "
        "again; --restart draws all anew. The time limit is then for all together (135 seconds for "
        "each million homes, at least 30), shared by size; when it is over no further landlord is "
        "begun. --shard 3/8 draws the third of eight parts of the landlords into a file beside the "
        "planning file, on another machine too; merge brings the parts together.\n\n"
        "Exit status: 0 all rules kept; 4 some rule cannot be met (the nearest plan is saved, with "
        "the reasons and the ways out); 5 no plan inside the limits was found in the time; 130 "
        "stopped by Ctrl-C, the best so far is saved.",
    .examples = "patchplan allocate\npatchplan allocate --plan open --within none --time-limit 10\n"
                "patchplan allocate --plan spring --patches Central=12 --keep 400\n"
                "patchplan allocate --staffing --size 260:280\n"
                "patchplan allocate --plan posts --posts --on 2027-04-01\n"
                "patchplan allocate --plan gentle --max-change 40%\n"
                "patchplan allocate --tradeoff --plan option -o curve.svg\n"
                "patchplan allocate --teams Central --from spring --plan spring-central\n"
                "patchplan allocate --new-only --from spring --plan summer\n"
                "patchplan -d england.db allocate --plan draft --shard 3/8\n"
                "patchplan -d england.db allocate --plan leeds --landlord E08000035",
    .options = options,
    .rules = rules,
    .outputs = "svg|png|pdf",
    .run = run,
};
