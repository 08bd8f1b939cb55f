/* Lists: sent in, looked at, taken; what is wrong in them. */
#include <stdio.h>
#include <string.h>

#include "planner/api/staff.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/staff_import.h"

/* What is wrong with a form, each beside its field; NULL: nothing. */
struct problems {
    const char *kind, *name, *file;
};

static void set_problems(struct pp_exchange *exchange, const struct problems *problems,
                         struct pp_json *page, struct pp_json *form) {
    const struct pp_fields *typed = &exchange->request->form;
    const char *kind = pp_fields_get(typed, "kind", "");
    struct pp_json *kinds = pp_json_get(form, "kinds");
    bool any = problems->kind || problems->name || problems->file;
    pp_json_set(page, "problem", pp_json_new_text(any ? "There is a problem" : NULL));
    pp_json_set(form, "problems", pp_json_new_bool(any));
    pp_json_set(form, "kindProblem", pp_json_new_text(problems->kind));
    pp_json_set(form, "nameProblem", pp_json_new_text(problems->name));
    pp_json_set(form, "fileProblem", pp_json_new_text(problems->file));
    pp_json_set(form, "areaName", pp_json_new_text(pp_fields_get(typed, "area_name", "")));
    for (size_t i = 0; i < pp_json_length(kinds); i++) {
        struct pp_json *one = pp_json_at(kinds, i);
        bool is_it = pp_json_is(pp_json_get(one, "name"), kind);
        pp_json_set(one, "chosen", pp_json_new_bool(is_it));
    }
}

static int answer_form(struct pp_exchange *exchange, const struct problems *problems,
                       struct pp_error *reterr) {
    struct pp_json *form = NULL;
    int rc = pp_service_import_form(exchange->db, &form, reterr);
    if (rc)
        return rc;
    struct pp_json *page = pp_page_new(exchange, "Bring in lists");
    pp_json_set(page, "form", form);
    set_problems(exchange, problems, page, form);
    bool any = problems->kind || problems->name || problems->file;
    return pp_page_answer(exchange, any ? 400 : 200, "import", page, reterr);
}

int pp_answer_import_form(struct pp_exchange *exchange, struct pp_error *reterr) {
    return answer_form(exchange, &(struct problems){0}, reterr);
}

static int run_import(struct pp_exchange *exchange, const struct pp_import_ask *ask,
                      struct pp_error *reterr) {
    const char *words[PP_IMPORT_WORDS];
    size_t n = 0;
    int rc = pp_service_import_words(ask, &exchange->response->arena, words, &n, reterr);
    if (rc)
        return rc;
    const struct pp_job_wish wish = {.kind = ask->look_only ? "Look at a list" : "Bring in a list",
                                     .words = words,
                                     .n_words = n,
                                     .result = "/import/",
                                     .file = ask->path};
    return pp_staff_run(exchange, wish, reterr);
}

/* Looked at first: nothing is taken before somebody has seen what it would do. */
int pp_answer_import(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_request *request = exchange->request;
    struct pp_import_ask ask = {.kind = pp_fields_get(&request->form, "kind", ""),
                                .area_name = pp_fields_get(&request->form, "area_name", ""),
                                .look_only = true,
                                .path = ""};
    struct pp_error err = {0};
    const char *words[PP_IMPORT_WORDS];
    PP_AUTO_FREE char *kept = NULL;
    size_t n = 0;
    int rc = pp_service_import_words(&ask, &exchange->response->arena, words, &n, &err);
    bool has_kind = rc != PP_E_INPUT || pp_service_import_knows(ask.kind);
    const struct problems problems = {
        .kind = has_kind ? NULL : err.message,
        .name = has_kind && rc == PP_E_INPUT ? err.message : NULL,
        .file = request->upload.path ? NULL : "Choose the file with the list."};
    if (problems.kind || problems.name || problems.file)
        return answer_form(exchange, &problems, reterr);
    if (!rc)
        rc = pp_service_keep_sent(exchange->api->db_path, request->upload.path,
                                  request->upload.name ? request->upload.name : "", &kept, &err);
    if (rc) {
        *reterr = err;
        return rc;
    }
    ask.path = kept;
    if ((rc = run_import(exchange, &ask, reterr)) != 0)
        pp_service_drop_sent(kept);
    return rc;
}

static int job_of(const struct pp_exchange *exchange, int64_t *ret_job_id,
                  struct pp_error *reterr) {
    if (pp_text_int(exchange->params[0], ret_job_id))
        return 0;
    return pp_fail(reterr, PP_E_NOTFOUND, "There is no such list.");
}

int pp_answer_import_found(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_json *page = NULL;
    int64_t job_id = 0;
    int rc = job_of(exchange, &job_id, reterr);
    if (!rc)
        rc = pp_service_import_page(exchange->db, job_id, &page, reterr);
    return rc ? rc
              : pp_staff_answer(exchange, "import-found", "What the list would do", "found", page,
                                reterr);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* "36,127" and "36127" */
static bool same_digits(const char *a, const char *b) {
    for (;; a++, b++) {
        while (*a && !is_digit(*a))
            a++;
        while (*b && !is_digit(*b))
            b++;
        if (*a != *b || !*a)
            return *a == *b;
    }
}

/* Ending most of a list is said twice: by a choice, and by how many they are. */
static int check_ending(struct pp_exchange *exchange, int64_t job_id, bool *ret_sure,
                        struct pp_error *reterr) {
    struct pp_json *found = NULL;
    int rc = pp_service_import_page(exchange->db, job_id, &found, reterr);
    if (rc)
        return rc;
    const char *typed = pp_fields_get(&exchange->request->form, "sure", "");
    *ret_sure = !pp_json_is_true(pp_json_get(found, "endsMost")) ||
                same_digits(typed, pp_json_text(pp_json_get(found, "nMissing")));
    if (*ret_sure) {
        pp_json_done(found);
        return 0;
    }
    struct pp_json *page = pp_page_new(exchange, "What the list would do");
    pp_json_set(page, "found", found);
    pp_json_set(
        page, "problem",
        pp_json_new_text("Nothing was brought in. To end so many, type how many they are."));
    pp_json_set(page, "problemAt", pp_json_new_text("sure"));
    return pp_page_answer(exchange, 400, "import-found", page, reterr);
}

int pp_answer_import_take(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_import_ask ask;
    int64_t job_id = 0;
    int rc = job_of(exchange, &job_id, reterr);
    if (!rc)
        rc =
            pp_service_import_asked(exchange->db, job_id, &exchange->response->arena, &ask, reterr);
    if (rc)
        return rc;
    ask.look_only = false;
    ask.end_missing =
        strcmp(pp_fields_get(&exchange->request->form, "missing", "keep"), "end") == 0;
    if (ask.end_missing && ((rc = check_ending(exchange, job_id, &ask.sure, reterr)) || !ask.sure))
        return rc;
    return run_import(exchange, &ask, reterr);
}

/* Every column for which something was chosen. */
static int read_maps(const struct pp_exchange *exchange, struct pp_import_ask *ask,
                     struct pp_error *reterr) {
    const struct pp_fields *form = &exchange->request->form;
    const char *heading;
    ask->n_maps = 0;
    for (size_t i = 0; (heading = pp_fields_at(form, "heading", i)) != NULL; i++) {
        const char *field = pp_fields_at(form, "field", i);
        if (!field || !*field)
            continue;
        if (ask->n_maps == PP_IMPORT_MAPS)
            return pp_fail(reterr, PP_E_INPUT, "At most %d columns can be matched.",
                           PP_IMPORT_MAPS);
        ask->maps[ask->n_maps++] = (struct pp_import_map){field, heading};
    }
    return 0;
}

/* Columns were matched: looked at again. */
int pp_answer_import_match(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_import_ask ask;
    struct pp_db *db = NULL;
    int64_t job_id = 0;
    int rc = job_of(exchange, &job_id, reterr);
    if (!rc)
        rc =
            pp_service_import_asked(exchange->db, job_id, &exchange->response->arena, &ask, reterr);
    if (!rc)
        rc = read_maps(exchange, &ask, reterr);
    if (!rc)
        rc = pp_api_write_begin(exchange->api, &db, reterr);
    if (rc)
        return rc;
    rc = pp_service_import_match(db, &ask, reterr);
    pp_api_write_end(exchange->api);
    return rc ? rc : run_import(exchange, &ask, reterr);
}

/* All of one kind: a page of them, or a file with every one. */
static int answer_found(struct pp_exchange *exchange, const struct pp_findings_wish *wish,
                        struct pp_error *reterr) {
    struct pp_response *response = exchange->response;
    struct pp_json *findings = NULL;
    if (strcmp(pp_fields_get(&exchange->request->query, "as", ""), "csv") == 0) {
        int rc = pp_service_findings_csv(exchange->db, wish, &response->body, reterr);
        response->content_type = "text/csv; charset=utf-8";
        if (!rc)
            pp_response_attachment(response, "found.csv");
        return rc;
    }
    int rc = pp_service_findings_list(exchange->db, wish, &findings, reterr);
    if (rc)
        return rc;
    char *title = pp_arena_strdup(&response->arena, pp_json_text(pp_json_get(findings, "message")));
    if (title && *title >= 'a' && *title <= 'z')
        *title = (char)(*title - 'a' + 'A');
    return pp_staff_answer(exchange, "findings-list", title, "found", findings, reterr);
}

int pp_answer_findings(struct pp_exchange *exchange, struct pp_error *reterr) {
    const struct pp_fields *query = &exchange->request->query;
    const struct pp_findings_wish wish = {.rule = pp_fields_get(query, "rule", ""),
                                          .file = pp_fields_get(query, "file", ""),
                                          .page = pp_staff_page(exchange)};
    struct pp_json *findings = NULL;
    if (*wish.rule)
        return answer_found(exchange, &wish, reterr);
    int rc = pp_service_findings_page(exchange->db, &findings, reterr);
    return rc ? rc
              : pp_staff_answer(exchange, "findings", "What was found in the lists", "findings",
                                findings, reterr);
}

int pp_answer_rejected(struct pp_exchange *exchange, struct pp_error *reterr) {
    struct pp_response *response = exchange->response;
    int64_t import_id = 0;
    char name[64];
    int rc = job_of(exchange, &import_id, reterr);
    if (!rc)
        rc = pp_service_rejected_csv(exchange->db, import_id, &response->body, reterr);
    if (rc)
        return rc;
    snprintf(name, sizeof name, "set-aside-%lld.csv", (long long)import_id);
    response->content_type = "text/csv; charset=utf-8";
    pp_response_attachment(response, name);
    return 0;
}
