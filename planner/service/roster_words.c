/* A roster in sentences: how good it is, what does not hold, what to do about it. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/service/roster_hand.h"
#include "patchplan/core/text.h"
#include "patchplan/service/roster.h"

const char *pp_roster_post_words(const struct pp_roster_problem *problem, int post_ix,
                                 struct pp_str *room) {
    pp_str_clear(room);
    if (post_ix < 0)
        pp_str_append(room, "nobody");
    else if (!*problem->posts[post_ix].name)
        pp_str_appendf(room, "the vacant post %s", problem->posts[post_ix].officer_id);
    else
        pp_str_append(room, problem->posts[post_ix].name);
    return pp_str_text(room);
}

static void count(struct pp_str *text, int64_t n) {
    char words[32];
    pp_text_format_count(n, words, sizeof words);
    pp_str_append(text, words);
}

/* Of a team; -1: of all. */
static const struct pp_team_measures *find_measures(const struct pp_roster *roster, int team_ix) {
    for (int i = 0; i < roster->n_measures; i++)
        if (roster->measures[i].team_ix == team_ix)
            return &roster->measures[i];
    return NULL;
}

static double percent(int64_t part, int64_t of) {
    return of > 0 ? 100.0 * (double)part / (double)of : 0;
}

static void say_overdue(const struct pp_roster_problem *problem, const struct pp_team_measures *m,
                        struct pp_str *text) {
    char week[32];
    if (!m->n_overdue)
        return;
    pp_day_long(problem->calendar.first_day + 7 * (m->overdue_weeks - 1), week, sizeof week);
    pp_str_append(text, "Homes that had waited longer than a year for their visit when the roster "
                        "began: ");
    count(text, m->n_overdue);
    if (m->overdue_weeks > 0)
        pp_str_appendf(text, "; all of them are visited by the week of %s", week);
    pp_str_append(text, ".\n");
}

static void say_measures(const struct pp_roster_problem *problem, const struct pp_team_measures *m,
                         struct pp_str *text) {
    pp_str_append(text, "Homes: ");
    count(text, m->n_homes);
    pp_str_appendf(text, "; %.1f %% keep their officer. ",
                   percent(m->n_keeping_officer, m->n_homes));
    pp_str_appendf(text,
                   "Workload-equivalent homes for a full-time officer: %.0f to %.0f; %.0f %% of "
                   "officers within 5 %% of the middle.\n",
                   m->least_per_fte, m->most_per_fte, 100 * m->share_inside);
    pp_str_appendf(text,
                   "Within 15 minutes' walk of a drop-in every two weeks: %.1f %% of homes, of one "
                   "with their own officer %.1f %%",
                   percent(m->n_in_reach, m->n_homes), percent(m->n_in_reach_own, m->n_homes));
    if (m->worst_ward_ix >= 0)
        pp_str_appendf(text, "; fewest in %s, %.0f %%", problem->ward_names[m->worst_ward_ix],
                       100 * m->worst_ward_share);
    pp_str_appendf(
        text,
        ".\nDrop-ins: %d; changed after publication: %d. Hire of rooms: %.2f pounds. "
        "Evenings worked, meetings of tenants included: %d (%d to %d an officer). Travel "
        "of an officer in two weeks: %.0f km.\n",
        m->n_sessions, m->n_changed_after_publication, m->hire_pounds, m->n_evenings,
        m->evenings_least, m->evenings_most, m->travel_km_of_officer);
    say_overdue(problem, m, text);
    pp_str_append(text, "Visits outside the month in which they are due: ");
    count(text, m->n_visits_outside);
    pp_str_appendf(text, "; the busiest week has %.2f times the mean of the year.\n",
                   m->peak_over_mean);
}

/* By role; without activities and how often they are done only the work that the roster itself makes is known. */
static void say_needed(const struct pp_roster_in_hand *in_hand, struct pp_str *text) {
    const struct pp_roster *roster = &in_hand->roster;
    int n_told = 0;
    for (int i = 0; i < roster->n_roles; i++)
        if (roster->roles[i].fte > 0.05)
            pp_str_appendf(
                text, "%s%s %.1f",
                n_told++ ? ", "
                         : "Staff that visits, drop-ins, the way to them and the activities listed "
                           "need, counted as full-time: ",
                roster->roles[i].role, roster->roles[i].fte);
    if (n_told)
        pp_str_append(text, ". Other work is not counted.\n");
    pp_service_roster_uncounted(in_hand, text);
}

void pp_service_roster_uncounted(const struct pp_roster_in_hand *in_hand, struct pp_str *text) {
    const struct pp_roster *roster = &in_hand->roster;
    double activities = 0;
    for (int i = 0; i < roster->n_hours; i++)
        activities += roster->hours[i].activities;
    if (roster->n_hours && activities <= 0)
        pp_str_appendf(text,
                       "No list of %s is imported: only visits, drop-ins, meetings and the way to "
                       "them are counted as work.\n",
                       in_hand->problem.activities_listed
                           ? "interventions, which says how often activities are done,"
                           : "activities");
}

/* Officers asked for more time than they have. */
static void say_hours(const struct pp_roster_in_hand *in_hand, struct pp_str *text) {
    int n_over = 0, n_there = 0, worst = -1;
    double most = 1;
    for (int i = 0; i < in_hand->roster.n_hours; i++) {
        const struct pp_hours *h = &in_hand->roster.hours[i];
        double needed = pp_hours_needed(h);
        n_there += h->available > 0;
        if (h->available <= 0 || !pp_hours_are_over(h))
            continue;
        n_over++;
        if (needed / h->available > most) {
            most = needed / h->available;
            worst = h->post_ix;
        }
    }
    PP_AUTO_STR struct pp_str name = {0};
    if (n_over)
        pp_str_appendf(text,
                       "Hours: %d officers have more work than time; most of all %s, %.0f %%.\n",
                       n_over, pp_roster_post_words(&in_hand->problem, worst, &name), 100 * most);
    else if (n_there)
        pp_str_append(text, "Hours: nobody has more work than time.\n");
    say_needed(in_hand, text);
}

/* Counted beforehand, by `roster check`: nothing was made. */
static bool is_check(const struct pp_roster *roster) { return roster->n_measures == 0; }

static bool is_stopped(const struct pp_roster_in_hand *in_hand) {
    return in_hand->roster.outcome == PP_OUTCOME_CANCELLED;
}

void pp_service_roster_stopped(const struct pp_roster_in_hand *in_hand, struct pp_str *text) {
    if (is_stopped(in_hand))
        pp_str_append(text, in_hand->stays
                                ? "Stopped before the new roster was whole: nothing was kept of "
                                  "it, and the roster that stood stands.\n"
                                : "Stopped before it was whole: this is as far as the roster came. "
                                  "Make it again to have all of it.\n");
}

static void say_head(const struct pp_roster_in_hand *in_hand, struct pp_str *text) {
    static const char *const chosen[] = {
        [PP_WEEKS_ASKED] = "",
        [PP_WEEKS_STANDING] = ", those of the roster that stands; others with --from",
        [PP_WEEKS_FROM_NOW] = ", from this week on as no roster stands; others with --from",
    };
    char from[32], to[32];
    const struct pp_calendar *calendar = &in_hand->problem.calendar;
    pp_day_long(calendar->first_day, from, sizeof from);
    pp_day_long(pp_calendar_last_day(calendar), to, sizeof to);
    pp_str_appendf(text, "%s of plan '%s', %s to %s (%d weeks)%s.\n",
                   is_check(&in_hand->roster) ? "Looked at: the weeks" : "Roster",
                   in_hand->problem.plan_name, from, to, calendar->n_weeks,
                   is_check(&in_hand->roster) ? chosen[in_hand->weeks] : "");
}

/* Is it about a team that was asked for, or about none? */
static bool is_ours(const struct pp_roster_in_hand *in_hand, const struct pp_breach *breach) {
    return breach->team_ix < 0 || pp_roster_team_asked(&in_hand->problem, breach->team_ix);
}

static int count_breaches(const struct pp_roster_in_hand *in_hand, bool broken, bool ours) {
    const struct pp_roster *roster = &in_hand->roster;
    int n = 0;
    for (int i = 0; i < roster->n_breaches; i++)
        n += roster->breaches[i].broken == broken && is_ours(in_hand, &roster->breaches[i]) == ours;
    return n;
}

/* Then drop-ins and visits may be on one. */
static void say_holidays(const struct pp_calendar *calendar, struct pp_str *text) {
    char last[32];
    if (pp_calendar_knows_holidays(calendar->last_holiday, pp_calendar_last_day(calendar)))
        return;
    if (calendar->last_holiday == PP_PAST_DAY) {
        pp_str_append(text, "No bank holidays are known");
    } else {
        pp_day_long(calendar->last_holiday, last, sizeof last);
        pp_str_appendf(text, "Bank holidays are known to %s only", last);
    }
    pp_str_append(text, ", so drop-ins and visits may be on one. Bring them in with: patchplan "
                        "import holidays bank-holidays.json\n");
}

static void say_rules(const struct pp_roster_in_hand *in_hand, struct pp_str *text) {
    const struct pp_roster *roster = &in_hand->roster;
    int n_broken = count_breaches(in_hand, true, true);
    int n_said = count_breaches(in_hand, false, true);
    int n_elsewhere = count_breaches(in_hand, true, false);
    if (n_broken && is_check(roster))
        pp_str_appendf(text,
                       "%d %s cannot be as the lists stand; a roster made now breaks a rule by "
                       "each.\n",
                       n_broken, pp_text_plural(n_broken, "thing", "things"));
    else if (n_broken)
        pp_str_appendf(text, "%d %s could not be kept; see below.\n", n_broken,
                       pp_text_plural(n_broken, "rule", "rules"));
    else
        pp_str_append(text, is_check(roster)
                                ? "Nothing that can be counted beforehand stands in the way.\n"
                            : is_stopped(in_hand) ? "As far as it was made, every rule is kept.\n"
                                                  : "Every rule is kept.\n");
    if (n_said)
        pp_str_appendf(text, "%d %s to know.\n", n_said, pp_text_plural(n_said, "thing", "things"));
    if (n_elsewhere)
        pp_str_appendf(text, "Other teams: %d %s that %s not kept.\n", n_elsewhere,
                       pp_text_plural(n_elsewhere, "rule", "rules"),
                       pp_text_plural(n_elsewhere, "is", "are"));
}

void pp_service_roster_gone(int64_t n_visits, struct pp_str *text) {
    if (n_visits == 0)
        return;
    pp_str_append_count(text, n_visits, "visit is", "visits are");
    pp_str_append(text, " no longer in it: the homes have ended, or are left out of planning.\n");
}

void pp_service_roster_summary(const struct pp_roster_in_hand *in_hand, struct pp_str *text) {
    const struct pp_team_measures *all = find_measures(&in_hand->roster, -1);
    say_head(in_hand, text);
    pp_service_roster_gone(in_hand->n_visits_gone, text);
    if (all)
        say_measures(&in_hand->problem, all, text);
    say_hours(in_hand, text);
    say_holidays(&in_hand->problem.calendar, text);
    say_rules(in_hand, text);
}

void pp_service_roster_team_summary(const struct pp_roster_in_hand *in_hand, int team_ix,
                                    struct pp_str *text) {
    const struct pp_team_measures *of_team = find_measures(&in_hand->roster, team_ix);
    if (of_team)
        say_measures(&in_hand->problem, of_team, text);
}

/* ---- what does not hold ---- */

static bool same_kind(const struct pp_breach *a, const struct pp_breach *b) {
    return a->broken == b->broken && a->rule == b->rule;
}

/* Was the command printed already? */
static bool is_printed(const struct pp_str *text, const char *command, int length) {
    PP_AUTO_STR struct pp_str line = {0};
    pp_str_appendf(&line, "Try: %.*s\n", length, command);
    return strstr(pp_str_text(text), pp_str_text(&line)) != NULL;
}

static void say_sentence(const struct pp_breach *breach, struct pp_str *text) {
    const char *sentence = breach->text ? breach->text : "";
    size_t n = strlen(sentence);
    pp_str_appendf(text, "%s%s\n", sentence, n && strchr(".!?", sentence[n - 1]) ? "" : ".");
    for (const char *fix = breach->fix; fix && *fix;) {
        int length = (int)strcspn(fix, "\n");
        if (!is_printed(text, fix, length))
            pp_str_appendf(text, "      Try: %.*s\n", length, fix);
        fix += length + (fix[length] != '\0');
    }
}

/* "Skills (H3)", the number for who reads files too, or, for what has none, "No place to meet". */
static void say_rule(const struct pp_breach *breach, struct pp_str *text) {
    const struct pp_rule_kind *kind = pp_rule_kind(breach->rule);
    pp_str_append_char(text, (char)toupper((unsigned char)kind->words[0]));
    pp_str_append(text, kind->words + 1);
    if (kind->numbered)
        pp_str_appendf(text, " (%s)", kind->code);
}

static void say_breach(const struct pp_breach *breach, struct pp_str *text) {
    pp_str_append(text, "  ");
    say_rule(breach, text);
    pp_str_append(text, ": ");
    say_sentence(breach, text);
}

/* Those of one kind under its name, the first `most`; `first` is where the kind begins. */
static void say_kind(const struct pp_roster_in_hand *in_hand, int first, int most,
                     struct pp_str *text) {
    const struct pp_roster *roster = &in_hand->roster;
    const struct pp_breach *of = &roster->breaches[first];
    int n = 0;
    for (int i = 0; i < first; i++)
        if (same_kind(&roster->breaches[i], of) && is_ours(in_hand, &roster->breaches[i]))
            return; /* said already */
    pp_str_append(text, "  ");
    say_rule(of, text);
    pp_str_append_char(text, '\n');
    for (int i = first; i < roster->n_breaches; i++)
        if (same_kind(&roster->breaches[i], of) && is_ours(in_hand, &roster->breaches[i]) &&
            (++n <= most || most == 0)) {
            pp_str_append(text, "    ");
            say_sentence(&roster->breaches[i], text);
        }
    if (most && n > most)
        pp_str_appendf(text, "    and %d more\n", n - most);
}

void pp_service_roster_breaches(const struct pp_roster_in_hand *in_hand, int most,
                                struct pp_str *text) {
    const struct pp_roster *roster = &in_hand->roster;
    for (int broken = 1; broken >= 0; broken--) {
        if (!count_breaches(in_hand, broken, true))
            continue;
        pp_str_append(text, !broken            ? "To know\n"
                            : is_check(roster) ? "What cannot be\n"
                                               : "Rules that could not be kept\n");
        for (int i = 0; i < roster->n_breaches; i++)
            if (roster->breaches[i].broken == (bool)broken &&
                is_ours(in_hand, &roster->breaches[i]))
                say_kind(in_hand, i, most, text);
    }
}

/* A caseload over what may be by a tenth more than before is told again. */
static bool is_worse(const struct pp_breach *old, const struct pp_breach *breach) {
    return breach->rule == PP_RULE_H2 && breach->n_homes > old->n_homes + old->n_homes / 10 + 1;
}

bool pp_roster_breach_is_new(const struct pp_roster_in_hand *in_hand,
                             const struct pp_breach *breach) {
    for (int i = 0; i < in_hand->n_before; i++) {
        const struct pp_breach *old = &in_hand->before[i];
        if (old->broken == breach->broken && old->rule == breach->rule &&
            old->patch_ix == breach->patch_ix && old->post_ix == breach->post_ix &&
            old->venue_ix == breach->venue_ix && old->day == breach->day &&
            old->half == breach->half)
            return is_worse(old, breach);
    }
    return true;
}

void pp_service_roster_newly_broken(const struct pp_roster_in_hand *in_hand, int most,
                                    struct pp_str *text) {
    int n = 0;
    for (int i = 0; i < in_hand->roster.n_breaches; i++) {
        const struct pp_breach *breach = &in_hand->roster.breaches[i];
        if (breach->broken && pp_roster_breach_is_new(in_hand, breach) && (n++ < most || most == 0))
            say_breach(breach, text);
    }
    if (most && n > most)
        pp_str_appendf(text, "  and %d more.\n", n - most);
}

/* Who is fixed to a patch beside those they have is told so. */
static void note_other_patches(struct pp_roster_in_hand *made, int patch_ix, int post_ix,
                               pp_day day) {
    const struct pp_roster_problem *problem = &made->problem;
    int n = 0;
    for (int p = 0; p < problem->n_patches; p++) {
        int posts[2] = {-1, -1};
        (void)pp_roster_leads_on(&made->roster, p, day, posts);
        if (p == patch_ix || (posts[0] != post_ix && posts[1] != post_ix))
            continue;
        if (n == 0)
            pp_str_appendf(&made->note, " %s (%s) is the named officer of ",
                           problem->posts[post_ix].name, problem->posts[post_ix].officer_id);
        pp_str_appendf(&made->note, "%s%s", n++ > 0 ? ", " : "", problem->patches[p].name);
    }
    if (n > 0)
        pp_str_appendf(&made->note,
                       " already; who leads %s is settled when the roster is made again.",
                       n == 1 ? "it then" : "those then");
}

void pp_roster_note_pin(struct pp_roster_in_hand *made, int patch_ix, int post_ix, pp_day day) {
    const char *name = made->problem.patches[patch_ix].name;
    made->note_says_it = true;
    if (post_ix < 0) {
        pp_str_appendf(&made->note,
                       "Patch %s is not fixed to anybody any more: the next roster may give it "
                       "another officer.",
                       name);
        return;
    }
    const struct pp_post *post = &made->problem.posts[post_ix];
    pp_str_appendf(&made->note,
                   "Fixed: every roster made from now on keeps %s (%s) on patch %s. What stands "
                   "stays as it is.",
                   post->name, post->officer_id, name);
    note_other_patches(made, patch_ix, post_ix, day);
}

void pp_service_roster_changes(const struct pp_roster_in_hand *in_hand, struct pp_str *text) {
    const struct pp_roster *roster = &in_hand->roster;
    if (in_hand->note.len)
        pp_str_appendf(text, "%s\n", pp_str_text(&in_hand->note));
    if (roster->n_changes <= in_hand->n_changes_before && !in_hand->note_says_it)
        pp_str_append(text, "Nothing changes.\n");
    for (int i = in_hand->n_changes_before; i < roster->n_changes; i++)
        pp_str_appendf(text, "%s.\n", roster->changes[i].text);
}
