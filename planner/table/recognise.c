#include "planner/table/recognise.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 4096 };

struct head {
    unsigned char bytes[HEAD_BYTES + 1];
    size_t n;
    const char *extension; /* of the path, with its dot; "" when it has none */
};

/* --- marks at the beginning of a file --- */

static bool begins(const struct head *head, size_t at, const char *mark, size_t length) {
    return head->n >= at + length && memcmp(head->bytes + at, mark, length) == 0;
}

static bool contains(const struct head *head, const char *text) {
    return memmem(head->bytes, head->n, text, strlen(text)) != NULL;
}

static bool has_extension(const struct head *head, const char *extension) {
    return strcasecmp(head->extension, extension) == 0;
}

struct magic {
    const char *mark;
    unsigned char length, at;
    struct pp_file_type type;
};

static const struct magic MAGICS[] = {
    {"\xD0\xCF\x11\xE0",
     4,
     0,
     {PP_FILE_UNREADABLE,
      "an old Excel workbook (.xls), or a workbook with a password; save it as .xlsx "
      "without password, or as CSV",
      NULL, NULL}},
    {"%PDF",
     4,
     0,
     {PP_FILE_UNREADABLE, "a PDF document; ask for the list as CSV or .xlsx", NULL, NULL}},
    {"\x1F\x8B",
     2,
     0,
     {PP_FILE_UNREADABLE, "a compressed file (gzip); unpack it first", NULL, NULL}},
    {"BZh", 3, 0, {PP_FILE_UNREADABLE, "a compressed file (bzip2); unpack it first", NULL, NULL}},
    {"\xFD"
     "7zXZ",
     5,
     0,
     {PP_FILE_UNREADABLE, "a compressed file (xz); unpack it first", NULL, NULL}},
    {"7z\xBC\xAF",
     4,
     0,
     {PP_FILE_UNREADABLE, "a compressed file (7z); unpack it first", NULL, NULL}},
    {"Rar!", 4, 0, {PP_FILE_UNREADABLE, "a compressed file (RAR); unpack it first", NULL, NULL}},
    {"\x28\xB5\x2F\xFD",
     4,
     0,
     {PP_FILE_UNREADABLE, "a compressed file (zstd); unpack it first", NULL, NULL}},
    {"\x89PNG", 4, 0, {PP_FILE_UNREADABLE, "a picture", NULL, NULL}},
    {"\xFF\xD8\xFF", 3, 0, {PP_FILE_UNREADABLE, "a picture", NULL, NULL}},
    {"{\\rtf",
     5,
     0,
     {PP_FILE_UNREADABLE, "a text document (RTF); save its table as CSV", NULL, NULL}},
    {"\x7F"
     "ELF",
     4,
     0,
     {PP_FILE_UNREADABLE, "a program", NULL, NULL}},
    {"PAR1", 4, 0, {PP_FILE_UNREADABLE, "a Parquet file; export it as CSV", NULL, NULL}},
    {"GPKG", 4, 68, {PP_FILE_MAP, "a GeoPackage", "GPKG", ".gpkg"}},
    {"GP10", 4, 68, {PP_FILE_MAP, "a GeoPackage", "GPKG", ".gpkg"}},
    {"SQLite format 3",
     15,
     0,
     {PP_FILE_UNREADABLE, "a database (SQLite); export the table as CSV", NULL, NULL}},
    {"\0\0\x27\x0A", 4, 0, {PP_FILE_MAP, "a Shapefile", "ESRI Shapefile", NULL}},
    {"!table", 6, 0, {PP_FILE_MAP, "a MapInfo table", "MapInfo File", NULL}},
};

/* ZIP: what is inside follows from its first entries. */
static struct pp_file_type zip_type(const struct head *head) {
    if (contains(head, "application/vnd.oasis.opendocument.spreadsheet"))
        return (struct pp_file_type){PP_FILE_WORKBOOK, "an OpenDocument spreadsheet", "ODS",
                                     ".ods"};
    bool is_office = contains(head, "[Content_Types].xml") || contains(head, "_rels/") ||
                     contains(head, "docProps/") || contains(head, "xl/");
    if (contains(head, "word/") || contains(head, "ppt/") ||
        contains(head, "application/vnd.oasis.opendocument"))
        return (struct pp_file_type){
            PP_FILE_UNREADABLE, "a text document or slides; save its table as CSV", NULL, NULL};
    if (is_office || has_extension(head, ".xlsx") || has_extension(head, ".xlsm"))
        return (struct pp_file_type){PP_FILE_WORKBOOK, "an Excel workbook", "XLSX", ".xlsx"};
    return (struct pp_file_type){PP_FILE_UNREADABLE, "a ZIP archive; unpack it first", NULL, NULL};
}

/* The first element counts, not what stands in comments: other XML could make GDAL read other
 * files. */
static bool is_kml(const struct head *head, size_t at) {
    const char *text = (const char *)head->bytes + at;
    while (*text == '<' && (text[1] == '?' || strncmp(text, "<!--", 4) == 0)) {
        const char *end = strstr(text, text[1] == '?' ? "?>" : "-->");
        if (!end)
            return false;
        text = end + (text[1] == '?' ? 2 : 3);
        text += strspn(text, " \t\r\n");
    }
    return strncmp(text, "<kml", 4) == 0;
}

/* Text that is marked up, or a format known by its name alone. */
static struct pp_file_type text_type(const struct head *head) {
    size_t at = 0;
    while (begins(head, at, "\xEF\xBB\xBF", 3))
        at += 3;
    at += strspn((const char *)head->bytes + at, " \t\r\n");
    if (begins(head, at, "{", 1))
        return (struct pp_file_type){PP_FILE_MAP, "a GeoJSON file", "GeoJSON", ".geojson"};
    if (is_kml(head, at))
        return (struct pp_file_type){PP_FILE_MAP, "a KML file", "KML", ".kml"};
    if (begins(head, at, "<?xml", 5) || begins(head, at, "<!", 2) || begins(head, at, "<html", 5) ||
        begins(head, at, "<HTML", 5) || begins(head, at, "<table", 6))
        return (struct pp_file_type){PP_FILE_UNREADABLE,
                                     "a web page or XML, whatever its name says; open it in a "
                                     "spreadsheet and save it as .xlsx or CSV",
                                     NULL, NULL};
    if (has_extension(head, ".dbf"))
        return (struct pp_file_type){PP_FILE_MAP, "a dBase table", "ESRI Shapefile", NULL};
    if (has_extension(head, ".mif"))
        return (struct pp_file_type){PP_FILE_MAP, "a MapInfo file", "MapInfo File", NULL};
    return (struct pp_file_type){PP_FILE_TEXT, "a text table", NULL, NULL};
}

/* Text has no zero bytes, but for UTF-16, which has them in every second place, and stray ones. */
static bool is_binary(const struct head *head) {
    size_t zeros[2] = {0, 0}, controls = 0;
    for (size_t i = 0; i < head->n; i++) {
        unsigned char c = head->bytes[i];
        zeros[i % 2] += c == 0;
        controls += c > 0 && c < 0x20 && c != '\t' && c != '\r' && c != '\n' && c != '\f';
    }
    bool is_wide = begins(head, 0, "\xFF\xFE", 2) || begins(head, 0, "\xFE\xFF", 2) ||
                   zeros[0] > 9 * zeros[1] + head->n / 5 || zeros[1] > 9 * zeros[0] + head->n / 5;
    return !is_wide && (zeros[0] + zeros[1] + controls) * 10 > head->n;
}

static struct pp_file_type type_of(const struct head *head) {
    if (begins(head, 0, "PK\3\4", 4) || begins(head, 0, "PK\5\6", 4))
        return zip_type(head);
    for (size_t i = 0; i < sizeof MAGICS / sizeof MAGICS[0]; i++)
        if (begins(head, MAGICS[i].at, MAGICS[i].mark, MAGICS[i].length))
            return MAGICS[i].type;
    struct pp_file_type type = text_type(head);
    if (type.kind == PP_FILE_TEXT && is_binary(head))
        return (struct pp_file_type){PP_FILE_UNREADABLE, "no text and of no known format", NULL,
                                     NULL};
    return type;
}

/* --- the file itself --- */

static int read_head(const char *path, struct head *ret_head, struct pp_error *reterr) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return pp_fail_system(reterr, errno, "read the file", path);
    ssize_t n = read(fd, ret_head->bytes, HEAD_BYTES);
    int why = errno;
    close(fd);
    if (n < 0)
        return pp_fail_system(reterr, why, "read the file", path);
    ret_head->n = (size_t)n;
    ret_head->bytes[n] = 0;
    return 0;
}

static const char *extension_of(const char *path) {
    const char *name = strrchr(path, '/'), *dot = strrchr(name ? name : path, '.');
    return dot ? dot : "";
}

static int recognise_folder(const char *path, struct pp_file_type *ret_type,
                            struct pp_error *reterr) {
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    if (length < 4 || strncasecmp(path + length - 4, ".gdb", 4) != 0)
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL,
                          "this is a folder; name the file in it that is wanted");
    *ret_type = (struct pp_file_type){PP_FILE_MAP, "a file geodatabase", "OpenFileGDB", NULL};
    return 0;
}

int pp_file_type_of(const char *path, struct pp_file_type *ret_type, struct pp_error *reterr) {
    struct stat about;
    if (stat(path, &about) != 0)
        return pp_fail_system(reterr, errno, "read the file", path);
    if (S_ISDIR(about.st_mode))
        return recognise_folder(path, ret_type, reterr);
    if (!S_ISREG(about.st_mode))
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL,
                          "this is a device or a pipe, no file; save the list to a file first");
    if (about.st_size == 0)
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL, "the file is empty; export it again");
    struct head head = {.extension = extension_of(path)};
    int status = read_head(path, &head, reterr);
    if (status)
        return status;
    *ret_type = type_of(&head);
    return 0;
}
