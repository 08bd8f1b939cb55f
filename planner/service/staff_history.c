/* Who did what, when and why, for people. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "planner/service/approval.h"
#include "planner/service/hrefs.h"
#include "planner/service/list_words.h"
#include "planner/service/rule_words.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/audit.h"
#include "patchplan/service/edit.h"
#include "patchplan/service/staff.h"
#include "patchplan/store/desk.h"
#include "patchplan/store/history.h"
#include "patchplan/store/plan.h"
#include "patchplan/store/publication.h"
#include "patchplan/store/user.h"

enum { MOST_IMPORTS = 1000 };

/* What the audit trail calls by number, by name: it holds no names itself. */
struct names {
    struct pp_plan_line *plans;
    int n_plans;
    struct pp_import_line *imports;
    size_t n_imports;
    struct pp_publication *publications;
    size_t n_publications;
    struct pp_user *users;
    size_t n_users;
    struct pp_arena arena;
};

static void names_done(struct names *names) { pp_arena_done(&names->arena); }

static int read_names(struct pp_db *db, struct names *names, struct pp_error *reterr) {
    int rc = pp_store_plan_list(db, &names->arena, &names->plans, &names->n_plans, reterr);
    if (!rc)
        rc = pp_store_import_lines(db, MOST_IMPORTS, &names->arena, &names->imports,
                                   &names->n_imports, reterr);
    if (!rc)
        rc = pp_store_publication_list(db, &names->arena, &names->publications,
                                       &names->n_publications, reterr);
    if (!rc)
        rc = pp_store_user_list(db, &names->arena, &names->users, &names->n_users, reterr);
    return rc;
}

static const char *plan_name(const struct names *names, int64_t id) {
    for (int i = 0; i < names->n_plans; i++)
        if (names->plans[i].plan_id == id)
            return names->plans[i].name;
    return NULL;
}

static const struct pp_publication *publication_of(const struct names *names, int64_t id) {
    for (size_t i = 0; i < names->n_publications; i++)
        if (names->publications[i].publication_id == id)
            return &names->publications[i];
    return NULL;
}

static const char *import_name(struct names *names, int64_t id) {
    for (size_t i = 0; i < names->n_imports; i++)
        if (names->imports[i].import_id == id)
            return pp_arena_printf(&names->arena, "%s (%s)", pp_list_title(names->imports[i].kind),
                                   names->imports[i].file_name);
    return NULL;
}

static const char *user_name(struct names *names, int64_t id) {
    for (size_t i = 0; i < names->n_users; i++)
        if (names->users[i].user_id == id)
            return names->users[i].name;
    return NULL;
}

/* ---- a line as a sentence: who, what was done, to what, and more ---- */

struct sentence {
    struct names *names;
    struct pp_db *db;
    const struct pp_audit_row *row;
    const struct pp_json *detail;
    const char *what; /* of the detail; "" none */
    const char *plan; /* it is about, NULL none */
    struct pp_str said, of, after;
};

static void sentence_done(struct sentence *s) {
    pp_str_done(&s->said);
    pp_str_done(&s->of);
    pp_str_done(&s->after);
}

/* The number behind "plan " and the like; 0: it is about something else. */
static int64_t number_of(const struct sentence *s, const char *kind) {
    size_t length = strlen(kind);
    return strncmp(s->row->object, kind, length) == 0 ? strtoll(s->row->object + length, NULL, 10)
                                                      : 0;
}

static void name_plan(struct sentence *s, int64_t plan_id) {
    s->plan = plan_name(s->names, plan_id);
    pp_str_appendf(&s->of, "plan %s", s->plan ? s->plan : "that is no more");
}

static const char *officer_name(struct sentence *s, const char *officer_id) {
    const char *name = NULL;
    int rc = pp_store_history_officer(s->db, officer_id, &s->names->arena, &name, NULL);
    return rc == 0 && name && *name ? name : officer_id;
}

/* "Old Pans (TW01C)" */
static const char *neighbourhood_name(struct sentence *s, const char *code) {
    const char *name = NULL;
    int rc = pp_store_history_neighbourhood(s->db, code, &s->names->arena, &name, NULL);
    return rc == 0 && name && *name ? pp_arena_printf(&s->names->arena, "%s (%s)", name, code)
                                    : code;
}

/* What it was done to, as far as the file still knows. */
static void name_object(struct sentence *s) {
    int64_t id;
    const char *name = NULL;
    const struct pp_publication *publication;
    char day[48];
    if ((id = number_of(s, "plan ")) != 0) {
        name_plan(s, id);
    } else if ((id = number_of(s, "publication ")) != 0 &&
               (publication = publication_of(s->names, id)) != NULL) {
        name_plan(s, publication->plan_id);
        pp_day_long(publication->first_day, day, sizeof day);
        pp_str_appendf(&s->after, ", %s, from %s", publication->scope, day);
    } else if ((id = number_of(s, "import ")) != 0) {
        name = import_name(s->names, id);
    } else if ((id = number_of(s, "user ")) != 0) {
        name = user_name(s->names, id);
    } else if (strncmp(s->row->object, "officer ", strlen("officer ")) == 0) {
        name = officer_name(s, s->row->object + strlen("officer "));
    } else if (strncmp(s->row->object, "neighbourhood ", strlen("neighbourhood ")) == 0) {
        name = neighbourhood_name(s, s->row->object + strlen("neighbourhood "));
    } else {
        name = s->row->object;
    }
    if (name)
        pp_str_append(&s->of, name);
}

/* "2027-03-04 2027-03-06 am" as " from Thursday 4 March 2027 to ..."; older lines tell no days. */
static void say_days(struct sentence *s, const char *from, const char *to, const char *part) {
    pp_day first = 0, last = 0;
    char a[48], b[48];
    if (!pp_day_parse(from, &first) || !pp_day_parse(to, &last))
        return;
    pp_day_long(first, a, sizeof a);
    pp_day_long(last, b, sizeof b);
    if (first == last)
        pp_str_appendf(&s->said, " on %s", a);
    else
        pp_str_appendf(&s->said, " from %s to %s", a, b);
    if (*part)
        pp_str_append(&s->said, strcmp(part, "am") == 0 ? ", mornings" : ", afternoons");
}

static void say_away(struct sentence *s) {
    char id[64] = "", from[16] = "", to[16] = "", part[8] = "";
    bool back = strncmp(s->what, "back ", 5) == 0;
    sscanf(s->what + 5, "%63s %15s %15s %7s", id, from, to, part);
    pp_str_appendf(&s->said, "said that %s is %s", officer_name(s, id),
                   back ? "there after all" : "away");
    say_days(s, from, to, part);
    pp_str_clear(&s->of);
}

static void say_leaves(struct sentence *s) {
    char id[64] = "", on[16] = "", words[48];
    bool stays = strncmp(s->what, "stays ", 6) == 0;
    pp_day day = 0;
    sscanf(s->what + strlen(stays ? "stays " : "leaves "), "%63s %15s", id, on);
    pp_str_appendf(&s->said, "said that %s %s", officer_name(s, id),
                   stays ? "stays after all" : "leaves");
    if (pp_day_parse(on, &day)) {
        pp_day_long(day, words, sizeof words);
        pp_str_appendf(&s->said, ", last day %s", words);
    }
    pp_str_clear(&s->of);
}

static void say_assign(struct sentence *s) {
    char id[64] = "";
    const char *to = strstr(s->what, " to ");
    sscanf(s->what + strlen("assign "), "%63s", id);
    pp_str_appendf(&s->said, "named %s for patch %s in", officer_name(s, id), to ? to + 4 : "");
}

static void say_session(struct sentence *s) {
    const char *at = strstr(s->what, " session "), *of = NULL;
    pp_str_appendf(&s->said, "%.*s%s", (int)strcspn(s->what, " "), s->what,
                   strncmp(s->what, "cancel", 6) == 0 ? "led" : "d");
    if (at &&
        pp_store_history_session(s->db, strtoll(at + 9, NULL, 10), &s->names->arena, &of, NULL) ==
            0 &&
        of)
        pp_str_appendf(&s->said, " the drop-in %s in", of);
    else
        pp_str_append(&s->said, " a drop-in in");
}

static void say_setting(struct sentence *s) {
    const char *value = pp_json_text(pp_json_get(s->detail, "value")),
               *before = pp_json_text(pp_json_get(s->detail, "before"));
    const char *key = s->row->object + strcspn(s->row->object, " ");
    pp_str_clear(&s->of);
    pp_str_appendf(&s->said, "set \342\200\234%s\342\200\235", pp_rule_title(key + (*key == ' ')));
    if (before)
        pp_str_appendf(&s->said, " from %s", before);
    pp_str_appendf(&s->said, " %s%s", value ? "to " : "back to the usual", value ? value : "");
}

static void say_name(struct sentence *s) {
    const char *name = pp_json_text(pp_json_get(s->detail, "name")),
               *new_name = pp_json_text(pp_json_get(s->detail, "new_name"));
    pp_str_clear(&s->of);
    pp_str_appendf(&s->said, "%s plan %s", new_name ? "renamed" : "deleted", name ? name : "");
    if (new_name)
        pp_str_appendf(&s->said, " to %s", new_name);
}

/* "workload factor 1.000 to 1.350" */
static void say_factor(struct sentence *s) {
    pp_str_append(&s->said, "changed the workload factor of");
    pp_str_appendf(&s->after, " from %s", s->what + strlen("workload factor "));
}

static void say_import(struct sentence *s) {
    double n = 0;
    char count[32];
    pp_str_append(&s->said, "brought in the list");
    if (!pp_json_number(pp_json_get(s->detail, "ended"), &n))
        return;
    pp_text_format_count((int64_t)n, count, sizeof count);
    pp_str_appendf(&s->after, " and ended %s that were not in it", count);
}

static void say_edit(struct sentence *s) {
    pp_str_append(&s->said, "changed");
    if (*s->what)
        pp_str_appendf(&s->after, ": %s", s->what);
}

/* Every action of the history, each in one row: under what it is found, what a line of it begins with, what is said. */
static const struct verb {
    const char *kind, *action, *what; /* what: how that begins, "" any */
    const char *said;                 /* NULL: say */
    void (*say)(struct sentence *s);
} verbs[] = {
    {"plans", "rename", "", NULL, say_name},
    {"plans", "delete", "", NULL, say_name},
    {"plans", "edit", "", NULL, say_edit},
    {"plans", "allocate", "", "drew the patches of", NULL},
    {"plans", "import plan", "", "brought in", NULL},
    {"plans", "comment", "", "commented on", NULL},
    {"plans", "answer a comment", "", "answered a comment on", NULL},
    {"plans", "close a comment", "", "closed a comment on", NULL},
    {"plans", "open a comment again", "", "opened a comment again on", NULL},
    {"plans", "share for consultation", "", "made a link for others to read", NULL},
    {"plans", "end a consultation", "", "took back a link to", NULL},
    {"plans", "merge", "", "put together the parts of", NULL},
    {"publishing", "publish", "", "published", NULL},
    {"publishing", "roll back", "", "took back the publication of", NULL},
    {"publishing", "propose to publish", "", "proposed to publish", NULL},
    {"publishing", "approve a publication", "", "approved to publish", NULL},
    {"publishing", "decline a publication", "", "declined to publish", NULL},
    {"publishing", "take back a proposal", "", "took back the proposal to publish", NULL},
    {"rosters", "roster", "away ", NULL, say_away},
    {"rosters", "roster", "back ", NULL, say_away},
    {"rosters", "roster", "leaves ", NULL, say_leaves},
    {"rosters", "roster", "stays ", NULL, say_leaves},
    {"rosters", "roster", "assign ", NULL, say_assign},
    {"rosters", "roster", "pin ", "fixed the named officer of a patch in", NULL},
    {"rosters", "roster", "unpin ", "no longer fixed the named officer of a patch in", NULL},
    {"rosters", "roster", "move session", NULL, say_session},
    {"rosters", "roster", "cancel session", NULL, say_session},
    {"rosters", "roster", "restore session", NULL, say_session},
    {"rosters", "roster", "record visits", "recorded what was found on visits, in", NULL},
    {"rosters", "roster", "record attendance", "recorded who came to a drop-in, in", NULL},
    {"rosters", "roster", "replan", "planned again the roster of", NULL},
    {"rosters", "roster", "", "made the roster of", NULL},
    {"lists", "import", "", NULL, say_import},
    {"rules", "settings", "", NULL, say_setting},
    {"rules", "weights", "workload factor ", NULL, say_factor},
    {"rules", "weights", "", "worked out the workload factors of", NULL},
    {"accounts", "user add", "", "made the account", NULL},
    {"accounts", "user passwd", "", "changed the password of", NULL},
    {"accounts", "user disable", "", "closed the account", NULL},
    {"accounts", "user enable", "", "opened again the account", NULL},
    {"accounts", "purge", "", "took out what was too old", NULL},
    {"accounts", "take a name out", "", "took the name of who left out of the file", NULL},
    {"accounts", "make an address for a calendar", "", "made the address of the calendar of", NULL},
    {"accounts", "take back an address of a calendar", "", "ended the address of the calendar of",
     NULL},
};

static void say(struct sentence *s) {
    const char *action = s->row->action;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        const struct verb *verb = &verbs[i];
        if (strcmp(action, verb->action) != 0 ||
            strncmp(s->what, verb->what, strlen(verb->what)) != 0)
            continue;
        if (verb->say)
            verb->say(s);
        else
            pp_str_append(&s->said, verb->said);
        return;
    }
    pp_str_appendf(&s->said, "did this: %s,", *s->what ? s->what : action);
}

/* Of a line about a workload factor: from which to which, and of how many homes (older lines do not say). */
static void set_factors(const struct sentence *s, const struct pp_json *detail,
                        struct pp_json *json) {
    char before[16] = "", after[16] = "";
    if (sscanf(s->what, "workload factor %15s to %15s", before, after) != 2)
        return;
    pp_set_text(json, "factorBefore", before);
    pp_set_text(json, "factor", after);
    pp_set_text(json, "homes", pp_json_text(pp_json_get(detail, "homes")));
}

static struct pp_json *line_json(struct names *names, struct pp_db *db,
                                 const struct pp_audit_row *row) {
    PP_AUTO_JSON struct pp_json *detail = NULL;
    PP_AUTO(sentence_done) struct sentence s = {.names = names, .db = db, .row = row, .what = ""};
    struct pp_json *json = pp_json_new_object();
    if (pp_json_read_text(row->detail, "detail", &detail, NULL) == 0) {
        const char *what = pp_json_text(pp_json_get(detail, "what"));
        s.what = what ? what : "";
        pp_set_text(json, "why", pp_json_text(pp_json_get(detail, "why")));
    }
    pp_approval_say(detail, json);
    name_object(&s);
    s.detail = detail;
    say(&s);
    set_factors(&s, detail, json);
    pp_set_moment(json, "at", row->at);
    pp_set_text(json, "who", *row->who ? row->who : "Somebody");
    pp_set_text(json, "object", row->object);
    pp_set_text(json, "said", pp_str_text(&s.said));
    pp_set_text(json, "of", s.of.len ? pp_str_text(&s.of) : NULL);
    if (s.of.len && s.plan)
        pp_set_href(json, "href", "/plan/", s.plan);
    else
        pp_set_text(json, "href", NULL);
    pp_set_text(json, "after", pp_str_text(&s.after));
    return json;
}

/* ---- some of it ---- */

static const struct kind {
    const char *key, *title;
} kinds[] = {
    {"plans", "Plans and patches"},          {"publishing", "Publishing"},
    {"rosters", "Rosters and absences"},     {"lists", "Lists"},
    {"rules", "Rules and workload factors"}, {"accounts", "Accounts, and what was too old"},
};

/* "|publish|roll back|", appended; nothing for what is no kind. */
static void append_actions(const char *key, struct pp_str *actions) {
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].kind, key) == 0)
            pp_str_appendf(actions, "%s%s|", actions->len ? "" : "|", verbs[i].action);
}

static int read_lines(struct pp_db *db, const struct pp_history_filter *filter,
                      struct pp_json **ret_lines, int64_t *ret_total, struct pp_error *reterr) {
    PP_AUTO(names_done) struct names names = {0};
    struct pp_audit_row *rows = NULL;
    size_t n = 0;
    int rc = pp_store_history_find(db, filter, &names.arena, &rows, &n, ret_total, reterr);
    if (!rc)
        rc = read_names(db, &names, reterr);
    if (rc)
        return rc;
    struct pp_json *lines = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        pp_json_push(lines, line_json(&names, db, &rows[i]));
    *ret_lines = lines;
    return lines ? 0 : pp_fail_nomem(reterr);
}

int pp_service_record_json(struct pp_db *db, struct pp_json **ret_record, struct pp_error *reterr) {
    struct pp_audit_found found;
    int rc = pp_service_audit_verify(db, NULL, &found, reterr);
    struct pp_json *record = rc ? NULL : pp_json_new_object();
    if (rc)
        return rc;
    pp_json_set(record, "isWhole", pp_json_new_bool(found.is_whole));
    pp_set_text(record, "text", found.words);
    *ret_record = record;
    return record ? 0 : pp_fail_nomem(reterr);
}

int pp_service_history_json(struct pp_db *db, const struct pp_history_about *about, size_t most,
                            struct pp_json **ret_lines, struct pp_error *reterr) {
    char actions[64] = "";
    if (about->action)
        snprintf(actions, sizeof actions, "|%s|", about->action);
    const struct pp_history_filter filter = {
        .actions = actions, .object = about->object, .most = most};
    int64_t total = 0;
    return read_lines(db, &filter, ret_lines, &total, reterr);
}

/* ---- the page ---- */

static struct pp_json *choice_json(const char *key, const char *title, const char *chosen) {
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "key", key);
    pp_set_text(json, "title", title);
    pp_json_set(json, "chosen", pp_json_new_bool(strcmp(key, chosen) == 0));
    return json;
}

static int set_choices(struct pp_db *db, const struct pp_history_wish *wish, struct pp_json *page,
                       struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const char **names = NULL;
    size_t n = 0;
    int rc = pp_store_history_people(db, &arena, &names, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *people = pp_json_new_array(), *about = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        pp_json_push(people, choice_json(names[i], names[i], wish->who));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        pp_json_push(about, choice_json(kinds[i].key, kinds[i].title, wish->kind));
    pp_json_set(page, "people", people);
    pp_json_set(page, "kinds", about);
    pp_set_text(page, "from", wish->from);
    pp_set_text(page, "to", wish->to);
    return 0;
}

/* The same lines, another page of them; none at the ends. */
static void set_page_href(const struct pp_history_wish *wish, const char *key, int64_t number,
                          bool exists, struct pp_json *page) {
    const char *const fields[][2] = {
        {"who", wish->who}, {"kind", wish->kind}, {"from", wish->from}, {"to", wish->to}};
    PP_AUTO_STR struct pp_str href = {0};
    pp_str_appendf(&href, "/history?page=%lld", (long long)number);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (!*fields[i][1])
            continue;
        pp_str_appendf(&href, "&%s=", fields[i][0]);
        pp_str_append_url(&href, fields[i][1]);
    }
    pp_set_text(page, key, exists ? pp_str_text(&href) : NULL);
}

static int check_day(const char *typed, char iso[11], struct pp_error *reterr) {
    pp_day day = 0;
    iso[0] = '\0';
    if (!*typed)
        return 0;
    if (!pp_day_parse(typed, &day))
        return pp_fail(reterr, PP_E_INPUT, "Write a day like 9/3/2027, the day before the month.");
    pp_day_iso(day, iso);
    return 0;
}

int pp_service_history_page(struct pp_db *db, const struct pp_history_wish *wish,
                            struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    PP_AUTO_STR struct pp_str actions = {0};
    struct pp_json *lines = NULL;
    char from[11], to[11];
    int64_t total = 0, number = wish->page > 1 && wish->page < 1000000 ? wish->page : 1;
    int rc = check_day(wish->from, from, reterr);
    if (!rc)
        rc = check_day(wish->to, to, reterr);
    append_actions(wish->kind, &actions);
    if (rc || actions.failed)
        return rc ? rc : pp_fail_nomem(reterr);
    const struct pp_history_filter filter = {.who = wish->who,
                                             .actions = pp_str_text(&actions),
                                             .first_day = from,
                                             .last_day = to,
                                             .skip = (size_t)(number - 1) * PP_HISTORY_LINES,
                                             .most = PP_HISTORY_LINES};
    if ((rc = read_lines(db, &filter, &lines, &total, reterr)) != 0)
        return rc;
    pp_json_set(page, "lines", lines);
    pp_json_set(page, "isFiltered",
                pp_json_new_bool(*wish->who || *wish->kind || *wish->from || *wish->to));
    set_page_href(wish, "newer", number - 1, number > 1, page);
    set_page_href(wish, "older", number + 1, number * PP_HISTORY_LINES < total, page);
    if ((rc = set_choices(db, wish, page, reterr)) == 0)
        *ret_page = PP_STEAL(page);
    return rc;
}

int pp_service_plan_history_json(struct pp_db *db, const char *plan, struct pp_json **ret_lines,
                                 struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_edit *edits = NULL;
    size_t n = 0;
    int rc = pp_service_history(db, plan, &arena, &edits, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *lines = pp_json_new_array();
    for (size_t i = 0; i < n; i++) {
        struct pp_json *json = pp_json_new_object();
        pp_set_moment(json, "at", edits[i].at);
        pp_set_text(json, "who", edits[i].who);
        pp_set_text(json, "said",
                    edits[i].undone ? "changed it, and took it back: " : "changed it: ");
        pp_set_text(json, "after", edits[i].what);
        pp_set_text(json, "why", edits[i].why);
        pp_json_set(json, "undone", pp_json_new_bool(edits[i].undone));
        pp_json_push(lines, json);
    }
    *ret_lines = lines;
    return lines ? 0 : pp_fail_nomem(reterr);
}
