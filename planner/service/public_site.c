/* What every page says of the council, from its settings. */
#include "patchplan/core/alloc.h"
#include "patchplan/store/setting.h"
#include "planner/service/public_tell.h"

int pp_service_public_site(struct pp_db *db, struct pp_json **ret_site, struct pp_error *reterr) {
    static const struct {
        const char *key, *setting;
    } ways[] = {{"office", "contact.office"},        {"repairs", "contact.repairs"},
                {"emergency", "contact.emergency"},  {"complaints", "contact.complaints"},
                {"access", "contact.accessibility"}, {"data", "contact.data"}};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *site = pp_json_new_object();
    const char *value = NULL;
    int rc = pp_store_setting_get(db, "council", &arena, &value, reterr);
    if (!rc && pp_tell_text(site, "council", value ? value : "") != 0)
        rc = pp_fail_nomem(reterr);
    for (size_t i = 0; i < sizeof ways / sizeof *ways && !rc; i++) {
        rc = pp_store_setting_get(db, ways[i].setting, &arena, &value, reterr);
        if (!rc && pp_tell_ways(site, ways[i].key, value ? value : "") != 0)
            rc = pp_fail_nomem(reterr);
    }
    if (!rc)
        rc = pp_store_public_example(db, &arena, &value, reterr);
    if (!rc && pp_tell_text(site, "example", value) != 0)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        *ret_site = PP_STEAL(site);
    return rc;
}

int pp_service_public_embed(struct pp_db *db, struct pp_arena *arena, const char **ret_sites,
                            struct pp_error *reterr) {
    return pp_store_setting_get(db, "embed.sites", arena, ret_sites, reterr);
}
