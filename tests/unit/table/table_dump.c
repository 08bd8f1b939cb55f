/* Print a table for the scripts that compare with other programs: first what was recognised, then the header, then one
 * line for each row: its number, its problem, its cells; cells in hexadecimal, separated by blanks.
 * usage: table_dump FILE FIELD [SHEET] */
#include <stdio.h>

#include "patchplan/core/alloc.h"
#include "patchplan/table/table.h"

static void print_cell(const char *cell) {
    putchar(' ');
    putchar('x');
    for (; *cell; cell++)
        printf("%02x", (unsigned char)*cell);
}

static int fail(const struct pp_error *err) {
    char text[1200];
    pp_error_format(err, text, sizeof text);
    printf("error %d %s\n", err->code, text);
    return 1;
}

int main(int argc, char **argv) {
    if (argc < 3)
        return puts("1..0 # SKIP the scripts beside it run it") < 0;
    struct pp_table_field field = {argv[2], true, NULL};
    struct pp_table_options options = {
        .fields = &field, .n_fields = 1, .sheet = argc > 3 ? argv[3] : NULL};
    PP_AUTO(pp_table_drop) struct pp_table *table = NULL;
    struct pp_error err = {0};
    if (pp_table_open(argv[1], &options, &table, &err) != 0)
        return fail(&err);
    char text[500];
    pp_table_describe(table, text, sizeof text);
    puts(text);
    fputs("header", stdout);
    for (size_t i = 0; i < pp_table_n_columns(table); i++)
        print_cell(pp_table_column_name(table, i));
    putchar('\n');
    struct pp_table_row row;
    int status;
    while ((status = pp_table_next(table, &row, &err)) > 0) {
        printf("%lld %d", (long long)row.row, (int)row.problem);
        for (size_t i = 0; i < row.n_cells; i++)
            print_cell(row.cells[i]);
        putchar('\n');
    }
    return status ? fail(&err) : 0;
}
