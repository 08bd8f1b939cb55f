#include "patchplan/service/stage.h"

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/store/public.h"

bool pp_stage_is_everywhere(const struct pp_stage *stage) {
    return stage->n_teams == 0 && stage->n_wards == 0;
}

int pp_stage_find(struct pp_db *db, const struct pp_stage *stage, struct pp_arena *arena,
                  struct pp_scope *ret_scope, struct pp_error *reterr) {
    struct pp_scope scope = {0};
    int rc = 0;
    if (stage->n_teams)
        rc = pp_store_scope_teams(db, stage->teams, stage->n_teams, arena, &scope, reterr);
    if (!rc && stage->n_wards)
        rc = pp_store_scope_wards(db, stage->wards, stage->n_wards, arena, &scope, reterr);
    if (!rc)
        *ret_scope = scope;
    return rc;
}

int pp_stage_of_publication(struct pp_db *db, int64_t publication_id, struct pp_arena *arena,
                            struct pp_stage *ret_stage, struct pp_error *reterr) {
    const char **teams = NULL, **wards = NULL;
    struct pp_stage stage = {0};
    int rc = pp_store_publication_places(db, publication_id, "team", arena, &teams, &stage.n_teams,
                                         reterr);
    if (!rc)
        rc = pp_store_publication_places(db, publication_id, "ward", arena, &wards, &stage.n_wards,
                                         reterr);
    stage.teams = teams;
    stage.wards = wards;
    if (!rc)
        *ret_stage = stage;
    return rc;
}

int pp_stage_by_name(struct pp_db *db, const struct pp_stage *stage, struct pp_arena *arena,
                     struct pp_stage *ret_stage, struct pp_error *reterr) {
    const char **names = pp_arena_alloc(arena, (stage->n_wards + 1) * sizeof *names);
    if (!names)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < stage->n_wards; i++) {
        struct pp_public_ward ward = {0};
        int rc = pp_store_public_ward_find(db, stage->wards[i], arena, &ward, reterr);
        if (rc < 0)
            return rc;
        names[i] = rc > 0 ? ward.name : stage->wards[i];
    }
    *ret_stage = *stage;
    ret_stage->wards = names;
    return 0;
}

int pp_stage_set_wards(struct pp_db *db, struct pp_json *form, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_json *wards = pp_json_new_array();
    struct pp_public_ward *rows = NULL;
    size_t n = 0;
    int rc = pp_store_public_wards(db, NULL, &arena, &rows, &n, reterr);
    for (size_t i = 0; i < n && !rc; i++) {
        struct pp_json *ward = pp_json_new_object();
        pp_json_set(ward, "ix", pp_json_new_int((int64_t)i));
        pp_set_text(ward, "code", rows[i].code);
        pp_set_text(ward, "name", rows[i].name);
        pp_json_push(wards, ward);
    }
    pp_json_set(form, "anyWards", pp_json_new_bool(n > 0));
    return pp_json_set(form, "wards", wards) && !rc ? pp_fail_nomem(reterr) : rc;
}

static void append_field(struct pp_str *href, const char *field, const char *const *values,
                         size_t n) {
    for (size_t i = 0; i < n; i++) {
        pp_str_appendf(href, "&%s=", field);
        pp_str_append_url(href, values[i]);
    }
}

void pp_stage_append_query(const struct pp_stage *stage, struct pp_str *href) {
    append_field(href, "team", stage->teams, stage->n_teams);
    append_field(href, "ward", stage->wards, stage->n_wards);
}

static void say_names(const char *const *names, size_t n, const char *one, const char *many,
                      struct pp_str *words) {
    if (n == 0)
        return;
    pp_str_appendf(words, "%sthe %s ", words->len ? " and " : "", n == 1 ? one : many);
    for (size_t i = 0; i < n; i++)
        pp_str_appendf(words, "%s%s", pp_text_between((int)i, (int)n), names[i]);
}

void pp_stage_say(const struct pp_stage *stage, struct pp_str *words) {
    PP_AUTO_STR struct pp_str said = {0};
    say_names(stage->teams, stage->n_teams, "team", "teams", &said);
    say_names(stage->wards, stage->n_wards, "ward", "wards", &said);
    pp_str_append(words, said.len ? pp_str_text(&said) : "everywhere");
}
