/* What cairo 1.16 leaves out of a tagged PDF: /Lang and /DisplayDocTitle in its catalogue.
 *
 * PDF lets a file be continued: behind its end stand the catalogue again, completed, a table of where this one object
 * is, and a trailer that names the table before (ISO 32000-1, 7.5.6). Nothing that was written is touched.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "planner/page/canvas.h"
#include "patchplan/core/alloc.h"

enum { TAIL = 1024, MOST_OBJECT = 4096, ENTRY = 20 };

static int fail_form(const struct pp_newfile *file, struct pp_error *reterr) {
    return pp_fail_at(reterr, PP_E_LIBRARY, file->path, 0, NULL,
                      "the pages were written in a form that is not known here, so that they could "
                      "not be given their language");
}

/* `n` bytes at `at` (from the end when negative), as text; fewer at the end of the file. */
static int read_at(struct pp_newfile *file, long at, size_t n, char *ret_text,
                   struct pp_error *reterr) {
    if (fseek(file->stream, at, at < 0 ? SEEK_END : SEEK_SET) != 0)
        return fail_form(file, reterr);
    ret_text[fread(ret_text, 1, n, file->stream)] = '\0';
    return 0;
}

/* The number after the last `word` of a text; -1: there is none. */
static long number_after(const char *text, const char *word) {
    const char *found = NULL;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
        found = at;
    char *end = NULL;
    long number = found ? strtol(found + strlen(word), &end, 10) : -1;
    return found && end != found + strlen(word) ? number : -1;
}

struct ends {
    long table, size, root, info; /* where the table is; the trailer's numbers */
    long root_at;                 /* where object `root` is */
};

static int find_ends(struct pp_newfile *file, struct ends *ends, struct pp_error *reterr) {
    char text[TAIL + 1];
    int rc = read_at(file, -TAIL, TAIL, text, reterr);
    if (rc)
        return rc;
    *ends = (struct ends){.table = number_after(text, "startxref"),
                          .size = number_after(text, "/Size"),
                          .root = number_after(text, "/Root"),
                          .info = number_after(text, "/Info")};
    if (ends->table < 0 || ends->size < 0 || ends->root < 0)
        return fail_form(file, reterr);
    if ((rc = read_at(file, ends->table, TAIL, text, reterr)) != 0)
        return rc;
    char *first = strncmp(text, "xref\n0 ", 7) == 0 ? strchr(text + 5, '\n') : NULL;
    if (!first)
        return fail_form(file, reterr);
    long entry = ends->table + (first + 1 - text) + ENTRY * ends->root;
    if ((rc = read_at(file, entry, ENTRY, text, reterr)) != 0)
        return rc;
    ends->root_at = strtol(text, NULL, 10);
    return 0;
}

/* The catalogue, completed, behind the end. */
static int continue_with(struct pp_newfile *file, const struct ends *ends, char *object,
                         const char *language, struct pp_error *reterr) {
    char *close = strstr(object, "endobj");
    while (close && close > object && strncmp(close, ">>", 2) != 0)
        close--;
    if (!close || close == object || fseek(file->stream, 0, SEEK_END) != 0)
        return fail_form(file, reterr);
    *close = '\0';
    long at = ftell(file->stream);
    int n = fprintf(file->stream,
                    "%s   /Lang (%s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\n"
                    "endobj\n",
                    object, language);
    fprintf(file->stream, "xref\n%ld 1\n%010ld 00000 n \ntrailer\n<< /Size %ld\n   /Root %ld 0 R\n",
            ends->root, at, ends->size, ends->root);
    if (ends->info >= 0)
        fprintf(file->stream, "   /Info %ld 0 R\n", ends->info);
    fprintf(file->stream, "   /Prev %ld\n>>\nstartxref\n%ld\n%%%%EOF\n", ends->table, at + n);
    return ferror(file->stream) ? pp_fail_system(reterr, errno, "write the file", file->path) : 0;
}

int pp_pdf_set_language(struct pp_newfile *file, const char *language, struct pp_error *reterr) {
    char object[MOST_OBJECT + 1];
    struct ends ends;
    if (!file->temp)
        return 0; /* a device: it cannot be read back */
    if (fflush(file->stream) != 0)
        return pp_fail_system(reterr, errno, "write the file", file->path);
    int rc = find_ends(file, &ends, reterr);
    if (!rc)
        rc = read_at(file, ends.root_at, MOST_OBJECT, object, reterr);
    return rc ? rc : continue_with(file, &ends, object, language, reterr);
}
