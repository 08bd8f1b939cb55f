#include "patchplan/publish/mail.h"

#include <ctype.h>
#include <string.h>

#include "patchplan/core/text.h"

enum { MOST_LINE = 74, MOST_WORD_BYTES = 42 };

static bool is_ascii(const char *text) {
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

/* ---- headers ---- */

/* RFC 2047: words of at most 42 bytes, cut between characters. */
static void append_encoded(struct pp_str *out, const char *text) {
    for (size_t left = strlen(text), n; left; text += n, left -= n) {
        n = left < MOST_WORD_BYTES ? left : MOST_WORD_BYTES;
        while (n < left && ((unsigned char)text[n] & 0xc0) == 0x80)
            n--;
        pp_str_append(out, "=?UTF-8?B?");
        pp_str_append_base64(out, text, n);
        pp_str_append(out, n < left ? "?=\r\n " : "?=");
    }
}

/* Text of a header, whatever stands in it: in one line, encoded where it has to be, else quoted when it is a name. */
static void append_header_text(struct pp_str *out, const char *text, bool quoted) {
    PP_AUTO_STR struct pp_str line = {0};
    pp_str_append(&line, text);
    if (line.data)
        pp_text_tame(line.data);
    const char *at = pp_str_text(&line);
    if (!is_ascii(at)) {
        append_encoded(out, at);
        return;
    }
    pp_str_append(out, quoted ? "\"" : "");
    for (; *at; at++) {
        if (quoted && (*at == '"' || *at == '\\'))
            pp_str_append_char(out, '\\');
        pp_str_append_char(out, *at);
    }
    pp_str_append(out, quoted ? "\"" : "");
    out->failed = out->failed || line.failed;
}

/* One that needs no quoting; all others are left out rather than guessed at. */
static bool is_address(const char *email) {
    const char *at = email ? strchr(email, '@') : NULL;
    if (!at || at == email || !at[1] || strchr(at + 1, '@'))
        return false;
    for (; *email; email++)
        if (!isalnum((unsigned char)*email) && !strchr("@.!#$%&'*+-/=?^_`{|}~", *email))
            return false;
    return true;
}

static void append_to(struct pp_str *out, const struct pp_mail *mail) {
    const char *before = "To: ";
    for (size_t i = 0; i < mail->n_to; i++) {
        if (!is_address(mail->to[i].email))
            continue;
        pp_str_append(out, before);
        append_header_text(out, mail->to[i].name, true);
        pp_str_appendf(out, " <%s>", mail->to[i].email);
        before = ",\r\n ";
    }
    if (*before == ',')
        pp_str_append(out, "\r\n");
}

/* ---- bodies: quoted-printable, RFC 2045 ---- */

static void append_quoted(struct pp_str *out, const char *text) {
    static const char hex[] = "0123456789ABCDEF";
    size_t column = 0;
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        bool at_end = text[1] == '\n' || text[1] == '\0';
        bool plain = c >= '!' && c <= '~' && c != '=';
        plain = plain || (c == ' ' && !at_end);
        if (c == '\n') {
            pp_str_append(out, "\r\n");
            column = 0;
            continue;
        }
        if (column + 3 > MOST_LINE) {
            pp_str_append(out, "=\r\n");
            column = 0;
        }
        if (plain) {
            pp_str_append_char(out, (char)c);
        } else {
            pp_str_append_char(out, '=');
            pp_str_append_char(out, hex[c >> 4]);
            pp_str_append_char(out, hex[c & 15]);
        }
        column += plain ? 1 : 3;
    }
    pp_str_append(out, "\r\n");
}

/* '=' cannot stand in what is quoted but as part of a code, so no text can be the line that parts them. */
#define BOUNDARY "=_patchplan_sheet_="

static void append_part(struct pp_str *out, const char *kind, const char *text) {
    pp_str_appendf(out,
                   "--" BOUNDARY "\r\nContent-Type: text/%s; charset=utf-8\r\n"
                   "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                   kind);
    append_quoted(out, text);
}

void pp_mail_compose(const struct pp_mail *mail, struct pp_str *message) {
    append_to(message, mail);
    pp_str_append(message, "Subject: ");
    append_header_text(message, mail->subject, false);
    pp_str_append(message,
                  "\r\nX-Unsent: 1\r\nMIME-Version: 1.0\r\n"
                  "Content-Type: multipart/alternative;\r\n boundary=\"" BOUNDARY "\"\r\n\r\n");
    append_part(message, "plain", mail->text);
    append_part(message, "html", mail->html);
    pp_str_append(message, "--" BOUNDARY "--\r\n");
}
