#include "patchplan/cli/command.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/partition.h"

static const struct pp_option options[] = {
    {"edges", 0, PP_OPTION_FILE, "EDGES.csv",
     "pairs of neighbours: u,v (else told from the points)"},
    {"link", 0, PP_OPTION_LIST, "U,V", "one more pair of neighbours"},
    {"anywhere", 0, PP_OPTION_FLAG, NULL, "patches need not be connected"},
    {"patches", 0, PP_OPTION_INT, "K", "how many patches"},
    {"size", 0, PP_OPTION_TEXT, "MIN:MAX", "least and most weight of a patch"},
    {"shares", 0, PP_OPTION_FILE, "FILE",
     "patch,share: limits of a patch are share x MIN to share x MAX"},
    {"cost", 0, PP_OPTION_CHOICE, "distance|squared",
     "what is summed: trips x distance, or its square"},
    {"time-limit", 0, PP_OPTION_REAL, "S", "seconds for everything, reading and writing too (30)"},
    {"max-steps", 0, PP_OPTION_INT, "N",
     "stop after so many steps; then no time limit unless given"},
    {"seed", 0, PP_OPTION_INT, "N", "another seed, another plan (1)"},
    {"jobs", 0, PP_OPTION_INT, "N", "how many processors to use (all)"},
    {"summary", 0, PP_OPTION_FILE, "FILE.json", "outcome, cost, bound, gap, reasons"},
    {"certificate", 0, PP_OPTION_FILE, "FILE", "id,multiplier: what proves the bound"},
    {0},
};

static int read_size(const char *text, struct pp_partition_request *request,
                     struct pp_error *reterr) {
    if (!text)
        return pp_fail(reterr, PP_E_USAGE, "--size MIN:MAX is needed, such as --size 280:300");
    if (pp_text_limits(text, &request->min_milli, &request->max_milli))
        return 0;
    return pp_fail(reterr, PP_E_USAGE,
                   "--size '%s' is not MIN:MAX with 0 <= MIN <= MAX, such as 280:300", text);
}

/* More is a slip of the hand, and would fill the memory with names of empty patches. */
enum { MOST_PATCHES = 1000000 };

static int read_request(struct pp_call *call, struct pp_partition_request *request,
                        struct pp_error *reterr) {
    int64_t n_patches = pp_call_int(call, "patches", 0);
    const char *cost = pp_call_text(call, "cost");
    int rc = read_size(pp_call_text(call, "size"), request, reterr);
    if (rc < 0)
        return rc;
    if (n_patches < 1 || n_patches > MOST_PATCHES)
        return pp_fail(reterr, PP_E_USAGE, "--patches K is needed, from 1 to %d", MOST_PATCHES);
    request->n_patches = (int)n_patches;
    request->units_path = pp_call_argument(call, 0);
    request->edges_path = pp_call_text(call, "edges");
    request->n_links = pp_call_list(call, "link", &request->links);
    request->shares_path = pp_call_text(call, "shares");
    request->anywhere = pp_call_flag(call, "anywhere");
    request->cost_kind = cost && !strcmp(cost, "squared") ? PP_COST_SQUARED : PP_COST_DISTANCE;
    request->max_steps = pp_call_int(call, "max-steps", 0);
    request->time_limit_s = pp_call_real(call, "time-limit", request->max_steps > 0 ? 0 : 30);
    request->time_limit_told_s = pp_call_real(call, "time-limit", 0);
    request->seed = (uint64_t)pp_call_int(call, "seed", 1);
    request->plan_path = pp_call_output_path(call);
    request->summary_path = pp_call_text(call, "summary");
    request->certificate_path = pp_call_text(call, "certificate");
    request->cancel = pp_call_cancel(call);
    request->progress = pp_call_progress(call);
    return 0;
}

static int64_t n_processors(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? n : 1;
}

/* This run without the options that its ways out change. */
static void say_command(struct pp_call *call, struct pp_str *command) {
    PP_AUTO_STR struct pp_str units = {0};
    static const char *const kept[] = {"shares", "cost",    "max-steps",   "seed",
                                       "jobs",   "summary", "certificate", "output"};
    pp_str_append(command, "patchplan partition ");
    pp_str_append(&units,
                  *pp_call_argument(call, 0) == '-' ? "./" : ""); /* else read as an option */
    pp_str_append(&units, pp_call_argument(call, 0));
    pp_str_append_word(command, pp_str_text(&units));
    command->failed |= units.failed;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        const char *value = pp_call_text(call, kept[i]);
        if (!value)
            continue;
        pp_str_appendf(command, " --%s ", kept[i]);
        pp_str_append_word(command, value);
    }
}

static void say_answer(struct pp_call *call, const struct pp_partition_answer *answer) {
    static const char *const words[] = {
        [PP_OUTCOME_OPTIMAL] = "All rules kept, none can be shorter",
        [PP_OUTCOME_FEASIBLE] = "All rules kept",
        [PP_OUTCOME_INFEASIBLE] = "Cannot be done under these rules; the nearest plan",
        [PP_OUTCOME_TIME_LIMIT] = "Out of time; the nearest plan",
        [PP_OUTCOME_CANCELLED] = "Stopped; the best so far",
    };
    const char *es = answer->n_patches == 1 ? "" : "es";
    if (answer->n_out_of_limits == 0 && answer->n_disconnected == 0 && answer->n_patches > 0)
        pp_call_say(call, "%s after %.1f s: %d patch%s%s inside the size limits.",
                    words[answer->outcome], answer->seconds, answer->n_patches, es,
                    answer->n_patches == 1 ? "," : ", all");
    else if (answer->n_patches > 0)
        pp_call_say(call,
                    "%s after %.1f s: %d patch%s, %d over or under the size limits, %d in pieces.",
                    words[answer->outcome], answer->seconds, answer->n_patches, es,
                    answer->n_out_of_limits, answer->n_disconnected);
    if (!isnan(answer->mean_distance_m))
        pp_call_say(call, "Average distance to the middle of the patch: %.0f m.",
                    answer->mean_distance_m);
    if (!isnan(answer->gap))
        pp_call_say(call, "No plan under these rules can be more than %.2f %% shorter%s.",
                    ceil(10000 * answer->gap / (1 + answer->gap)) / 100,
                    pp_call_text(call, "cost") && !strcmp(pp_call_text(call, "cost"), "squared")
                        ? " in squared distance"
                        : "");
    for (int i = 0; i < answer->n_reasons; i++) {
        pp_call_say(call, "%s", answer->reasons[i].text);
        if (answer->reasons[i].fix)
            pp_call_say(call, "    %s", answer->reasons[i].fix);
    }
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    struct pp_partition_request request = {.started_s = pp_clock_s()};
    PP_AUTO(pp_partition_answer_done) struct pp_partition_answer answer = {0};
    PP_AUTO_STR struct pp_str command = {0};
    int rc = read_request(call, &request, reterr);
    if (rc < 0)
        return rc;
    request.n_jobs = (int)fmin(fmax(1, (double)pp_call_int(call, "jobs", n_processors())), 64);
    say_command(call, &command);
    if (command.failed)
        return pp_fail_nomem(reterr);
    request.command = pp_str_text(&command);
    rc = pp_partition(&request, &answer, reterr);
    if (rc < 0)
        return rc;
    say_answer(call, &answer);
    *ret_status = pp_outcome_exit_status(answer.outcome);
    return 0;
}

static const struct pp_option_rule rules[] = {
    {"anywhere", "edges", false, NULL},
    {"anywhere", "link", false, "without connection nobody is a neighbour"},
    {0},
};

const struct pp_command pp_command_partition = {
    .name = "partition",
    .without_file = true,
    .summary = "divide any set of weighted points into patches, without a planning file",
    .arguments = "UNITS.csv",
    .min_arguments = 1,
    .max_arguments = 1,
    .description =
        "The bare engine. UNITS.csv has id, weight, x, y and perhaps trips, which multiplies the "
        "distance in place of the weight; other columns are passed over. Weights have at most "
        "three "
        "decimals. Neighbours are pairs of ids in EDGES.csv; without it they come from the points; "
        "--anywhere asks for no connection.\n\n"
        "The plan (id, patch, hub) goes to -o or standard output. It and the summary are written "
        "whatever the outcome: optimal or feasible (exit 0), infeasible, proven by arithmetic or "
        "bound "
        "(4), time_limit, nothing inside the limits found in time (5), cancelled (130).\n\n"
        "The certificate has a number for each unit. The bound is their sum plus the K least "
        "continuous knapsack values over all units as hubs, which anyone can work out again. Same "
        "input, seed, --jobs 1 and --max-steps: the same bytes.",
    .examples =
        "patchplan partition units.csv --edges edges.csv --patches 79 --size 280:300 -o plan.csv\n"
        "patchplan partition units.csv --anywhere --patches 10 --size 0:720 --time-limit 5 "
        "--summary summary.json --certificate proof.csv -o plan.csv",
    .options = options,
    .rules = rules,
    .outputs = "any",
    .run = run,
};
