/* The list of homes. Millions of rows pass here: nothing is allocated for a good one. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "planner/stock/reader.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

enum {
    HM_REF,
    HM_UPRN,
    HM_ADDRESS,
    HM_STREET,
    HM_POSTCODE,
    HM_EASTING,
    HM_NORTHING,
    HM_BLOCK,
    HM_WARD,
    HM_NEIGHBOURHOOD,
    HM_LANDLORD,
    HM_TYPE,
    HM_TENURE,
    HM_MANAGED_BY,
    HM_STATUS,
    HM_PATCH,
    HM_INCLUDE,
    HM_SUPPRESS,
    HM_REASON
};
static const struct pp_field home_fields[] = {
    {.name = "property_ref",
     .aliases = "property_reference|prop_ref|place_ref|property_id",
     .column = true,
     .filled = true},
    {.name = "uprn", .value = PP_VALUE_UPRN},
    {.name = "address", .aliases = "full_address|address_line_1", .max = PP_LONG_TEXT_MOST},
    {.name = "street", .aliases = "street_name"},
    {.name = "postcode", .aliases = "post_code", .value = PP_VALUE_POSTCODE},
    {.name = "easting", .aliases = "eastings|x", .value = PP_VALUE_REAL},
    {.name = "northing", .aliases = "northings|y", .value = PP_VALUE_REAL},
    {.name = "block_ref", .aliases = "block"},
    {.name = "ward_code", .aliases = "ward"},
    {.name = "neighbourhood_code", .aliases = "neighbourhood|lsoa_code|lsoa"},
    {.name = "landlord"},
    {.name = "property_type", .aliases = "type"},
    {.name = "tenure"},
    {.name = "managed_by"},
    {.name = "status",
     .value = PP_VALUE_CHOICE,
     .lenient = true,
     .choices = "let=occupied,tenanted,in use,current|void=vacant,empty,unlet"},
    {.name = "current_patch", .aliases = "patch", .listed = true, .max = PP_NAME_MOST},
    {.name = "include", .value = PP_VALUE_YES},
    {.name = "suppress", .aliases = "suppressed", .value = PP_VALUE_YES},
    {.name = "reason", .max = PP_LONG_TEXT_MOST},
    {0},
};

/* What the file's last homes had in common with this one: lists run street by street. */
struct home_state {
    int64_t checked_postcode_ix, checked_ward_ix;
    double checked_x, checked_y;
};

static struct home_state *state_of(struct pp_reader *r) {
    if (!r->state) {
        struct home_state *state = pp_arena_alloc(&r->arena, sizeof *state);
        if (!state) {
            pp_reader_keep(r, pp_fail_nomem(r->reterr));
            return NULL;
        }
        *state = (struct home_state){-1, -1, NAN, NAN};
        r->state = state;
    }
    return r->state;
}

/* Metres beyond which a point is no longer explained by simplified ward borders. */
enum { FAR_OFF_M = 2000, NEAR_M = 50, OTHER_PLACE_M = 10000 };

static bool is_swapped(const struct pp_reader *r, const struct pp_home_record *home) {
    double distance_m = 0;
    if (home->postcode_ix >= 0) {
        const struct pp_book_postcode *at = &r->book->postcodes[home->postcode_ix];
        if (!isnan(at->x))
            return hypot(home->x - at->x, home->y - at->y) > OTHER_PLACE_M &&
                   hypot(home->y - at->x, home->x - at->y) < OTHER_PLACE_M;
    }
    if (!r->book->wards)
        return false;
    pp_locator_nearest(r->book->wards, home->x, home->y, &distance_m);
    if (distance_m <= FAR_OFF_M)
        return false;
    pp_locator_nearest(r->book->wards, home->y, home->x, &distance_m);
    return distance_m <= FAR_OFF_M;
}

/* A point against the shapes of the wards; the home's own ward is believed. */
static void check_ward_of_point(struct pp_reader *r, const struct pp_home_record *home) {
    double distance_m = 0;
    int holding = pp_locator_nearest(r->book->wards, home->x, home->y, &distance_m);
    if (holding < 0)
        return;
    if (distance_m > FAR_OFF_M) {
        pp_reader_tell(r, PP_SEVERITY_WARNING, "far_outside", HM_EASTING, "check its position",
                       "%.0f, %.0f is %.1f km outside every ward", home->x, home->y,
                       distance_m / 1000);
        return;
    }
    if (home->ward_ix < 0 || holding == home->ward_ix)
        return;
    int holders[8];
    int n = pp_locator_all_holding(r->book->wards, home->x, home->y, holders, 8);
    for (int i = 0; i < n && i < 8; i++)
        if (holders[i] == home->ward_ix)
            return;
    if (n > 0)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "outside_ward", HM_WARD,
                       "correct the ward or the position",
                       "the home is in ward %s by its code, in %s by its position",
                       pp_book_name(r->book, PP_BOOK_WARD, home->ward_ix),
                       pp_book_name(r->book, PP_BOOK_WARD, holding));
}

static bool check_position(struct pp_reader *r, const struct pp_home_record *home) {
    struct home_state *state = state_of(r);
    if (!state)
        return false;
    if (state->checked_postcode_ix == home->postcode_ix && state->checked_x == home->x &&
        state->checked_y == home->y && state->checked_ward_ix == home->ward_ix)
        return true;
    if (is_swapped(r, home)) {
        pp_reader_tell(r, PP_SEVERITY_ERROR, "swapped_point", HM_EASTING,
                       "swap them; the whole file: --map easting=northing --map northing=easting",
                       "easting and northing are swapped: %.0f, %.0f would be right", home->y,
                       home->x);
        return false;
    }
    uint64_t n_before = (uint64_t)r->read->n_warnings;
    if (r->book->wards)
        check_ward_of_point(r, home);
    if (n_before == (uint64_t)r->read->n_warnings)
        *state = (struct home_state){home->postcode_ix, home->ward_ix, home->x, home->y};
    return true;
}

/* Its own point, or its postcode's; a home left out, or one of a block, may have none. */
static bool take_point(struct pp_reader *r, struct pp_home_record *home) {
    const struct pp_book_postcode *at =
        home->postcode_ix >= 0 ? &r->book->postcodes[home->postcode_ix] : NULL;
    bool spare = at && !isnan(at->x);
    if (!pp_reader_point(r, HM_EASTING, HM_NORTHING, spare, &home->x, &home->y))
        return false;
    if (!isnan(home->x)) {
        if (home->postcode_ix < 0)
            pp_reader_tell(r, PP_SEVERITY_WARNING, "no_postcode", HM_POSTCODE,
                           "add its postcode, so that it can be looked up",
                           "coordinates without a postcode");
        return check_position(r, home);
    }
    if (spare)
        return true;
    bool may_lack = !home->included || *home->block_ref;
    pp_reader_tell(r, may_lack ? PP_SEVERITY_WARNING : PP_SEVERITY_ERROR, "no_position",
                   HM_POSTCODE, "give easting and northing, or import postcodes first",
                   home->postcode_ix >= 0 ? "no coordinates, and its postcode is not known"
                                          : "neither coordinates nor a postcode");
    return may_lack;
}

static bool take_names(struct pp_reader *r, struct pp_home_record *home) {
    struct pp_book *book = r->book;
    bool is_new = r->values[HM_POSTCODE].given && book->has_list[PP_BOOK_POSTCODE] &&
                  pp_book_find(book, PP_BOOK_POSTCODE, r->values[HM_POSTCODE].text) < 0;
    if (is_new)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "unknown_postcode", HM_POSTCODE,
                       "correct it, or import a newer list of postcodes",
                       "%s is not in the list of postcodes", r->values[HM_POSTCODE].text);
    home->ward_ix = pp_reader_name(r, PP_BOOK_WARD, HM_WARD, PP_SEVERITY_WARNING);
    home->neighbourhood_ix =
        pp_reader_name(r, PP_BOOK_NEIGHBOURHOOD, HM_NEIGHBOURHOOD, PP_SEVERITY_WARNING);
    if (!r->values[HM_NEIGHBOURHOOD].given)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "no_neighbourhood", HM_NEIGHBOURHOOD,
                       "fill it in, or accept the factor 1.00",
                       "no neighbourhood: its workload factor is 1.00");
    return pp_reader_keep(r, pp_book_add(book, PP_BOOK_POSTCODE, pp_reader_text(r, HM_POSTCODE),
                                         &home->postcode_ix, r->reterr)) &&
           pp_reader_keep(r, pp_book_add(book, PP_BOOK_STREET, pp_reader_text(r, HM_STREET),
                                         &home->street_ix, r->reterr)) &&
           pp_reader_keep(r, pp_book_add(book, PP_BOOK_LANDLORD, pp_reader_text(r, HM_LANDLORD),
                                         &home->landlord_ix, r->reterr));
}

static void take_home(struct pp_reader *r) {
    const struct pp_value *v = r->values;
    struct pp_home_record home = {
        .property_ref = v[HM_REF].text,
        .uprn = v[HM_UPRN].whole ? "" : pp_reader_text(r, HM_UPRN),
        .other_ref = v[HM_UPRN].whole ? pp_reader_text(r, HM_UPRN) : "",
        .address = pp_reader_text(r, HM_ADDRESS),
        .block_ref = pp_reader_text(r, HM_BLOCK),
        .property_type = pp_reader_text(r, HM_TYPE),
        .tenure = pp_reader_text(r, HM_TENURE),
        .managed_by = pp_reader_text(r, HM_MANAGED_BY),
        .current_patch = pp_reader_text(r, HM_PATCH),
        .reason = pp_reader_text(r, HM_REASON),
        .included = !v[HM_INCLUDE].given || v[HM_INCLUDE].yes,
        .suppressed = v[HM_SUPPRESS].given && v[HM_SUPPRESS].yes,
    };
    if (v[HM_STATUS].given)
        home.status = *v[HM_STATUS].text == 'l' ? PP_HOME_LET : PP_HOME_VOID;
    if (!take_names(r, &home) || !take_point(r, &home) || r->rejected)
        return;
    if ((!home.included || home.suppressed) && !*home.reason)
        pp_reader_tell(r, PP_SEVERITY_WARNING, "no_reason", HM_REASON,
                       "say why in the reason column", "%s without a reason",
                       home.included ? "hidden" : "left out");
    pp_reader_emit(r, "", &home);
}

const struct pp_kind pp_kind_homes = {
    .name = "homes",
    .file = "homes.csv",
    .fields = home_fields,
    .landlord_field = HM_LANDLORD,
    .lists = PP_BOOK_N_SETS,
    .take = take_home,
};
