/* Where things are: postcodes, neighbourhoods, wards and their teams, links. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "planner/stock/reader.h"

#include "patchplan/core/text.h"
#include "patchplan/stock/clean.h"

/* ---- postcodes ---- */

enum { PC_CODE, PC_EASTING, PC_NORTHING, PC_WARD };
static const struct pp_field postcode_fields[] = {
    {.name = "postcode",
     .aliases = "pcd|pcds|post code",
     .value = PP_VALUE_POSTCODE,
     .column = true,
     .filled = true},
    {.name = "easting", .aliases = "eastings|x|oseast1m", .value = PP_VALUE_REAL, .column = true},
    {.name = "northing", .aliases = "northings|y|osnrth1m", .value = PP_VALUE_REAL, .column = true},
    {.name = "ward_code", .aliases = "admin_ward_code|ward|osward"},
    {0},
};

/* 0,0 is how lists of postcodes say that there is no position. */
static void drop_zero_point(struct pp_reader *r) {
    struct pp_value *e = &r->values[PC_EASTING], *n = &r->values[PC_NORTHING];
    if (e->given && n->given && e->real == 0 && n->real == 0)
        e->given = n->given = false;
}

static void take_postcode(struct pp_reader *r) {
    struct pp_postcode_record record = {.ward_ix = -1};
    drop_zero_point(r);
    if (!pp_reader_point(r, PC_EASTING, PC_NORTHING, false, &record.x, &record.y) ||
        !pp_reader_keep(r, pp_book_add(r->book, PP_BOOK_WARD, pp_reader_text(r, PC_WARD),
                                       &record.ward_ix, r->reterr)) ||
        !pp_reader_keep(r, pp_book_add(r->book, PP_BOOK_POSTCODE, pp_reader_text(r, PC_CODE),
                                       &record.postcode_ix, r->reterr)))
        return;
    r->book->postcodes[record.postcode_ix] =
        (struct pp_book_postcode){record.x, record.y, record.ward_ix};
    pp_reader_emit(r, NULL, &record);
}

const struct pp_kind pp_kind_postcodes = {
    .name = "postcodes",
    .file = "postcodes.csv",
    .fields = postcode_fields,
    .n_key = 1,
    .key = {PC_CODE},
    .lists = PP_BOOK_POSTCODE,
    .take = take_postcode,
};

/* ---- neighbourhoods ---- */

enum { NB_CODE, NB_NAME, NB_WEIGHT };
static const struct pp_field neighbourhood_fields[] = {
    {.name = "neighbourhood_code",
     .aliases = "lsoa_code|lsoa|oa_code|neighbourhood",
     .column = true,
     .filled = true},
    {.name = "name", .aliases = "neighbourhood_name", .staff = true},
    {.name = "weight", .value = PP_VALUE_MILLI, .min = 0, .max = 100},
    {0},
};

static void take_neighbourhood(struct pp_reader *r) {
    const struct pp_value *weight = &r->values[NB_WEIGHT];
    struct pp_neighbourhood_record record = {
        .name = pp_reader_text(r, NB_NAME),
        .weight_milli = weight->given ? weight->whole : PP_NO_NUMBER,
    };
    if (pp_reader_keep(r, pp_book_add(r->book, PP_BOOK_NEIGHBOURHOOD, pp_reader_text(r, NB_CODE),
                                      &record.neighbourhood_ix, r->reterr)))
        pp_reader_emit(r, NULL, &record);
}

const struct pp_kind pp_kind_neighbourhoods = {
    .name = "neighbourhoods",
    .file = "neighbourhoods.csv",
    .fields = neighbourhood_fields,
    .n_key = 1,
    .key = {NB_CODE},
    .lists = PP_BOOK_NEIGHBOURHOOD,
    .take = take_neighbourhood,
};

/* ---- teams ---- */

enum { TM_WARD, TM_WARD_NAME, TM_TEAM, TM_AREA, TM_MANAGER };
static const struct pp_field team_fields[] = {
    {.name = "ward_code", .aliases = "ward", .column = true, .filled = true},
    {.name = "ward_name"},
    {.name = "team", .aliases = "team_name", .column = true, .filled = true, .max = PP_NAME_MOST},
    {.name = "area", .aliases = "area_name"},
    {.name = "area_manager", .aliases = "manager", .staff = true},
    {0},
};

static void take_team(struct pp_reader *r) {
    struct pp_team_record record = {
        .ward_name = pp_reader_text(r, TM_WARD_NAME),
        .area_manager = pp_reader_text(r, TM_MANAGER),
    };
    if (pp_reader_keep(r, pp_book_add(r->book, PP_BOOK_WARD, pp_reader_text(r, TM_WARD),
                                      &record.ward_ix, r->reterr)) &&
        pp_reader_keep(r, pp_book_add(r->book, PP_BOOK_TEAM, pp_reader_text(r, TM_TEAM),
                                      &record.team_ix, r->reterr)) &&
        pp_reader_keep(r, pp_book_add(r->book, PP_BOOK_AREA, pp_reader_text(r, TM_AREA),
                                      &record.area_ix, r->reterr)))
        pp_reader_emit(r, NULL, &record);
}

static void finish_teams(struct pp_reader *r) { r->book->has_list[PP_BOOK_WARD] = true; }

const struct pp_kind pp_kind_teams = {
    .name = "teams",
    .file = "teams.csv",
    .fields = team_fields,
    .n_key = 1,
    .key = {TM_WARD},
    .lists = PP_BOOK_TEAM,
    .take = take_team,
    .finish = finish_teams,
};

/* ---- links ---- */

enum { LK_FROM, LK_TO };
static const struct pp_field link_fields[] = {
    {.name = "from", .column = true, .filled = true},
    {.name = "to", .column = true, .filled = true},
    {0},
};

/* One end in its normal form: a postcode if it is one and no block is called so. */
static const char *end_of_link(struct pp_reader *r, int f, char room[PP_POSTCODE_SIZE]) {
    const char *text = pp_reader_text(r, f);
    if (pp_postcode_clean(text, room) != PP_POSTCODE_FINE)
        return text;
    if (r->book->has_list[PP_BOOK_POSTCODE] && pp_book_find(r->book, PP_BOOK_POSTCODE, room) < 0)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "unknown_name", f,
                       "correct it, unless it is a block_ref", "there is no postcode %s", room);
    return room;
}

static void take_link(struct pp_reader *r) {
    char from_room[PP_POSTCODE_SIZE], to_room[PP_POSTCODE_SIZE];
    const char *from = end_of_link(r, LK_FROM, from_room), *to = end_of_link(r, LK_TO, to_room);
    int order = strcmp(from, to);
    if (order == 0) {
        pp_reader_tell(r, PP_SEVERITY_ERROR, "link_to_itself", LK_TO, "name two different places",
                       "%.60s is linked to itself", from);
        return;
    }
    struct pp_link_record record = {order < 0 ? from : to, order < 0 ? to : from};
    pp_str_clear(&r->key);
    pp_str_appendf(&r->key, "%s\x1f%s", record.from, record.to);
    int64_t before = pp_reader_seen(r, pp_str_text(&r->key));
    if (before)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "repeated_row", LK_FROM, "delete one of them",
                       "the same two stand in row %lld; they count once", (long long)before);
    else
        pp_reader_emit(r, NULL, &record);
}

const struct pp_kind pp_kind_links = {
    .name = "links",
    .file = "links.csv",
    .fields = link_fields,
    .lists = PP_BOOK_N_SETS,
    .take = take_link,
};
