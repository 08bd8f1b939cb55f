#include <string.h>

#include "planner/api/api.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/for_pages.h"

/* What somebody may do, so that pages offer nothing else. */
static struct pp_json *may_json(const struct pp_signed_in *who) {
    static const struct {
        const char *key;
        enum pp_capability capability;
    } all[] = {{"readPlans", PP_MAY_READ_PLANS},
               {"comment", PP_MAY_COMMENT},
               {"readRoster", PP_MAY_READ_ROSTER},
               {"roster", PP_MAY_ROSTER},
               {"run", PP_MAY_RUN},
               {"import", PP_MAY_IMPORT},
               {"draw", PP_MAY_DRAW},
               {"propose", PP_MAY_PROPOSE},
               {"send", PP_MAY_SEND},
               {"approve", PP_MAY_APPROVE},
               {"readHistory", PP_MAY_READ_HISTORY},
               {"manage", PP_MAY_MANAGE}};
    struct pp_json *may = pp_json_new_object();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        pp_json_set(may, all[i].key,
                    pp_json_new_bool(
                        pp_service_may(who->role, all[i].capability, who->team_id, PP_ANY_TEAM)));
    return may;
}

static int set_user(struct pp_json *page, const struct pp_signed_in *who) {
    struct pp_json *user = pp_json_new_object();
    if (pp_json_set(page, "user", user) != 0 ||
        pp_json_set(user, "name", pp_json_new_text(who->name)) != 0 ||
        pp_json_set(user, "role", pp_json_new_text(pp_user_role_name(who->role))) != 0 ||
        pp_json_set(user, "may", may_json(who)) != 0 ||
        pp_json_set(
            user, "isOfficer",
            pp_json_new_bool(who->officer_id && pp_service_may(who->role, PP_MAY_READ_OWN,
                                                               who->team_id, PP_ANY_TEAM))) != 0 ||
        pp_json_set(user, "csrf", pp_json_new_text(who->csrf)) != 0)
        return PP_E_NOMEM;
    return 0;
}

/* Which part of the staff's pages an address belongs to: its entry in the navigation is marked. */
static const char *part_of(const char *path) {
    static const struct {
        const char *before, *part;
    } parts[] = {{"/staff", "staff"},   {"/import", "staff"},       {"/findings", "staff"},
                 {"/rules", "staff"},   {"/workload", "staff"},     {"/my", "my"},
                 {"/plan", "plans"},    {"/consultation", "plans"}, {"/comment", "plans"},
                 {"/roster", "roster"}, {"/publi", "publish"},      {"/letters", "letters"},
                 {"/jobs", "jobs"},     {"/history", "history"},    {"/account", "account"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strncmp(path, parts[i].before, strlen(parts[i].before)) == 0)
            return parts[i].part;
    return NULL;
}

/* The entry itself is the page, or only leads to it. */
static int set_here(struct pp_json *page, const char *path) {
    const char *part = part_of(path);
    if (!part)
        return 0;
    struct pp_json *here = pp_json_new_object();
    bool is_itself = strcmp(path + 1, part) == 0;
    int failed = pp_json_set(page, "here", here);
    failed |= pp_json_set(here, part, pp_json_new_bool(true));
    return failed | pp_json_set(here, "how", pp_json_new_text(is_itself ? "page" : "true"));
}

/* The council's name and how to reach it; a page without them is better than none. */
static struct pp_json *site_json(const struct pp_exchange *exchange) {
    struct pp_json *site = NULL;
    int rc = exchange->db ? pp_service_public_site(exchange->db, &site, NULL) : PP_E_NOTFOUND;
    return rc == 0 ? site : rc == PP_E_NOMEM ? NULL : pp_json_new_object();
}

struct pp_json *pp_page_new(const struct pp_exchange *exchange, const char *title) {
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    if (pp_json_set(page, "title", pp_json_new_text(title)) != 0 ||
        pp_json_set(page, "site", site_json(exchange)) != 0 ||
        pp_json_set(page, "path", pp_json_new_text(exchange->request->path)) != 0 ||
        pp_json_set(page, "vendor", pp_json_new_bool(exchange->api->has_vendor)) != 0)
        return NULL;
    if (exchange->who && (set_user(page, exchange->who) || set_here(page, exchange->request->path)))
        return NULL;
    return PP_STEAL(page);
}

/* What went wrong is a sentence of its own, wherever it came from, and names no command. */
static int say(struct pp_json *page, const char *key) {
    const char *told = pp_json_text(pp_json_get(page, key));
    PP_AUTO_FREE char *said = told ? pp_for_pages(told) : NULL;
    if (!said)
        return told ? PP_E_NOMEM : 0;
    if (*said >= 'a' && *said <= 'z')
        *said = (char)(*said - 'a' + 'A');
    return pp_json_set(page, key, pp_json_new_text(said));
}

int pp_page_answer(struct pp_exchange *exchange, int status, const char *name, struct pp_json *page,
                   struct pp_error *reterr) {
    struct pp_response *response = exchange->response;
    response->status = status;
    int rc = page && say(page, "problem") == 0 && say(page, "detail") == 0
                 ? pp_template_fill(exchange->api->templates, name, page, &response->body, reterr)
                 : pp_fail_nomem(reterr);
    pp_json_done(page);
    return rc;
}

bool pp_json_is(const struct pp_json *value, const char *text) {
    const char *own = pp_json_text(value);
    return own && text && strcmp(own, text) == 0;
}

int pp_json_answer(struct pp_exchange *exchange, int status, struct pp_json *json,
                   struct pp_error *reterr) {
    struct pp_response *response = exchange->response;
    PP_AUTO_FREE char *text = json ? pp_json_dump(json, 0) : NULL;
    pp_json_done(json);
    response->status = status;
    response->content_type = "application/json";
    if (text)
        pp_str_append(&response->body, text);
    return text && !response->body.failed ? 0 : pp_fail_nomem(reterr);
}
