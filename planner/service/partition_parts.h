/* The rooms of `partition`: what was read, and how it is written. Private to partition*.c. */
#ifndef PLANNER_SERVICE_PARTITION_PARTS_H
#define PLANNER_SERVICE_PARTITION_PARTS_H

#include "patchplan/core/names.h"
#include "patchplan/district/problem.h"
#include "patchplan/service/partition.h"

/* The files as flat arrays; `problem` borrows them. */
struct partition_input {
    struct pp_names ids;
    double *x, *y, *trips;
    int64_t *weight_milli;
    size_t cap_x, cap_y, cap_trips, cap_weight;
    int n_units;
    int *first, *neighbour, *id_rank;
    const char **patch_names; /* n_patches long */
    int64_t *min_milli, *max_milli;
    struct pp_arena arena; /* patch names, neighbours found from points */
    struct pp_problem problem;
};

int pp_partition_read(const struct pp_partition_request *request, struct partition_input *ret_input,
                      struct pp_error *reterr) PP_CHECKED;
void pp_partition_input_done(struct partition_input *input);

/* Reasons that totals alone give, appended to the answer; each that is broken proves that no plan keeps
 * the rules. */
int pp_partition_reasons(const struct pp_partition_request *request,
                         const struct partition_input *input, struct pp_partition_answer *answer,
                         struct pp_error *reterr) PP_CHECKED;
int pp_partition_add_reason(struct pp_partition_answer *answer, struct pp_reason reason,
                            struct pp_error *reterr) PP_CHECKED;

int pp_partition_write_plan(const char *path, const struct partition_input *input,
                            const struct pp_division *division, struct pp_error *reterr) PP_CHECKED;
int pp_partition_write_certificate(const char *path, const struct partition_input *input,
                                   const double *multiplier, struct pp_error *reterr) PP_CHECKED;
int pp_partition_write_summary(const char *path, const struct pp_partition_answer *answer,
                               struct pp_error *reterr) PP_CHECKED;

#endif
