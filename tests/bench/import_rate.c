/* How fast homes come in: `patchplan import homes` beside a bare prepared insert of the same rows, in turns.
 *
 * usage: import_rate [FILE.csv]    PATCHPLAN names the program; without FILE four million rows are made up
 *
 * Bare is what anybody would write who only wants the rows in a file: one plain table with the seven columns as
 * text (easting and northing real) and one unique index, on property_ref; one prepared statement, run once a row;
 * one transaction; texts bound without a copy. The row is split at commas, nothing else is looked at, and that time
 * is in the measure, as it is in the import's. The file has the settings of a planning file (WAL, synchronous
 * NORMAL) and the import's cache.
 *
 * The import does more for its rows: it recognises the file, checks and repairs every value, finds what stands twice,
 * gives postcodes, wards, neighbourhoods and landlords their keys and rows, and makes a second index. It uses a second
 * core to read ahead, so its ratio by the clock is better than by processor time when one is free; when other programs
 * use the machine, compare processor time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "patchplan/core/cancel.h"
#include "patchplan/db/db.h"

enum { MADE_UP_ROWS = 4000000, ROUNDS = 2, COLUMNS = 7 };

struct measure {
    double wall_s, cpu_s;
    long peak_kib;
};

static void give_up(const char *what) {
    fprintf(stderr, "import_rate: %s\n", what);
    exit(1);
}

/* Rows such as those of a national list: 14 homes to a postcode, 12 postcodes to a neighbourhood. */
static void make_up(const char *path) {
    FILE *stream = fopen(path, "w");
    if (!stream)
        give_up("cannot write the list");
    fputs("property_ref,postcode,easting,northing,ward_code,neighbourhood_code,landlord\n", stream);
    for (int i = 0; i < MADE_UP_ROWS; i++) {
        int postcode = i / 14, area = postcode / 12;
        fprintf(stream, "H%07d,%c%c%d %d%c%c,%d,%d,E%08d,E%08d,E%08d\n", i,
                'A' + postcode / 180000 % 20, 'A' + postcode / 9000 % 20, 1 + postcode / 1000 % 9,
                postcode % 10, "ABDEFGHJLN"[postcode / 10 % 10], "PQRSTUWXYZ"[postcode / 100 % 10],
                200000 + postcode % 400000, 100000 + postcode % 500000, 5000000 + area / 15, area,
                7000000 + i / 13500);
    }
    if (fclose(stream) != 0)
        give_up("cannot write the list");
}

/* --- bare --- */

static void insert_all(FILE *stream, struct pp_stmt *stmt) {
    static const bool is_number[COLUMNS] = {false, false, true, true, false, false, false};
    char line[1000];
    if (!fgets(line, sizeof line, stream))
        give_up("the list is empty");
    while (fgets(line, sizeof line, stream)) {
        line[strcspn(line, "\r\n")] = '\0';
        char *rest = line;
        for (int i = 0; i < COLUMNS && rest; i++) {
            char *cell = strsep(&rest, ",");
            if (is_number[i])
                pp_bind_real(stmt, i + 1, strtod(cell, NULL));
            else
                pp_bind_text_static(stmt, i + 1, cell);
        }
        if (pp_stmt_run(stmt, NULL) != 0)
            give_up("a row could not be inserted");
    }
}

static int insert_bare(const char *list, const char *file) {
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    FILE *stream = fopen(list, "r");
    if (!stream || pp_db_open(file, PP_DB_CREATE, &db, NULL) != 0 ||
        pp_db_run(
            db,
            "PRAGMA cache_size = -32768; CREATE TABLE bare (property_ref TEXT UNIQUE, postcode "
            "TEXT, "
            "easting REAL, northing REAL, ward TEXT, neighbourhood TEXT, landlord TEXT) STRICT",
            NULL) != 0 ||
        pp_db_begin(db, NULL) != 0 ||
        pp_db_prepare(db, "INSERT INTO bare VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", &stmt, NULL) != 0)
        return 1;
    insert_all(stream, stmt);
    fclose(stream);
    return pp_db_end(db, 0, NULL) != 0;
}

/* --- both, each in a child, so that its memory and time are its own --- */

static double seconds(struct timeval time) {
    return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

static struct measure wait_for(pid_t pid, double started_s) {
    struct rusage usage;
    int status;
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) ||
        WEXITSTATUS(status) > 3)
        give_up("a run failed");
    return (struct measure){pp_clock_s() - started_s,
                            seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss};
}

static struct measure measure_bare(const char *list, const char *file) {
    double started_s = pp_clock_s();
    pid_t pid = fork();
    if (pid == 0)
        _exit(insert_bare(list, file));
    return wait_for(pid, started_s);
}

static struct measure run(char *const argv[]) {
    double started_s = pp_clock_s();
    pid_t pid = fork();
    if (pid == 0) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
            _exit(99);
        execv(argv[0], argv);
        _exit(99);
    }
    return wait_for(pid, started_s);
}

static void copy(char *ret_text, size_t size, const char *text) {
    snprintf(ret_text, size, "%s", text);
}

static struct measure measure_import(const char *program, const char *list, const char *file) {
    char words[4][512];
    copy(words[0], sizeof words[0], program);
    copy(words[1], sizeof words[1], file);
    copy(words[2], sizeof words[2], list);
    (void)run((char *[]){words[0], "-q", "-d", words[1], "init", NULL});
    return run((char *[]){words[0], "-q", "-d", words[1], "import", "homes", words[2], NULL});
}

static long count_rows(const char *list) {
    FILE *stream = fopen(list, "r");
    long n = -1;
    char line[1000];
    while (stream && fgets(line, sizeof line, stream))
        n++;
    if (!stream)
        give_up("cannot read the list");
    fclose(stream);
    return n;
}

static void print_row(const char *what, long n, struct measure m) {
    printf("%-8s %10ld %8.1f %10.0f %8.1f %10.0f %8ld\n", what, n, m.wall_s, (double)n / m.wall_s,
           m.cpu_s, (double)n / m.cpu_s, m.peak_kib / 1024);
    fflush(stdout);
}

static void remove_in(const char *folder, const char *name) {
    char path[512];
    for (const char *const *ending = (const char *const[]){"", "-wal", "-shm", NULL}; *ending;
         ending++) {
        snprintf(path, sizeof path, "%s/%s%s", folder, name, *ending);
        unlink(path);
    }
}

int main(int argc, char **argv) {
    const char *program = getenv("PATCHPLAN");
    char folder[] = "/tmp/patchplan-bench-XXXXXX", list[512], bare[512], plan[512];
    if (!program || !mkdtemp(folder))
        give_up("PATCHPLAN must name the program");
    snprintf(list, sizeof list, "%s/homes.csv", folder);
    snprintf(bare, sizeof bare, "%s/bare.db", folder);
    snprintf(plan, sizeof plan, "%s/plan.db", folder);
    if (argc > 1)
        copy(list, sizeof list, argv[1]);
    else
        make_up(list);
    long n = count_rows(list);
    puts("what           rows   wall s     rows/s    cpu s rows/cpu s peak MiB");
    fflush(stdout); /* or each child prints it again */
    for (int round = 0; round < ROUNDS; round++) {
        struct measure a = measure_bare(list, bare), b = measure_import(program, list, plan);
        print_row("bare", n, a);
        print_row("import", n, b);
        printf("ratio    %.0f %% by the clock, %.0f %% by processor time\n",
               100 * a.wall_s / b.wall_s, 100 * a.cpu_s / b.cpu_s);
        remove_in(folder, "bare.db");
        remove_in(folder, "plan.db");
    }
    if (argc == 1)
        unlink(list);
    return rmdir(folder) != 0;
}
