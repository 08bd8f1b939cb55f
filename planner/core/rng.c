#include "patchplan/core/rng.h"

void pp_rng_seed(struct pp_rng *rng, uint64_t seed) {
    for (int i = 0; i < 4; i++) {
        uint64_t z = (seed += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        rng->s[i] = z ^ (z >> 31);
    }
}

static uint64_t rotate(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

uint64_t pp_rng_next(struct pp_rng *rng) {
    uint64_t *s = rng->s;
    uint64_t result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint32_t pp_rng_below(struct pp_rng *rng, uint32_t n) {
    return (uint32_t)(((pp_rng_next(rng) >> 32) * n) >> 32);
}

double pp_rng_real(struct pp_rng *rng) { return (double)(pp_rng_next(rng) >> 11) * 0x1.0p-53; }
