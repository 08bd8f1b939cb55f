/* One run of a model under models/: its data kept for an auditor, or gone after the run. planner/solve writes the files. */
#ifndef PLANNER_ROSTER_MODEL_DATA_H
#define PLANNER_ROSTER_MODEL_DATA_H

#include "patchplan/core/str.h"
#include "patchplan/roster/problem.h"
#include "patchplan/solve/model.h"

struct model_run {
    const struct pp_roster_options *options; /* model_dir and keep_dir */
    const char *team, *model;                /* "North East", "caseload" */
    int level;
};
/* Solved with the data, which are kept where keep_dir is told ("KEEP/North_East.caseload.1.dat", at level 1 the model
 * beside it). As pp_model_solve_text(). */
int pp_model_run(const struct model_run *run, const struct pp_str *data,
                 const struct pp_solve_options *how, struct pp_model_answer *ret_answer,
                 struct pp_error *reterr) PP_CHECKED;

/* The data, and at level 1 the model beside it, into options->keep_dir, which is told: nothing is solved. */
int pp_model_keep(const struct model_run *run, const struct pp_str *data,
                  struct pp_error *reterr) PP_CHECKED;

/* Names as a model takes them without quotes: as they are, when all of a set are plain and differ; else a
 * letter and their number. */
enum { MODEL_NAME_SIZE = 48 };
bool pp_model_plain(const char *name);
void pp_model_name(const char *name, bool plain, char letter, int ix,
                   char ret_name[MODEL_NAME_SIZE]);

#endif
