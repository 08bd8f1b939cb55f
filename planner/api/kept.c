/* Answers that take long to make, each kept until what it was made from changes. */
#include "planner/api/api.h"

#include <string.h>

#include "patchplan/core/alloc.h"

void pp_kept_done(struct pp_kept *kept) {
    pp_free(kept->stamp);
    pp_str_done(&kept->text);
    pthread_mutex_destroy(&kept->lock);
}

/* Under the lock: whoever else asks meanwhile waits and shares. */
static int make_anew(struct pp_exchange *exchange, struct pp_kept *kept, const char *stamp,
                     pp_kept_make *make, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    PP_AUTO_FREE char *own_stamp = pp_strdup(stamp);
    int rc = own_stamp ? make(exchange, &text, reterr) : pp_fail_nomem(reterr);
    if (rc || text.failed)
        return rc ? rc : pp_fail_nomem(reterr);
    pp_free(kept->stamp);
    pp_str_done(&kept->text);
    kept->text = text;
    text = (struct pp_str){0};
    kept->stamp = PP_STEAL(own_stamp);
    return 0;
}

int pp_kept_answer(struct pp_exchange *exchange, struct pp_kept *kept, const char *stamp,
                   pp_kept_make *make, struct pp_error *reterr) {
    int rc = 0;
    pthread_mutex_lock(&kept->lock);
    if (!kept->stamp || strcmp(kept->stamp, stamp) != 0)
        rc = make_anew(exchange, kept, stamp, make, reterr);
    if (!rc)
        pp_str_append(&exchange->response->body, pp_str_text(&kept->text));
    pthread_mutex_unlock(&kept->lock);
    return rc ? rc : exchange->response->body.failed ? pp_fail_nomem(reterr) : 0;
}

int pp_kept_json(struct pp_json *json, struct pp_str *text, struct pp_error *reterr) {
    PP_AUTO_FREE char *dump = json ? pp_json_dump(json, 0) : NULL;
    pp_json_done(json);
    if (!dump)
        return pp_fail_nomem(reterr);
    pp_str_append(text, dump);
    return 0;
}
