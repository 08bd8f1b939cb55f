/* What a division may say of itself: the bound it has, and how it ended. */
#ifndef PLANNER_DISTRICT_CLAIM_H
#define PLANNER_DISTRICT_CLAIM_H

#include "patchplan/district/bound.h"

/* Are cost and bound the same number, up to rounding? A bound that is truly above the cost proves nothing: it is a
 * fault in this program. */
bool pp_claim_is_closed(double cost, double bound);

/* Inside all limits and in one piece each; the counts of `division` are filled in. */
bool pp_claim_is_kept(const struct pp_division *division);

/* The bound on the whole cost that `bound` of the distance gives: with what keep must cost at least; ward may cost
 * nothing. */
double pp_claim_whole_bound(const struct pp_problem *problem, const struct pp_bound *bound);

/* Give the division, whose costs and counts are filled in, the bound and its multipliers (taken over); NULL = there
 * is none. A bound above the cost by more than rounding stays as it is, for the independent check to refuse. */
void pp_claim_bound(const struct pp_problem *problem, struct pp_bound *bound,
                    struct pp_division *division);

/* How it ended; `impossible`: totals or limits alone prove that limits must give. */
enum pp_outcome pp_claim_outcome(const struct pp_division *division, const struct pp_cancel *cancel,
                                 bool impossible);

#endif
