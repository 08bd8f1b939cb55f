/* What is wrong in the data: collected, never the first-error stop. */
#ifndef PATCHPLAN_STOCK_FINDING_H
#define PATCHPLAN_STOCK_FINDING_H

#include <stdint.h>

enum pp_severity {
    PP_SEVERITY_ERROR,   /* the row is set aside, to be mended and imported again */
    PP_SEVERITY_WARNING, /* used, with a doubt */
    PP_SEVERITY_NOTE     /* worth knowing: repaired, recognised, assumed */
};
const char *pp_severity_name(enum pp_severity severity); /* "error", "warning", "note" */

/* Texts are borrowed during the call that tells the finding. */
struct pp_finding {
    int64_t row;       /* line in the file, 1 = first; 0 = the whole file */
    const char *field; /* the column as the file calls it; "" = the whole row */
    const char *value; /* as found; "" = none */
    const char *rule;  /* short stable name: "duplicate_ref", "bad_postcode" */
    enum pp_severity severity;
    const char *message; /* what is wrong */
    const char *remedy;  /* what to do; "" = nothing needs doing */
};

#endif
