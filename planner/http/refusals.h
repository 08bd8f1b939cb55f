/* Answers that are no page of api: what cannot be read, comes too often, is too large. Each in words, as plain text. */
#ifndef PLANNER_HTTP_REFUSALS_H
#define PLANNER_HTTP_REFUSALS_H

#include "planner/http/server.h"

enum MHD_Result pp_refuse_plainly(struct MHD_Connection *mhd, unsigned status, const char *text);
/* `code`: why it is answered by no page, as in struct pp_turn. */
enum MHD_Result pp_refuse(struct MHD_Connection *mhd, int code);
/* Who stands between might see another request begin in the middle of this one. */
enum MHD_Result pp_refuse_unframed(struct MHD_Connection *mhd);
/* Who sends forms faster than people do waits a minute. */
enum MHD_Result pp_refuse_too_often(struct MHD_Connection *mhd);
/* Who asks for pages of a draft faster than people read does so too. */
enum MHD_Result pp_refuse_too_many(struct MHD_Connection *mhd);
/* So many wait for work of this kind already. */
enum MHD_Result pp_refuse_crowded(struct MHD_Connection *mhd, enum pp_api_lane lane);
enum MHD_Result pp_refuse_too_large(struct MHD_Connection *mhd, const struct pp_turn *turn);
/* libmicrohttpd answers no request before its end; one without an end is told past it, as it is cut off. */
void pp_tell_endless(struct MHD_Connection *mhd, const struct pp_turn *turn);

#endif
