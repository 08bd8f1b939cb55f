/* One child of this program: begun without a shell, listened to, stopped. */
#ifndef PLANNER_SERVICE_JOB_CHILD_H
#define PLANNER_SERVICE_JOB_CHILD_H

#include <sys/types.h>

#include "patchplan/core/str.h"

enum { PP_MOST_JOB_TEXT = 256 * 1024, PP_PROCESS_START_SIZE = 80 };

struct pp_job_child {
    pid_t pid;    /* 0: none */
    int pipes[2]; /* its standard output and error, for reading; -1: ended */
    bool ended;
    int wait_status;
    struct pp_str output, messages, progress; /* the first two cut at PP_MOST_JOB_TEXT */
    struct pp_str line;                       /* of standard error, not yet ended */
};

struct pp_job_start {
    const char *program, *db_path, *who;
    const char *const *words; /* without the program; `n_words` */
    size_t n_words;
};
/* Begin it in a process group of its own: Ctrl-C is the parent's to answer. `child` is all-zero before. */
int pp_job_child_start(struct pp_job_child *child, const struct pp_job_start *start,
                       struct pp_error *reterr) PP_CHECKED;
/* Read what there is, waiting for `wait_ms` at most; then `ended` is up to date. Lines of --progress json are told apart
 * from what is said. */
void pp_job_child_listen(struct pp_job_child *child, int wait_ms);
void pp_job_child_done(struct pp_job_child *child);

/* When the process began, as a text that no other process of this number ever has; "" when there is none. */
void pp_process_start(pid_t pid, char ret_start[PP_PROCESS_START_SIZE]);

#endif
