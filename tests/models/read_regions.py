#!/usr/bin/env python3
"""Work the bound by regions out again, from its regions, multipliers and lambdas, by sorting and filling.

usage: read_regions.py FILE

FILE: a line "units patches regions min max squared"; for each unit "x y weight region multiplier"; then lines
"region unit lambda unit lambda ...", one for each set of lambdas (those not named are 0). Prints
sum of multipliers + the least, over whole numbers of patches in the regions that add to all, of the sum of
their values; value of k patches in a region: the most, over its sets, of k least knapsacks - sum of lambdas.
"""
import math
import sys


def knapsack(units, offer, hub, least, most, squared):
    """The least of sum (weight x distance - offer) y, 0 <= y <= 1, with least <= sum weight y <= most."""
    items = []
    for (x, y, weight, _, _), paid in zip(units, offer):
        d = math.hypot(x - hub[0], y - hub[1])
        items.append(((weight * (d * d if squared else d) - paid) / weight, weight))
    items.sort()
    taken = value = 0.0
    for ratio, weight in items:
        part = max(0.0, min(weight, (most if ratio < 0 else least) - taken))
        value += part * ratio
        taken += part
    return value


def values_of_sets(units, sets, n_regions, least, most, squared):
    values = [{0: 0.0} for _ in range(n_regions)]
    for region, lambdas in sets:
        offer = [u[4] - lambdas.get(i, 0.0) for i, u in enumerate(units)]
        hubs = sorted(knapsack(units, offer, u, least, most, squared) for u in units if u[3] == region)
        total = -sum(lambdas.values())
        for k, value in enumerate(hubs, 1):
            total += value
            values[region][k] = max(values[region].get(k, -math.inf), total)
    return values


def least_sum(values, n_patches):
    best = {0: 0.0}
    for region in values:
        after = {}
        for done, value in best.items():
            for k, more in region.items():
                if done + k <= n_patches:
                    after[done + k] = min(after.get(done + k, math.inf), value + more)
        best = after
    return best[n_patches]


def main():
    lines = open(sys.argv[1], encoding="ascii").read().splitlines()
    head = lines[0].split()
    n, n_patches, n_regions = map(int, head[:3])
    least, most, squared = float(head[3]), float(head[4]), head[5] == "1"
    units = []
    for line in lines[1:1 + n]:
        x, y, weight, region, multiplier = line.split()
        units.append((float(x), float(y), float(weight), int(region), float(multiplier)))
    sets = []
    for line in lines[1 + n:]:
        parts = line.split()
        sets.append((int(parts[0]), dict(zip(map(int, parts[1::2]), map(float, parts[2::2])))))
    values = values_of_sets(units, sets, n_regions, least, most, squared)
    print(repr(sum(u[4] for u in units) + least_sum(values, n_patches)))


main()
