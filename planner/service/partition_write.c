/* The files that `partition` leaves behind. */
#include "planner/service/partition_parts.h"

#include <math.h>
#include <stdio.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/json/json.h"
#include "patchplan/service/plans.h"
#include "patchplan/table/writer.h"

int pp_partition_write_plan(const char *path, const struct partition_input *input,
                            const struct pp_division *division, struct pp_error *reterr) {
    static const char *const header[] = {"id", "patch", "hub"};
    PP_AUTO(pp_table_writer_drop) struct pp_table_writer *writer = NULL;
    int rc = pp_table_writer_open(path ? path : "-", NULL, &writer, reterr);
    if (rc == 0)
        rc = pp_table_writer_row(writer, header, 3, reterr);
    for (int i = 0; rc == 0 && i < input->n_units; i++) {
        int patch = division->patch_of_unit[i];
        pp_table_writer_text(writer, pp_names_get(&input->ids, i));
        pp_table_writer_text(writer, input->patch_names[patch]);
        pp_table_writer_text(writer, pp_names_get(&input->ids, division->hub_of_patch[patch]));
        rc = pp_table_writer_end_row(writer, reterr);
    }
    return rc == 0 ? pp_table_writer_commit(writer, reterr) : rc;
}

/* Multipliers with all their digits; without any, zeros, which prove 0. */
int pp_partition_write_certificate(const char *path, const struct partition_input *input,
                                   const double *multiplier, struct pp_error *reterr) {
    static const char *const header[] = {"id", "multiplier"};
    PP_AUTO(pp_table_writer_drop) struct pp_table_writer *writer = NULL;
    int rc = pp_table_writer_open(path, NULL, &writer, reterr);
    if (rc == 0)
        rc = pp_table_writer_row(writer, header, 2, reterr);
    for (int i = 0; rc == 0 && i < input->n_units; i++) {
        char digits[40];
        snprintf(digits, sizeof digits, "%.17g", multiplier ? multiplier[i] : 0.0);
        pp_table_writer_text(writer, pp_names_get(&input->ids, i));
        pp_table_writer_text(writer, digits);
        rc = pp_table_writer_end_row(writer, reterr);
    }
    return rc == 0 ? pp_table_writer_commit(writer, reterr) : rc;
}

/* A proven number keeps its word when it is written with 15 digits: rounded down, never up. */
static double rounded_down(double bound) {
    char digits[40];
    double written = bound;
    if (!isfinite(bound))
        return bound;
    snprintf(digits, sizeof digits, "%.15g", bound);
    if (sscanf(digits, "%lf", &written) == 1 && written > bound)
        written = bound - fabs(bound) * 2e-15;
    return written;
}

static int set_numbers(struct pp_json *json, const struct pp_partition_answer *answer) {
    const struct {
        const char *key;
        struct pp_json *value;
    } pairs[] = {
        {"outcome", pp_json_new_text(pp_outcome_name(answer->outcome))},
        {"cost", pp_json_new_real(answer->cost)},
        {"bound", pp_json_new_real(rounded_down(answer->bound))},
        {"bound_continuous", pp_json_new_real(rounded_down(answer->bound_continuous))},
        {"gap", pp_json_new_real(answer->gap)},
        {"patches", pp_json_new_int(answer->n_patches)},
        {"out_of_band", pp_json_new_int(answer->n_out_of_limits)},
        {"not_connected", pp_json_new_int(answer->n_disconnected)},
        {"seconds", pp_json_new_real(round(answer->seconds * 1000) / 1000)},
        {"reasons", pp_service_reasons_json(answer->reasons, answer->n_reasons)},
    };
    int failed = 0;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        failed |= pp_json_set(json, pairs[i].key, pairs[i].value) != 0;
    return failed;
}

int pp_partition_write_summary(const char *path, const struct pp_partition_answer *answer,
                               struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    if (set_numbers(json, answer))
        return pp_fail(reterr, PP_E_NOMEM, "memory ran out while the summary was made");
    return pp_json_write_file(json, 2, path, reterr);
}
