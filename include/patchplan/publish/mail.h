/* A councillor's sheet as an email that waits to be sent: text and HTML in one file. */
#ifndef PATCHPLAN_PUBLISH_MAIL_H
#define PATCHPLAN_PUBLISH_MAIL_H

#include "patchplan/core/str.h"
#include "patchplan/json/json.h"

struct pp_mail_to {
    const char *name, *email;
};
struct pp_mail {
    const struct pp_mail_to *to; /* whoever's address is no address is left out */
    size_t n_to;
    const char *subject, *text, *html;
};
/* Appended: RFC 5322 and 2045, 7-bit, CR LF, multipart/alternative, marked as not sent yet, so that programs for mail open
 * it to be sent. Nothing in names or texts can add a header. */
void pp_mail_compose(const struct pp_mail *mail, struct pp_str *message);

/* The sheet of a ward, as pp_service_public_ward() tells it, as plain text for people; appended. `council` may be "". */
void pp_ward_text(const struct pp_json *ward, const char *council, const char *date_words,
                  struct pp_str *text);

#endif
