"""`patchplan partition --shares` from the outside: limits by share against every division there is and the
verifier, bad files refused with their place."""
import itertools
import json
import math
import os
import random
import subprocess
import sys
import tempfile

from program import SHARED, rows
from program import partition as run
from tap import finish, ok, skip


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Town:
    """Places on a small grid, neighbours those that touch."""

    def __init__(self, width, height, seed, weights=(1, 4)):
        r = random.Random(seed)
        cells = [(c, d) for c in range(width) for d in range(height)]
        self.xy = [(100 * c + r.randint(-30, 30), 100 * d + r.randint(-30, 30)) for c, d in cells]
        self.weight = [r.randint(*weights) for _ in cells]
        at = {cell: i for i, cell in enumerate(cells)}
        self.edges = [(i, at[n]) for (c, d), i in at.items() for n in ((c + 1, d), (c, d + 1)) if n in at]
        write("units.csv", "id,weight,x,y\n" + "".join(f"{i},{w},{x},{y}\n" for i, (w, (x, y)) in enumerate(zip(self.weight, self.xy))))
        write("edges.csv", "u,v\n" + "".join(f"{u},{v}\n" for u, v in self.edges))

    def connected(self, inside):
        inside, seen = set(inside), {inside[0]}
        todo = list(seen)
        while todo:
            u = todo.pop()
            for a, b in self.edges:
                for v in ([b] if a == u else [a] if b == u else []):
                    if v in inside and v not in seen:
                        seen.add(v)
                        todo.append(v)
        return len(seen) == len(inside)

    def cost(self, inside):
        return min(sum(self.weight[i] * math.dist(self.xy[i], self.xy[j]) for i in inside) for j in inside)

    def best(self, shares, least, most):
        """The cheapest of all divisions inside the limits of their shares; None when there is none."""
        best, price = None, {}
        for label in itertools.product(range(len(shares)), repeat=len(self.weight)):
            total = 0
            for k, share in enumerate(shares):
                inside = tuple(i for i, at in enumerate(label) if at == k)
                load = sum(self.weight[i] for i in inside)
                if not inside or load < share * least - 1e-9 or load > share * most + 1e-9:
                    break
                if inside not in price:
                    price[inside] = self.cost(inside) if self.connected(inside) else math.inf
                total += price[inside]
            else:
                if total < math.inf and (best is None or total < best):
                    best = total
        return best


def test_against_all():
    n_found = 0
    for seed in range(6):
        town = Town(3, 3, seed)
        shares = [1, 0.5, 0.8][: 2 + seed % 2]
        mean = sum(town.weight) / sum(shares)
        least, most = round(0.8 * mean, 1), round(1.2 * mean, 1)
        write("shares.csv", "patch,share\n" + "".join(f"post {k},{share}\n" for k, share in enumerate(shares)))
        done = run("units.csv", "--edges", "edges.csv", "--patches", len(shares), "--size", f"{least}:{most}", "--shares", "shares.csv",
                   "--time-limit", 1, "--jobs", 1, "-o", "p.csv", "--summary", "s.json")
        best = town.best(shares, least, most)
        summary = json.load(open("s.json")) if os.path.exists("s.json") else {}
        if best is None:
            ok(done.returncode in (4, 5) and summary["out_of_band"] > 0, f"town {seed}: no plan is claimed where there is none", done.stderr, summary)
            continue
        n_found += 1
        loads = [sum(town.weight[int(r["id"])] for r in rows("p.csv") if r["patch"] == f"post {k}") for k in range(len(shares))]
        inside = all(s * least - 1e-9 <= load <= s * most + 1e-9 for s, load in zip(shares, loads))
        ok(done.returncode == 0 and inside, f"town {seed}: every patch inside the limits of its share", done.stderr, loads, summary)
        ok(summary["cost"] <= best * (1 + 1e-9) + 1e-6 and summary["cost"] >= best * (1 - 1e-9) - 1e-6,
           f"town {seed}: the best of all divisions is found", summary, best)
        ok(summary["bound"] is None or summary["bound"] <= best * (1 + 1e-9), f"town {seed}: the bound is under it", summary, best)
    ok(n_found >= 3, "most towns have a plan", n_found)


def test_verifier():
    tool = os.path.join(SHARED, "tools", "verify_partition.py")
    if not os.path.exists(tool):
        skip("the verifier agrees", "no ../shared")
        return
    town = Town(20, 18, 7, (2, 6))
    shares = [1] * 14 + [0.9, 0.8, 0.8, 0.6, 0.5, 0.811]
    mean = sum(town.weight) / sum(shares)
    least, most = f"{0.96 * mean:.1f}", f"{1.04 * mean:.1f}"
    write("shares.csv", "patch,share\n" + "".join(f"P{k},{share}\n" for k, share in enumerate(shares)))
    done = run("units.csv", "--edges", "edges.csv", "--patches", len(shares), "--size", f"{least}:{most}", "--shares", "shares.csv",
               "--time-limit", 6, "-o", "p.csv", "--summary", "s.json")
    check = subprocess.run([sys.executable, tool, "units.csv", "p.csv", "--edges", "edges.csv", "--patches", str(len(shares)), "--min", least,
                            "--max", most, "--shares", "shares.csv", "--summary", "s.json"], capture_output=True, text=True)
    ok(done.returncode == 0 and check.returncode == 0, "the verifier agrees with limits by share", done.stderr, check.stdout)


BAD = [  # what is wrong, the file, words
    ("an empty file", "", ["shares.csv"]),
    ("a missing column", "patch\na\nb\n", ["shares.csv", "share"]),
    ("a share below zero", "patch,share\na,1\nb,-0.5\n", ["shares.csv:3", "share", "-0.5", "above 0"]),
    ("a share of nothing", "patch,share\na,1\nb,0\n", ["shares.csv:3", "share", "above 0"]),
    ("a share above 2", "patch,share\na,2.001\nb,1\n", ["shares.csv:2", "share", "2.001", "at most 2"]),
    ("a share that is text", "patch,share\na,half\nb,1\n", ["shares.csv:2", "share", "half", "not a number"]),
    ("an empty share", "patch,share\na,\nb,1\n", ["shares.csv:2", "share"]),
    ("a share that is not finite", "patch,share\na,nan\nb,1\n", ["shares.csv:2", "share"]),
    ("an empty name", "patch,share\na,1\n,1\n", ["shares.csv:3", "patch", "empty"]),
    ("a patch twice", "patch,share\na,1\na,0.5\n", ["shares.csv:3", "patch", "twice"]),
    ("a row too many", "patch,share\na,1\nb,1\nc,1\n", ["shares.csv:4", "patch", "--patches"]),
    ("a row too few", "patch,share\na,1\n", ["shares.csv", "patch", "1 patch", "2"]),
    ("a row too short", "patch,share\na,1\nb\n", ["shares.csv:3"]),
]


def test_bad_files():
    Town(3, 3, 1)
    for name, text, words in BAD:
        write("shares.csv", text)
        done = run("units.csv", "--edges", "edges.csv", "--patches", 2, "--size", "1:90", "--shares", "shares.csv", "--time-limit", 1, "-o", "bad.csv",
                   "--summary", "bad.json")
        ok(done.returncode == 3 and all(word in done.stderr for word in words) and not os.path.exists("bad.csv") and not os.path.exists("bad.json"),
           f"{name}: refused with its place, nothing written", done.returncode, done.stderr)
    write("shares.csv", "Patch;Share\na;1\nb;2\n")
    done = run("units.csv", "--edges", "edges.csv", "--patches", 2, "--size", "1:90", "--shares", "shares.csv", "--time-limit", 1, "-o", "p.csv")
    ok(done.returncode == 0, "a share of 2, semicolons and capitals are fine", done.stderr)


def test_total():
    town = Town(4, 3, 2)
    write("shares.csv", "patch,share\na,1\nb,0.5\n")
    each = sum(town.weight)
    done = run("units.csv", "--edges", "edges.csv", "--patches", 2, "--size", f"{each}:{each + 2}", "--shares", "shares.csv", "--time-limit", 1,
               "-o", "p.csv", "--summary", "s.json")
    summary = json.load(open("s.json"))
    ok(done.returncode == 4 and summary["outcome"] == "infeasible" and "shares" in summary["reasons"][0],
       "shares that cannot hold the total: said, with the nearest plan", done.stderr, summary)
    write("shares.csv", "patch,share\na,0.333\nb,0.667\n")
    done = run("units.csv", "--edges", "edges.csv", "--patches", 2, "--size", f"{each}.001:{each}.001", "--shares", "shares.csv", "--time-limit", 1,
               "-o", "p.csv", "--summary", "s.json")
    ok(done.returncode in (4, 5), "limits that hold nothing end in words", done.returncode, done.stderr)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for test in (test_against_all, test_verifier, test_bad_files, test_total):
        test()
    os.chdir("/")
sys.exit(finish())
