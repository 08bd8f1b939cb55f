#include "patchplan/geo/geo.h"

#include <stdio.h>

#include "patchplan/core/alloc.h"
#include "planner/geo/state.h"

static void remember(const char *message, void *user) {
    struct pp_geo *geo = user;
    snprintf(geo->geos_message, sizeof geo->geos_message, "%s", message);
}

int pp_geo_new(struct pp_geo **ret_geo, struct pp_error *reterr) {
    struct pp_geo *geo = pp_alloc(sizeof *geo);
    if (!geo)
        return pp_fail_nomem(reterr);
    geo->geos = GEOS_init_r();
    if (!geo->geos) {
        pp_free(geo);
        return pp_fail_nomem(reterr);
    }
    GEOSContext_setErrorMessageHandler_r(geo->geos, remember, geo);
    *ret_geo = geo;
    return 0;
}

void pp_geo_free(struct pp_geo *geo) {
    if (!geo)
        return;
    proj_destroy(geo->to_grid);
    if (geo->proj)
        proj_context_destroy(geo->proj);
    GEOS_finish_r(geo->geos);
    pp_free(geo);
}

void pp_geo_auto_free(struct pp_geo **geo) { pp_geo_free(*geo); }

int pp_geos_fail(const struct pp_geo *geo, const char *doing, struct pp_error *reterr) {
    const char *said = geo->geos_message[0] ? geo->geos_message : "no reason given";
    return pp_fail(reterr, PP_E_LIBRARY, "cannot %s: %s", doing, said);
}
