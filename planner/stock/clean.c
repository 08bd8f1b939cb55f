#include "patchplan/stock/clean.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/text.h"

/* ---- postcodes ---- */

static const char letter_twins[] = "OISBZ";
static const char digit_twins[] = "01582";

/* Outward forms; the inward part is always 9AA. */
static const char *const forms[] = {"A9", "A99", "AA9", "AA99", "A9A", "AA9A"};

/* Fit one character to 'A' or '9': 0 = fits, 1 = after an exchange, -1 = cannot. */
static int fit_char(char wanted, char found, char *ret_char) {
    *ret_char = found;
    if (wanted == 'A' ? isalpha((unsigned char)found) : isdigit((unsigned char)found))
        return 0;
    const char *from = wanted == 'A' ? digit_twins : letter_twins;
    const char *to = wanted == 'A' ? letter_twins : digit_twins;
    const char *at = strchr(from, found);
    if (!at)
        return -1;
    *ret_char = to[at - from];
    return 1;
}

/* Letters that stand in these places of real postcodes (Royal Mail's rules): without them S1O would pass
 * for a form that only inner London has. */
static bool letters_stand(const char *form, const char *fitted) {
    if (strchr("QVX", fitted[0]) || (form[1] == 'A' && strchr("IJZ", fitted[1])))
        return false;
    if (strcmp(form, "A9A") == 0)
        return strchr("ENW", fitted[0]) && strchr("ABCDEFGHJKPSTUW", fitted[2]);
    if (strcmp(form, "AA9A") == 0)
        return strchr("ENSW", fitted[0]) && strchr("CEW", fitted[1]) &&
               strchr("ABEHMNPRVWXY", fitted[3]);
    return true;
}

/* How many exchanges make `bare` (n characters) fit a form; -1 = none can. */
static int fit_form(const char *form, const char *bare, size_t n, char *ret_fitted) {
    size_t n_out = strlen(form);
    if (n != n_out + 3)
        return -1;
    int exchanges = 0;
    for (size_t i = 0; i < n; i++) {
        char wanted = i < n_out ? form[i] : i == n_out ? '9' : 'A';
        int cost = fit_char(wanted, bare[i], &ret_fitted[i]);
        if (cost < 0 || (i > n_out && strchr("CIKMOV", ret_fitted[i])))
            return -1;
        exchanges += cost;
    }
    ret_fitted[n] = '\0';
    return letters_stand(form, ret_fitted) ? exchanges : -1;
}

/* Upper-case letters and digits of `text`; 0 when something else stands in it or it is too long. */
static size_t bare_postcode(const char *text, char ret_bare[8]) {
    size_t n = 0;
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (isspace(c) || c == '.' || c == '-')
            continue;
        if (!isalnum(c) || c > 127 || n == 7)
            return 0;
        ret_bare[n++] = (char)toupper(c);
    }
    return n;
}

enum pp_postcode_state pp_postcode_clean(const char *text, char ret_code[PP_POSTCODE_SIZE]) {
    char bare[8], fitted[8], best[8] = "";
    size_t n = bare_postcode(text, bare);
    int least = 99, n_least = 0;
    for (size_t f = 0; n >= 5 && f < sizeof forms / sizeof forms[0]; f++) {
        int exchanges = fit_form(forms[f], bare, n, fitted);
        if (exchanges < 0 || exchanges > least)
            continue;
        n_least = exchanges < least ? 1 : n_least + 1;
        least = exchanges;
        memcpy(best, fitted, sizeof best);
    }
    if (n_least != 1 || least > 2 || (least && !strpbrk(text, "0123456789")))
        return PP_POSTCODE_BAD; /* words without a digit ("no code") are not misread postcodes */
    memcpy(ret_code, best, n - 3);
    ret_code[n - 3] = ' ';
    memcpy(ret_code + n - 2, best + n - 3, 4);
    return least ? PP_POSTCODE_REPAIRED : PP_POSTCODE_FINE;
}

/* ---- property numbers ---- */

enum pp_uprn_state pp_uprn_clean(const char *text, char ret_uprn[PP_UPRN_SIZE]) {
    while (isspace((unsigned char)*text))
        text++;
    size_t n = strspn(text, "0123456789");
    const char *rest = text + n;
    if (n && (*rest == 'e' || *rest == 'E' || *rest == '.')) {
        size_t fraction = *rest == '.' ? 1 + strspn(rest + 1, "0123456789") : 0;
        if (rest[fraction] == 'e' || rest[fraction] == 'E')
            return PP_UPRN_LOST;
        rest += fraction && rest[1 + strspn(rest + 1, "0")] == '\0' ? fraction : 0;
    }
    rest += strspn(rest, " \t");
    while (n > 1 && *text == '0') {
        text++;
        n--;
    }
    if (!n || *rest || n >= PP_UPRN_SIZE)
        return PP_UPRN_BAD;
    memcpy(ret_uprn, text, n);
    ret_uprn[n] = '\0';
    return n <= 6 ? PP_UPRN_SHORT : PP_UPRN_FINE;
}

/* ---- yes and no ---- */

bool pp_yes_no(const char *text, bool *ret_yes) {
    static const char *const yes[] = {"yes", "y", "true", "t", "1", "x", "on"};
    static const char *const no[] = {"no", "n", "false", "f", "0", "off", "-"};
    for (size_t i = 0; i < 7; i++) {
        if (pp_text_same_nocase(text, yes[i]) || pp_text_same_nocase(text, no[i])) {
            *ret_yes = pp_text_same_nocase(text, yes[i]);
            return true;
        }
    }
    return false;
}

/* ---- clock times ---- */

/* "18:00", "18.00", "1800", "6pm", "7.30 pm", "midday"; `*text` moves past it. -1 = no time. */
static int clock_one(const char **text) {
    const char *at = *text + strspn(*text, " ");
    int hour = 0, minute = 0, n = 0;
    for (; isdigit((unsigned char)*at) && n < 4; n++)
        hour = hour * 10 + (*at++ - '0');
    if (!n || isdigit((unsigned char)*at))
        return -1;
    if (n > 2) {
        minute = hour % 100;
        hour /= 100;
    } else if ((*at == ':' || *at == '.') && isdigit((unsigned char)at[1]) &&
               isdigit((unsigned char)at[2])) {
        minute = (at[1] - '0') * 10 + at[2] - '0';
        at += 3;
    }
    const char *half = at + strspn(at, " ");
    char c = (char)tolower((unsigned char)half[0]);
    if ((c == 'a' || c == 'p') && tolower((unsigned char)half[1]) == 'm') {
        if (hour < 1 || hour > 12)
            return -1;
        hour = hour % 12 + (c == 'p' ? 12 : 0);
        at = half + 2;
    }
    *text = at;
    return hour > 23 || minute > 59 ? -1 : hour * 60 + minute;
}

static const char *skip_until(const char *text) {
    text += strspn(text, " ");
    if (strncmp(text, "\xe2\x80\x93", 3) == 0 || strncmp(text, "\xe2\x80\x94", 3) == 0)
        return text + 3; /* long dashes */
    if (*text == '-')
        return text + 1;
    if ((text[0] == 't' || text[0] == 'T') && (text[1] == 'o' || text[1] == 'O'))
        return text + 2;
    return NULL;
}

bool pp_clock_range(const char *text, int *ret_from, int *ret_to) {
    int from = clock_one(&text), to = -1;
    if (from < 0)
        return false;
    if (text[strspn(text, " ")]) {
        text = skip_until(text);
        to = text ? clock_one(&text) : -1;
        if (to <= from || text[strspn(text, " ")])
            return false;
    }
    *ret_from = from;
    *ret_to = to;
    return true;
}

void pp_clock_format(int from, int to, char ret_text[12]) {
    unsigned f = (unsigned)from % 1440, t = (unsigned)to % 1440;
    if (to < 0)
        snprintf(ret_text, 12, "%02u:%02u", f / 60, f % 60);
    else
        snprintf(ret_text, 12, "%02u:%02u-%02u:%02u", f / 60, f % 60, t / 60, t % 60);
}
