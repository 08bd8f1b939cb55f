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

/* A way out as this run again: the rest of the command as it was. */
struct pp_partition_way {
    int64_t min_milli, max_milli; /* max_milli 0 = limits as asked */
    int n_patches;                /* 0 = the number asked for */
    bool anywhere;
    const char *const *links; /* more pairs of neighbours */
    int n_links;
    double time_limit_s; /* 0 = as asked */
};

/* A reason with a way out as a command, or with none when `way` is NULL. `text` in the answer's arena; NULL
 * means that memory ran out. */
int pp_partition_add_way(const struct pp_partition_request *request,
                         struct pp_partition_answer *answer, bool broken, const char *text,
                         const struct pp_partition_way *way, struct pp_error *reterr) PP_CHECKED;

/* The same where one place holds others together that no patches inside the limits can be made of. */
int pp_partition_cut_reason(const struct pp_partition_request *request,
                            const struct partition_input *input, struct pp_partition_answer *answer,
                            struct pp_error *reterr) PP_CHECKED;

/* Which patches of a settled answer are over or under, where and by how much, and what would help;
 * `forbidden` when the totals have said that it cannot be done. */
int pp_partition_say_what_is_left(const struct pp_partition_request *request,
                                  const struct partition_input *input,
                                  const struct pp_division *division, bool forbidden,
                                  struct pp_partition_answer *answer,
                                  struct pp_error *reterr) PP_CHECKED;

int pp_partition_write_plan(const char *path, const struct partition_input *input,
                            const struct pp_division *division, struct pp_error *reterr) PP_CHECKED;
int pp_partition_write_certificate(const char *path, const struct partition_input *input,
                                   const double *multiplier, struct pp_error *reterr) PP_CHECKED;
int pp_partition_write_summary(const char *path, const struct pp_partition_answer *answer,
                               struct pp_error *reterr) PP_CHECKED;

#endif
