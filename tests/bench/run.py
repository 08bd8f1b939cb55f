"""How good and how fast `partition` is: seconds, cost, bound, gap, verified, for the instances of ../shared/bench.

usage: run.py [--instances a,b,...] [--seconds 3,10] [--jobs N] [--seed N] [--csv FILE]

Not part of `make check`: it takes instances x seconds. PATCHPLAN names the program (else ./patchplan, build/patchplan),
PATCHPLAN_SHARED the folder with bench/ and tools/ (else ../shared beside the sources); without it: SKIP. "over best" is
measured by verify_partition.py in the instance's own measure; "verified" means that the plan keeps every rule, the cost is
what the plan costs, and the certificate proves the bound, all worked out by the tools of ../shared.
"""
import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.environ.get("PATCHPLAN_SHARED") or os.path.join(HERE, "..", "..", "..", "shared")
METRICS = {"km-rounded squared distance x weight / 1e6": "km", "sum floor(100 x distance)^2": "grid"}
COLUMNS = ["instance", "limit", "seconds", "outcome", "cost", "bound", "gap %", "over best %", "out of limits", "verified"]


def find_program():
    for path in (os.environ.get("PATCHPLAN"), "./patchplan", os.path.join(HERE, "..", "..", "build", "patchplan")):
        if path and os.access(path, os.X_OK):
            return os.path.abspath(path)
    sys.exit("run.py: no patchplan found; build it, or say PATCHPLAN=...")


def python_with_numpy():
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import numpy"], capture_output=True).returncode == 0:
            return python
    return sys.executable


def tool(name, *arguments):
    done = subprocess.run([PYTHON, os.path.join(SHARED, "tools", name), *arguments], capture_output=True, text=True)
    try:
        return done.returncode == 0, json.loads(done.stdout)
    except ValueError:
        return None, {"why": done.stderr.strip().splitlines()[-1:]}


def measure(program, row, seconds, options):
    folder = os.path.join(SHARED, "bench", row["instance"])
    units = os.path.join(folder, "units.csv")
    edges = ["--edges", os.path.join(folder, "edges.csv")] if row["contiguous"] == "yes" else []
    common = ["--patches", row["patches"], "--cost", row["cost"]]
    band = [*common, "--min", row["min"], "--max", row["max"], "--summary", "s.json"]
    started = time.monotonic()
    subprocess.run([program, "partition", units, *(edges or ["--anywhere"]), *common, "--size", f"{row['min']}:{row['max']}",
                    "--time-limit", str(seconds), "-o", "p.csv", "--summary", "s.json", "--certificate", "c.csv", "-q", *options])
    took = time.monotonic() - started
    with open("s.json", encoding="utf-8") as file:
        summary = json.load(file)
    kept, _ = tool("verify_partition.py", units, "p.csv", *band, *edges)
    proven, _ = tool("verify_bound.py", units, "c.csv", *band)
    best = ["--best", row["best_value"], "--within", "1000"] if row["best_value"] else []
    metric = METRICS.get(row["value_is"], "exact")
    _, priced = tool("verify_partition.py", units, "p.csv", *band[:-2], *edges, "--metric", metric, *best)
    number = lambda value, scale=1, form="{:.3f}": "" if value is None else form.format(scale * value)
    return {
        "instance": row["instance"], "limit": seconds, "seconds": f"{took:.2f}", "outcome": summary["outcome"],
        "cost": number(summary["cost"]), "bound": number(summary["bound"]), "gap %": number(summary["gap"], 100),
        "over best %": number(priced.get("over_best_percent")), "out of limits": summary["out_of_band"],
        "verified": "no tool" if proven is None else "yes" if kept and proven else "NO",
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--instances", default="")
    parser.add_argument("--seconds", default="10")
    parser.add_argument("--csv")
    parser.add_argument("--jobs", default="")
    parser.add_argument("--seed", default="")
    asked = parser.parse_args()
    index = os.path.join(SHARED, "bench", "index.csv")
    if not os.path.exists(index):
        print("1..0 # SKIP no ../shared/bench")
        return
    program = find_program()
    csv_path = asked.csv and os.path.abspath(asked.csv)
    wanted = [name for name in asked.instances.split(",") if name]
    with open(index, newline="", encoding="utf-8") as file:
        instances = [row for row in csv.DictReader(file) if not wanted or row["instance"] in wanted]
    options = [word for name in ("jobs", "seed") if getattr(asked, name) for word in (f"--{name}", getattr(asked, name))]
    widths = [12, 6, 8, 11, 24, 24, 8, 12, 13, 8]
    show = lambda cells: print("  ".join(str(c).rjust(w) if i else str(c).ljust(w) for i, (c, w) in enumerate(zip(cells, widths))), flush=True)
    results = []
    show(COLUMNS)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for seconds in asked.seconds.split(","):
            for row in instances:
                results.append(measure(program, row, seconds, options))
                show(results[-1].values())
        os.chdir(HERE)
    if csv_path:
        with open(csv_path, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(results)


SHARED = os.path.abspath(SHARED)
PYTHON = python_with_numpy()
if __name__ == "__main__":
    main()
