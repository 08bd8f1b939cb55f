/* Ways to make a roster again, side by side. */
#ifndef PATCHPLAN_SERVICE_ROSTER_OFFERS_H
#define PATCHPLAN_SERVICE_ROSTER_OFFERS_H

#include "patchplan/service/roster.h"

/* What an offer changes and how it leaves a team, or all of them. */
struct pp_offer_figures {
    const char *team;   /* the problem's; NULL: of all */
    int n_patches;      /* with another named officer on some day */
    int64_t n_homes;    /* of these patches */
    int n_sessions;     /* that change */
    int n_broken;       /* rules not kept */
    int n_over;         /* officers with more work than time */
    int n_vacant;       /* patches without a named officer on some day of its weeks */
    double least, most; /* workload-equivalent homes of a full-time officer */
    double spread;      /* how unequal these are: pp_team_measures */
    double hire_pounds, travel_km;
};
/* Of `team`; NULL: of all. A roster that stands has no changes. PP_E_NOTFOUND: no such team, with the nearest. */
int pp_service_offer_figures(const struct pp_roster_in_hand *offer, const char *team,
                             struct pp_offer_figures *ret_figures,
                             struct pp_error *reterr) PP_CHECKED;

/* "least", "balance", "mixed" */
const char *pp_service_offer_name(const struct pp_roster_in_hand *offer);

/* A row for each offer and each of the teams (none: one of all), with its figures and
 *   "changes": [{"patch","team","homes","from","to": ISO, null to stay,"who","instead"}], patch by patch,
 *   "vacant": [patches without a named officer on some day of its weeks], and
 *   "given_up": sentences on who was assigned by hand and leads no longer.
 * The caller's. PP_E_NOTFOUND as above. */
int pp_service_offers_json(const struct pp_roster_in_hand *offers, int n_offers,
                           const char *const *teams, int n_teams, struct pp_json **ret_rows,
                           struct pp_error *reterr) PP_CHECKED;

#endif
