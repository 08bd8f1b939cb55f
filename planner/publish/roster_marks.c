#include "planner/publish/roster_marks.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"

const char pp_marks_legend[] =
    "D drop-in   V visits and patch work   T meeting of tenants   S standing in   L leave   "
    "H bank holiday or closure   . at work   - not working";

const struct pp_rota_letter pp_rota_letters[] = {
    {PP_MARK_DROPIN, "drop-in", "drop-in"},
    {PP_MARK_VISITS, "visits", "visits and patch work"},
    {PP_MARK_TARA, "meeting", "meeting of tenants"},
    {PP_MARK_STANDIN, "standing-in", "standing in"},
    {PP_MARK_LEAVE, "leave", "leave"},
    {PP_MARK_HOLIDAY, "holiday", "bank holiday or closure"},
    {PP_MARK_WORK, "work", "at work"},
    {PP_MARK_OFF, "off", "not working"},
    {'\0', NULL, NULL},
};

static size_t place_of(const struct pp_marks *marks, int post_ix, int day_ix, int half) {
    return ((size_t)post_ix * (size_t)marks->n_days + (size_t)day_ix) * PP_N_HALVES + (size_t)half;
}

/* Place of a day in the roster, or -1. */
static int day_place(const struct pp_marks *marks, pp_day day) {
    int day_ix = day - marks->sheet->problem->calendar.first_day;
    return day_ix >= 0 && day_ix < marks->n_days ? day_ix : -1;
}

static char pattern_mark(const struct pp_roster_problem *problem, const struct pp_post *post,
                         pp_day day, int half) {
    int slot = pp_calendar_slot(&problem->calendar, day, (enum pp_half)half);
    if (slot < 0 || half == PP_HALF_EVENING)
        return PP_MARK_NONE;
    if (!pp_calendar_working(&problem->calendar, day))
        return PP_MARK_HOLIDAY;
    bool there =
        *post->name && (post->works >> slot & 1) && post->starts <= day && day <= post->ends;
    return there ? PP_MARK_WORK : PP_MARK_OFF;
}

static void mark_patterns(struct pp_marks *marks) {
    const struct pp_roster_problem *problem = marks->sheet->problem;
    for (int o = 0; o < problem->n_posts; o++)
        for (int d = 0; d < marks->n_days; d++)
            for (int half = 0; half < PP_N_HALVES; half++)
                marks->letters[place_of(marks, o, d, half)] = pattern_mark(
                    problem, &problem->posts[o], problem->calendar.first_day + d, half);
}

/* Only where the officer would be at work otherwise. */
static void mark_if_at_work(struct pp_marks *marks, int post_ix, int day_ix, int half, char mark) {
    for (int h = 0; h < PP_N_HALVES; h++) {
        char *letter = &marks->letters[place_of(marks, post_ix, day_ix, h)];
        if ((half < 0 || half == h) && *letter == PP_MARK_WORK)
            *letter = mark;
    }
}

static void mark_leave(struct pp_marks *marks) {
    const struct pp_roster_problem *problem = marks->sheet->problem;
    for (int a = 0; a < problem->n_absences; a++) {
        const struct pp_absence *absence = &problem->absences[a];
        pp_day first = problem->calendar.first_day, last = first + marks->n_days - 1;
        if (absence->first_day > first)
            first = absence->first_day;
        if (absence->last_day < last)
            last = absence->last_day;
        for (pp_day day = first; day <= last; day++)
            mark_if_at_work(marks, absence->post_ix, day_place(marks, day), absence->part,
                            PP_MARK_LEAVE);
    }
}

static void mark_standing_in(struct pp_marks *marks) {
    const struct pp_roster *roster = marks->sheet->roster;
    for (int c = roster->n_covers - 1; c >= 0; c--) {
        const struct pp_cover *cover = &roster->covers[c];
        int day_ix = day_place(marks, cover->day), post_ix = cover->cover_post_ix;
        if (post_ix < 0)
            continue;
        marks->next_cover[c] = marks->first_cover[post_ix];
        marks->first_cover[post_ix] = c;
        if (day_ix >= 0)
            mark_if_at_work(marks, post_ix, day_ix, cover->half, PP_MARK_STANDIN);
    }
}

/* Shown also where the officer should not be there: the breach says so elsewhere. */
static void mark_sessions(struct pp_marks *marks) {
    const struct pp_roster *roster = marks->sheet->roster;
    for (int s = 0; s < roster->n_sessions; s++) {
        const struct pp_session *session = &roster->sessions[s];
        int day_ix = day_place(marks, session->day);
        if (day_ix < 0 || session->status == PP_SESSION_CANCELLED)
            continue;
        for (int i = 0; i < session->n_posts; i++) {
            size_t place = place_of(marks, session->posts[i], day_ix, (int)session->half);
            marks->letters[place] =
                session->kind == PP_SESSION_TARA ? PP_MARK_TARA : PP_MARK_DROPIN;
            marks->session_ix[place] = s;
        }
    }
}

static void count_visit(struct pp_marks *marks, int post_ix, int day_ix) {
    if (post_ix >= 0)
        marks->n_visits[post_ix * (marks->n_days / 7) + day_ix / 7]++;
}

static void mark_visits(struct pp_marks *marks) {
    const struct pp_roster *roster = marks->sheet->roster;
    for (int v = 0; v < roster->n_visits; v++) {
        const struct pp_visit_row *visit = &roster->visits[v];
        int day_ix = day_place(marks, visit->week_start);
        if (day_ix < 0)
            continue;
        count_visit(marks, visit->post_ix, day_ix);
        if (visit->two_officers)
            count_visit(marks, visit->second_post_ix, day_ix);
    }
    for (int o = 0; o < marks->sheet->problem->n_posts; o++)
        for (int d = 0; d < marks->n_days; d++)
            if (marks->n_visits[o * (marks->n_days / 7) + d / 7] > 0)
                mark_if_at_work(marks, o, d, -1, PP_MARK_VISITS);
}

static int *numbers(size_t n, int value) {
    int *array = pp_alloc_array(n ? n : 1, sizeof *array);
    for (size_t i = 0; array && i < n; i++)
        array[i] = value;
    return array;
}

int pp_marks_make(const struct pp_roster_sheet *sheet, struct pp_marks *ret_marks,
                  struct pp_error *reterr) {
    size_t n_posts = (size_t)sheet->problem->n_posts;
    size_t n_weeks = (size_t)sheet->problem->calendar.n_weeks;
    size_t n_places = n_posts * n_weeks * 7 * PP_N_HALVES;
    PP_AUTO_MARKS struct pp_marks marks = {.sheet = sheet, .n_days = (int)n_weeks * 7};
    marks.letters = pp_alloc_array(n_places ? n_places : 1, 1);
    marks.session_ix = numbers(n_places, -1);
    marks.n_visits = numbers(n_posts * n_weeks, 0);
    marks.first_cover = numbers(n_posts, -1);
    marks.next_cover = numbers((size_t)sheet->roster->n_covers, -1);
    if (!marks.letters || !marks.session_ix || !marks.n_visits || !marks.first_cover ||
        !marks.next_cover)
        return pp_fail_nomem(reterr);
    mark_patterns(&marks);
    mark_leave(&marks);
    mark_standing_in(&marks);
    mark_visits(&marks);
    mark_sessions(&marks);
    *ret_marks = marks;
    marks = (struct pp_marks){0};
    return 0;
}

void pp_marks_done(struct pp_marks *marks) {
    pp_free(marks->letters);
    pp_free(marks->session_ix);
    pp_free(marks->n_visits);
    pp_free(marks->first_cover);
    pp_free(marks->next_cover);
    *marks = (struct pp_marks){0};
}

enum pp_mark pp_marks_at(const struct pp_marks *marks, int post_ix, int day_ix, enum pp_half half) {
    return (enum pp_mark)marks->letters[place_of(marks, post_ix, day_ix, (int)half)];
}

const struct pp_session *pp_marks_session(const struct pp_marks *marks, int post_ix, int day_ix,
                                          enum pp_half half) {
    int s = marks->session_ix[place_of(marks, post_ix, day_ix, (int)half)];
    return s < 0 ? NULL : &marks->sheet->roster->sessions[s];
}

static bool same_time(const struct pp_cover *a, const struct pp_cover *b, int half) {
    return a->day == b->day && (a->half < 0 || a->half == half) && (b->half < 0 || b->half == half);
}

double pp_marks_days_standing_in(const struct pp_marks *marks, int post_ix) {
    const struct pp_cover *rows = marks->sheet->roster->covers;
    int n_halves = 0;
    for (int c = marks->first_cover[post_ix]; c >= 0; c = marks->next_cover[c])
        for (int half = PP_HALF_AM; half <= PP_HALF_PM; half++) {
            int other = marks->first_cover[post_ix]; /* the first patch of that time counts */
            while (!same_time(&rows[other], &rows[c], half) && other != c)
                other = marks->next_cover[other];
            n_halves += other == c && same_time(&rows[c], &rows[c], half) &&
                        day_place(marks, rows[c].day) >= 0;
        }
    return n_halves / 2.0;
}

bool pp_sheet_has_team(const struct pp_roster_sheet *sheet, int team_ix) {
    return !sheet->teams || (team_ix >= 0 && sheet->teams[team_ix]);
}

/* ---- parts of patches ---- */

/* Thousandths of `whole`, rounded half up. */
static int64_t part_of(int64_t whole, int64_t milli) { return (whole * milli + 500) / 1000; }

/* Parts already given to sharers of the same patch and days. */
static int shared_before(const struct pp_roster *roster, int lead_ix) {
    const struct pp_lead *lead = &roster->leads[lead_ix];
    int before = 0;
    for (int i = 0; i < lead_ix; i++) {
        const struct pp_lead *other = &roster->leads[i];
        if (other->patch_ix == lead->patch_ix && other->shares &&
            other->first_day == lead->first_day && other->last_day == lead->last_day)
            before += other->share_milli;
    }
    return before;
}

int64_t pp_roster_part(const struct pp_roster *roster, int lead_ix, int64_t whole) {
    const struct pp_lead *lead = &roster->leads[lead_ix];
    int before = lead->shares ? shared_before(roster, lead_ix) : 0;
    return part_of(whole, before + lead->share_milli) - part_of(whole, before);
}

double pp_roster_used_share(const struct pp_roster_sheet *sheet, const struct pp_lead *of) {
    pp_day day = of->first_day == PP_PAST_DAY ? sheet->problem->calendar.first_day : of->first_day;
    double sum = 0;
    for (int i = 0; i < sheet->roster->n_leads; i++) {
        const struct pp_lead *lead = &sheet->roster->leads[i];
        if (lead->post_ix == of->post_ix && lead->first_day <= day && day <= lead->last_day)
            sum += (double)pp_roster_part(sheet->roster, i,
                                          sheet->problem->patches[lead->patch_ix].weight_milli);
    }
    double most = of->post_ix < 0 ? 0 : (double)pp_post_cap_milli(sheet->problem, of->post_ix, day);
    return most > 0 ? sum / most : NAN;
}

/* ---- words ---- */

const char *pp_roster_post_name(const struct pp_roster_problem *problem, int post_ix) {
    if (post_ix < 0)
        return "nobody";
    return *problem->posts[post_ix].name ? problem->posts[post_ix].name : "vacant post";
}

int pp_roster_buddy(const struct pp_roster *roster, int patch_ix) {
    for (int b = 0; b < roster->n_buddies; b++)
        if (roster->buddies[b].patch_ix == patch_ix)
            return roster->buddies[b].post_ix;
    return -1;
}

const char *pp_roster_team_name(const struct pp_roster_problem *problem, int team_ix) {
    return team_ix >= 0 && team_ix < problem->n_teams ? problem->team_names[team_ix] : "";
}

void pp_roster_session_title(const struct pp_roster_problem *problem,
                             const struct pp_session *session, struct pp_str *text) {
    if (session->kind == PP_SESSION_TARA && session->tara_ix >= 0) {
        pp_str_appendf(text, "Meeting of %s", problem->taras[session->tara_ix].name);
        return;
    }
    pp_str_append(text, session->kind == PP_SESSION_TARA ? "Meeting of tenants" : "Drop-in");
    if (session->venue_ix >= 0)
        pp_str_appendf(text, " at %s", problem->venues[session->venue_ix].name);
}

void pp_roster_staff(const struct pp_roster_problem *problem, const struct pp_session *session,
                     bool in_public, struct pp_str *text) {
    int n = 0;
    for (int i = 0; i < session->n_posts; i++) {
        const struct pp_post *post = &problem->posts[session->posts[i]];
        bool own_name = in_public && post->public_name && *post->public_name;
        if (*post->name)
            pp_str_appendf(text, "%s%s", n++ ? ", " : "",
                           own_name ? post->public_name : post->name);
    }
}

void pp_roster_patch_list(const struct pp_roster_problem *problem, const int *patches, int n,
                          struct pp_str *text) {
    for (int i = 0; i < n; i++)
        pp_str_appendf(text, "%s%s", i ? ", " : "", problem->patches[patches[i]].name);
}
