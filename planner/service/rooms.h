/* Folders of the web beside the planning file, each with what belongs to one token, for a day. */
#ifndef PLANNER_SERVICE_ROOMS_H
#define PLANNER_SERVICE_ROOMS_H

#include "patchplan/core/str.h"
#include "patchplan/secret/secret.h"

/* Make DB_PATH.KIND/xTOKEN, appended to `folder`, after everything in DB_PATH.KIND older than a day was removed. */
int pp_room_make(const char *db_path, const char *kind, char ret_token[PP_SECRET_TOKEN_SIZE],
                 struct pp_str *folder, struct pp_error *reterr) PP_CHECKED;
/* With the files in it. */
void pp_room_remove(const char *folder);
/* Remove what is older than a day in DB_PATH.sent and DB_PATH.made. */
void pp_rooms_sweep(const char *db_path);
/* Where `text` names files in such folders: their names alone, in place. */
void pp_room_hide(char *text);
/* Its path, appended; false: that is no token. */
bool pp_room_path(const char *db_path, const char *kind, const char *token, struct pp_str *folder);

#endif
