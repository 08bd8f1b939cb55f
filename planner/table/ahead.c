/* Two batches go round: the thread fills one while the caller empties the other. Each belongs to one side at a
 * time; only `is_full` says to which, and only it, `stop` and the wish to be woken are looked at under the lock.
 * So what the caller sees is what the thread made, in its order, and a failure comes after the rows before it. */
#include "planner/table/ahead.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"

enum { N_BATCHES = 2, BATCH_ROWS = 2048, BATCH_BYTES = 256 * 1024 };

struct kept_row {
    size_t text_at, starts_at, n_cells; /* in the batch's arrays */
    int64_t row, last_row;
    enum pp_table_problem problem;
    size_t problem_at; /* in the batch's text */
};

struct batch {
    struct kept_row rows[BATCH_ROWS];
    size_t n;
    char *text;
    size_t n_text, cap_text;
    size_t *starts;
    size_t n_starts, cap_starts;
    int64_t bytes_read;
    int status; /* what comes behind the last row: 1 = another batch, 0 = the end, else a failure */
    struct pp_error error;
    bool is_full;
};

struct pp_ahead {
    struct pp_rows *rows; /* the thread's */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct batch batches[N_BATCHES];
    bool stop;

    /* the caller's */
    int batch_ix;    /* in hand, or wanted next */
    bool holds;      /* the batch in hand is full and being read */
    size_t next_row; /* in it */
    int64_t bytes_read;
};

/* --- the thread --- */

static int keep_row(struct batch *batch, const struct pp_rows *rows, struct pp_error *reterr) {
    size_t n_problem = rows->problem ? strlen(rows->problem_text) + 1 : 0;
    int rc = pp_reserve(&batch->text, &batch->cap_text, batch->n_text + rows->n_text + n_problem, 1,
                        reterr);
    if (!rc)
        rc = pp_reserve(&batch->starts, &batch->cap_starts, batch->n_starts + rows->n_cells,
                        sizeof *batch->starts, reterr);
    if (rc)
        return rc;
    batch->rows[batch->n++] = (struct kept_row){
        batch->n_text,
        batch->n_starts,
        rows->n_cells,
        rows->row,
        rows->last_row,
        rows->problem,
        batch->n_text + rows->n_text,
    };
    memcpy(batch->text + batch->n_text, rows->text, rows->n_text);
    memcpy(batch->text + batch->n_text + rows->n_text, rows->problem_text, n_problem);
    memcpy(batch->starts + batch->n_starts, rows->starts, rows->n_cells * sizeof *rows->starts);
    batch->n_text += rows->n_text + n_problem;
    batch->n_starts += rows->n_cells;
    return 0;
}

static void fill(struct pp_rows *rows, struct batch *batch) {
    batch->n = batch->n_text = batch->n_starts = 0;
    batch->status = 1;
    while (batch->status > 0 && batch->n < BATCH_ROWS && batch->n_text < BATCH_BYTES) {
        batch->status = pp_rows_next(rows, &batch->error);
        if (batch->status > 0)
            batch->status = keep_row(batch, rows, &batch->error) ?: 1;
    }
    batch->bytes_read = rows->source->n_read - (int64_t)rows->source->n_raw;
}

/* Wait until the batch is the wanted side's; false when the work is to stop. */
static bool wait_for(struct pp_ahead *ahead, const struct batch *batch, bool full) {
    pthread_mutex_lock(&ahead->lock);
    while (batch->is_full != full && !ahead->stop)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    bool go_on = !ahead->stop;
    pthread_mutex_unlock(&ahead->lock);
    return go_on;
}

static void hand_over(struct pp_ahead *ahead, struct batch *batch, bool full) {
    pthread_mutex_lock(&ahead->lock);
    batch->is_full = full;
    pthread_cond_signal(&ahead->changed); /* one side waits at most */
    pthread_mutex_unlock(&ahead->lock);
}

static void *work(void *context) {
    struct pp_ahead *ahead = context;
    int status = 1;
    for (int i = 0; status > 0; i = (i + 1) % N_BATCHES) {
        struct batch *batch = &ahead->batches[i];
        if (!wait_for(ahead, batch, false))
            break;
        fill(ahead->rows, batch);
        status = batch->status;
        hand_over(ahead, batch, true);
    }
    return NULL;
}

/* --- the caller --- */

/* Signals stay with the threads there were: Ctrl-C is their business. */
static bool start_thread(struct pp_ahead *ahead) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&ahead->thread, NULL, work, ahead) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

struct pp_ahead *pp_ahead_start(struct pp_rows *rows) {
    struct pp_ahead *ahead = pp_alloc(sizeof *ahead);
    if (!ahead)
        return NULL;
    ahead->rows = rows;
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->changed, NULL);
    if (start_thread(ahead))
        return ahead;
    pthread_mutex_destroy(&ahead->lock);
    pthread_cond_destroy(&ahead->changed);
    pp_free(ahead);
    return NULL;
}

void pp_ahead_free(struct pp_ahead *ahead) {
    if (!ahead)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->stop = true;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
    pthread_join(ahead->thread, NULL);
    for (int i = 0; i < N_BATCHES; i++) {
        pp_free(ahead->batches[i].text);
        pp_free(ahead->batches[i].starts);
    }
    pthread_mutex_destroy(&ahead->lock);
    pthread_cond_destroy(&ahead->changed);
    pp_free(ahead);
}

/* Give the emptied batch back and wait for the next. */
static void turn(struct pp_ahead *ahead) {
    if (ahead->holds) {
        hand_over(ahead, &ahead->batches[ahead->batch_ix], false);
        ahead->batch_ix = (ahead->batch_ix + 1) % N_BATCHES;
    }
    (void)wait_for(ahead, &ahead->batches[ahead->batch_ix], true);
    ahead->holds = true;
    ahead->next_row = 0;
    ahead->bytes_read = ahead->batches[ahead->batch_ix].bytes_read;
}

int pp_ahead_next(struct pp_ahead *ahead, struct pp_ahead_row *ret_row, struct pp_error *reterr) {
    struct batch *batch = &ahead->batches[ahead->batch_ix];
    while (!ahead->holds || ahead->next_row == batch->n) {
        if (ahead->holds && batch->status < 0 && reterr)
            *reterr = batch->error;
        if (ahead->holds && batch->status <= 0)
            return batch->status;
        turn(ahead);
        batch = &ahead->batches[ahead->batch_ix];
    }
    const struct kept_row *row = &batch->rows[ahead->next_row++];
    *ret_row = (struct pp_ahead_row){
        .text = batch->text + row->text_at,
        .starts = batch->starts + row->starts_at,
        .n_cells = row->n_cells,
        .row = row->row,
        .last_row = row->last_row,
        .problem = row->problem,
        .problem_text = row->problem ? batch->text + row->problem_at : "",
    };
    return 1;
}

int64_t pp_ahead_bytes_read(const struct pp_ahead *ahead) { return ahead->bytes_read; }
