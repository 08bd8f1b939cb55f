/* The pieces that what the public is told is made of. */
#ifndef PLANNER_SERVICE_PUBLIC_TELL_H
#define PLANNER_SERVICE_PUBLIC_TELL_H

#include "patchplan/service/public.h"
#include "patchplan/store/public.h"

/* ---- into an object; PP_E_NOMEM at worst ---- */

int pp_tell_text(struct pp_json *object, const char *key, const char *text) PP_CHECKED;
/* "/patch/", a name as part of an address, and what follows it. */
int pp_tell_href(struct pp_json *object, const char *key, const char *folder, const char *name,
                 const char *rest) PP_CHECKED;
/* A date as "2027-03-09" under `key` and as "Tuesday 9 March 2027" under key + "Words". */
int pp_tell_day(struct pp_json *object, const char *key, pp_day day) PP_CHECKED;
/* Homes as people outside hear of them: rounded to ten; -1: PP_FEW_HOMES. */
#define PP_FEW_HOMES "fewer than 10"
int64_t pp_rounded(int64_t n_homes);
/* So under `key` (null: few) and "about 290" under key + "Words". */
int pp_tell_rounded(struct pp_json *object, const char *key, int64_t n_homes) PP_CHECKED;
/* "tel:" and the digits, so that a telephone can dial it; NULL when there are none. */
const char *pp_phone_href(const char *phone, char room[40]);
/* {"ways":[{"text","href"}]} of the parts between the ';' of a setting: a telephone, an address of a page or for mail;
 * null where it is empty. */
int pp_tell_ways(struct pp_json *object, const char *key, const char *ways) PP_CHECKED;

/* "accessWords": "Step-free access, no hearing loop". */
int pp_tell_access(struct pp_json *object, struct pp_access access) PP_CHECKED;

/* ---- whole values, owned by the caller; NULL: no memory ---- */

struct pp_json *pp_tell_person(const struct pp_contact *person);
struct pp_json *pp_tell_people(const struct pp_contact *people, size_t n);
struct pp_json *pp_tell_ward(const struct pp_public_ward *ward);
struct pp_json *pp_tell_session(const struct pp_public_session *session);
struct pp_json *pp_tell_sessions(const struct pp_public_session *sessions, size_t n);
/* The same by place; see pp_service_public_ward(). */
struct pp_json *pp_tell_places(const struct pp_public_session *sessions, size_t n);

/* ---- a patch ---- */

/* How much of it. */
enum pp_tell_detail { PP_TELL_PEOPLE, PP_TELL_CARD, PP_TELL_PAGE };
int pp_tell_patch(struct pp_db *db, const struct pp_public_patch *patch, struct pp_moment moment,
                  enum pp_tell_detail detail, struct pp_json **ret_patch,
                  struct pp_error *reterr) PP_CHECKED;
/* In force, else today's; PP_E_NOTFOUND in words. */
int pp_find_public_patch(struct pp_db *db, const char *name, pp_day day, struct pp_arena *arena,
                         struct pp_public_patch *ret_patch, struct pp_error *reterr) PP_CHECKED;
/* Who is rung for a patch at a moment: the first named officer who is in, else who stands in for one, else whoever answers for
 * the team, never why; without a name: nobody is known. Strings live in `arena`. */
struct pp_contact_wish {
    const struct pp_public_patch *patch;
    const struct pp_patch_contacts *contacts; /* of the patch on the day */
    struct pp_moment moment;
};
int pp_find_contact(struct pp_db *db, const struct pp_contact_wish *wish, struct pp_arena *arena,
                    struct pp_contact *ret_contact, struct pp_error *reterr) PP_CHECKED;
int pp_find_public_ward(struct pp_db *db, const char *name, struct pp_arena *arena,
                        struct pp_public_ward *ret_ward, struct pp_error *reterr) PP_CHECKED;

#endif
