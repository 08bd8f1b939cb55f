/* Other formats, by `ogr2ogr` (Debian package gdal-bin) in a child process: a parser bug stays in
 * the child. The result lies in a private temporary folder. No shell is involved. */
#ifndef PATCHPLAN_TABLE_CONVERT_H
#define PATCHPLAN_TABLE_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/cancel.h"
#include "patchplan/core/error.h"

enum pp_convert_to {
    PP_CONVERT_CSV,    /* rows; a workbook's rows as they are, the first line is to be passed over;
                          points of a map layer as columns X and Y, EPSG:27700 */
    PP_CONVERT_GEOJSON /* geometry in lon/lat (RFC 7946), for polygons and lines */
};

struct pp_convert_options {
    const char *layer;              /* sheet or layer; NULL = the first */
    double max_seconds;             /* 0 = 600 */
    int64_t max_bytes;              /* of the result; 0 = 4 GiB */
    const struct pp_cancel *cancel; /* NULL = cannot be interrupted */
};

struct pp_converted {
    char *folder; /* removed by pp_converted_done() */
    char *path;   /* the file in it */
};

/* Convert; on failure nothing is left behind and the sentence says whether gdal-bin is missing, the
 * file is not what its name says, or a limit was reached. NULL options: defaults. */
int pp_convert(const char *path, enum pp_convert_to to, const struct pp_convert_options *options,
               struct pp_converted *ret_converted, struct pp_error *reterr) PP_CHECKED;
void pp_converted_done(struct pp_converted *converted); /* all-zero is fine */

/* The sheets or layers of a file, in its order. */
struct pp_layers {
    char **names;
    size_t n, cap;
};
int pp_convert_layers(const char *path, const struct pp_convert_options *options,
                      struct pp_layers *ret_layers, struct pp_error *reterr) PP_CHECKED;
void pp_layers_done(struct pp_layers *layers);

#endif
