/* The maps of a paper. */
#include <ctype.h>
#include <stdio.h>
#include <unistd.h>

#include "planner/service/find_patch.h"
#include "planner/service/hrefs.h"
#include "planner/service/paper_parts.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/file.h"
#include "patchplan/core/text.h"
#include "patchplan/service/export.h"

enum { MOST_MAPS = 4 };

/* One map, drawn into a file beside the paper, which is read and removed. */
struct map {
    const char *against; /* an option; NULL: none */
    bool against_before;
    const char *team; /* NULL: all of the plan */
    const char *title;
};

static int draw_map(struct pp_paper_work *work, const struct map *map, struct pp_str *src,
                    struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str bytes = {0}, path = {0};
    struct pp_export_result result;
    pp_str_appendf(&path, "%s.map-%ld.png", work->wish->path, (long)getpid());
    const struct pp_export_wish wish = {.kind = "map",
                                        .plan_name = work->options[0].plan.name,
                                        .path = pp_str_text(&path),
                                        .today = work->about.before,
                                        .against = map->against,
                                        .against_today = map->against_before,
                                        .team = map->team,
                                        .title = map->title,
                                        .paper = PP_PAPER_A4};
    int rc = pp_service_export(work->db, &wish, &arena, &result, reterr);
    if (!rc)
        rc = pp_file_read(wish.path, "read the map", &bytes, reterr);
    unlink(wish.path);
    if (rc)
        return rc;
    pp_str_append(src, "data:image/png;base64,");
    pp_str_append_base64(src, bytes.data, bytes.len);
    return src->failed ? pp_fail_nomem(reterr) : 0;
}

static void say_map(const struct pp_paper_work *work, const struct map *map, struct pp_str *text) {
    char from[48];
    pp_day_long(work->about.from, from, sizeof from);
    if (map->team)
        pp_str_appendf(text, "%s: ", map->team);
    if (map->against_before && work->about.has_from)
        pp_str_appendf(text, "what changes on %s", from);
    else if (map->against_before)
        pp_str_append(text, "what changes from today");
    else
        pp_str_appendf(text, "the patches of plan \u201C%s\u201D", work->options[0].plan.name);
    if (map->against)
        pp_str_appendf(text, ", where homes are in another patch than in \u201C%s\u201D",
                       map->against);
    if (!map->team && text->len)
        text->data[0] = (char)toupper((unsigned char)text->data[0]);
}

static int add_map(struct pp_paper_work *work, struct map map, struct pp_json *maps,
                   struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str src = {0}, alt = {0};
    struct pp_json *json = pp_json_new_object();
    say_map(work, &map, &alt);
    map.title = pp_str_text(&alt);
    int rc = draw_map(work, &map, &src, reterr);
    pp_set_text(json, "src", pp_str_text(&src));
    pp_set_text(json, "alt", pp_str_text(&alt));
    if (pp_json_push(maps, json) != 0 && !rc)
        rc = pp_fail_nomem(reterr);
    return rc;
}

/* A map of changes shows a whole team: none of a team that only has some wards in the stage. */
static bool is_whole(const struct pp_paper_work *work, const char *team) {
    bool whole = !team;
    for (size_t i = 0; i < work->stage.n_teams && team; i++)
        whole |= pp_text_same_name(work->stage.teams[i], team);
    return whole && work->options[0].n_new_patch;
}

/* What is drawn, what changes, and where other options differ: of a team, or (NULL) of the whole plan. */
static int add_maps(struct pp_paper_work *work, const char *team, struct pp_json *maps,
                    struct pp_error *reterr) {
    int rc = add_map(work, (struct map){.team = team}, maps, reterr);
    if (!rc && is_whole(work, team))
        rc = add_map(work, (struct map){.against_before = true, .team = team}, maps, reterr);
    for (size_t i = 1; i < work->n_options && !rc; i++)
        rc = add_map(work, (struct map){.against = work->options[i].plan.name, .team = team}, maps,
                     reterr);
    return rc;
}

/* The teams that patches of the stage are of; 0: everywhere, without teams, or too many for a map each. */
static int find_teams(const struct pp_paper_work *work, int ret_teams[MOST_MAPS]) {
    const struct pp_paper_option *it = &work->options[0];
    int n = 0;
    for (size_t i = 0; i < it->n_patches && pp_paper_is_of_a_stage(work); i++) {
        int p = pp_patch_named(&it->plan, it->patches[i].name);
        int team = p < 0 || !pp_paper_group_counts(it, &it->patches[i])
                       ? -1
                       : it->plan.patches[p].team_ix,
            t = 0;
        while (t < n && ret_teams[t] != team)
            t++;
        if (team >= 0 && t == n && n == MOST_MAPS)
            return 0;
        if (team >= 0 && t == n)
            ret_teams[n++] = team;
    }
    return n;
}

int pp_paper_set_maps(struct pp_paper_work *work, struct pp_error *reterr) {
    struct pp_json *maps = pp_json_new_array();
    int teams[MOST_MAPS];
    int n = find_teams(work, teams), rc = n ? 0 : add_maps(work, NULL, maps, reterr);
    for (int t = 0; t < n && !rc; t++)
        rc = add_maps(work, work->options[0].plan.team_names[teams[t]], maps, reterr);
    if (pp_json_set(work->page, "maps", maps) != 0 && !rc)
        rc = pp_fail_nomem(reterr);
    return rc;
}
