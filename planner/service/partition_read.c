/* The files of `partition` as flat arrays. The first thing wrong stops it, with file, row and column:
 * a row that is left out would change the question. */
#include "planner/service/partition_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/geo/shape.h"
#include "patchplan/graph/neighbours.h"
#include "patchplan/table/table.h"

/* One file being read. */
struct source {
    const char *path;
    struct pp_table *table;
    struct pp_table_row row;
};

static int open_source(struct source *source, const char *path, const struct pp_table_field *fields,
                       size_t n_fields, const struct pp_cancel *cancel, struct pp_error *reterr) {
    struct pp_table_options options = PP_TABLE_OPTIONS_DEFAULT;
    options.fields = fields;
    options.n_fields = n_fields;
    options.cancel = cancel;
    *source = (struct source){.path = path};
    return pp_table_open(path, &options, &source->table, reterr);
}

static void close_source(struct source *source) { pp_table_free(source->table); }

/* 1: a row; 0: the end. A row of the wrong shape is refused. */
static int next_row(struct source *source, struct pp_error *reterr) {
    int rc = pp_table_next(source->table, &source->row, reterr);
    if (rc > 0 && source->row.problem != PP_TABLE_FINE)
        return pp_fail_at(reterr, PP_E_INPUT, source->path, source->row.row, NULL, "%s",
                          source->row.problem_text ? source->row.problem_text
                                                   : "the row cannot be read");
    return rc;
}

static int refuse(const struct source *source, const char *column, struct pp_error *reterr,
                  const char *why, const char *value) {
    return pp_fail_at(reterr, PP_E_INPUT, source->path, source->row.row, column, "'%s' %s", value,
                      why);
}

static const double most_real = 1e12;

static int read_real(const struct source *source, size_t field, const char *column,
                     double *ret_value, struct pp_error *reterr) {
    const char *text = source->row.values[field];
    if (!pp_text_real(text, ret_value) || !isfinite(*ret_value))
        return refuse(source, column, reterr, "is not a number", text);
    if (fabs(*ret_value) > most_real)
        return refuse(source, column, reterr, "is larger than anything on earth", text);
    return 0;
}

/* --- units --------------------------------------------------------------------------------------- */

enum { unit_id, unit_weight, unit_x, unit_y, unit_trips, n_unit_fields };
static const struct pp_table_field unit_fields[n_unit_fields] = {{"id", true, NULL},
                                                                 {"weight", true, NULL},
                                                                 {"x", true, NULL},
                                                                 {"y", true, NULL},
                                                                 {"trips", false, NULL}};

/* A weight is whole thousandths; more decimals could not be summed exactly, so they are refused unless
 * they are only the noise of binary numbers written out. */
static int read_weight(const struct source *source, int64_t *ret_milli, struct pp_error *reterr) {
    const char *text = source->row.values[unit_weight];
    double weight;
    if (read_real(source, unit_weight, "weight", &weight, reterr) < 0)
        return PP_E_INPUT;
    if (weight < 0)
        return refuse(source, "weight", reterr, "is less than nothing", text);
    if (!pp_text_milli(text, ret_milli))
        *ret_milli = llround(weight * 1000);
    if (fabs((double)*ret_milli - weight * 1000) > 1e-6 * fmax(1, weight / 1000))
        return refuse(source, "weight", reterr, "has more than three decimals; round it first",
                      text);
    return 0;
}

static int grow_units(struct partition_input *input, struct pp_error *reterr) {
    size_t need = (size_t)input->n_units + 1;
    if (pp_reserve(&input->x, &input->cap_x, need, sizeof *input->x, reterr) < 0 ||
        pp_reserve(&input->y, &input->cap_y, need, sizeof *input->y, reterr) < 0 ||
        pp_reserve(&input->trips, &input->cap_trips, need, sizeof *input->trips, reterr) < 0 ||
        pp_reserve(&input->weight_milli, &input->cap_weight, need, sizeof *input->weight_milli,
                   reterr) < 0)
        return PP_E_NOMEM;
    return 0;
}

static int read_unit(const struct source *source, struct partition_input *input,
                     struct pp_error *reterr) {
    const char *const *values = source->row.values;
    int at = input->n_units;
    int64_t ix;
    if (!values[unit_id][0])
        return refuse(source, "id", reterr, "is empty; every row needs its own id", "");
    if (pp_names_find(&input->ids, values[unit_id]) >= 0)
        return refuse(source, "id", reterr, "is listed twice", values[unit_id]);
    if (grow_units(input, reterr) < 0 ||
        pp_names_add(&input->ids, values[unit_id], &ix, reterr) < 0)
        return PP_E_NOMEM;
    if (read_weight(source, &input->weight_milli[at], reterr) < 0 ||
        read_real(source, unit_x, "x", &input->x[at], reterr) < 0 ||
        read_real(source, unit_y, "y", &input->y[at], reterr) < 0)
        return PP_E_INPUT;
    input->trips[at] = (double)input->weight_milli[at] / 1000;
    if (values[unit_trips][0] &&
        read_real(source, unit_trips, "trips", &input->trips[at], reterr) < 0)
        return PP_E_INPUT;
    if (input->trips[at] < 0)
        return refuse(source, "trips", reterr, "is less than nothing", values[unit_trips]);
    input->n_units++;
    return 0;
}

static int read_units(const struct pp_partition_request *request, struct partition_input *input,
                      struct pp_error *reterr) {
    PP_AUTO(close_source) struct source source;
    double together = 0;
    int rc = open_source(&source, request->units_path, unit_fields, n_unit_fields, request->cancel,
                         reterr);
    while (rc == 0 && (rc = next_row(&source, reterr)) > 0) {
        rc = read_unit(&source, input, reterr);
        if (rc == 0)
            together += (double)input->weight_milli[input->n_units - 1] / 1000;
    }
    if (rc == 0 && together > most_real)
        return pp_fail_at(reterr, PP_E_INPUT, request->units_path, 0, "weight",
                          "comes to more than %.0f in all, which cannot be summed exactly; give "
                          "weights in a larger measure",
                          most_real);
    if (rc == 0 && input->n_units == 0)
        return pp_fail_at(reterr, PP_E_INPUT, request->units_path, 0, NULL,
                          "has no rows; each is one place to divide: id,weight,x,y");
    return rc;
}

/* --- neighbours ---------------------------------------------------------------------------------- */

enum { edge_u, edge_v, n_edge_fields };
static const struct pp_table_field edge_fields[n_edge_fields] = {{"u", true, NULL},
                                                                 {"v", true, NULL}};

struct pairs {
    struct pp_neighbour *pair;
    size_t n, cap;
};

static void pairs_done(struct pairs *pairs) { pp_free(pairs->pair); }

static int read_edge(const struct source *source, const struct partition_input *input,
                     struct pairs *pairs, struct pp_error *reterr) {
    int64_t end[2];
    for (size_t f = 0; f < n_edge_fields; f++) {
        const char *id = source->row.values[f];
        end[f] = pp_names_find(&input->ids, id);
        if (end[f] < 0)
            return refuse(source, edge_fields[f].name, reterr,
                          "is not among the ids of the places to divide", id);
    }
    if (end[0] == end[1])
        return refuse(source, "v", reterr, "is named as its own neighbour", source->row.values[1]);
    if (pp_reserve(&pairs->pair, &pairs->cap, pairs->n + 1, sizeof *pairs->pair, reterr) < 0)
        return PP_E_NOMEM;
    pairs->pair[pairs->n++] = (struct pp_neighbour){.u = (int)(end[0] < end[1] ? end[0] : end[1]),
                                                    .v = (int)(end[0] < end[1] ? end[1] : end[0])};
    return 0;
}

static int compare_pairs(const void *a, const void *b) {
    const struct pp_neighbour *p = a, *q = b;
    if (p->u != q->u)
        return p->u < q->u ? -1 : 1;
    return (p->v > q->v) - (p->v < q->v);
}

/* A pair written twice, or in both directions, counts once. */
static void sort_once(struct pairs *pairs) {
    size_t kept = 0;
    if (pairs->n == 0)
        return;
    qsort(pairs->pair, pairs->n, sizeof *pairs->pair, compare_pairs);
    for (size_t i = 0; i < pairs->n; i++)
        if (i == 0 || compare_pairs(&pairs->pair[i], &pairs->pair[kept - 1]) != 0)
            pairs->pair[kept++] = pairs->pair[i];
    pairs->n = kept;
}

static int read_edges(const struct pp_partition_request *request,
                      const struct partition_input *input, struct pairs *pairs,
                      struct pp_error *reterr) {
    PP_AUTO(close_source) struct source source;
    int rc = open_source(&source, request->edges_path, edge_fields, n_edge_fields, request->cancel,
                         reterr);
    while (rc == 0 && (rc = next_row(&source, reterr)) > 0)
        rc = read_edge(&source, input, pairs, reterr);
    if (rc == 0)
        sort_once(pairs);
    return rc;
}

/* "U,V" at the comma that has an id on either side. */
static int read_link(const struct partition_input *input, const char *text,
                     struct pp_neighbour *ret_pair, struct pp_error *reterr) {
    for (const char *comma = strchr(text, ','); comma; comma = strchr(comma + 1, ',')) {
        PP_AUTO_FREE char *from = pp_strndup(text, (size_t)(comma - text));
        if (!from)
            return pp_fail_nomem(reterr);
        int64_t u = pp_names_find(&input->ids, from), v = pp_names_find(&input->ids, comma + 1);
        if (u < 0 || v < 0 || u == v)
            continue;
        *ret_pair = (struct pp_neighbour){.u = (int)(u < v ? u : v), .v = (int)(u < v ? v : u)};
        return 0;
    }
    return pp_fail(reterr, PP_E_USAGE,
                   "--link needs two different ids of the places to divide with a comma between, "
                   "not '%s'",
                   text);
}

/* The links and what is there already, each pair once. */
static int add_links(const struct pp_partition_request *request,
                     const struct partition_input *input, const struct pp_graph *graph,
                     struct pairs *pairs, struct pp_error *reterr) {
    size_t n = pairs->n,
           n_found = graph->neighbours != pairs->pair ? (size_t)graph->n_neighbours : 0;
    int rc = pp_reserve(&pairs->pair, &pairs->cap, n + n_found + (size_t)request->n_links + 1,
                        sizeof *pairs->pair, reterr);
    if (rc == 0 && n_found)
        memcpy(pairs->pair + n, graph->neighbours, n_found * sizeof *pairs->pair);
    pairs->n += n_found;
    for (int i = 0; i < request->n_links && rc == 0; i++)
        rc = read_link(input, request->links[i], &pairs->pair[pairs->n++], reterr);
    if (rc == 0)
        sort_once(pairs);
    return rc;
}

static int neighbours_from_points(struct partition_input *input, struct pp_graph *ret_graph,
                                  struct pp_error *reterr) {
    struct pp_geo *geo = NULL;
    int rc = pp_geo_new(&geo, reterr);
    if (rc == 0)
        rc = pp_graph_from_points(geo, input->x, input->y, input->n_units, &input->arena, ret_graph,
                                  reterr);
    pp_geo_free(geo);
    return rc;
}

static int read_neighbours(const struct pp_partition_request *request,
                           struct partition_input *input, struct pp_error *reterr) {
    PP_AUTO(pairs_done) struct pairs pairs = {0};
    struct pp_graph graph = {0};
    struct pp_graph_rows rows = {0};
    int rc;
    if (request->anywhere)
        return 0;
    if (request->edges_path) {
        rc = read_edges(request, input, &pairs, reterr);
        graph.neighbours = pairs.pair;
        graph.n_neighbours = (int)pairs.n;
    } else {
        rc = neighbours_from_points(input, &graph, reterr);
    }
    if (rc == 0 && request->n_links > 0) {
        rc = add_links(request, input, &graph, &pairs, reterr);
        graph.neighbours = pairs.pair;
        graph.n_neighbours = (int)pairs.n;
    }
    if (rc == 0)
        rc = pp_graph_rows(graph.neighbours, graph.n_neighbours, input->n_units, &input->arena,
                           &rows, reterr);
    input->first = rows.first;
    input->neighbour = rows.neighbour;
    return rc;
}

/* --- patches ------------------------------------------------------------------------------------- */

enum { share_patch, share_share, n_share_fields };
static const struct pp_table_field share_fields[n_share_fields] = {{"patch", true, NULL},
                                                                   {"share", true, NULL}};

enum { MOST_SHARE = 2 }; /* two whole people sharing a job */

static int read_share(const struct source *source, const struct pp_partition_request *request,
                      struct partition_input *input, struct pp_names *listed,
                      struct pp_error *reterr) {
    const char *name = source->row.values[share_patch];
    int k = (int)listed->n;
    int64_t ix;
    double share;
    if (!*name)
        return refuse(source, "patch", reterr, "is empty; every row names a patch", name);
    if (k >= request->n_patches)
        return refuse(source, "patch", reterr, "is one patch more than --patches says", name);
    if (pp_names_find(listed, name) >= 0)
        return refuse(source, "patch", reterr, "is listed twice", name);
    if (pp_names_add(listed, name, &ix, reterr) < 0)
        return PP_E_NOMEM;
    if (read_real(source, share_share, "share", &share, reterr) < 0)
        return PP_E_INPUT;
    if (share <= 0 || share > MOST_SHARE)
        return refuse(source, "share", reterr,
                      "is no share of a patch; a share is above 0 and at most 2, such as 0.8",
                      source->row.values[share_share]);
    input->patch_names[k] = pp_arena_strdup(&input->arena, name);
    struct pp_limits limits = pp_share_limits(share, request->min_milli, request->max_milli);
    input->min_milli[k] = limits.min_milli;
    input->max_milli[k] = limits.max_milli;
    return input->patch_names[k] ? 0 : pp_fail_nomem(reterr);
}

static int read_shares(const struct pp_partition_request *request, struct partition_input *input,
                       struct pp_error *reterr) {
    PP_AUTO(close_source) struct source source;
    PP_AUTO(pp_names_done) struct pp_names listed = {0};
    int rc = open_source(&source, request->shares_path, share_fields, n_share_fields,
                         request->cancel, reterr);
    while (rc == 0 && (rc = next_row(&source, reterr)) > 0)
        rc = read_share(&source, request, input, &listed, reterr);
    int k = (int)listed.n;
    if (rc == 0 && k < request->n_patches)
        return pp_fail_at(reterr, PP_E_INPUT, request->shares_path, 0, "patch",
                          "names %d patch%s, but --patches asks for %d: list every patch, a whole "
                          "one with share 1",
                          k, pp_text_plural(k, "", "es"), request->n_patches);
    return rc;
}

/* Patches 1 .. K with the limits of a whole share, then what the shares file says over them. */
static int make_patches(const struct pp_partition_request *request, struct partition_input *input,
                        struct pp_error *reterr) {
    size_t n = (size_t)request->n_patches;
    if (request->max_milli > INT64_MAX / MOST_SHARE / 2 / request->n_patches)
        return pp_fail(reterr, PP_E_USAGE,
                       "limits that large for %d patches cannot be summed exactly; the most for so "
                       "many is %lld",
                       request->n_patches,
                       (long long)(INT64_MAX / MOST_SHARE / 2 / request->n_patches / 1000));
    input->patch_names = pp_alloc_array(n, sizeof *input->patch_names);
    input->min_milli = pp_alloc_array(n, sizeof *input->min_milli);
    input->max_milli = pp_alloc_array(n, sizeof *input->max_milli);
    if (!input->patch_names || !input->min_milli || !input->max_milli)
        return pp_fail_nomem(reterr);
    for (size_t k = 0; k < n; k++) {
        input->patch_names[k] = pp_arena_printf(&input->arena, "%zu", k + 1);
        input->min_milli[k] = request->min_milli;
        input->max_milli[k] = request->max_milli;
        if (!input->patch_names[k])
            return pp_fail_nomem(reterr);
    }
    return request->shares_path ? read_shares(request, input, reterr) : 0;
}

/* --- all of it ----------------------------------------------------------------------------------- */

static int compare_ids(const void *a, const void *b, void *names) {
    return strcmp(pp_names_get(names, *(const int *)a), pp_names_get(names, *(const int *)b));
}

/* Rank of each id in byte order, for ties between middles. */
static int rank_ids(struct partition_input *input, struct pp_error *reterr) {
    size_t n = (size_t)input->n_units;
    PP_AUTO_FREE int *order = pp_alloc_array(n, sizeof *order);
    input->id_rank = pp_alloc_array(n, sizeof *input->id_rank);
    if (!order || !input->id_rank)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < input->n_units; i++)
        order[i] = i;
    qsort_r(order, n, sizeof *order, compare_ids, &input->ids);
    for (int i = 0; i < input->n_units; i++)
        input->id_rank[order[i]] = i;
    return 0;
}

int pp_partition_read(const struct pp_partition_request *request, struct partition_input *ret_input,
                      struct pp_error *reterr) {
    struct partition_input input = {0};
    int rc = read_units(request, &input, reterr);
    if (rc == 0)
        rc = rank_ids(&input, reterr);
    if (rc == 0)
        rc = read_neighbours(request, &input, reterr);
    if (rc == 0)
        rc = make_patches(request, &input, reterr);
    if (rc < 0) {
        pp_partition_input_done(&input);
        return rc;
    }
    input.problem = (struct pp_problem){.n_units = input.n_units,
                                        .x = input.x,
                                        .y = input.y,
                                        .weight_milli = input.weight_milli,
                                        .trips = input.trips,
                                        .id_rank = input.id_rank,
                                        .connected = !request->anywhere,
                                        .first = input.first,
                                        .neighbour = input.neighbour,
                                        .n_patches = request->n_patches,
                                        .min_milli = input.min_milli,
                                        .max_milli = input.max_milli,
                                        .cost_kind = request->cost_kind};
    *ret_input = input;
    return 0;
}

void pp_partition_input_done(struct partition_input *input) {
    pp_names_done(&input->ids);
    pp_free(input->x);
    pp_free(input->y);
    pp_free(input->trips);
    pp_free(input->weight_milli);
    pp_free(input->id_rank);
    pp_free(input->patch_names);
    pp_free(input->min_milli);
    pp_free(input->max_milli);
    pp_arena_done(&input->arena);
    *input = (struct partition_input){0};
}
