/* What the options of a paper come to in its stage, beside what holds before. */
#ifndef PLANNER_SERVICE_PAPER_PARTS_H
#define PLANNER_SERVICE_PAPER_PARTS_H

#include "patchplan/core/plan.h"
#include "patchplan/json/json.h"
#include "patchplan/service/paper.h"
#include "patchplan/service/stage.h"
#include "patchplan/store/paper.h"

/* Patches of the stage: those half of whose homes or more are in it. */
struct pp_paper_sum {
    int64_t n_patches, n_homes, least, most, n_vacant;
    int64_t n_in_part; /* patches that have homes both in the stage and elsewhere */
    double distance_m; /* average to the middle of the patch; NAN: not known */
};

struct pp_paper_option {
    struct pp_plan plan;
    struct pp_paper_sum sum;
    struct pp_paper_group *patches; /* in the stage, by name; in the arena it was measured into */
    size_t n_patches;
    int64_t n_new_patch, n_new_officer, n_no_officer,
        n_outside; /* n_outside: its limits, patches */
};

/* The loaded plan of an option, measured; `about` is of that plan. */
int pp_paper_measure(struct pp_db *db, const struct pp_paper_about *about, struct pp_arena *arena,
                     struct pp_paper_option *option, struct pp_error *reterr) PP_CHECKED;
/* What holds before in the stage of `about`; distances by the units of `plan`. */
int pp_paper_measure_before(struct pp_db *db, const struct pp_paper_about *about,
                            const struct pp_plan *plan, struct pp_arena *arena,
                            struct pp_paper_sum *ret_sum, struct pp_error *reterr) PP_CHECKED;
/* Is the patch of this group one of the stage? */
bool pp_paper_group_counts(const struct pp_paper_option *option,
                           const struct pp_paper_group *group);

enum { PP_PAPER_MOST_OPTIONS = 6 };

/* A paper in the making. */
struct pp_paper_work {
    struct pp_db *db;
    const struct pp_paper_wish *wish;
    struct pp_paper_option options[PP_PAPER_MOST_OPTIONS]; /* the proposal first */
    size_t n_options;
    enum pp_plan_choice choice;
    struct pp_stage stage;
    struct pp_paper_about about; /* of the proposal */
    struct pp_paper_sum before;
    struct pp_arena arena;
    struct pp_json *page;
};

static inline bool pp_paper_is_of_a_stage(const struct pp_paper_work *work) {
    return !pp_stage_is_everywhere(&work->stage);
}

/* "proposal", what is proposed, and "notes", what it is held against. */
int pp_paper_set_sentences(struct pp_paper_work *work, struct pp_error *reterr) PP_CHECKED;
/* "proofs", how good it is, and "gave", the rules that could not be kept; PP_E_NOMEM. */
int pp_paper_set_proofs(struct pp_paper_work *work) PP_CHECKED;
/* "maps": what is drawn, what changes, where other options differ; of the teams of a stage one by one. */
int pp_paper_set_maps(struct pp_paper_work *work, struct pp_error *reterr) PP_CHECKED;

#endif
