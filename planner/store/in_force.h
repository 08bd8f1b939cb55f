/* What is in force, as part of a statement: the one rule of which publication serves a place. */
#ifndef PLANNER_STORE_IN_FORCE_H
#define PLANNER_STORE_IN_FORCE_H

/* A column of the publication that serves a team and a ward on `day`, the last three SQL expressions; NULL where none
 * does: the newest publication that has begun, is not taken back, and whose scope holds the team or the ward. */
#define PP_SQL_SERVES(column, day, team, ward) PP_SQL_SERVES_BUT(column, day, team, ward, "0")
/* The same, were the publication `but` taken back. */
#define PP_SQL_SERVES_BUT(column, day, team, ward, but)                                        \
    "(SELECT p_." column " FROM publication p_ WHERE p_.rolled_back_at IS NULL"                \
    " AND p_.publication_id <> " but " AND p_.first_day <= " day                               \
    " AND (NOT EXISTS (SELECT 1 FROM publication_scope s_"                                     \
    " WHERE s_.publication_id = p_.publication_id) OR EXISTS (SELECT 1 FROM publication_scope" \
    " s_ WHERE s_.publication_id = p_.publication_id AND ((s_.kind = 'team' AND s_.place_id"   \
    " = " team ") OR (s_.kind = 'ward' AND s_.place_id = " ward "))))"                         \
    " ORDER BY p_.first_day DESC, p_.publication_id DESC LIMIT 1)"
#define PP_SQL_IN_FORCE(day, team, ward) PP_SQL_SERVES("plan_id", day, team, ward)

#endif
