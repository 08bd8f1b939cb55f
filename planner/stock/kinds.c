#include "patchplan/stock/kind.h"

#include "planner/stock/reader.h"

#include "patchplan/core/text.h"

/* In the order of a folder's import: names before those who use them. */
static const struct pp_kind *const kinds[] = {
    &pp_kind_postcodes,  &pp_kind_neighbourhoods, &pp_kind_teams,       &pp_kind_wards,
    &pp_kind_barriers,   &pp_kind_areas,          &pp_kind_links,       &pp_kind_homes,
    &pp_kind_activities, &pp_kind_interventions,  &pp_kind_officers,    &pp_kind_current_officers,
    &pp_kind_needs,      &pp_kind_visits,         &pp_kind_venues,      &pp_kind_leave,
    &pp_kind_holidays,   &pp_kind_tara,           &pp_kind_councillors,
};

size_t pp_kinds_n(void) { return sizeof kinds / sizeof kinds[0]; }

const struct pp_kind *pp_kind_at(size_t ix) { return kinds[ix]; }

const struct pp_kind *pp_kind_find(const char *name) {
    for (size_t i = 0; i < pp_kinds_n(); i++)
        if (pp_text_same_name(kinds[i]->name, name))
            return kinds[i];
    return NULL;
}

const char *pp_kind_name(const struct pp_kind *kind) { return kind->name; }

const char *pp_kind_file(const struct pp_kind *kind) { return kind->file; }

bool pp_kind_needs_name(const struct pp_kind *kind) { return kind->needs_name; }

const char *pp_kind_column(const struct pp_kind *kind, size_t ix, bool *ret_required) {
    const struct pp_field *field = &kind->fields[ix];
    *ret_required = field->column;
    return field->name;
}

const char *pp_kind_column_aliases(const struct pp_kind *kind, size_t ix) {
    return kind->fields[ix].aliases;
}
