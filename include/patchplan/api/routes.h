/* The table of routes: what is answered, by whom it may be asked. */
#ifndef PATCHPLAN_API_ROUTES_H
#define PATCHPLAN_API_ROUTES_H

#include "patchplan/api/api.h"
#include "patchplan/db/db.h"
#include "patchplan/service/cards.h"
#include "patchplan/service/may.h"

/* One request being answered. Handlers are three steps: parse, ask `service`, answer. */
struct pp_exchange {
    struct pp_api *api;
    const struct pp_request *request;
    struct pp_response *response;
    const char *params[4];          /* what stands for each :name of the pattern, in order */
    const struct pp_signed_in *who; /* NULL: not signed in */
    struct pp_shelf shelf;          /* of a public page: what was told already of the same state */
    struct pp_db *db; /* reading; one state of the file from the first to the last statement */
};

enum pp_route_way {
    PP_ROUTE_JSON = 1 << 0, /* errors as RFC 9457 */
    PP_ROUTE_FILE = 1 << 1, /* a file may come with the form */
    PP_ROUTE_QUERY =
        1 << 2, /* of a public page: its answer depends on what stands behind the '?' */
    PP_ROUTE_PASSWORD = 1 << 3, /* a digest is worked out, which is slow on purpose */
    PP_ROUTE_DRAFT = 1 << 4, /* for people outside, but drawn from a whole plan, or written down */
    PP_ROUTE_BESIDE = 1 << 5 /* public, but too much work for who answers look-ups */
};

struct pp_route {
    enum pp_method method;
    const char *pattern; /* "/patch/:id"; a part that begins with ':' stands for any one part */
    enum pp_capability needs;
    /* 0: answered. Negative: the error page of its code (PP_E_NOTFOUND 404, PP_E_INPUT and PP_E_USAGE 400,
     * PP_E_CONFLICT 409, PP_E_REFUSED 403, PP_E_BUSY 503, else 500) with the sentence, for people. */
    int (*answer)(struct pp_exchange *exchange, struct pp_error *reterr);
    const char *summary; /* for docs/api.md */
    unsigned ways;       /* bits of enum pp_route_way */
};
enum pp_api_lane pp_route_lane(const struct pp_route *route);
/* All of them; `ret_n` long. */
const struct pp_route *pp_api_routes(size_t *ret_n);

#endif
