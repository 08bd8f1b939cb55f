"""`patchplan partition` from the outside: plans and proofs worked out again, refusals, limits, bad input."""
import json
import math
import os
import random
import shlex
import signal
import stat
import subprocess
import sys
import tempfile
import time

from program import PROGRAM, SHARED, call, rows, start, wait_for
from program import partition as run
from tap import finish, ok, skip

# Seconds of grace: on a machine with more work than processors the clock runs on while we wait our turn.
GRACE = (1 if os.getloadavg()[0] < 1.5 * (os.cpu_count() or 1) else 6) * float(os.environ.get("PATCHPLAN_SLOW", "1"))


def write(path, text):
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return path


class Town:
    """A random town on a grid with gaps; neighbours are cells that touch."""

    def __init__(self, width, height, seed, weight=lambda r: r.randint(2, 9)):
        r = random.Random(seed)
        cells = [(c, d) for c in range(width) for d in range(height)]
        self.ids = [f"c{c}_{d}" for c, d in cells]
        self.xy = [(100 * c + r.randint(-30, 30), 100 * d + r.randint(-30, 30)) for c, d in cells]
        self.weight = [weight(r) for _ in cells]
        at = {cell: i for i, cell in enumerate(cells)}
        self.edges = [(i, at[n]) for (c, d), i in at.items() for n in ((c + 1, d), (c, d + 1)) if n in at]

    def write(self):
        lines = [f"{i},{w},{x},{y}" for i, w, (x, y) in zip(self.ids, self.weight, self.xy)]
        write("units.csv", "id,weight,x,y\n" + "\n".join(lines) + "\n")
        write("edges.csv", "u,v\n" + "\n".join(f"{self.ids[u]},{self.ids[v]}" for u, v in self.edges) + "\n")

    def faults(self, plan, n_patches, least, most, connected=True):
        """What is wrong with a plan, and its cost, worked out in the plainest way."""
        patch = {r["id"]: r["patch"] for r in plan}
        hub = {r["patch"]: r["hub"] for r in plan}
        wrong, cost = [], 0
        if sorted(patch) != sorted(self.ids) or len(plan) != len(self.ids):
            wrong.append("not every unit once")
        members = {}
        for i, unit in enumerate(self.ids):
            members.setdefault(patch.get(unit), []).append(i)
        if len(members) != n_patches:
            wrong.append(f"{len(members)} patches")
        for name, inside in members.items():
            load = sum(self.weight[i] for i in inside)
            if not least - 1e-9 <= load <= most + 1e-9:
                wrong.append(f"{name} holds {load}")
            if connected and len(self.flood(inside)) < len(inside):
                wrong.append(f"{name} is in pieces")
            price = {j: sum(self.weight[i] * math.dist(self.xy[i], self.xy[j]) for i in inside) for j in inside}
            best = min(price.values())
            cost += best
            if self.ids.index(hub[name]) not in price or price[self.ids.index(hub[name])] > best * (1 + 1e-9):
                wrong.append(f"{hub[name]} is not the middle of {name}")
        return wrong, cost

    def flood(self, inside):
        inside = set(inside)
        seen, todo = {min(inside)}, [min(inside)]
        while todo:
            u = todo.pop()
            for a, b in self.edges:
                for v in ([b] if a == u else [a] if b == u else []):
                    if v in inside and v not in seen:
                        seen.add(v)
                        todo.append(v)
        return seen

    def proven(self, certificate, n_patches, least, most):
        """The bound that a certificate proves: sort, then fill, for every hub."""
        u = {r["id"]: float(r["multiplier"]) for r in certificate}
        values = []
        for j in range(len(self.ids)):
            ratios = sorted((math.dist(self.xy[i], self.xy[j]) - u[self.ids[i]] / w, w) for i, w in enumerate(self.weight))
            before = value = 0
            for ratio, w in ratios:
                taken = min(max(((most if ratio < 0 else least) - before), 0), w)
                value += taken * ratio
                before += w
            values.append(value)
        return sum(u.values()) + sum(sorted(values)[:n_patches])


def test_plans_hold():
    town = Town(9, 8, 1)
    town.write()
    total, k = sum(town.weight), 6
    least, most = int(total / k * 0.9), math.ceil(total / k * 1.1)
    common = ["--patches", k, "--size", f"{least}:{most}", "--time-limit", 1.5]
    for how, connected in ((["--edges", "edges.csv"], True), (["--anywhere"], False), ([], False)):
        name = " ".join(how) or "neighbours from the points"
        done = run("units.csv", *how, *common, "-o", "p.csv", "--summary", "s.json", "--certificate", "c.csv")
        if not ok(done.returncode == 0, f"{name}: exit 0", done.stderr):
            continue
        summary = json.load(open("s.json"))
        wrong, cost = town.faults(rows("p.csv"), k, least, most, connected)
        ok(not wrong, f"{name}: the plan keeps every rule", wrong)
        ok(abs(cost - summary["cost"]) <= 1e-6 * max(1, cost), f"{name}: cost to 1e-6", (cost, summary))
        ok(summary["outcome"] in ("optimal", "feasible") and summary["patches"] == k and summary["out_of_band"] == 0
           and summary["reasons"] == [], f"{name}: summary", summary)
        proven = town.proven(rows("c.csv"), k, least, most)
        ok(summary["bound"] is not None and summary["bound_continuous"] <= proven + 1e-9 * cost,
           f"{name}: the certificate proves the bound", (summary, proven))
        ok(summary["bound"] is not None and summary["bound"] <= cost * (1 + 1e-9) and abs(summary["gap"] - (cost / summary["bound"] - 1)) < 1e-6,
           f"{name}: gap", summary)


def test_same_bytes():
    Town(12, 9, 3).write()
    total = sum(float(r["weight"]) for r in rows("units.csv"))
    plans = []
    for seed in (7, 7):
        run("units.csv", "--edges", "edges.csv", "--patches", 7, "--size", f"{int(total / 7 * 0.9)}:{int(total / 7 * 1.1)}",
            "--jobs", 1, "--max-steps", 20000, "--seed", seed, "-o", "p.csv", "--certificate", "c.csv", "--summary", "s.json")
        summary = {key: value for key, value in json.load(open("s.json")).items() if key != "seconds"}
        plans.append((open("p.csv", "rb").read(), open("c.csv", "rb").read(), summary))
    ok(plans[0] == plans[1], "same input, seed, one job, steps counted: the same bytes")
    done = run("units.csv", "--edges", "edges.csv", "--patches", 7, "--size", f"{int(total / 7 * 0.9)}:{int(total / 7 * 1.1)}",
               "--jobs", 1, "--max-steps", 20000, "--seed", 7)
    ok(done.stdout.encode() == plans[0][0], "without -o the plan is on standard output")


def paste(fix, *more):
    """Run a way out as a person would, with a short time limit."""
    words = shlex.split(fix)
    if words[:2] != ["patchplan", "partition"]:
        return None
    return call(*words[1:], *more, timeout=60)


def refused(name, arguments, *words, mends=True):
    for path in ("p.csv", "s.json"):
        if os.path.exists(path):
            os.remove(path)
    done = run("units.csv", *arguments, "-o", "p.csv", "--summary", "s.json", "--time-limit", 0.5)
    if not ok(done.returncode == 4 and os.path.exists("p.csv") and os.path.exists("s.json"),
              f"{name}: exit 4, plan and summary written", (done.returncode, done.stderr)):
        return
    summary = json.load(open("s.json"))
    said = " ".join(summary["reasons"])
    ok(summary["outcome"] == "infeasible" and all(word in said for word in words), f"{name}: said in words", said)
    ok(len(rows("p.csv")) == len(rows("units.csv")), f"{name}: the nearest plan has every unit")
    fixes = [reason.split(" Try: ")[1] for reason in summary["reasons"] if " Try: " in reason]
    for fix in fixes if mends else []:
        done = paste(fix)
        ok(done is not None and done.returncode in (0, 5), f"{name}: a way out works when pasted", (fix, done and done.stderr))
    ok(not mends or fixes, f"{name}: there is a way out")


def test_impossible():
    town = Town(6, 5, 4, weight=lambda r: 10)
    town.write()
    edges = ["--edges", "edges.csv"]
    refused("too few patches", [*edges, "--patches", 4, "--size", "50:70"], "has 300 workload-equivalent homes", "75",
            "5 to 6 patches")
    refused("no number fits", [*edges, "--patches", 1, "--size", "160:170"], "1 patch would hold 300", "160 to 170 cannot be met")
    refused("a unit too heavy", [*edges, "--patches", 30, "--size", "0:9"], "alone has 10 workload-equivalent homes")
    refused("more patches than units", [*edges, "--patches", 31, "--size", "0:70"], "30 places for 31 patches")
    cut = {i for i, unit in enumerate(town.ids) if unit.startswith("c0_")}
    lines = [f"{town.ids[u]},{town.ids[v]}" for u, v in town.edges if (u in cut) == (v in cut)]
    write("edges.csv", "u,v\n" + "\n".join(lines) + "\n")
    refused("a part cut off", [*edges, "--patches", 4, "--size", "70:80"], "The part of 5 places around c0_0", "50")


class Web:
    """A few places, joined as told; the plainest way to know whether a division exists."""

    def __init__(self, weight, edges):
        self.weight, self.edges = weight, edges
        write("units.csv", "id,weight,x,y\n" + "".join(f"c{i},{w},{i % 4},{i // 4}\n" for i, w in enumerate(weight)))
        write("edges.csv", "u,v\n" + "".join(f"c{u},c{v}\n" for u, v in edges))

    def in_one_piece(self, inside):
        seen, todo = {inside[0]}, [inside[0]]
        while todo:
            u = todo.pop()
            for a, b in self.edges:
                for v in [b] if a == u else [a] if b == u else []:
                    if v in inside and v not in seen:
                        seen.add(v)
                        todo.append(v)
        return len(seen) == len(inside)

    def can_be(self, n_patches, least, most):
        def place(unit, members):
            if unit == len(self.weight):
                return len(members) == n_patches and all(sum(self.weight[i] for i in m) >= least and self.in_one_piece(m) for m in members)
            for k in range(min(len(members) + 1, n_patches)):
                grown = members[:k] + [members[k] + [unit]] + members[k + 1:] if k < len(members) else [*members, [unit]]
                if sum(self.weight[i] for i in grown[k]) <= most and place(unit + 1, grown):
                    return True
            return False
        return place(0, [])


def test_held_together():
    """One place that holds others together: what its patch must take is said, and never where a plan exists."""
    edges = ["--edges", "edges.csv"]
    Web([2] * 11, [(0, i) for i in range(1, 11)])
    refused("a star of small places", [*edges, "--patches", 3, "--size", "5:10"], "Without c0", "10 parts", "room for 1 patch ")
    Web([2] * 11, [(0, i) for i in range(1, 11)])
    refused("a star of places just large enough", [*edges, "--patches", 3, "--size", "2:9"], "at least 18 workload-equivalent homes", "2:18")
    chance, n_said, wrong = random.Random(8), 0, []
    for town in range(30):
        n = chance.randint(5, 8)
        tree = [(chance.randrange(min(i, 2)), i) for i in range(1, n)]
        web = Web([chance.randint(1, 4) for _ in range(n)], tree + [(0, n - 1)] * (town % 2))
        k, mean = chance.randint(2, 4), sum(web.weight)
        least, most = int(0.8 * mean / k), math.ceil(1.2 * mean / k)
        done = run("units.csv", *edges, "--patches", k, "--size", f"{least}:{most}", "--max-steps", 50, "-o", "p.csv")
        if "Without c" in done.stderr:
            n_said += 1
            if web.can_be(k, least, most) or done.returncode != 4:
                wrong.append((web.weight, web.edges, k, least, most, done.stderr))
    ok(n_said >= 5 and not wrong, f"never said where a plan exists ({n_said} of 30 refused)", wrong)


def test_steps_of_shares():
    """Places of ten cannot fill patches whose limits, by share, hold no ten."""
    Town(6, 5, 4, weight=lambda r: 10).write()
    write("shares.csv", "patch,share\na,1\nb,0.5\nc,0.5\n")
    refused("steps too large for the shares", ["--edges", "edges.csv", "--patches", 3, "--size", "145:155", "--shares", "shares.csv"],
            "multiple of 10", "for a whole share")
    done = run("units.csv", "--edges", "edges.csv", "--patches", 3, "--size", "135:165", "--shares", "shares.csv", "--time-limit", 1, "-o", "p.csv")
    ok(done.returncode == 0, "and are divided where they can be", done.stderr)


def test_nothing_weighs():
    """Units of weight and trips 0 cost nothing wherever they go: a plan is written, as good as can be."""
    for n in (6, 12):
        write("nothing.csv", "id,weight,x,y,trips\n" + "".join(f"u{i},0,{i % 6 * 100},{i // 6 * 100},0\n" for i in range(n)))
        done = run("nothing.csv", "--patches", 3, "--size", "0:10", "--time-limit", 2, "-o", "nothing-plan.csv")
        ok(done.returncode == 0 and len(rows("nothing-plan.csv")) == n, f"{n} units that weigh nothing: a plan", done.returncode, done.stderr)


GOOD = "id,weight,x,y\na,1,0,0\nb,2,10,0\nc,3.5,0,10\n"
EDGES = "u,v\na,b\nb,c\n"
BAD = [  # name, units, edges, exit, words
    ("an empty file", "", EDGES, 3, ["units.csv"]),
    ("a header alone", "id,weight,x,y\n", EDGES, 3, ["units.csv", "no rows"]),
    ("a missing column", "id,weight,x\na,1,0\n", EDGES, 3, ["units.csv", "y"]),
    ("an id twice", GOOD + "a,1,5,5\n", EDGES, 3, ["units.csv:5", "id", "twice"]),
    ("an empty id", GOOD + ",1,5,5\n", EDGES, 3, ["units.csv:5", "id", "empty"]),
    ("a weight below zero", GOOD + "d,-1,5,5\n", EDGES, 3, ["units.csv:5", "weight", "less than nothing"]),
    ("a weight that is no number", GOOD + "d,many,5,5\n", EDGES, 3, ["units.csv:5", "weight", "not a number"]),
    ("an empty weight", GOOD + "d,,5,5\n", EDGES, 3, ["units.csv:5", "weight"]),
    ("a weight that is not finite", GOOD + "d,nan,5,5\n", EDGES, 3, ["units.csv:5", "weight"]),
    ("four decimals of weight", GOOD + "d,1.2345,5,5\n", EDGES, 3, ["units.csv:5", "weight", "three decimals"]),
    ("weights that cannot be summed", GOOD + "d,1e12,5,5\n", EDGES, 3, ["units.csv", "weight", "summed exactly"]),
    ("a coordinate that is no number", GOOD + "d,1,here,5\n", EDGES, 3, ["units.csv:5", "x"]),
    ("an infinite coordinate", GOOD + "d,1,5,inf\n", EDGES, 3, ["units.csv:5", "y"]),
    ("trips below zero", "id,weight,x,y,trips\na,1,0,0,-2\n", "u,v\n", 3, ["units.csv:2", "trips"]),
    ("a row too short", GOOD + "d,1\n", EDGES, 3, ["units.csv:5"]),
    ("an unknown id in the edges", GOOD, EDGES + "c,zz\n", 3, ["edges.csv:4", "v", "zz"]),
    ("a self-loop", GOOD, EDGES + "c,c\n", 3, ["edges.csv:4", "own neighbour"]),
    ("edges without their columns", GOOD, "from,to\na,b\n", 3, ["edges.csv", "u"]),
    ("an empty edges file", GOOD, "", 3, ["edges.csv"]),
    ("binary rubbish", b"\x00\x01\x02\xff" * 50, EDGES, 3, ["units.csv"]),
]


def test_bad_input():
    for name, units, edges, status, words in BAD:
        write("units.csv", units)
        write("edges.csv", edges)
        done = run("units.csv", "--edges", "edges.csv", "--patches", 1, "--size", "0:9", "-o", "bad.csv", "--summary", "bad.json")
        ok(done.returncode == status and all(word in done.stderr for word in words) and not os.path.exists("bad.csv"),
           f"{name}: exit {status}, with the place", (done.returncode, done.stderr))
    write("units.csv", GOOD)
    write("edges.csv", EDGES + "b,a\na,b\n")
    done = run("units.csv", "--edges", "edges.csv", "--patches", 1, "--size", "0:9", "--time-limit", 0.4, "-o", "p.csv")
    ok(done.returncode == 0, "a pair named twice counts once", done.stderr)
    write("units.csv", GOOD.replace("2,", "2.0000,").replace("x,y", "x,y,ward"))
    done = run("units.csv", "--anywhere", "--patches", 1, "--size", "0:9", "--time-limit", 0.4, "-o", "p.csv")
    ok(done.returncode == 3, "a row shorter than its header is refused", done.stderr)
    write("units.csv", "ID;Weight;X;Y;ward\na;1;0;0;n\nb;2.0000;10;0;s\n")
    done = run("units.csv", "--anywhere", "--patches", 1, "--size", "0:9", "--time-limit", 0.4, "-o", "p.csv")
    ok(done.returncode == 0, "semicolons, other columns and noughts after the third decimal are fine", done.stderr)
    done = run("nowhere.csv", "--anywhere", "--patches", 1, "--size", "0:9")
    ok(done.returncode in (1, 3) and "nowhere.csv" in done.stderr, "a file that is not there", done.stderr)
    done = run(".", "--anywhere", "--patches", 1, "--size", "0:9")
    ok(done.returncode in (1, 3) and done.stderr, "a folder", done.stderr)
    done = run("units.csv", "--anywhere", "--patches", 1, "--size", "0:9", "--time-limit", 0.4, "-o", "no/such/folder/p.csv")
    ok(done.returncode == 1 and "no/such/folder" in done.stderr, "a place that cannot be written", done.stderr)


def test_devices():
    """A pipe or a link that is named for output is written into, never replaced."""
    write("units.csv", "id,weight,x,y\na,1,0,0\nb,1,5,0\n")
    os.mkfifo("pipe.json")
    write("kept.json", "old")
    os.symlink("kept.json", "link.json")
    for name, target in (("pipe.json", None), ("link.json", "kept.json")):
        reader = subprocess.Popen(["cat", name], stdout=subprocess.PIPE) if not target else None
        done = run("units.csv", "--patches", 1, "--size", "0:9", "--time-limit", 1, "-o", "p.csv", "--summary", name, timeout=20)
        if reader and done.returncode:
            reader.kill()
        text = reader.communicate(timeout=20)[0] if reader else open(target, encoding="utf-8").read()
        stays = stat.S_ISFIFO(os.lstat(name).st_mode) if reader else os.path.islink(name)
        ok(stays and json.loads(text)["outcome"] == "optimal", f"the summary goes into {name}", (done.stderr, text))
    os.makedirs("elsewhere")
    for name, to, target in (("ahead.json", "elsewhere/new.json", "elsewhere/new.json"), ("elsewhere/up.json", "../high.json", "high.json")):
        os.symlink(to, name)
        done = run("units.csv", "--patches", 1, "--size", "0:9", "--time-limit", 1, "-o", "p.csv", "--summary", name, timeout=20)
        ok(done.returncode == 0 and os.path.islink(name) and os.path.isfile(target), f"a link to a file not there yet: {target} is made", done.stderr)
    os.symlink("ring.json", "ring.json")
    done = run("units.csv", "--patches", 1, "--size", "0:9", "--time-limit", 1, "-o", "p.csv", "--summary", "ring.json", timeout=20)
    ok(done.returncode == 1 and os.path.islink("ring.json") and "ring.json" in done.stderr, "links in a ring are told", done.stderr)
    if os.path.exists("/dev/full") and stat.S_ISCHR(os.stat("/dev/full").st_mode):
        os.symlink("/dev/full", "full.json")
        done = run("units.csv", "--patches", 1, "--size", "0:9", "--time-limit", 1, "-o", "p.csv", "--summary", "full.json")
        ok(done.returncode == 1 and "full" in done.stderr, "a full device is said", done.stderr)


def test_outputs_first():
    """What cannot be written is told before the time is spent, and before anything else is written."""
    write("units.csv", GOOD)
    for option in ("-o", "--summary", "--certificate"):
        for name in (".", "no/such/folder/x"):
            done = run("units.csv", "--patches", 4, "--size", "0:9", *(["-o", "first.csv"] if option != "-o" else []), option, name)
            ok(done.returncode == 1 and done.stderr and "patches" not in done.stderr and not os.path.exists("first.csv"),
               f"{option} {name}: refused at once", (done.returncode, done.stderr))
    left = [name for name in os.listdir(".") if ".part-" in name]
    ok(not left, "trying leaves nothing behind", left)


def test_pasted_as_it_was():
    """A way out asks for the same limits to the thousandth, and for a file whose name looks like an option."""
    write("-u.csv", GOOD)
    done = run("--patches", 4, "--size", "0.125:7.125", "--time-limit", 0.5, "-o", "p.csv", "--summary", "s.json", "--", "-u.csv")
    fixes = [reason.split(" Try: ")[1] for reason in json.load(open("s.json"))["reasons"] if " Try: " in reason]
    ok(done.returncode == 4 and fixes and "--size 0.125:7.125" in fixes[0], "limits to the thousandth", (done.stderr, fixes))
    again = paste(fixes[0]) if fixes else None
    ok(again is not None and again.returncode == 0, "a file whose name begins with a dash", again and again.stderr)


def test_usage():
    write("units.csv", GOOD)
    for name, arguments in (
        ("no size", ["--patches", 1]),
        ("no patches", ["--size", "0:9"]),
        ("no patch at all", ["--patches", 0, "--size", "0:9"]),
        ("more patches than anyone has", ["--patches", 400000000, "--size", "0:9"]),
        ("size without colon", ["--patches", 1, "--size", "9"]),
        ("size the wrong way round", ["--patches", 1, "--size", "9:1"]),
        ("limits that cannot be summed", ["--patches", 1000000, "--size", "0:2e12"]),
        ("one file for two answers", ["--patches", 1, "--size", "0:9", "-o", "a.csv", "--summary", "a.csv"]),
        ("size of nothing", ["--patches", 1, "--size", "0:0"]),
        ("edges and anywhere", ["--patches", 1, "--size", "0:9", "--anywhere", "--edges", "e.csv"]),
        ("an unknown cost", ["--patches", 1, "--size", "0:9", "--cost", "cubed"]),
        ("an unknown option", ["--patches", 1, "--size", "0:9", "--anywher"]),
    ):
        done = run("units.csv", *arguments)
        ok(done.returncode == 2 and done.stderr, f"usage, {name}: exit 2", (done.returncode, done.stderr))
    done = run()
    ok(done.returncode == 2, "usage, no file: exit 2", done.stderr)


def test_shares():
    town = Town(8, 6, 9, weight=lambda r: 5)
    town.write()
    write("shares.csv", "patch,share\nfull-timer,1\npart-timer,0.5\n")
    done = run("units.csv", "--edges", "edges.csv", "--patches", 2, "--size", "150:170", "--shares", "shares.csv",
               "--time-limit", 2, "-o", "p.csv", "--summary", "s.json")
    loads = {}
    for r in rows("p.csv") if os.path.exists("p.csv") else []:
        loads[r["patch"]] = loads.get(r["patch"], 0) + 5
    ok(done.returncode == 0 and 150 <= loads.get("full-timer", 0) <= 170 and 75 <= loads.get("part-timer", 0) <= 85,
       "shares: each patch inside its own limits, under its name", (done.stderr, loads))


def test_ways_out_name_files():
    """Names with blanks and quotes, and shares, come back in the ways out."""
    Town(6, 5, 4, weight=lambda r: 10).write()
    os.rename("units.csv", "all o'units.csv")
    os.rename("edges.csv", "the edges.csv")
    write("shares.csv", "patch,share\npart,0.5\n" + "".join(f"full {i},1\n" for i in range(29)))
    for more, fine in (([], (0, 5)), (["--shares", "shares.csv"], (0, 4, 5))):  # the shares may still not fit
        done = run("all o'units.csv", "--edges", "the edges.csv", "--patches", 30, "--size", "0:9", *more, "-o", "p.csv",
                   "--summary", "s.json", "--time-limit", 0.5)
        fixes = [reason.split(" Try: ")[1] for reason in json.load(open("s.json"))["reasons"] if " Try: " in reason]
        tried = [paste(fix) for fix in fixes]
        ok(done.returncode == 4 and fixes and all(t is not None and t.returncode in fine for t in tried),
           "a way out works with files of any name", (fixes, [t and t.stderr for t in tried]))
        ok(all(("--shares" in fix) == bool(more) for fix in fixes), "and asks the same question", fixes)


def test_limits_and_interrupts():
    Town(60, 50, 6).write()
    total = sum(float(r["weight"]) for r in rows("units.csv"))
    size = f"{int(total / 40 * 0.97)}:{int(total / 40 * 1.03)}"
    common = ["units.csv", "--edges", "edges.csv", "--patches", "40", "--size", size, "-o", "p.csv", "--summary", "s.json"]
    started = time.monotonic()
    done = run(*common, "--time-limit", 2)
    took = time.monotonic() - started
    ok(took <= 2 + GRACE and done.returncode in (0, 5), f"a limit of 2 s holds to within a second ({took:.2f} s)", done.stderr)
    for path in ("p.csv", "s.json"):
        os.remove(path)
    done = run(*common, "--time-limit", 0.000001, "--certificate", "c.csv")
    saved = os.path.exists("p.csv") and len(rows("p.csv")) == 3000 and os.path.exists("s.json")
    ok(done.returncode in (0, 4, 5) and saved or done.returncode == 5 and "--time-limit" in done.stderr,
       "a limit that is over before anything is read: a plan all the same, or a sentence", (done.returncode, done.stderr))
    for path in ("p.csv", "s.json"):
        if os.path.exists(path):
            os.remove(path)
    write("large.csv", "id,weight,x,y\n" + "".join(f"u{i},1,{i % 1500},{i // 1500}\n" for i in range(1500000)))
    done = run("large.csv", "--anywhere", "--patches", 2, "--size", "0:9", "--time-limit", 0.001, "-o", "p.csv", "--summary", "s.json")
    late = done.returncode == 5 and "before all files were read" in done.stderr and "--time-limit" in done.stderr and not os.path.exists("p.csv")
    ok(late or done.returncode == 4 and os.path.exists("p.csv"),
       "files that take longer to read than there is time: exit 5 in words, and no plan", (done.returncode, done.stderr))
    ok(os.path.exists("s.json") and json.load(open("s.json"))["outcome"] == ("time_limit" if late else "infeasible"), "and the summary says so")
    os.remove("large.csv")
    for path in ("p.csv", "s.json"):
        if os.path.exists(path):
            os.remove(path)
    process = start("partition", *common, "--time-limit", "60")
    ok(wait_for("drawing patches", process), "patches are being drawn")
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    took = time.monotonic() - started
    ok(process.returncode == 130 and took < 1 + GRACE, f"Ctrl-C: exit 130 within {took:.2f} s", process.returncode)
    ok(os.path.exists("p.csv") and len(rows("p.csv")) == 3000 and json.load(open("s.json"))["outcome"] == "cancelled",
       "and the best plan so far is saved")


def python_with_numpy():
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import numpy"], capture_output=True).returncode == 0:
            return python
    return sys.executable


def test_shared():
    index = os.path.join(SHARED, "bench", "index.csv")
    if not os.path.exists(index):
        skip("the verifiers agree on real instances", "no ../shared")
        return
    for r in rows(index):
        if r["instance"] not in ("SJC1", "NE_tract"):
            continue
        folder = os.path.join(SHARED, "bench", r["instance"])
        edges = ["--edges", os.path.join(folder, "edges.csv")] if r["contiguous"] == "yes" else []
        done = run(os.path.join(folder, "units.csv"), *(edges or ["--anywhere"]), "--patches", r["patches"], "--size",
                   f"{r['min']}:{r['max']}", "--cost", r["cost"], "--time-limit", 2 + GRACE, "-o", "p.csv", "--summary", "s.json",
                   "--certificate", "c.csv")
        ok(done.returncode == 0, f"{r['instance']}: exit 0", done.stderr)
        band = ["--patches", r["patches"], "--min", r["min"], "--max", r["max"], "--cost", r["cost"], "--summary", "s.json"]
        for tool, files in (("verify_partition.py", ["p.csv", *edges]), ("verify_bound.py", ["c.csv"])):
            check = subprocess.run([python_with_numpy(), os.path.join(SHARED, "tools", tool), os.path.join(folder, "units.csv"),
                                    *files, *band], capture_output=True, text=True)
            if "No module named" in check.stderr:
                skip(f"{r['instance']}: {tool}", "no numpy")
            else:
                ok(check.returncode == 0, f"{r['instance']}: {tool}", check.stdout + check.stderr)


with tempfile.TemporaryDirectory() as folder:
    SHARED = os.path.abspath(SHARED)
    os.chdir(folder)
    for test in (test_plans_hold, test_same_bytes, test_impossible, test_nothing_weighs, test_held_together, test_steps_of_shares, test_bad_input, test_devices, test_outputs_first, test_pasted_as_it_was, test_usage, test_shares, test_ways_out_name_files,
                 test_limits_and_interrupts, test_shared):
        test()
    os.chdir("/")
sys.exit(finish())
