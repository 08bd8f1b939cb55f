#include "patchplan/service/councillors.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/newfile.h"
#include "patchplan/core/text.h"
#include "patchplan/db/migrate.h"
#include "patchplan/json/template.h"
#include "patchplan/publish/mail.h"
#include "patchplan/store/public.h"
#include "patchplan/store/setting.h"

enum { MOST_COUNCILLORS = 16 };

/* The three forms of a sheet. */
struct sheet {
    struct pp_str text, html, mail;
    bool has_receiver;
};

static void sheet_done(struct sheet *sheet) {
    pp_str_done(&sheet->text);
    pp_str_done(&sheet->html);
    pp_str_done(&sheet->mail);
}

/* What all sheets share. */
struct work {
    struct pp_db *db;
    struct pp_moment moment;
    pp_day today; /* the date that sheets bear; the moment may be later */
    struct pp_arena arena;
    struct pp_templates *templates;
    const char *council;
    char date[48];
};

static void work_done(struct work *work) {
    pp_templates_free(work->templates);
    pp_arena_done(&work->arena);
}

static int work_begin(struct work *work, struct pp_error *reterr) {
    char folder[512];
    const char *council = NULL;
    int rc = pp_own_folder("letters", folder, reterr);
    if (!rc && !(work->templates = pp_templates_new()))
        rc = pp_fail_nomem(reterr);
    if (!rc)
        rc = pp_templates_add_folder(work->templates, folder, reterr);
    if (!rc)
        rc = pp_store_setting_get(work->db, "council", &work->arena, &council, reterr);
    work->council = council ? council : "";
    pp_day_long(work->today, work->date, sizeof work->date);
    return rc;
}

/* ---- one sheet ---- */

static void compose(const struct pp_json *ward, const struct work *work, struct sheet *sheet) {
    const struct pp_json *councillors = pp_json_get(ward, "councillors");
    struct pp_mail_to to[MOST_COUNCILLORS];
    PP_AUTO_STR struct pp_str subject = {0};
    struct pp_mail mail = {.to = to};
    for (size_t i = 0; i < pp_json_length(councillors) && mail.n_to < MOST_COUNCILLORS; i++) {
        const struct pp_json *person = pp_json_at(councillors, i);
        const char *email = pp_json_text(pp_json_get(person, "email"));
        if (email && *email)
            to[mail.n_to++] = (struct pp_mail_to){pp_json_text(pp_json_get(person, "name")), email};
    }
    const char *ahead = pp_json_text(pp_json_get(ward, "aheadWords"));
    pp_str_appendf(&subject, "Housing officers in %s%s %s", pp_json_text(pp_json_get(ward, "name")),
                   ahead ? " from" : ",", ahead ? ahead : work->date);
    mail.subject = pp_str_text(&subject);
    mail.text = pp_str_text(&sheet->text);
    mail.html = pp_str_text(&sheet->html);
    sheet->has_receiver = mail.n_to > 0;
    pp_mail_compose(&mail, &sheet->mail);
    sheet->mail.failed = sheet->mail.failed || subject.failed;
}

static int make_sheet(const struct work *work, const char *name, struct sheet *sheet,
                      struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    struct pp_json *ward = NULL;
    int rc = work->moment.day > work->today
                 ? pp_service_public_ward_ahead(work->db, name, work->moment, &ward, reterr)
                 : pp_service_public_ward(work->db, name, work->moment, &ward, reterr);
    if (rc)
        return rc;
    pp_set_text(page, "council", work->council);
    pp_set_text(page, "dateWords", work->date);
    if (pp_json_set(page, "ward", ward) != 0)
        return pp_fail_nomem(reterr);
    pp_ward_text(ward, work->council, work->date, &sheet->text);
    rc = pp_template_fill(work->templates, "ward", page, &sheet->html, reterr);
    if (!rc)
        compose(ward, work, sheet);
    if (!rc && (sheet->text.failed || sheet->html.failed || sheet->mail.failed))
        rc = pp_fail_nomem(reterr);
    return rc;
}

/* ---- files ---- */

static int write_file(const char *path, const struct pp_str *text, struct pp_error *reterr) {
    PP_AUTO_NEWFILE struct pp_newfile file = {0};
    int rc = pp_newfile_open(path, &file, reterr);
    if (!rc && fwrite(text->data, 1, text->len, file.stream) != text->len)
        rc = pp_fail_system(reterr, errno, "write the file", path);
    return rc ? rc : pp_newfile_commit(&file, reterr);
}

static const char *const endings[] = {".eml", ".txt", ".html"};
enum { N_ENDINGS = sizeof endings / sizeof *endings };

static const struct pp_str *form_of(const struct sheet *sheet, size_t ix) {
    return ix == 0 ? &sheet->mail : ix == 1 ? &sheet->text : &sheet->html;
}

/* A code or a name may hold anything; a name of a file only what is harmless. */
static void append_plain(struct pp_str *path, const char *text) {
    for (const char *at = text; *at; at++)
        pp_str_append_char(path, isalnum((unsigned char)*at) ? *at : '-');
}

static int write_forms(const char *folder, const struct pp_public_ward *ward,
                       const struct sheet *sheet, struct pp_error *reterr) {
    for (size_t i = 0; i < N_ENDINGS; i++) {
        PP_AUTO_STR struct pp_str path = {0};
        pp_str_appendf(&path, "%s/", folder);
        append_plain(&path, ward->code);
        if (strcmp(ward->code, ward->name) != 0) {
            pp_str_append_char(&path, '-');
            append_plain(&path, ward->name);
        }
        pp_str_append(&path, endings[i]);
        int rc = path.failed ? pp_fail_nomem(reterr)
                             : write_file(pp_str_text(&path), form_of(sheet, i), reterr);
        if (rc)
            return rc;
    }
    return 0;
}

/* Which form a path ends in, or -1: a folder. */
static int ending_of(const char *path) {
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    for (int i = 0; i < N_ENDINGS && dot && dot > slash; i++)
        if (pp_text_same_nocase(dot, endings[i]))
            return i;
    return -1;
}

static int check_path(const struct pp_councillors_wish *wish, struct pp_error *reterr) {
    int ending = ending_of(wish->path);
    if (ending >= 0 && !wish->ward)
        return pp_fail(reterr, PP_E_USAGE,
                       "one file holds the sheet of one ward: name it with --for ward:CODE, or "
                       "give a folder for all of them");
    if (ending < 0 && mkdir(wish->path, 0777) != 0 && errno != EEXIST)
        return pp_fail_system(reterr, errno, "make the folder", wish->path);
    return 0;
}

static int write_ward(const struct work *work, const struct pp_councillors_wish *wish,
                      const struct pp_public_ward *ward, struct pp_councillors_answer *answer,
                      struct pp_error *reterr) {
    PP_AUTO(sheet_done) struct sheet sheet = {0};
    int ending = ending_of(wish->path);
    int rc = make_sheet(work, ward->code, &sheet, reterr);
    if (!rc)
        rc = ending < 0 ? write_forms(wish->path, ward, &sheet, reterr)
                        : write_file(wish->path, form_of(&sheet, (size_t)ending), reterr);
    answer->n_wards++;
    answer->n_without += !sheet.has_receiver;
    return rc;
}

/* Those of the stage, to the front; how many. */
static int keep_stage(struct work *work, const struct pp_stage *stage, struct pp_public_ward *wards,
                      size_t *n, struct pp_error *reterr) {
    struct pp_scope scope = {0};
    size_t kept = 0;
    int rc = pp_stage_find(work->db, stage, &work->arena, &scope, reterr);
    for (size_t i = 0; i < *n && !rc; i++)
        if (pp_scope_holds(&scope, wards[i].team_id, wards[i].ward_id))
            wards[kept++] = wards[i];
    *n = kept;
    return rc;
}

static int list_wards(struct work *work, const struct pp_councillors_wish *wish,
                      struct pp_public_ward **ret_wards, size_t *ret_n, struct pp_error *reterr) {
    int rc = pp_store_public_wards(work->db, NULL, &work->arena, ret_wards, ret_n, reterr);
    if (!rc && *ret_n == 0)
        return pp_fail(reterr, PP_E_NOTFOUND,
                       "no wards are known; bring them in with: patchplan import teams teams.csv");
    if (!rc)
        rc = keep_stage(work, &wish->stage, *ret_wards, ret_n, reterr);
    return rc || *ret_n ? rc : pp_fail(reterr, PP_E_NOTFOUND, "the teams named have no ward");
}

static int find_ward(struct work *work, const char *name, struct pp_public_ward **ret_wards,
                     size_t *ret_n, struct pp_error *reterr) {
    struct pp_public_ward *one = pp_arena_alloc(&work->arena, sizeof *one);
    if (!one)
        return pp_fail_nomem(reterr);
    int rc = pp_store_public_ward_find(work->db, name, &work->arena, one, reterr);
    *ret_wards = one;
    *ret_n = 1;
    return rc < 0   ? rc
           : rc > 0 ? 0
                    : pp_fail(reterr, PP_E_NOTFOUND, "there is no ward '%.100s'", name);
}

int pp_service_councillors(struct pp_db *db, const struct pp_councillors_wish *wish,
                           struct pp_councillors_answer *ret_answer, struct pp_error *reterr) {
    PP_AUTO(work_done)
    struct work work = {.db = db, .moment = wish->moment, .today = wish->today};
    struct pp_councillors_answer answer = {0};
    struct pp_public_ward *wards = NULL;
    size_t n = 0;
    int rc = wish->ward ? find_ward(&work, wish->ward, &wards, &n, reterr)
                        : list_wards(&work, wish, &wards, &n, reterr);
    if (!rc)
        rc = check_path(wish, reterr);
    if (!rc)
        rc = work_begin(&work, reterr);
    for (size_t i = 0; i < n && !rc; i++)
        rc = write_ward(&work, wish, &wards[i], &answer, reterr);
    if (!rc)
        *ret_answer = answer;
    return rc;
}

int pp_service_councillors_one(struct pp_db *db, const char *ward, struct pp_moment moment,
                               bool as_mail, char **ret_text, struct pp_error *reterr) {
    PP_AUTO(work_done) struct work work = {.db = db, .moment = moment, .today = moment.day};
    PP_AUTO(sheet_done) struct sheet sheet = {0};
    int rc = work_begin(&work, reterr);
    if (!rc)
        rc = make_sheet(&work, ward, &sheet, reterr);
    if (rc)
        return rc;
    *ret_text = pp_str_take(as_mail ? &sheet.mail : &sheet.text);
    return *ret_text ? 0 : pp_fail_nomem(reterr);
}
