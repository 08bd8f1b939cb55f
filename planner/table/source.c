#include "planner/table/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/utf8.h"

enum { RAW_BYTES = 256 * 1024, DECODE_BYTES = 32 * 1024 };

static const iconv_t NO_DECODER = (iconv_t)-1;

/* --- growing the text --- */

/* Move what is held to the front when that frees half of the room; else grow. */
static int make_room(struct pp_source *source, size_t extra, struct pp_error *reterr) {
    if (source->n_text + extra <= source->cap_text)
        return 0;
    size_t before_hold = (size_t)(source->hold - source->base);
    if (before_hold > 0) {
        source->n_text -= before_hold;
        memmove(source->text, source->text + before_hold, source->n_text);
        source->base = source->hold;
    }
    return pp_reserve(&source->text, &source->cap_text, source->n_text + extra, 1, reterr);
}

static int append(struct pp_source *source, const char *text, size_t length,
                  struct pp_error *reterr) {
    int status = length > 0 ? make_room(source, length, reterr) : 0;
    if (status || length == 0)
        return status;
    memcpy(source->text + source->n_text, text, length);
    source->n_text += length;
    return 0;
}

/* One mark for each line is enough: it says that the row is broken, and where first. */
static int mark(struct pp_source *source, int64_t file_offset, bool is_nul,
                struct pp_error *reterr) {
    int64_t at = source->base + (int64_t)source->n_text;
    if (source->n_marks > 0) {
        int64_t last = source->marks[source->n_marks - 1].at;
        const char *from = source->text + (last > source->base ? last - source->base : 0);
        size_t length = (size_t)(source->text + source->n_text - from);
        if (last >= source->base && !memchr(from, '\n', length) && !memchr(from, '\r', length))
            return 0;
    }
    if (source->mark_ix > 1024) { /* behind every row still to come */
        source->n_marks -= source->mark_ix;
        memmove(source->marks, source->marks + source->mark_ix,
                source->n_marks * sizeof *source->marks);
        source->mark_ix = 0;
    }
    int status = pp_reserve(&source->marks, &source->cap_marks, source->n_marks + 1,
                            sizeof *source->marks, reterr);
    if (status)
        return status;
    source->marks[source->n_marks++] = (struct pp_source_mark){at, file_offset, is_nul};
    return 0;
}

/* Append decoded text in which only zero bytes can be wrong. */
static int append_decoded(struct pp_source *source, const char *text, size_t length,
                          int64_t file_offset, struct pp_error *reterr) {
    while (length > 0) {
        const char *nul = memchr(text, '\0', length);
        size_t clean = nul ? (size_t)(nul - text) : length;
        int status = append(source, text, clean, reterr);
        if (!status && nul)
            status = mark(source, file_offset, true, reterr);
        if (!status && nul)
            status = append(source, PP_UTF8_NUL_SIGN, 3, reterr);
        if (status)
            return status;
        clean += nul != NULL;
        text += clean;
        length -= clean;
    }
    return 0;
}

/* --- from bytes to text --- */

static int64_t raw_offset(const struct pp_source *source, size_t at) {
    return source->n_read - (int64_t)source->n_raw + (int64_t)at;
}

static void drop_raw(struct pp_source *source, size_t n) {
    source->n_raw -= n;
    memmove(source->raw, source->raw + n, source->n_raw);
}

static int set_decoder(struct pp_source *source, const char *encoding, struct pp_error *reterr) {
    snprintf(source->encoding, sizeof source->encoding, "%s", encoding);
    if (strcasecmp(encoding, "UTF-8") == 0 || strcasecmp(encoding, "UTF8") == 0)
        return 0;
    source->decoder = iconv_open("UTF-8", encoding);
    if (source->decoder == NO_DECODER)
        return pp_fail_at(reterr, errno == ENOMEM ? PP_E_NOMEM : PP_E_USAGE, source->path, 0, NULL,
                          "no text encoding is called \"%s\"; try UTF-8, UTF-16LE or WINDOWS-1252",
                          encoding);
    return 0;
}

/* Bytes that are UTF-8 already. A byte that is not: the whole file is Windows-1252 when only ASCII
 * came before it; else it alone is read so, and marked. */
static int take_utf8(struct pp_source *source, struct pp_error *reterr) {
    size_t at = 0;
    int status = 0;
    while (!status && at < source->n_raw) {
        bool only_ascii;
        size_t clean = pp_utf8_clean(source->raw + at, source->n_raw - at, &only_ascii);
        if (!only_ascii)
            source->may_guess = false;
        status = append(source, (const char *)source->raw + at, clean, reterr);
        at += clean;
        if (status || at == source->n_raw ||
            (!source->raw_ended && pp_utf8_is_cut(source->raw + at, source->n_raw - at)))
            break;
        unsigned char bad = source->raw[at];
        if (bad && source->may_guess) {
            source->may_guess = false;
            status = set_decoder(source, "WINDOWS-1252", reterr);
            break;
        }
        char sign[4];
        pp_utf8_from_1252(bad, sign);
        status = mark(source, raw_offset(source, at), bad == 0, reterr);
        if (!status)
            status = append(source, sign, strlen(sign), reterr);
        at++;
    }
    drop_raw(source, at);
    return status;
}

/* Bytes in another encoding, through iconv; what it refuses becomes U+FFFD and is marked. */
static int take_foreign(struct pp_source *source, struct pp_error *reterr) {
    char *in = (char *)source->raw;
    size_t n_in = source->n_raw;
    size_t width = strncasecmp(source->encoding, "UTF-16", 6) == 0 ? 2 : 1;
    int status = 0;
    while (!status && n_in > 0) {
        char decoded[DECODE_BYTES], *out = decoded;
        size_t n_out = sizeof decoded;
        int64_t offset = raw_offset(source, source->n_raw - n_in);
        size_t result = iconv(source->decoder, &in, &n_in, &out, &n_out);
        int why = result == (size_t)-1 ? errno : 0;
        status = append_decoded(source, decoded, (size_t)(out - decoded), offset, reterr);
        if (status || why == 0 || why == E2BIG)
            continue;
        if (why == EINVAL && !source->raw_ended)
            break; /* cut in the middle of a character; the rest comes with the next bytes */
        status = mark(source, raw_offset(source, source->n_raw - n_in), false, reterr);
        if (!status)
            status = append(source, PP_UTF8_REPLACEMENT, 3, reterr);
        size_t skip = n_in < width ? n_in : width;
        in += skip;
        n_in -= skip;
    }
    drop_raw(source, source->n_raw - n_in);
    return status;
}

static int read_raw(struct pp_source *source, struct pp_error *reterr) {
    while (!source->raw_ended && source->n_raw < RAW_BYTES) {
        ssize_t n = read(source->fd, source->raw + source->n_raw, RAW_BYTES - source->n_raw);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return pp_fail_system(reterr, errno, "read the file", source->path);
        source->raw_ended = n == 0;
        source->n_raw += (size_t)n;
        source->n_read += n;
    }
    return 0;
}

/* More text, or the end. A last line without an end gets one. */
static int fill(struct pp_source *source, struct pp_error *reterr) {
    int status = read_raw(source, reterr);
    if (!status && source->decoder == NO_DECODER)
        status = take_utf8(source, reterr);
    if (!status && source->decoder != NO_DECODER) /* also when that has just been found out */
        status = take_foreign(source, reterr);
    if (status || !source->raw_ended)
        return status;
    char last = source->n_text > 0 ? source->text[source->n_text - 1] : '\n';
    source->ended = true;
    return last != '\n' && last != '\r' ? append(source, "\n", 1, reterr) : 0;
}

/* --- recognising the encoding --- */

/* UTF-16 without a mark: in text from Western systems nearly every second byte is zero. */
static const char *guess_utf16(const unsigned char *bytes, size_t n) {
    size_t zeros[2] = {0, 0};
    for (size_t i = 0; i < n; i++)
        zeros[i % 2] += bytes[i] == 0;
    size_t half = n / 2;
    if (half >= 2 && zeros[1] * 10 > half * 7 && zeros[0] * 10 < half)
        return "UTF-16LE";
    if (half >= 2 && zeros[0] * 10 > half * 7 && zeros[1] * 10 < half)
        return "UTF-16BE";
    return NULL;
}

static int recognise(struct pp_source *source, const char *wanted, struct pp_error *reterr) {
    static const struct {
        const char *bytes, *encoding;
        size_t length;
    } marks[] = {
        {"\xEF\xBB\xBF", "UTF-8", 3}, {"\xFF\xFE", "UTF-16LE", 2}, {"\xFE\xFF", "UTF-16BE", 2}};
    const char *found = NULL;
    /* Some programs put a mark before the mark that is there. */
    for (size_t i = 0; i < sizeof marks / sizeof marks[0] && !found; i++)
        while (source->n_raw >= marks[i].length &&
               memcmp(source->raw, marks[i].bytes, marks[i].length) == 0) {
            found = marks[i].encoding;
            source->has_bom = true;
            drop_raw(source, marks[i].length);
        }
    if (!wanted && !found)
        found = guess_utf16(source->raw, source->n_raw < 4096 ? source->n_raw : 4096);
    source->may_guess = !wanted && !found;
    return set_decoder(source, found ? found : wanted ? wanted : "UTF-8", reterr);
}

int pp_source_open(struct pp_source *source, const char *path, const char *encoding,
                   size_t max_line_bytes, struct pp_error *reterr) {
    *source = (struct pp_source){
        .path = path, .next_row = 1, .max_line_bytes = max_line_bytes, .decoder = NO_DECODER};
    /* Not blocking, so that a pipe that took the file's name meanwhile cannot hang us. */
    source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (source->fd < 0)
        return pp_fail_system(reterr, errno, "read the file", path);
    off_t size = lseek(source->fd, 0, SEEK_END);
    if (size < 0 || lseek(source->fd, 0, SEEK_SET) != 0)
        return pp_fail_system(reterr, errno, "read the file", path);
    source->n_total = size;
    source->raw = pp_alloc(RAW_BYTES);
    if (!source->raw)
        return pp_fail_nomem(reterr);
    int status = read_raw(source, reterr);
    if (!status)
        status = recognise(source, encoding, reterr);
    return status ? status : fill(source, reterr);
}

void pp_source_done(struct pp_source *source) {
    if (source->decoder != NO_DECODER)
        iconv_close(source->decoder);
    if (source->fd >= 0)
        close(source->fd);
    pp_free(source->raw);
    pp_free(source->text);
    pp_free(source->marks);
    *source = (struct pp_source){.fd = -1, .decoder = NO_DECODER};
}

/* --- lines --- */

const char *pp_source_at(const struct pp_source *source, int64_t pos) {
    return source->text + (pos - source->base);
}

static int64_t text_end(const struct pp_source *source) {
    return source->base + (int64_t)source->n_text;
}

/* The next `c` from `known` on, or the end of the text: searched once, however often it is asked
 * for. */
static int64_t find(const struct pp_source *source, int64_t known, char c) {
    int64_t end = text_end(source);
    int64_t from = known > source->pos ? known : source->pos;
    if (from >= end)
        return end;
    if (known >= source->pos && *pp_source_at(source, known) == c)
        return known;
    const char *start = pp_source_at(source, from);
    const char *hit = memchr(start, c, (size_t)(end - from));
    return hit ? from + (hit - start) : end;
}

/* Is there a whole line at `pos`? CR at the very end of the text may be half of CR LF. */
static bool find_line_end(struct pp_source *source, int64_t *ret_next) {
    source->lf = find(source, source->lf, '\n');
    source->cr = find(source, source->cr, '\r');
    int64_t end = text_end(source), stop = source->lf < source->cr ? source->lf : source->cr;
    bool is_unsure = stop == source->cr && stop + 1 == end && !source->ended;
    if (stop >= end || is_unsure)
        return false;
    bool is_pair = source->cr + 1 == source->lf && source->lf < end;
    *ret_next = stop + (is_pair ? 2 : 1);
    return true;
}

int pp_source_line(struct pp_source *source, const char **ret_line, size_t *ret_length,
                   struct pp_error *reterr) {
    int64_t next;
    while (!find_line_end(source, &next)) {
        if (source->ended)
            return 0;
        if ((size_t)(text_end(source) - source->pos) > source->max_line_bytes)
            return pp_fail_at(reterr, PP_E_FORMAT, source->path, source->next_row, NULL,
                              "this row goes on for more than %zu bytes without an end; this is no "
                              "table of rows, or its line ends were lost: export it again",
                              source->max_line_bytes);
        int status = fill(source, reterr);
        if (status)
            return status;
    }
    *ret_line = pp_source_at(source, source->pos);
    *ret_length = (size_t)(next - source->pos);
    source->pos = next;
    source->next_row++;
    return 1;
}

void pp_source_hold(struct pp_source *source) {
    source->hold = source->pos;
    while (source->mark_ix < source->n_marks && source->marks[source->mark_ix].at < source->hold)
        source->mark_ix++;
}

void pp_source_go(struct pp_source *source, int64_t pos, int64_t row) {
    source->pos = pos;
    source->next_row = row;
    source->lf = source->cr = pos - 1; /* search again */
}

const struct pp_source_mark *pp_source_mark_in(const struct pp_source *source, int64_t from,
                                               int64_t to) {
    for (size_t i = source->mark_ix; i < source->n_marks; i++)
        if (source->marks[i].at >= from)
            return source->marks[i].at < to ? &source->marks[i] : NULL;
    return NULL;
}
