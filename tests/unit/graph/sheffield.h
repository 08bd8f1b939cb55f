/* The real city for tests: homes, wards and teams from ../shared/sheffield, read in the plainest way. */
#ifndef TESTS_GRAPH_SHEFFIELD_H
#define TESTS_GRAPH_SHEFFIELD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/geo/geo.h"
#include "patchplan/geo/shape.h"
#include "patchplan/graph/neighbours.h"
#include "patchplan/graph/units.h"

enum { MAX_WARDS = 40, MAX_TEAMS = 10, MAX_COLUMNS = 24 };

struct sheffield {
    struct pp_unit_home *homes;
    size_t n_homes;
    char ward_code[MAX_WARDS][16], team[MAX_TEAMS][32];
    int team_of_ward[MAX_WARDS];
    int n_wards, n_teams;
    struct pp_wkb wards[MAX_WARDS];
    double *postcode_xy;
    size_t n_postcodes;
    char *texts[4]; /* whole files */
};

/* A whole file, or NULL. */
static inline char *slurp(const char *folder, const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s/sheffield/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    if (fread(text, 1, (size_t)size, file) != (size_t)size)
        text[0] = 0;
    fclose(file);
    return text;
}

/* Cut the next line into its fields, in place; 0 at the end. Quoted fields may hold commas. */
static inline int next_row(char **at, char *fields[MAX_COLUMNS]) {
    char *p = *at;
    if (!*p)
        return 0;
    int n = 0;
    for (bool more = true; more && n < MAX_COLUMNS;) {
        bool quoted = *p == '"';
        fields[n++] = quoted ? ++p : p;
        while (*p && (quoted ? *p != '"' : *p != ',' && *p != '\n'))
            p++;
        if (quoted)
            *p++ = 0;
        more = *p == ',';
        if (*p == '\n' && p > *at && p[-1] == '\r')
            p[-1] = 0;
        if (*p)
            *p++ = 0;
    }
    *at = p;
    return n;
}

static inline const char *shared_folder(void) {
    static char folder[1024];
    const char *given = getenv("PATCHPLAN_SHARED"), *source = getenv("SRCDIR");
    if (given)
        return given;
    snprintf(folder, sizeof folder, "%s/../shared", source ? source : ".");
    return folder;
}

static inline int find_or_add(char *list, size_t width, int *n, const char *text) {
    for (int i = 0; i < *n; i++)
        if (strcmp(list + (size_t)i * width, text) == 0)
            return i;
    snprintf(list + (size_t)*n * width, width, "%s", text);
    return (*n)++;
}

static inline void read_teams(struct sheffield *city, char *text) {
    char *f[MAX_COLUMNS];
    for (bool header = true; next_row(&text, f); header = false)
        if (!header) {
            int ward = find_or_add(city->ward_code[0], 16, &city->n_wards, f[0]);
            city->team_of_ward[ward] = find_or_add(city->team[0], 32, &city->n_teams, f[2]);
        }
}

struct place_weight {
    char code[16];
    int64_t weight_milli;
};

static inline int64_t weight_of(const struct place_weight *weights, int n, const char *code) {
    for (int i = 0; i < n; i++)
        if (strcmp(weights[i].code, code) == 0)
            return weights[i].weight_milli;
    return 1000;
}

static inline void read_homes(struct sheffield *city, char *text, char *neighbourhoods) {
    static struct place_weight weights[2000];
    int n_weights = 0;
    char *f[MAX_COLUMNS];
    for (bool header = true; next_row(&neighbourhoods, f); header = false)
        if (!header) {
            snprintf(weights[n_weights].code, 16, "%s", f[0]);
            weights[n_weights++].weight_milli = (int64_t)(atof(f[5]) * 1000 + 0.5);
        }
    city->homes = calloc(40000, sizeof *city->homes);
    for (bool header = true; next_row(&text, f); header = false) {
        if (header || strcmp(f[13], "no") == 0)
            continue;
        int ward = find_or_add(city->ward_code[0], 16, &city->n_wards, f[8]);
        city->homes[city->n_homes++] =
            (struct pp_unit_home){.property_ref = f[0],
                                  .address = f[2],
                                  .postcode = f[4],
                                  .block_ref = f[7],
                                  .x = atof(f[5]),
                                  .y = atof(f[6]),
                                  .weight_milli = weight_of(weights, n_weights, f[9]),
                                  .team_ix = city->team_of_ward[ward],
                                  .ward_ix = ward};
    }
}

/* The rings of one feature's "coordinates", whatever the nesting: a ring ends where two brackets close. */
static inline int read_ward(struct pp_geo *geo, const char *at, const char *end,
                            struct pp_wkb *ret_wkb) {
    static double xy[200000];
    struct pp_shape *parts[400], *all = NULL;
    int n_parts = 0, rc = 0;
    size_t n = 0;
    for (; at < end && rc == 0; at++) {
        if (*at == '-' || (*at >= '0' && *at <= '9')) {
            char *after;
            xy[n++] = strtod(at, &after);
            at = after - 1;
        } else if (at[0] == ']' && at[1] == ']' && n > 0) {
            rc = pp_geo_to_grid(geo, xy, n / 2, NULL);
            if (rc == 0)
                rc = pp_shape_from_rings(geo, &(struct pp_ring){xy, n / 2}, 1, &parts[n_parts],
                                         NULL);
            n_parts += rc == 0;
            n = 0;
        }
    }
    if (rc == 0)
        rc = pp_shape_union(geo, parts, (size_t)n_parts, &all, NULL);
    if (rc == 0)
        rc = pp_shape_to_wkb(geo, all, ret_wkb, NULL);
    while (n_parts > 0)
        pp_shape_free(geo, parts[--n_parts]);
    pp_shape_free(geo, all);
    return rc;
}

static inline int read_wards(struct sheffield *city, struct pp_geo *geo, const char *text) {
    for (const char *at = text; (at = strstr(at, "\"ward_code\":\"")); at++) {
        char code[16] = "";
        sscanf(at + 13, "%15[^\"]", code);
        const char *from = strstr(at, "\"coordinates\":"), *to = strstr(from, "\"Feature\"");
        int ward = find_or_add(city->ward_code[0], 16, &city->n_wards, code);
        int rc = read_ward(geo, from, to ? to : from + strlen(from), &city->wards[ward]);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static inline void read_postcodes(struct sheffield *city, char *text) {
    char *f[MAX_COLUMNS];
    city->postcode_xy = calloc(2 * 20000, sizeof(double));
    for (bool header = true; next_row(&text, f); header = false)
        if (!header && atof(f[1]) > 0) {
            city->postcode_xy[2 * city->n_postcodes] = atof(f[1]);
            city->postcode_xy[2 * city->n_postcodes++ + 1] = atof(f[2]);
        }
}

/* False: the shared data is not there. */
static inline bool sheffield_read(struct sheffield *city, struct pp_geo *geo) {
    const char *folder = shared_folder();
    char *teams = slurp(folder, "teams.csv"), *wards = slurp(folder, "wards.geojson");
    char *homes = slurp(folder, "homes.csv"), *places = slurp(folder, "neighbourhoods.csv");
    char *postcodes = slurp(folder, "postcodes.csv");
    bool there = teams && wards && homes && places && postcodes;
    if (there) {
        read_teams(city, teams);
        read_homes(city, homes, places);
        read_postcodes(city, postcodes);
        there = read_wards(city, geo, wards) == 0;
    }
    free(teams);
    free(wards);
    free(places);
    free(postcodes);
    city->texts[0] = homes;
    return there;
}

static inline void sheffield_done(struct sheffield *city) {
    for (int i = 0; i < MAX_WARDS; i++)
        pp_wkb_done(&city->wards[i]);
    free(city->homes);
    free(city->postcode_xy);
    free(city->texts[0]);
}

#endif
