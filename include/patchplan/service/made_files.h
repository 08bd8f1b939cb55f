/* Files that were made for somebody to fetch: letters, lists, papers. Kept for a day beside the planning file, readable by
 * the server's account alone, under names that nobody guesses. */
#ifndef PATCHPLAN_SERVICE_MADE_FILES_H
#define PATCHPLAN_SERVICE_MADE_FILES_H

#include "patchplan/json/json.h"
#include "patchplan/secret/secret.h"

/* A new, empty folder for them: its path (caller pp_free()) and the token it is found by. What is older than a day goes. */
int pp_service_made_folder(const char *db_path, char ret_token[PP_SECRET_TOKEN_SIZE],
                           char **ret_folder, struct pp_error *reterr) PP_CHECKED;
/* {"files":[{"name","href","size"}]}, by name; "href" is `before`, the token, '/' and the name. PP_E_NOTFOUND: no such
 * folder, or not any more. */
int pp_service_made_list(const char *db_path, const char *token, const char *before,
                         struct pp_json **ret_list, struct pp_error *reterr) PP_CHECKED;
/* One of them, open to be read; the caller closes it. PP_E_NOTFOUND. */
int pp_service_made_open(const char *db_path, const char *token, const char *name, int *ret_file,
                         struct pp_error *reterr) PP_CHECKED;

#endif
