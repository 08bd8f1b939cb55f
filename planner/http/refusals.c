#include "planner/http/refusals.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum MHD_Result pp_refuse_plainly(struct MHD_Connection *mhd, unsigned status, const char *text) {
    struct MHD_Response *answer = MHD_create_response_from_buffer(
        strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
    if (!answer)
        return MHD_NO;
    pp_add_header(answer, "Content-Type", "text/plain; charset=utf-8");
    pp_add_safe_headers(answer, PP_FOR_STAFF, NULL, false);
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        pp_add_header(answer, "Allow", "GET, HEAD, POST");
    if (status == MHD_HTTP_BAD_REQUEST) /* who knows what comes behind it */
        pp_add_header(answer, "Connection", "close");
    if (status == MHD_HTTP_TOO_MANY_REQUESTS || status == MHD_HTTP_SERVICE_UNAVAILABLE)
        pp_add_header(answer, "Retry-After", status == MHD_HTTP_TOO_MANY_REQUESTS ? "60" : "10");
    enum MHD_Result result = MHD_queue_response(mhd, status, answer);
    MHD_destroy_response(answer);
    return result;
}

enum MHD_Result pp_refuse(struct MHD_Connection *mhd, int code) {
    switch (code) {
    case PP_E_NOTFOUND:
        return pp_refuse_plainly(mhd, MHD_HTTP_NOT_FOUND, "There is no such page.\n");
    case PP_E_INPUT:
        return pp_refuse_plainly(mhd, MHD_HTTP_BAD_REQUEST,
                                 "What was sent cannot be read. Type it again.\n");
    case PP_E_USAGE:
        return pp_refuse_plainly(mhd, MHD_HTTP_CONTENT_TOO_LARGE,
                                 "More was sent than this form takes. Nothing was changed.\n");
    case PP_E_FORMAT:
        return pp_refuse_plainly(
            mhd, MHD_HTTP_BAD_REQUEST,
            "This is no form with one file, or it has no end. Nothing was changed. "
            "Send one file at a time, from the page that asks for it.\n");
    case PP_E_FULL:
        return pp_refuse_plainly(
            mhd, MHD_HTTP_INSUFFICIENT_STORAGE,
            "There is no room left on the server to keep this file. Nothing was "
            "changed. Tell whoever runs this service.\n");
    case PP_E_BUSY:
        return pp_refuse_plainly(
            mhd, MHD_HTTP_SERVICE_UNAVAILABLE,
            "Other files are coming in at this moment, yours among them or others'. "
            "Nothing was changed. Wait until they are here, then send this again.\n");
    default:
        return pp_refuse_plainly(mhd, MHD_HTTP_SERVICE_UNAVAILABLE,
                                 "Please try again in a moment.\n");
    }
}

enum MHD_Result pp_refuse_unframed(struct MHD_Connection *mhd) {
    return pp_refuse_plainly(
        mhd, MHD_HTTP_BAD_REQUEST,
        "It is not clear where this request ends, or for which host it is: send one "
        "Host, and one Content-Length or Transfer-Encoding.\n");
}

enum MHD_Result pp_refuse_too_often(struct MHD_Connection *mhd) {
    return pp_refuse_plainly(
        mhd, MHD_HTTP_TOO_MANY_REQUESTS,
        "Too much was sent from your address in a short time. Nothing was changed. "
        "Wait a minute, then send it again.\n");
}

enum MHD_Result pp_refuse_too_many(struct MHD_Connection *mhd) {
    return pp_refuse_plainly(mhd, MHD_HTTP_TOO_MANY_REQUESTS,
                             "Too many pages were asked for from your address in a short time. "
                             "Wait a minute, then try again.\n");
}

enum MHD_Result pp_refuse_crowded(struct MHD_Connection *mhd, enum pp_api_lane lane) {
    return pp_refuse_plainly(
        mhd, MHD_HTTP_SERVICE_UNAVAILABLE,
        lane == PP_LANE_PASSWORDS
            ? "Many people are signing in at this moment, so your password was not "
              "looked at. Wait ten seconds, then send it again.\n"
            : "Much is being worked out at this moment, so this was not begun and "
              "nothing was changed. Wait ten seconds, then try again.\n");
}

static const char *too_large_words(const struct pp_turn *turn) {
    return turn->body_kind == PP_BODY_FILE
               ? "This file is larger than 50 MB, which is the limit. Nothing was changed.\n"
               : "More was sent than this form takes. Nothing was changed.\n";
}

enum MHD_Result pp_refuse_too_large(struct MHD_Connection *mhd, const struct pp_turn *turn) {
    return pp_refuse_plainly(mhd, MHD_HTTP_CONTENT_TOO_LARGE, too_large_words(turn));
}

void pp_tell_endless(struct MHD_Connection *mhd, const struct pp_turn *turn) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    const char *words = too_large_words(turn);
    char answer[400];
    int length = snprintf(answer, sizeof answer,
                          "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Type: "
                          "text/plain; charset=utf-8\r\nContent-Length: %zu\r\n\r\n%s",
                          strlen(words), words);
    ssize_t n =
        info ? send(info->connect_fd, answer, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT) : 0;
    (void)n; /* who does not listen is cut off all the same */
}
