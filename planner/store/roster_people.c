/* Who there is for a roster: posts with their patterns, leave, and whose homes they have today. */
#include "planner/store/roster_rows.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

/* ---- skills and languages: words between semicolons, as bits ---- */

enum { MOST_WORDS = 32 };
struct words {
    const char *names[MOST_WORDS];
    int n;
    const char *what; /* "skills" */
    struct pp_roster_reader *reader;
};

static int find_word(const struct words *words, const char *text, size_t length) {
    for (int i = 0; i < words->n; i++)
        if (strlen(words->names[i]) == length && !strncasecmp(words->names[i], text, length))
            return i;
    return -1;
}

/* Each word of a list is given to `visit` without blanks round it. */
static int each_word(const char *list, int (*visit)(void *context, const char *word, size_t length),
                     void *context) {
    int rc = 0;
    while (list && *list && !rc) {
        size_t length = strcspn(list, ";");
        size_t first = strspn(list, " "), last = length;
        while (last > first && list[last - 1] == ' ')
            last--;
        if (last > first)
            rc = visit(context, list + first, last - first);
        list += length + (list[length] == ';');
    }
    return rc;
}

static int collect_word(void *context, const char *word, size_t length) {
    struct words *words = context;
    if (find_word(words, word, length) >= 0)
        return 0;
    if (words->n == MOST_WORDS)
        return pp_fail(words->reader->reterr, PP_E_INPUT,
                       "officers and needs name more than %d %s; rosters can tell no more apart",
                       MOST_WORDS, words->what);
    words->names[words->n] = pp_arena_strndup(words->reader->arena, word, length);
    return words->names[words->n++] ? 0 : pp_fail_nomem(words->reader->reterr);
}

static int by_text(const void *a, const void *b) {
    return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

static int read_words(struct pp_roster_reader *reader, const char *sql, struct words *words,
                      const char *const **ret_names, int *ret_n) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(reader->db, sql, &stmt, reader->reterr);
    if (rc)
        return rc;
    while ((rc = pp_stmt_step(stmt, reader->reterr)) > 0)
        if ((rc = each_word(pp_column_text(stmt, 0), collect_word, words)) != 0)
            return rc;
    const char **kept = pp_arena_alloc(reader->arena, (size_t)(words->n + 1) * sizeof *kept);
    if (rc < 0 || !kept)
        return rc < 0 ? rc : pp_fail_nomem(reader->reterr);
    qsort(words->names, (size_t)words->n, sizeof *words->names, by_text);
    memcpy(kept, words->names, (size_t)words->n * sizeof *kept);
    *ret_names = kept;
    *ret_n = words->n;
    return 0;
}

/* Spelt as officers have it; needs only add what no officer has. */
static int read_skills(struct pp_roster_reader *reader) {
    struct pp_roster_problem *problem = reader->problem;
    struct words skills = {.what = "skills", .reader = reader};
    struct words languages = {.what = "languages", .reader = reader};
    int rc =
        read_words(reader,
                   "SELECT skills FROM (SELECT DISTINCT 0 AS of, skills FROM officer UNION ALL "
                   "SELECT DISTINCT 1, skill FROM need) ORDER BY of, 1",
                   &skills, &problem->skill_names, &problem->n_skills);
    if (!rc)
        rc = read_words(reader,
                        "SELECT languages FROM (SELECT DISTINCT 0 AS of, languages FROM officer "
                        "UNION ALL SELECT DISTINCT 1, language FROM need) ORDER BY of, 1",
                        &languages, &problem->language_names, &problem->n_languages);
    return rc;
}

struct bits {
    const char *const *names;
    int n;
    uint32_t set;
};

static int set_bit(void *context, const char *word, size_t length) {
    struct bits *bits = context;
    for (int i = 0; i < bits->n; i++)
        if (strlen(bits->names[i]) == length && !strncasecmp(bits->names[i], word, length))
            bits->set |= UINT32_C(1) << i;
    return 0;
}

static uint32_t bits_of(const char *list, const char *const *names, int n) {
    struct bits bits = {names, n, 0};
    (void)each_word(list, set_bit, &bits);
    return bits.set;
}

/* ---- posts ---- */

static const char posts_sql[] =
    "SELECT officer_id, o.name, o.public_name, o.travel, o.role, t.name, fte_milli, caseload_pct, "
    "caseload_until, skills, languages, lone_working, max_evenings, starts, ends FROM officer o "
    "LEFT JOIN team t USING (team_id) ORDER BY officer_id";

static bool take_post(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    static const char *const roles[] = {"officer", "team_leader", "cover", "agency"};
    const struct pp_roster_problem *problem = reader->problem;
    struct pp_post *post = row;
    *post = (struct pp_post){
        .officer_id = pp_roster_text(reader, stmt, 0),
        .name = pp_roster_text(reader, stmt, 1),
        .public_name = pp_roster_text(reader, stmt, 2),
        .travel = pp_roster_text(reader, stmt, 3),
        .role = (enum pp_role)pp_roster_name(roles, 4, pp_column_text(stmt, 4)),
        .team_ix = pp_roster_name(problem->team_names, problem->n_teams, pp_column_text(stmt, 5)),
        .fte_milli = (int)pp_column_int(stmt, 6),
        .caseload_pct = (int)pp_column_int(stmt, 7),
        .caseload_until = pp_roster_day(stmt, 8, PP_FAR_DAY),
        .share_with_ix = -1,
        .skills = bits_of(pp_column_text(stmt, 9), problem->skill_names, problem->n_skills),
        .languages =
            bits_of(pp_column_text(stmt, 10), problem->language_names, problem->n_languages),
        .lone_working = pp_column_int(stmt, 11) != 0,
        .max_evenings = (int)pp_column_int(stmt, 12),
        .starts = pp_roster_day(stmt, 13, PP_PAST_DAY),
        .ends = pp_roster_day(stmt, 14, PP_FAR_DAY),
    };
    if (!*post->public_name)
        post->public_name = post->name;
    return true;
}

struct pattern_row {
    int post_ix, week, weekday;
    bool am, pm;
};

static bool take_pattern(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    const char *works = pp_column_text(stmt, 3);
    bool full = !strcmp(works, "full");
    *(struct pattern_row *)row = (struct pattern_row){
        pp_roster_post(reader, stmt, 0), *pp_column_text(stmt, 1) == 'B',
        (int)pp_column_int(stmt, 2), full || !strcmp(works, "am"), full || !strcmp(works, "pm")};
    return true;
}

/* An evening follows an afternoon of work, for those who do evenings. */
static int read_patterns(struct pp_roster_reader *reader, struct pp_post *posts) {
    struct pattern_row *rows = NULL;
    int n = 0;
    int rc = pp_roster_read(
        reader, "SELECT officer_id, week, weekday, works FROM officer_day ORDER BY 1, 2, 3",
        take_pattern, sizeof *rows, &rows, &n);
    for (int i = 0; !rc && i < n; i++) {
        struct pp_post *post = &posts[rows[i].post_ix];
        const bool works[PP_N_HALVES] = {rows[i].am, rows[i].pm,
                                         rows[i].pm && post->max_evenings > 0};
        for (int half = 0; half < PP_N_HALVES; half++)
            if (works[half])
                post->works |= UINT64_C(1)
                               << pp_slot(rows[i].week, rows[i].weekday, (enum pp_half)half);
    }
    return rc;
}

struct share_row {
    int post_ix, with_ix;
};

static bool take_share(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct share_row *share = row;
    *share = (struct share_row){pp_roster_post(reader, stmt, 0), pp_roster_post(reader, stmt, 1)};
    return share->with_ix >= 0 && share->with_ix != share->post_ix;
}

/* One of the two saying so is enough; who is taken already is not shared with twice. */
static int read_shares(struct pp_roster_reader *reader, struct pp_post *posts) {
    struct share_row *rows = NULL;
    int n = 0;
    int rc = pp_roster_read(reader,
                            "SELECT officer_id, share_with FROM officer WHERE share_with IS NOT "
                            "NULL ORDER BY officer_id",
                            take_share, sizeof *rows, &rows, &n);
    for (int i = 0; !rc && i < n; i++) {
        struct pp_post *one = &posts[rows[i].post_ix], *other = &posts[rows[i].with_ix];
        if (one->share_with_ix >= 0 || other->share_with_ix >= 0)
            continue;
        one->share_with_ix = rows[i].with_ix;
        other->share_with_ix = rows[i].post_ix;
    }
    return rc;
}

/* ---- leave ---- */

static const char leave_sql[] =
    "SELECT officer_id, first_day, last_day, part, kind FROM leave ORDER BY officer_id, first_day, "
    "part, last_day";

static bool take_absence(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    const char *kind = pp_column_text(stmt, 4);
    struct pp_absence *absence = row;
    *absence = (struct pp_absence){
        .post_ix = pp_roster_post(reader, stmt, 0),
        .first_day = pp_roster_day(stmt, 1, PP_FAR_DAY),
        .last_day = pp_roster_day(stmt, 2, PP_PAST_DAY),
        .part = pp_roster_half(stmt, 3),
        .unplanned = !strcmp(kind, "unplanned"),
        .lasting = !strcmp(kind, "long"),
    };
    return absence->post_ix >= 0 && absence->first_day <= absence->last_day;
}

/* Leave of whole days that overlaps or follows on the same is one. */
static int merge_absences(struct pp_absence *absences, int n) {
    int n_merged = 0;
    for (int i = 0; i < n; i++) {
        struct pp_absence *last = n_merged > 0 ? &absences[n_merged - 1] : NULL;
        const struct pp_absence *next = &absences[i];
        bool overlap = last && last->post_ix == next->post_ix && last->part == next->part &&
                       next->first_day <= last->last_day + 1;
        if (overlap && last->lasting == next->lasting && last->unplanned == next->unplanned)
            last->last_day = next->last_day > last->last_day ? next->last_day : last->last_day;
        else
            absences[n_merged++] = *next;
    }
    return n_merged;
}

/* ---- homes of today, and what they need ---- */

static bool take_kept(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct pp_patch_count *count = row;
    *count = (struct pp_patch_count){pp_roster_patch(reader, stmt, 0),
                                     pp_roster_post(reader, stmt, 1), (int)pp_column_int(stmt, 2)};
    return count->patch_ix >= 0 && count->of_ix >= 0;
}

static int word_ix(const char *const *names, int n, const char *word) {
    for (int i = 0; i < n; i++)
        if (!strcasecmp(names[i], word))
            return i;
    return -1;
}

static bool take_need(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct pp_patch_count *count = row;
    *count = (struct pp_patch_count){
        pp_roster_patch(reader, stmt, 0),
        word_ix(reader->problem->skill_names, reader->problem->n_skills, pp_column_text(stmt, 1)),
        (int)pp_column_int(stmt, 2)};
    return count->patch_ix >= 0 && count->of_ix >= 0;
}

static bool take_speaks(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct pp_patch_count *count = row;
    *count = (struct pp_patch_count){pp_roster_patch(reader, stmt, 0),
                                     word_ix(reader->problem->language_names,
                                             reader->problem->n_languages, pp_column_text(stmt, 1)),
                                     (int)pp_column_int(stmt, 2)};
    return count->patch_ix >= 0 && count->of_ix >= 0;
}

static int read_counts(struct pp_roster_reader *reader) {
    struct pp_roster_problem *problem = reader->problem;
    int rc = pp_roster_read(reader,
                            "SELECT h.patch_ix, c.officer_id, count(*) FROM temp.roster_home h "
                            "JOIN current_officer c ON c.patch = h.current_patch "
                            "WHERE c.officer_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2",
                            take_kept, sizeof *problem->kept, &problem->kept, &problem->n_kept);
    if (!rc)
        rc = pp_roster_read(
            reader,
            "SELECT h.patch_ix, trim(n.skill), count(DISTINCT h.home_id) FROM temp.roster_home h "
            "JOIN need n USING (neighbourhood_id) WHERE n.skill <> '' "
            "GROUP BY 1, 2 COLLATE NOCASE ORDER BY 1, 2",
            take_need, sizeof *problem->needs, &problem->needs, &problem->n_needs);
    if (!rc)
        rc = pp_roster_read(
            reader,
            "SELECT h.patch_ix, trim(n.language), count(DISTINCT h.home_id) FROM temp.roster_home "
            "h JOIN need n USING (neighbourhood_id) WHERE n.language <> '' "
            "GROUP BY 1, 2 COLLATE NOCASE ORDER BY 1, 2",
            take_speaks, sizeof *problem->speaks, &problem->speaks, &problem->n_speaks);
    return rc;
}

/* ---- who leads, as it was drawn; who is fixed ---- */

struct drawn_row {
    int patch_ix, post_ix;
};

static bool take_pair(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct drawn_row *drawn = row;
    *drawn = (struct drawn_row){pp_roster_patch(reader, stmt, 0), pp_roster_post(reader, stmt, 1)};
    return drawn->patch_ix >= 0 && drawn->post_ix >= 0;
}

/* Drawing a plan writes leads from the first of all days; a roster only from its own first day. */
static int read_drawn(struct pp_roster_reader *reader, struct pp_roster_patch *patches) {
    struct drawn_row *rows = NULL;
    int n = 0;
    int rc = pp_roster_read(reader,
                            "SELECT patch_ix, officer_id FROM plan_lead WHERE plan_id = ?1 AND "
                            "first_day = '0001-01-01' ORDER BY patch_ix, role, officer_id",
                            take_pair, sizeof *rows, &rows, &n);
    for (int i = 0; !rc && i < n; i++) {
        struct pp_roster_patch *patch = &patches[rows[i].patch_ix];
        if (patch->drawn_lead_ix < 0)
            patch->drawn_lead_ix = rows[i].post_ix;
        else if (patch->drawn_sharer_ix < 0)
            patch->drawn_sharer_ix = rows[i].post_ix;
    }
    return rc;
}

static bool take_pin(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row) {
    struct pp_pin *pin = row;
    *pin = (struct pp_pin){pp_roster_patch(reader, stmt, 0), pp_roster_post(reader, stmt, 1)};
    return pin->patch_ix >= 0 && pin->post_ix >= 0;
}

int pp_roster_read_people(struct pp_roster_reader *reader) {
    struct pp_roster_problem *problem = reader->problem;
    struct pp_post *posts = NULL;
    struct pp_absence *absences = NULL;
    int n_absences = 0;
    int rc = read_skills(reader);
    if (!rc)
        rc = pp_roster_read(reader, posts_sql, take_post, sizeof *posts, &posts, &problem->n_posts);
    if (rc)
        return rc;
    problem->posts = posts;
    if ((rc = read_patterns(reader, posts)) != 0 || (rc = read_shares(reader, posts)) != 0)
        return rc;
    rc = pp_roster_read(reader, leave_sql, take_absence, sizeof *absences, &absences, &n_absences);
    if (rc)
        return rc;
    problem->absences = absences;
    problem->n_absences = merge_absences(absences, n_absences);
    if ((rc = read_counts(reader)) != 0)
        return rc;
    if ((rc = read_drawn(reader, reader->patches)) != 0)
        return rc;
    return pp_roster_read(reader,
                          "SELECT patch_ix, officer_id FROM roster_pin WHERE plan_id = ?1 ORDER BY "
                          "patch_ix",
                          take_pin, sizeof *problem->pins, &problem->pins, &problem->n_pins);
}
