/* Random numbers that are the same on every machine: xoshiro256**, Blackman and Vigna 2021,
 * "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), seeded by splitmix64. */
#ifndef PATCHPLAN_CORE_RNG_H
#define PATCHPLAN_CORE_RNG_H

#include <stdint.h>

struct pp_rng {
    uint64_t s[4];
};

void pp_rng_seed(struct pp_rng *rng, uint64_t seed);
uint64_t pp_rng_next(struct pp_rng *rng);
/* Uniform in 0..n-1, n >= 1 (Lemire's multiply-shift; bias below 2^-32). */
uint32_t pp_rng_below(struct pp_rng *rng, uint32_t n);
/* Uniform in [0, 1). */
double pp_rng_real(struct pp_rng *rng);

#endif
