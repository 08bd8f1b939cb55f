/* Who works: officers, who leads which patch today, leave. And who is elected. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "planner/stock/reader.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

static pp_day day_of(const struct pp_value *value) {
    return value->given ? (pp_day)value->whole : PP_NO_DAY;
}

/* ---- officers ---- */

enum {
    OF_ID,
    OF_NAME,
    OF_PUBLIC_NAME,
    OF_POST,
    OF_ROLE,
    OF_TEAM,
    OF_FTE,
    OF_CASELOAD,
    OF_UNTIL,
    OF_SHARE,
    OF_MON,
    OF_B_MON = OF_MON + 5,
    OF_SKILLS = OF_B_MON + 5,
    OF_LANGUAGES,
    OF_LONE,
    OF_EVENINGS,
    OF_TRAVEL,
    OF_EMAIL,
    OF_PHONE,
    OF_STARTS,
    OF_ENDS
};
#define WORKS "full=yes,y,1,all day|am=morning|pm=afternoon|off=no,n,0,-"
#define WORK_DAY(day) \
    { .name = day, .value = PP_VALUE_CHOICE, .choices = WORKS }
static const struct pp_field officer_fields[] = {
    {.name = "officer_id",
     .aliases = "employee_id|staff_id",
     .column = true,
     .filled = true,
     .listed = true},
    {.name = "name", .aliases = "officer_name", .staff = true},
    {.name = "public_name", .staff = true},
    {.name = "post", .aliases = "job_title"},
    {.name = "role",
     .value = PP_VALUE_CHOICE,
     .choices = "officer=patch officer|team_leader=leader|cover=relief|agency"},
    {.name = "team", .max = PP_NAME_MOST},
    {.name = "fte", .value = PP_VALUE_MILLI, .min = 0, .max = 1},
    {.name = "caseload_pct", .value = PP_VALUE_INT, .min = 0, .max = 100},
    {.name = "caseload_until", .value = PP_VALUE_DATE},
    {.name = "share_with"},
    WORK_DAY("mon"),
    WORK_DAY("tue"),
    WORK_DAY("wed"),
    WORK_DAY("thu"),
    WORK_DAY("fri"),
    WORK_DAY("b_mon"),
    WORK_DAY("b_tue"),
    WORK_DAY("b_wed"),
    WORK_DAY("b_thu"),
    WORK_DAY("b_fri"),
    {.name = "skills", .max = PP_LONG_TEXT_MOST},
    {.name = "languages", .max = PP_LONG_TEXT_MOST},
    {.name = "lone_working", .value = PP_VALUE_YES},
    {.name = "max_evenings", .value = PP_VALUE_INT, .min = 0, .max = 31},
    {.name = "travel"},
    {.name = "email", .staff = true, .value = PP_VALUE_EMAIL},
    {.name = "phone", .staff = true},
    {.name = "starts", .value = PP_VALUE_DATE},
    {.name = "ends", .value = PP_VALUE_DATE},
    {0},
};

/* Who shares a post with whom, by names as told. Whether the other half is in the list is known only when the last row
 * is read. */
struct share {
    int64_t with_ix, row; /* the first row that says so; 0: none does */
    bool is_read, leads;  /* its own row was read; a team leader's */
    char *team;           /* as that row has it; in the reader's arena */
};
struct shares {
    struct pp_names ids;
    struct share *all;
    size_t cap;
};

static struct share *share_of(struct pp_reader *r, struct shares *shares, const char *id,
                              int64_t *ret_ix) {
    size_t n_before = shares->ids.n;
    if (!pp_reader_keep(r, pp_names_add(&shares->ids, id, ret_ix, r->reterr)) ||
        !pp_reader_keep(r, pp_reserve(&shares->all, &shares->cap, shares->ids.n,
                                      sizeof *shares->all, r->reterr)))
        return NULL;
    if (shares->ids.n > n_before)
        shares->all[*ret_ix] = (struct share){0};
    return &shares->all[*ret_ix];
}

/* One of the two is in another pair already. */
static void tell_third(struct pp_reader *r, const struct shares *shares, int64_t taken_ix) {
    const struct share *taken = &shares->all[taken_ix];
    pp_reader_tell(
        r, PP_SEVERITY_ERROR, "shared_with_two", OF_SHARE,
        "name each of the two in the other's row, and nobody else",
        "the post of '%.60s' is shared with '%.60s' already (row %lld), and not by three",
        pp_names_get(&shares->ids, taken_ix), pp_names_get(&shares->ids, taken->with_ix),
        (long long)taken->row);
}

/* Both halves lead patches, or neither, and in one team. Whichever row comes second tells it. */
static void check_pair(struct pp_reader *r, const struct share *one, const struct share *other,
                       const char *other_id) {
    if (!one->is_read || !other->is_read)
        return;
    if (one->leads != other->leads)
        pp_reader_tell(r, PP_SEVERITY_ERROR, "shared_with_leader", OF_SHARE,
                       "name another half, or correct the role",
                       "the post is shared with '%.60s', and a team leader leads no patch",
                       other_id);
    else if (!pp_text_same_name(one->team, other->team))
        pp_reader_tell(r, PP_SEVERITY_ERROR, "shared_across_teams", OF_SHARE,
                       "name another half, or correct the team",
                       "the post is shared with '%.60s', who is in another team (%.60s)", other_id,
                       *other->team ? other->team : "none");
}

/* The row in hand shares a post with the one it names. */
static void pair_up(struct pp_reader *r, struct shares *shares, int64_t a, int64_t b) {
    struct share *one = &shares->all[a], *other = &shares->all[b];
    if (one->row && one->with_ix != b)
        tell_third(r, shares, a);
    else if (other->row && other->with_ix != a)
        tell_third(r, shares, b);
    if (r->rejected || one->row)
        return;
    one->with_ix = b;
    other->with_ix = a;
    one->row = other->row = r->at_row;
}

static void take_share(struct pp_reader *r) {
    const char *id = r->values[OF_ID].text, *with = r->values[OF_SHARE].text;
    bool shared = r->values[OF_SHARE].given;
    struct shares *shares = r->state;
    int64_t a = 0, b = 0;
    if (shared && strcmp(id, with) == 0) {
        pp_reader_tell(r, PP_SEVERITY_ERROR, "shared_with_itself", OF_SHARE,
                       "name the other half, or empty the cell",
                       "'%.60s' shares the post with nobody else", id);
        return;
    }
    if (!shares && !(shares = r->state = pp_arena_alloc(&r->arena, sizeof *shares))) {
        pp_reader_keep(r, pp_fail_nomem(r->reterr));
        return;
    }
    char *team = pp_arena_strdup(&r->arena, pp_reader_text(r, OF_TEAM));
    if (!pp_reader_keep(r, team ? 0 : pp_fail_nomem(r->reterr)) || !share_of(r, shares, id, &a) ||
        (shared && !share_of(r, shares, with, &b)))
        return;
    if (shared)
        pair_up(r, shares, a, b);
    if (r->rejected)
        return;
    struct share *own = &shares->all[a];
    own->is_read = true;
    own->leads = strcmp(r->values[OF_ROLE].text, "team_leader") == 0;
    own->team = team;
    if (own->row)
        check_pair(r, own, &shares->all[own->with_ix], pp_names_get(&shares->ids, own->with_ix));
}

static void free_shares(struct pp_reader *r) {
    struct shares *shares = r->state;
    if (!shares)
        return;
    pp_names_done(&shares->ids);
    pp_free(shares->all);
}

static void take_days(struct pp_reader *r, struct pp_officer_record *record) {
    bool any_a = false, any_b = false;
    for (int day = 0; day < 5; day++) {
        any_a = any_a || r->values[OF_MON + day].given;
        any_b = any_b || r->values[OF_B_MON + day].given;
    }
    for (int day = 0; day < 5; day++) {
        const struct pp_value *a = &r->values[OF_MON + day], *b = &r->values[OF_B_MON + day];
        record->works[0][day] = a->given ? a->text : any_a ? "off" : "full";
        record->works[1][day] = b->given ? b->text : any_b ? "off" : record->works[0][day];
    }
}

static bool works_some_day(const struct pp_officer_record *record) {
    for (int week = 0; week < 2; week++)
        for (int day = 0; day < 5; day++)
            if (strcmp(record->works[week][day], "off") != 0)
                return true;
    return false;
}

static bool check_officer(struct pp_reader *r, const struct pp_officer_record *record) {
    const struct pp_value *starts = &r->values[OF_STARTS], *ends = &r->values[OF_ENDS];
    const struct pp_value *fte = &r->values[OF_FTE];
    if (starts->given && ends->given && ends->whole < starts->whole)
        pp_reader_tell(r, PP_SEVERITY_ERROR, "ends_before_start", OF_ENDS,
                       "correct one of the dates", "the post ends before it starts");
    if (fte->given && fte->whole == 0)
        pp_reader_tell(r, PP_SEVERITY_ERROR, "no_hours", OF_FTE,
                       "give the contract, such as 0.5; leave the row out when there is none",
                       "a post of FTE 0 is no post");
    else if (!works_some_day(record))
        pp_reader_tell(r, PP_SEVERITY_ERROR, "works_no_day", OF_MON,
                       "fill in the days of work, or leave the row out",
                       "the officer has an FTE of %g and works on no day",
                       (double)record->fte_milli / 1000);
    pp_reader_email(r, OF_EMAIL);
    if (!r->rejected)
        take_share(r);
    return !r->rejected;
}

static void take_officer(struct pp_reader *r) {
    const struct pp_value *v = r->values;
    struct pp_officer_record record = {
        .officer_id = v[OF_ID].text,
        .name = pp_reader_text(r, OF_NAME),
        .public_name = pp_reader_text(r, OF_PUBLIC_NAME),
        .post = pp_reader_text(r, OF_POST),
        .role = v[OF_ROLE].given ? v[OF_ROLE].text : "officer",
        .share_with = pp_reader_text(r, OF_SHARE),
        .skills = pp_reader_text(r, OF_SKILLS),
        .languages = pp_reader_text(r, OF_LANGUAGES),
        .travel = pp_reader_text(r, OF_TRAVEL),
        .email = pp_reader_text(r, OF_EMAIL),
        .phone = pp_reader_text(r, OF_PHONE),
        .fte_milli = v[OF_FTE].given ? v[OF_FTE].whole : 1000,
        .caseload_pct = v[OF_CASELOAD].given ? v[OF_CASELOAD].whole : 100,
        .max_evenings = v[OF_EVENINGS].given ? v[OF_EVENINGS].whole : 0,
        .lone_working = !v[OF_LONE].given || v[OF_LONE].yes,
        .caseload_until = day_of(&v[OF_UNTIL]),
        .starts = day_of(&v[OF_STARTS]),
        .ends = day_of(&v[OF_ENDS]),
    };
    take_days(r, &record);
    if (!check_officer(r, &record))
        return;
    record.team_ix = pp_reader_name(r, PP_BOOK_TEAM, OF_TEAM, PP_SEVERITY_WARNING);
    if (!v[OF_TEAM].given && r->book->has_list[PP_BOOK_TEAM])
        pp_reader_tell(r, PP_SEVERITY_WARNING, "no_team", OF_TEAM, "fill in the team",
                       "'%.60s' is of no team: no roster gives them a patch of their own",
                       record.officer_id);
    int64_t ix;
    if (pp_reader_keep(r, pp_book_add(r->book, PP_BOOK_OFFICER, record.officer_id, &ix, r->reterr)))
        pp_reader_emit(r, NULL, &record);
}

static void finish_officers(struct pp_reader *r) {
    const struct shares *shares = r->state;
    for (size_t i = 0; shares && i < shares->ids.n && !r->rc; i++) {
        const char *id = pp_names_get(&shares->ids, (int64_t)i);
        if (!shares->all[i].row || pp_book_find(r->book, PP_BOOK_OFFICER, id) >= 0)
            continue;
        char message[160];
        snprintf(message, sizeof message, "the post is shared with '%.60s', who is not in the list",
                 id);
        r->at_row = shares->all[i].row;
        pp_reader_tell_value(r, PP_SEVERITY_WARNING, "unknown_name", OF_SHARE, id,
                             "correct it, or add the other half", message);
    }
}

const struct pp_kind pp_kind_officers = {
    .name = "officers",
    .file = "officers.csv",
    .fields = officer_fields,
    .n_key = 1,
    .key = {OF_ID},
    .lists = PP_BOOK_OFFICER,
    .refused = "sickness|sick_reason|absence_reason|home_address",
    .take = take_officer,
    .finish = finish_officers,
    .free_state = free_shares,
};

/* ---- who leads which patch today ---- */

enum { CO_PATCH, CO_OFFICER };
static const struct pp_field current_officer_fields[] = {
    {.name = "patch",
     .aliases = "current_patch",
     .column = true,
     .filled = true,
     .listed = true,
     .max = PP_NAME_MOST},
    {.name = "officer_id", .aliases = "officer", .column = true},
    {0},
};

static void take_current_officer(struct pp_reader *r) {
    struct pp_current_officer_record record = {pp_reader_text(r, CO_PATCH),
                                               pp_reader_text(r, CO_OFFICER)};
    if (*record.officer_id)
        pp_reader_name(r, PP_BOOK_OFFICER, CO_OFFICER, PP_SEVERITY_ERROR);
    if (!r->rejected)
        pp_reader_emit(r, NULL, &record);
}

const struct pp_kind pp_kind_current_officers = {
    .name = "current-officers",
    .file = "current_officers.csv",
    .fields = current_officer_fields,
    .n_key = 1,
    .key = {CO_PATCH},
    .lists = PP_BOOK_N_SETS,
    .take = take_current_officer,
};

/* ---- leave: overlapping spells of one officer are merged ---- */

enum { LV_OFFICER, LV_FROM, LV_TO, LV_PART, LV_KIND };
static const struct pp_field leave_fields[] = {
    {.name = "officer_id", .aliases = "officer", .column = true, .filled = true},
    {.name = "from",
     .aliases = "first_day|start",
     .value = PP_VALUE_DATE,
     .column = true,
     .filled = true},
    {.name = "to",
     .aliases = "last_day|until|end",
     .value = PP_VALUE_DATE,
     .column = true,
     .filled = true},
    {.name = "part", .value = PP_VALUE_CHOICE, .choices = "am=morning|pm=afternoon"},
    {.name = "kind", .value = PP_VALUE_CHOICE, .choices = "planned|unplanned|long"},
    {0},
};

struct spell {
    int64_t officer_ix, row;
    char part[3], kind[12];
    pp_day first, last;
};
struct spells {
    struct spell *all;
    size_t n, cap;
};

static void take_leave(struct pp_reader *r) {
    const struct pp_value *v = r->values;
    if (v[LV_TO].whole < v[LV_FROM].whole)
        pp_reader_tell(r, PP_SEVERITY_ERROR, "ends_before_start", LV_TO, "correct one of the dates",
                       "the leave ends before it starts");
    struct spell spell = {
        .officer_ix = pp_reader_name(r, PP_BOOK_OFFICER, LV_OFFICER, PP_SEVERITY_ERROR),
        .row = r->at_row,
        .first = (pp_day)v[LV_FROM].whole,
        .last = (pp_day)v[LV_TO].whole,
    };
    if (r->rejected)
        return;
    snprintf(spell.part, sizeof spell.part, "%s", pp_reader_text(r, LV_PART));
    snprintf(spell.kind, sizeof spell.kind, "%s", v[LV_KIND].given ? v[LV_KIND].text : "planned");
    if (!r->state && !(r->state = pp_arena_alloc(&r->arena, sizeof(struct spells)))) {
        pp_reader_keep(r, pp_fail_nomem(r->reterr));
        return;
    }
    struct spells *spells = r->state;
    if (pp_reader_keep(r, pp_reserve(&spells->all, &spells->cap, spells->n + 1, sizeof *spells->all,
                                     r->reterr)))
        spells->all[spells->n++] = spell;
}

/* Whole days before half days, so that a half day inside whole ones is seen to overlap. */
static int by_officer_first(const void *a, const void *b) {
    const struct spell *sa = a, *sb = b;
    if (sa->officer_ix != sb->officer_ix)
        return sa->officer_ix < sb->officer_ix ? -1 : 1;
    int part = strcmp(sa->part, sb->part);
    if (part)
        return part;
    if (sa->first != sb->first)
        return sa->first < sb->first ? -1 : 1;
    return (sa->row > sb->row) - (sa->row < sb->row);
}

static void emit_spell(struct pp_reader *r, const struct spell *spell) {
    struct pp_leave_record record = {
        .officer_id = pp_book_name(r->book, PP_BOOK_OFFICER, spell->officer_ix),
        .part = spell->part,
        .kind = spell->kind,
        .first_day = spell->first,
        .last_day = spell->last,
    };
    char first[11], last[11];
    pp_day_iso(spell->first, first);
    pp_day_iso(spell->last, last);
    pp_str_clear(&r->key);
    pp_str_appendf(&r->key, "%s\x1f%s\x1f%s\x1f%s\x1f%s", record.officer_id, first, last,
                   record.part, record.kind);
    pp_reader_seen(r, pp_str_text(&r->key));
    pp_reader_emit(r, NULL, &record);
}

static void tell_merged(struct pp_reader *r, const struct spell *into, const struct spell *spell) {
    char message[160];
    snprintf(message, sizeof message, "overlaps the leave of row %lld; the two are merged",
             (long long)into->row);
    r->at_row = spell->row;
    pp_reader_tell_value(r, PP_SEVERITY_WARNING, "overlapping_leave", LV_OFFICER,
                         pp_book_name(r->book, PP_BOOK_OFFICER, spell->officer_ix),
                         "nothing, if both are right", message);
}

/* A merged spell of whole days that meets spell `i` of half days of the same officer; NULL when none. */
static const struct spell *whole_days_over(const struct spell *merged, size_t n_merged,
                                           const struct spell *half) {
    for (size_t i = n_merged; i-- > 0 && merged[i].officer_ix == half->officer_ix;)
        if (!*merged[i].part && merged[i].first <= half->last && half->first <= merged[i].last)
            return &merged[i];
    return NULL;
}

static void finish_leave(struct pp_reader *r) {
    struct spells *spells = r->state;
    if (!spells)
        return;
    qsort(spells->all, spells->n, sizeof *spells->all, by_officer_first);
    size_t n_merged = 0; /* the merged ones stand at the front of the same array */
    for (size_t i = 0; i < spells->n && !r->rc;) {
        struct spell merged = spells->all[i++];
        for (; i < spells->n && spells->all[i].officer_ix == merged.officer_ix &&
               strcmp(spells->all[i].part, merged.part) == 0 && spells->all[i].first <= merged.last;
             i++) {
            tell_merged(r, &merged, &spells->all[i]);
            if (spells->all[i].last > merged.last)
                merged.last = spells->all[i].last;
        }
        const struct spell *whole =
            *merged.part ? whole_days_over(spells->all, n_merged, &merged) : NULL;
        if (whole)
            tell_merged(r, whole, &merged);
        if (whole && whole->first <= merged.first && merged.last <= whole->last)
            continue; /* its half days are in the whole ones */
        spells->all[n_merged++] = merged;
        emit_spell(r, &merged);
    }
}

static void free_spells(struct pp_reader *r) {
    struct spells *spells = r->state;
    if (spells)
        pp_free(spells->all);
}

const struct pp_kind pp_kind_leave = {
    .name = "leave",
    .file = "leave.csv",
    .fields = leave_fields,
    .lists = PP_BOOK_N_SETS,
    .refused = "reason|why|sickness|illness|diagnosis|sick_note|absence_reason|notes|comment",
    .take = take_leave,
    .finish = finish_leave,
    .free_state = free_spells,
};

/* ---- councillors ---- */

enum { CN_WARD, CN_NAME, CN_EMAIL };
static const struct pp_field councillor_fields[] = {
    {.name = "ward_code", .aliases = "ward", .column = true, .filled = true},
    {.name = "councillor",
     .aliases = "name|councillor_name",
     .column = true,
     .filled = true,
     .staff = true},
    {.name = "email", .staff = true, .value = PP_VALUE_EMAIL},
    {0},
};

static void take_councillor(struct pp_reader *r) {
    struct pp_councillor_record record = {
        .ward_ix = pp_reader_name(r, PP_BOOK_WARD, CN_WARD, PP_SEVERITY_ERROR),
        .name = pp_reader_text(r, CN_NAME),
        .email = pp_reader_text(r, CN_EMAIL),
    };
    pp_reader_email(r, CN_EMAIL);
    if (!r->rejected)
        pp_reader_emit(r, NULL, &record);
}

const struct pp_kind pp_kind_councillors = {
    .name = "councillors",
    .file = "councillors.csv",
    .fields = councillor_fields,
    .n_key = 2,
    .key = {CN_WARD, CN_NAME},
    .repeats_merge = true,
    .lists = PP_BOOK_N_SETS,
    .take = take_councillor,
};
