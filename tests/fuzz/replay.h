/* A fuzz entry without a fuzzer: main() gives it every file of its corpus, and beginnings and one-byte changes of
 * each, and prints TAP. Include once, behind the declaration of nothing else; run as `fuzz_X [FILE...]`. */
#ifndef PATCHPLAN_TESTS_FUZZ_REPLAY_H
#define PATCHPLAN_TESTS_FUZZ_REPLAY_H

#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#ifndef PATCHPLAN_FUZZER

/* The entry on the file, on its beginnings, and with bytes changed. How many inputs that was; 0: unreadable. */
static long replay_file(const char *path) {
    FILE *stream = fopen(path, "rb");
    uint8_t bytes[65536];
    size_t n = stream ? fread(bytes, 1, sizeof bytes, stream) : 0;
    if (!stream)
        return 0;
    fclose(stream);
    LLVMFuzzerTestOneInput(bytes, n);
    long n_inputs = 1;
    size_t step = n / 200 + 1;
    for (size_t length = 0; length < n; length += step, n_inputs++)
        LLVMFuzzerTestOneInput(bytes, length);
    static const uint8_t nasty[] = {0, '"', '\n', '\r', ',', 0x80, 0xE9, 0xFF};
    for (size_t at = 0; at < n; at += step, n_inputs++) {
        uint8_t old = bytes[at];
        bytes[at] = nasty[(at / step) % sizeof nasty];
        LLVMFuzzerTestOneInput(bytes, n);
        bytes[at] = old;
    }
    return n_inputs;
}

/* The corpus of fuzz_X is tests/fuzz/X. */
static int replay_folder(const char *program) {
    const char *name = strrchr(program, '/'), *srcdir = getenv("SRCDIR");
    name = strstr(name ? name : program, "fuzz_");
    char folder[4096], path[4400];
    snprintf(folder, sizeof folder, "%s/tests/fuzz/%s", srcdir ? srcdir : ".",
             name ? name + 5 : "");
    DIR *entries = opendir(folder);
    int n_cases = 0, n_failed = 0;
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        long n_inputs = replay_file(path);
        n_failed += n_inputs == 0;
        printf("%sok %d - %s, %ld inputs\n", n_inputs ? "" : "not ", ++n_cases, entry->d_name,
               n_inputs);
    }
    if (entries)
        closedir(entries);
    printf("1..%d\n", n_cases);
    return n_failed || n_cases == 0;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        if (replay_file(argv[i]) == 0)
            return 1;
    return argc > 1 ? 0 : replay_folder(argv[0]);
}

#endif
#endif
