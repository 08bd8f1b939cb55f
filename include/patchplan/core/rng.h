/* Random numbers that are the same on every machine: xoshiro256**, Blackman and Vigna 2021,
 * "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), seeded by splitmix64. */
#ifndef PATCHPLAN_CORE_RNG_H
#define PATCHPLAN_CORE_RNG_H

#include <stdint.h>

struct pp_rng {
    uint64_t s[4];
};

/* Equal seeds, equal numbers. */
void pp_rng_seed(struct pp_rng *rng, uint64_t seed);

/* The next 64 bits. Here, not in a .c file, as millions are drawn a second. */
static inline uint64_t pp_rng_next(struct pp_rng *rng) {
    uint64_t *s = rng->s;
    uint64_t product = s[1] * 5, result = (product << 7 | product >> 57) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = s[3] << 45 | s[3] >> 19;
    return result;
}

/* Uniform in 0..n-1, n >= 1 (Lemire's multiply-shift; bias below 2^-32). */
static inline uint32_t pp_rng_below(struct pp_rng *rng, uint32_t n) {
    return (uint32_t)(((pp_rng_next(rng) >> 32) * n) >> 32);
}

/* Uniform in [0, 1). */
static inline double pp_rng_real(struct pp_rng *rng) {
    return (double)(pp_rng_next(rng) >> 11) * 0x1.0p-53;
}

#endif
