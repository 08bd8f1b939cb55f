#include "planner/table/zip.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"

/* Figures of the format: APPNOTE 6.3, sections 4.3.12 and 4.3.16. */
enum {
    END_BYTES = 22,   /* of the record at the end of the file, without its comment */
    ENTRY_BYTES = 46, /* of an entry of the directory, without its texts */
    TAIL_BYTES = 65535 + END_BYTES,
    DIRECTORY_BYTES = 16 * 1024 * 1024
};

/* A sheet of a million rows unpacks to about a gigabyte, and to some 10 to 50 times its size. */
static const uint64_t MOST_BYTES = UINT64_C(4) << 30, HARMLESS_BYTES = UINT64_C(64) << 20,
                      MOST_TIMES = 150;

static uint64_t number(const unsigned char *bytes, size_t n) {
    uint64_t value = 0;
    while (n-- > 0)
        value = value << 8 | bytes[n];
    return value;
}

static const unsigned char *find_end(const unsigned char *tail, size_t n) {
    for (size_t at = n < END_BYTES ? 0 : n - END_BYTES + 1; at-- > 0;)
        if (memcmp(tail + at, "PK\5\6", 4) == 0)
            return tail + at;
    return NULL;
}

/* Where the directory is and how long; false: there is none that could be believed. */
static bool find_directory(FILE *stream, uint64_t file_bytes, uint64_t *ret_at,
                           size_t *ret_length) {
    size_t n = file_bytes < TAIL_BYTES ? (size_t)file_bytes : TAIL_BYTES;
    PP_AUTO_FREE unsigned char *tail = pp_alloc(n);
    if (!tail || fseek(stream, -(long)n, SEEK_END) != 0 || fread(tail, 1, n, stream) != n)
        return false;
    const unsigned char *end = find_end(tail, n);
    if (!end)
        return false;
    uint64_t length = number(end + 12, 4);
    *ret_at = number(end + 16, 4);
    *ret_length = (size_t)length;
    return length <= DIRECTORY_BYTES && *ret_at + length <= file_bytes;
}

static uint64_t sum_sizes(const unsigned char *directory, size_t length) {
    uint64_t sum = 0;
    for (size_t at = 0; at + ENTRY_BYTES <= length && memcmp(directory + at, "PK\1\2", 4) == 0;) {
        const unsigned char *entry = directory + at;
        sum += number(entry + 24, 4);
        at += ENTRY_BYTES +
              (size_t)(number(entry + 28, 2) + number(entry + 30, 2) + number(entry + 32, 2));
    }
    return sum;
}

static int refuse(const char *path, uint64_t unpacked, struct pp_error *reterr) {
    return pp_fail_at(
        reterr, PP_E_FORMAT, path, 0, NULL,
        "this workbook would be %llu MB large when unpacked, too much for a list; export "
        "the list as CSV",
        (unsigned long long)(unpacked >> 20));
}

int pp_zip_check(const char *path, uint64_t *ret_unpacked, struct pp_error *reterr) {
    FILE *stream = fopen(path, "rbe");
    if (!stream || fseek(stream, 0, SEEK_END) != 0) {
        if (stream)
            fclose(stream);
        return pp_fail_at(reterr, PP_E_IO, path, 0, NULL, "cannot read the file");
    }
    uint64_t file_bytes = (uint64_t)ftell(stream), at = 0, unpacked = 0;
    size_t length = 0;
    PP_AUTO_FREE unsigned char *directory = NULL;
    bool whole = find_directory(stream, file_bytes, &at, &length);
    if (whole)
        directory = pp_alloc(length);
    whole = directory && fseek(stream, (long)at, SEEK_SET) == 0 &&
            fread(directory, 1, length, stream) == length;
    fclose(stream);
    if (!whole)
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL,
                          "this workbook is damaged or not whole; save or send it again");
    unpacked = sum_sizes(directory, length);
    if (unpacked > MOST_BYTES || (unpacked > HARMLESS_BYTES && unpacked / file_bytes > MOST_TIMES))
        return refuse(path, unpacked, reterr);
    *ret_unpacked = unpacked;
    return 0;
}
