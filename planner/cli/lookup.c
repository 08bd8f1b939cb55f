#include <stdio.h>

#include "planner/cli/words.h"
#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/service/file.h"
#include "patchplan/service/lookup.h"

static const struct pp_option options[] = {
    {"plan", 'p', PP_OPTION_TEXT, "NAME", "answer from this plan, published or not"},
    {"on", 0, PP_OPTION_DATE, "DATE", "answer for this day (else today)"},
    {0},
};

static const struct pp_column columns[] = {
    {"patch", "Patch", PP_COLUMN_TEXT, 0},
    {"where", "Which part", PP_COLUMN_TEXT, 0},
    {"officer", "Named officer", PP_COLUMN_TEXT, 0},
    {"phone", "Phone", PP_COLUMN_TEXT, 0},
    {"email", "Email", PP_COLUMN_TEXT, 0},
    {"stand_in", "Standing in", PP_COLUMN_TEXT, 0},
    {"stand_in_phone", "Phone", PP_COLUMN_TEXT, 0},
    {"stand_in_email", "Email", PP_COLUMN_TEXT, 0},
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"team_leader", "Team leader", PP_COLUMN_TEXT, 0},
    {"area_manager", "Area manager", PP_COLUMN_TEXT, 0},
    {"ward_code", "Ward code", PP_COLUMN_TEXT, 0},
    {"ward", "Ward", PP_COLUMN_TEXT, 0},
    {"homes", "Homes", PP_COLUMN_INT, 0},
    {"plan", "Plan", PP_COLUMN_TEXT, 0},
    {"in_force", "In force", PP_COLUMN_BOOL, 0},
    {"from", "From", PP_COLUMN_TEXT, 0},
    {"next_drop_in", "Next drop-in", PP_COLUMN_TEXT, 0},
    {"next_drop_in_start", "Start", PP_COLUMN_TEXT, 0},
    {"next_drop_in_end", "End", PP_COLUMN_TEXT, 0},
    {"next_drop_in_venue", "Venue", PP_COLUMN_TEXT, 0},
    {0},
};

static void join(const struct pp_contact *person, const char *what, struct pp_str *text) {
    const char *part = *what == 'n' ? person->name : *what == 'p' ? person->phone : person->email;
    if (part && *part)
        pp_str_appendf(text, "%s%s", text->len ? " and " : "", part);
}

/* The parts of a job share joined: "A and B". */
static const char *join_leads(const struct pp_patch_contacts *contacts, const char *what,
                              struct pp_str *text) {
    pp_str_clear(text);
    for (size_t i = 0; i < contacts->n_leads; i++)
        join(&contacts->leads[i], what, text);
    return text->len ? pp_str_text(text) : NULL;
}

/* "A", or of those who stand in for half a day each "A and B". */
static const char *join_stand_ins(const struct pp_lookup_row *row, const char *what,
                                  struct pp_str *text) {
    pp_str_clear(text);
    for (size_t i = 0; i < row->n_stand_ins; i++)
        join(&row->stand_ins[i].who, what, text);
    return text->len ? pp_str_text(text) : NULL;
}

/* Who holds on the day where no plan does, with what is known of today's patches. */
static void add_today(struct pp_report *report, const struct pp_lookup_today *today) {
    pp_report_text(report, today->patch);
    pp_report_text(report, NULL);
    pp_report_text(report, today->officer.name);
    pp_report_text(report, today->officer.phone);
    pp_report_text(report, today->officer.email);
    for (int i = 0; i < 8; i++) /* stand_in to ward */
        pp_report_text(report, NULL);
    pp_report_int(report, today->n_homes);
    pp_report_text(report, NULL);
    pp_report_bool(report, true);
    for (int i = 0; i < 5; i++) /* from to next_drop_in_venue */
        pp_report_text(report, NULL);
}

static void add_drop_in(struct pp_report *report, const struct pp_lookup_drop_ins *drop_ins) {
    const struct pp_public_session *next = drop_ins->n ? &drop_ins->rows[0] : NULL;
    char day[11], start[6], end[6];
    if (next) {
        pp_day_iso(next->day, day);
        pp_clock_iso(next->from_minute, start);
        pp_clock_iso(next->to_minute, end);
    }
    pp_report_text(report, next ? day : NULL);
    pp_report_text(report, next ? start : NULL);
    pp_report_text(report, next ? end : NULL);
    pp_report_text(report, next ? next->venue : NULL);
}

static int write_report(struct pp_call *call, const struct pp_lookup *lookup,
                        struct pp_error *reterr) {
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    PP_AUTO_STR struct pp_str text = {0};
    char day[11];
    for (size_t i = 0; i < lookup->n_today; i++)
        add_today(report, &lookup->today[i]);
    for (size_t i = 0; i < lookup->n_rows; i++) {
        const struct pp_lookup_row *row = &lookup->rows[i];
        const struct pp_patch_contacts *contacts = &row->contacts;
        pp_report_text(report, contacts->patch);
        pp_report_text(report, row->where);
        pp_report_text(report, join_leads(contacts, "name", &text));
        pp_report_text(report, join_leads(contacts, "phone", &text));
        pp_report_text(report, join_leads(contacts, "email", &text));
        pp_report_text(report, join_stand_ins(row, "name", &text));
        pp_report_text(report, join_stand_ins(row, "phone", &text));
        pp_report_text(report, join_stand_ins(row, "email", &text));
        pp_report_text(report, contacts->team);
        pp_report_text(report, contacts->team_leader.name);
        pp_report_text(report, contacts->area_manager);
        pp_report_text(report, contacts->ward_code);
        pp_report_text(report, contacts->ward_name);
        pp_report_int(report, row->n_homes);
        pp_report_text(report, contacts->plan);
        pp_report_bool(report, row->in_force);
        if (row->from)
            pp_day_iso(row->from, day);
        pp_report_text(report, row->from ? day : NULL);
        add_drop_in(report, &row->drop_ins);
    }
    return pp_report_write(report, call, reterr);
}

static void print_person(const char *title, const struct pp_contact *person, const char *none) {
    if (!person->name) {
        if (none)
            printf("  %-14s %s\n", title, none);
        return;
    }
    printf("  %-14s %s%s%s%s%s\n", title, person->name, person->phone ? ", " : "",
           person->phone ? person->phone : "", person->email ? ", " : "",
           person->email ? person->email : "");
}

/* "Monday 11 January 2027, 10am to midday: Park Library, TY1 1DL", a line each; of a ward also for which patches. */
static void print_drop_ins(const struct pp_lookup_drop_ins *drop_ins, bool of_ward) {
    if (drop_ins->n == 0)
        printf("  %-14s %s\n", "Next drop-ins", "none is published at the moment");
    for (size_t i = 0; i < drop_ins->n; i++) {
        const struct pp_public_session *session = &drop_ins->rows[i];
        char date[48], clock[40];
        pp_day_long(session->day, date, sizeof date);
        pp_clock_long_range(session->from_minute, session->to_minute, clock);
        bool tell_patches = of_ward && *session->patches;
        printf("  %-14s %s, %s: %s%s%s%s%s%s\n", i ? "" : "Next drop-ins", date, clock,
               session->venue, *session->postcode ? ", " : "", session->postcode,
               session->by_appointment ? "; please book first" : "", tell_patches ? "; for " : "",
               tell_patches ? session->patches : "");
    }
}

/* Who stands in, if somebody has to; where nobody is named and nobody stands in, who is rung then. */
static void print_stand_ins(const struct pp_lookup_row *row) {
    static const char *const titles[] = {"Standing in", "Standing in am", "Standing in pm"};
    if (row->contacts.n_leads == 0)
        printf("  %-14s %s\n", "Named officer",
               row->n_stand_ins ? "vacant" : "vacant; please ring the team leader");
    for (size_t i = 0; i < row->n_stand_ins; i++) {
        const char *half = row->stand_ins[i].half;
        print_person(titles[!half ? 0 : *half == 'a' ? 1 : 2], &row->stand_ins[i].who, NULL);
    }
}

static void print_card(const struct pp_lookup_row *row) {
    const struct pp_patch_contacts *contacts = &row->contacts;
    printf("\nPatch %s%s%s\n", contacts->patch, contacts->team ? ", team " : "",
           contacts->team ? contacts->team : "");
    if (row->where)
        printf("  %-14s %s\n", "For", row->where);
    for (size_t i = 0; i < contacts->n_leads; i++)
        print_person(i ? "and" : "Named officer", &contacts->leads[i], NULL);
    print_stand_ins(row);
    print_person("Team leader", &contacts->team_leader, "not known");
    if (contacts->area_manager)
        printf("  %-14s %s\n", "Area manager", contacts->area_manager);
    if (contacts->ward_name)
        printf("  %-14s %s (%s)\n", "Mostly in ward", contacts->ward_name, contacts->ward_code);
    if (row->in_force || row->from)
        print_drop_ins(&row->drop_ins, false);
}

static const struct pp_column list_columns[] = {
    {"patch", "Patch", PP_COLUMN_TEXT, 0},          {"officer", "Named officer", PP_COLUMN_TEXT, 0},
    {"stand_in", "Standing in", PP_COLUMN_TEXT, 0}, {"phone", "Please ring", PP_COLUMN_TEXT, 0},
    {"homes", "Homes here", PP_COLUMN_INT, 0},      {0},
};

static int print_list(const struct pp_call *call, const struct pp_lookup *lookup,
                      struct pp_error *reterr) {
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(list_columns);
    PP_AUTO_STR struct pp_str name = {0}, phone = {0}, other = {0};
    for (size_t i = 0; i < lookup->n_rows; i++) {
        const struct pp_lookup_row *row = &lookup->rows[i];
        const struct pp_patch_contacts *contacts = &row->contacts;
        const char *who = join_leads(contacts, "name", &name);
        pp_report_text(report, contacts->patch);
        pp_report_text(report, who ? who : "vacant");
        pp_report_text(report, join_stand_ins(row, "name", &other));
        pp_report_text(report, row->n_stand_ins ? join_stand_ins(row, "phone", &phone)
                                                : join_leads(contacts, "phone", &phone));
        pp_report_int(report, row->n_homes);
    }
    putchar('\n');
    int rc = pp_report_print(report, call, reterr);
    if (rc)
        return rc;
    const struct pp_patch_contacts *first = &lookup->rows[0].contacts;
    putchar('\n');
    print_person("Team leader", &first->team_leader, "not known");
    if (first->area_manager)
        printf("  %-14s %s\n", "Area manager", first->area_manager);
    print_drop_ins(&lookup->drop_ins, true);
    return 0;
}

/* Who it is on a day before any plan is in force: today's patches; a card for one, a line each for several. */
static void print_today(const struct pp_lookup *lookup) {
    for (size_t i = 0; i < lookup->n_today; i++) {
        const struct pp_lookup_today *today = &lookup->today[i];
        const char *phone = today->officer.phone;
        if (lookup->n_today == 1) {
            printf("\nPatch %s, as it is today\n", today->patch);
            print_person("Named officer", &today->officer, "vacant");
            continue;
        }
        printf("%s  patch %s, %s%s%s\n", i ? "" : "\nPatches as they are today:\n", today->patch,
               today->officer.name ? today->officer.name : "vacant", phone ? ", " : "",
               phone ? phone : "");
    }
}

/* What follows is not in force on the day: from when it is, or that it is a draft. */
static void print_standing(const struct pp_lookup *lookup, const struct pp_lookup_row *row) {
    char date[40];
    if (row->from) {
        pp_day_long(row->from, date, sizeof date);
        printf("\nFrom %s, by plan '%s':\n", date, row->contacts.plan);
    } else
        printf("\n%s is published for this place and day. Plan '%s', a draft, would give:\n",
               lookup->n_today ? "No change" : "Nothing", row->contacts.plan);
}

static int print_answer(const struct pp_call *call, const struct pp_lookup *lookup, pp_day day,
                        struct pp_error *reterr) {
    char date[40];
    pp_day_long(day, date, sizeof date);
    printf("%s, on %s", lookup->place.name, date);
    if (lookup->n_rows > 1 && lookup->in_force)
        printf(": %zu patches", lookup->n_rows);
    putchar('\n');
    print_today(lookup);
    if (lookup->place.kind == PP_PLACE_WARD) {
        if (!lookup->in_force)
            print_standing(lookup, &lookup->rows[lookup->n_rows - 1]);
        return print_list(call, lookup, reterr);
    }
    for (size_t i = 0; i < lookup->n_rows; i++) {
        const struct pp_lookup_row *row = &lookup->rows[i];
        if (!row->in_force && (i == 0 || row[-1].in_force || row[-1].from != row->from))
            print_standing(lookup, row);
        print_card(row);
    }
    return 0;
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_lookup_done) struct pp_lookup lookup = {0};
    pp_day today = pp_day_today(), day = today;
    pp_call_date(call, "on", &day);
    PP_AUTO_STR struct pp_str query = {0};
    pp_words_join(call, &query); /* S5 6NB typed without quotes is two words */
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_lookup(
            db,
            &(struct pp_lookup_wish){.query = pp_str_text(&query),
                                     .plan_name = pp_call_text(call, "plan"),
                                     .day = day,
                                     .minute = day == today ? pp_clock_now() : -1},
            &lookup, reterr);
    if (rc)
        return rc;
    if (pp_call_format(call) != PP_FORMAT_TABLE || pp_call_output_path(call))
        return write_report(call, &lookup, reterr);
    return print_answer(call, &lookup, day, reterr);
}

const struct pp_command pp_command_lookup = {
    .name = "lookup",
    .summary = "say who looks after a postcode, ward, street, councillor or property",
    .arguments = "PLACE",
    .min_arguments = 1,
    .max_arguments = -1,
    .description =
        "Answers with the patch, its named officer, team leader, area manager and next drop-ins, "
        "for "
        "any postcode of "
        "the\narea, whether homes of ours stand there or not. A place in several patches lists "
        "them "
        "all, with the\nhouse numbers of each. The answer is who it is on the day, and who stands "
        "in "
        "where the named officer is\naway. Where nothing is published for that day, that is "
        "today's "
        "officer; what is published from a later day,\nor the newest draft, comes after, and it "
        "says "
        "so.",
    .examples = "patchplan lookup \"S5 6NB\"\npatchplan lookup Burngreave --on 2027-06-01\n"
                "patchplan lookup \"Mossford View\" -f json",
    .options = options,
    .run = run,
};
