/* What is in force, as part of a statement: the one rule of which publication serves a place. */
#ifndef PLANNER_STORE_IN_FORCE_H
#define PLANNER_STORE_IN_FORCE_H

/* The plan in force on `day` for a team and a ward, all three SQL expressions; NULL where none is: the newest
 * publication that has begun, is not taken back, and whose scope holds the team or the ward. */
#define PP_SQL_IN_FORCE(day, team, ward)                                                       \
    "(SELECT p_.plan_id FROM publication p_ WHERE p_.rolled_back_at IS NULL"                   \
    " AND p_.first_day <= " day " AND (NOT EXISTS (SELECT 1 FROM publication_scope s_"         \
    " WHERE s_.publication_id = p_.publication_id) OR EXISTS (SELECT 1 FROM publication_scope" \
    " s_ WHERE s_.publication_id = p_.publication_id AND ((s_.kind = 'team' AND s_.place_id"   \
    " = " team ") OR (s_.kind = 'ward' AND s_.place_id = " ward "))))"                         \
    " ORDER BY p_.first_day DESC, p_.publication_id DESC LIMIT 1)"

#endif
