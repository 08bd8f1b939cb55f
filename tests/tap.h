/* TAP, the least of it: one line per case. Include once in a test program, end main with tap_done(). */
#ifndef PATCHPLAN_TESTS_TAP_H
#define PATCHPLAN_TESTS_TAP_H

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* How many times longer work takes here: deadlines in tests are multiplied by it. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TAP_SLOWER 8.0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TAP_SLOWER 8.0
#endif
#endif
#ifndef TAP_SLOWER
#define TAP_SLOWER 1.0
#endif

static int tap_n, tap_n_failed;

__attribute__((format(printf, 2, 3), unused)) static bool ok(bool holds, const char *format, ...) {
    va_list args;
    va_start(args, format);
    printf("%sok %d - ", holds ? "" : "not ", ++tap_n);
    vprintf(format, args);
    putchar('\n');
    fflush(stdout);
    va_end(args);
    tap_n_failed += !holds;
    return holds;
}

__attribute__((unused)) static bool is_int(long long got, long long wanted, const char *what) {
    bool same = ok(got == wanted, "%s", what);
    if (!same)
        printf("# got %lld, wanted %lld\n", got, wanted);
    return same;
}

__attribute__((unused)) static bool is_near(double got, double wanted, double tolerance,
                                            const char *what) {
    bool same = ok(fabs(got - wanted) <= tolerance, "%s", what);
    if (!same)
        printf("# got %.17g, wanted %.17g\n", got, wanted);
    return same;
}

__attribute__((unused)) static bool is_text(const char *got, const char *wanted, const char *what) {
    bool same = ok(got && strcmp(got, wanted) == 0, "%s", what);
    if (!same)
        printf("# got '%s', wanted '%s'\n", got ? got : "(null)", wanted);
    return same;
}

__attribute__((unused)) static void tap_skip(const char *what, const char *why) {
    printf("ok %d - %s # SKIP %s\n", ++tap_n, what, why);
}

__attribute__((unused)) static int tap_done(void) {
    printf("1..%d\n", tap_n);
    return tap_n_failed ? 1 : 0;
}

#endif
