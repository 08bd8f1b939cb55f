"""Quality against time, as a table and as the picture docs/pictures/quality.svg: the cost of plans after 1, 3, 10, 30 and
100 seconds beside what the same run proves, on nottingham, OK_tract and Sheffield, and METIS beside them.

usage: quality.py [--instances a,b,...] [--seconds 1,3,...] [--svg FILE] [--csv FILE]

Not part of `make check`. PATCHPLAN and PATCHPLAN_SHARED as in run.py. METIS is Debian's `gpmetis` (package metis); without it the
picture has no METIS and says so. Its parts are priced as ours are: each around its best middle, by the planner's own
measure, and parts outside the limits are counted, not mended.
"""
import argparse
import csv
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import run

COLUMNS = ["instance", "who", "limit", "seconds", "cost", "bound", "patches", "outside"]
BAND_IMBALANCE = 1000  # METIS counts imbalance in thousandths over the average


def say(program, *arguments):
    subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def sheffield(program, folder):
    """Sheffield's units and neighbours without team borders, by way of a planning file."""
    file = os.path.join(folder, "sheffield.db")
    units, edges = os.path.join(folder, "units.csv"), os.path.join(folder, "edges.csv")
    say(program, "-d", file, "init")
    say(program, "-d", file, "import", os.path.join(run.SHARED, "sheffield"))
    subprocess.run([program, "-d", file, "allocate", "--plan", "p", "--within", "none", "--time-limit", "2", "-q"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    say(program, "-d", file, "export", "units", "--plan", "p", "-o", units)
    say(program, "-d", file, "export", "neighbours", "--plan", "p", "-o", edges)
    return {"name": "Sheffield", "units": units, "edges": edges, "patches": 137, "min": "280", "max": "300", "cost": "distance"}


def bench_instance(name):
    with open(os.path.join(run.SHARED, "bench", "index.csv"), newline="", encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["instance"] == name)
    folder = os.path.join(run.SHARED, "bench", name)
    return {"name": name, "units": os.path.join(folder, "units.csv"), "edges": os.path.join(folder, "edges.csv"),
            "patches": int(row["patches"]), "min": row["min"], "max": row["max"], "cost": row["cost"]}


def ours(program, instance, seconds):
    started = time.monotonic()
    subprocess.run([program, "partition", instance["units"], "--edges", instance["edges"], "--patches", str(instance["patches"]),
                    "--size", f"{instance['min']}:{instance['max']}", "--cost", instance["cost"], "--time-limit", str(seconds),
                    "-o", "p.csv", "--summary", "s.json", "-q"])
    took = time.monotonic() - started
    with open("s.json", encoding="utf-8") as file:
        summary = json.load(file)
    return {"instance": instance["name"], "who": "patchplan", "limit": seconds, "seconds": took, "cost": summary["cost"],
            "bound": summary["bound"], "patches": summary["patches"], "outside": summary["out_of_band"]}


# ---- METIS ----

def read_instance(instance):
    with open(instance["units"], newline="", encoding="utf-8") as file:
        units = list(csv.DictReader(file))
    index = {unit["id"]: i for i, unit in enumerate(units)}
    neighbours = [set() for _ in units]
    with open(instance["edges"], newline="", encoding="utf-8") as file:
        for edge in csv.DictReader(file):
            u, v = index[edge["u"]], index[edge["v"]]
            if u != v:
                neighbours[u].add(v)
                neighbours[v].add(u)
    return units, neighbours


def write_graph(units, neighbours, path):
    with open(path, "w", encoding="ascii") as file:
        file.write(f"{len(units)} {sum(map(len, neighbours)) // 2} 010\n")
        for unit, row in zip(units, neighbours):
            weight = round(10 * float(unit["weight"]))
            file.write(" ".join(map(str, [weight, *(v + 1 for v in sorted(row))])) + "\n")


def price(units, part_of, squared):
    """Each part around the member at which weight x distance is least."""
    parts = {}
    for unit, part in zip(units, part_of):
        parts.setdefault(part, []).append((float(unit["weight"]), float(unit["x"]), float(unit["y"])))
    power = 2 if squared else 1
    return sum(min(sum(w * math.hypot(x - hx, y - hy) ** power for w, x, y in members) for _, hx, hy in members)
               for members in parts.values())


def metis(instance):
    units, neighbours = read_instance(instance)
    write_graph(units, neighbours, "m.graph")
    total = sum(float(unit["weight"]) for unit in units)
    over = float(instance["max"]) * instance["patches"] / total - 1
    started = time.monotonic()
    subprocess.run(["gpmetis", "-contig", "-minconn", f"-ufactor={max(1, int(BAND_IMBALANCE * over))}", "m.graph",
                    str(instance["patches"])], check=True, stdout=subprocess.DEVNULL)
    took = time.monotonic() - started
    with open(f"m.graph.part.{instance['patches']}", encoding="ascii") as file:
        part_of = [int(line) for line in file]
    load = [0.0] * instance["patches"]
    for unit, part in zip(units, part_of):
        load[part] += float(unit["weight"])
    outside = sum(not float(instance["min"]) <= weight <= float(instance["max"]) for weight in load)
    return {"instance": instance["name"], "who": "METIS", "limit": "", "seconds": took,
            "cost": price(units, part_of, instance["cost"] == "squared"), "bound": None,
            "patches": instance["patches"], "outside": outside}


# ---- the picture ----

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 330, 300, 52, 46, 48
INK, SOFT, PLAN, PROVEN, OTHER = "#1d1d1d", "#d6d6d6", "#1f5fa8", "#9a4c00", "#555555"


def text(x, y, words, anchor="middle", size=11, colour=INK, weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}" '
            f'font-weight="{weight}">{words}</text>')


def scales(rows, base, at):
    low, high = math.log10(0.1), math.log10(200)
    percents = [100 * (value / base - 1) for row in rows for value in (row["cost"], row["bound"]) if value]
    bottom, top = min(percents + [0]) - 1, max(percents) + 2
    x = lambda seconds: at + LEFT + (WIDTH - LEFT - 12) * (math.log10(max(seconds, 0.1)) - low) / (high - low)
    y = lambda value: TOP + (HEIGHT - TOP - BOTTOM) * (top - 100 * (value / base - 1)) / (top - bottom)
    return x, y, bottom, top


def axes(x, y, base, bottom, top, at, name):
    out = [text(at + LEFT, 22, name, "start", 14, INK, "bold")]
    for seconds in (0.1, 1, 10, 100):
        out.append(text(x(seconds), HEIGHT - BOTTOM + 16, f"{seconds:g} s"))
    step = next(s for s in (1, 2, 5, 10, 20) if (top - bottom) / s <= 8)
    for percent in range(math.ceil(bottom / step) * step, math.floor(top) + 1, step):
        level = y(base * (1 + percent / 100))
        out.append(f'<line x1="{at + LEFT}" x2="{at + WIDTH - 12}" y1="{level:.1f}" y2="{level:.1f}" stroke="{SOFT}"/>')
        out.append(text(at + LEFT - 6, level + 4, f"{percent:+d} %" if percent else "0 %", "end"))
    return out


def line(rows, key, x, y, colour, dash):
    points = [(x(row["seconds"]), y(row[key])) for row in rows if row[key]]
    path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
    dots = [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3.5" fill="{colour}"/>' for px, py in points]
    return [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>', *dots]


def panel(name, rows, at):
    mine, others = [r for r in rows if r["who"] == "patchplan"], [r for r in rows if r["who"] != "patchplan"]
    base = max(row["bound"] for row in mine if row["bound"])
    x, y, bottom, top = scales(rows, base, at)
    out = axes(x, y, base, bottom, top, at, name)
    out += line(mine, "cost", x, y, PLAN, "none") + line(mine, "bound", x, y, PROVEN, "5 3")
    last = mine[-1]
    out.append(text(x(last["seconds"]), y(last["cost"]) - 9, f"{100 * (last['cost'] / base - 1):.1f} %", "middle", 11, PLAN, "bold"))
    for row in mine:
        if row["outside"]:
            out.append(text(x(row["seconds"]), y(row["cost"]) + 18, f"{row['outside']} outside", "middle", 10, PLAN))
    for row in others:
        px, py = x(row["seconds"]), y(row["cost"])
        out.append(f'<rect x="{px - 4:.1f}" y="{py - 4:.1f}" width="8" height="8" fill="{OTHER}"/>')
        out.append(text(px + 9, py + 4, f"METIS, {row['outside']} of {row['patches']} outside", "start", 11, OTHER))
    return out


def picture(results, names):
    total = WIDTH * len(names)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {HEIGHT + 50}" width="{total}" height="{HEIGHT + 50}" '
           f'font-family="sans-serif" role="img" aria-label="Cost of plans against time">',
           f'<rect width="{total}" height="{HEIGHT + 50}" fill="#ffffff"/>']
    for at, name in enumerate(names):
        out += panel(name, [row for row in results if row["instance"] == name], at * WIDTH)
    foot = HEIGHT + 14
    out += [f'<line x1="20" x2="50" y1="{foot - 4}" y2="{foot - 4}" stroke="{PLAN}" stroke-width="2"/>',
            text(56, foot, "cost of the plan found", "start"),
            f'<line x1="200" x2="230" y1="{foot - 4}" y2="{foot - 4}" stroke="{PROVEN}" stroke-width="2" stroke-dasharray="5 3"/>',
            text(236, foot, "what the same run proves: no plan can cost less", "start"),
            text(20, foot + 20, "Both in per cent over the best that any of the runs proves; seconds of the whole command on two cores.", "start"),
            "</svg>"]
    return "\n".join(out) + "\n"


def show(row):
    number = lambda value: "" if value is None else f"{value:.1f}"
    cells = [row["instance"], row["who"], row["limit"], f"{row['seconds']:.2f}", number(row["cost"]), number(row["bound"]),
             row["patches"], row["outside"]]
    print("  ".join(str(cell).rjust(16) for cell in cells), flush=True)


def measure_all(program, instances, limits):
    results = []
    for instance in instances:
        rows = [ours(program, instance, seconds) for seconds in limits]
        if shutil.which("gpmetis"):
            rows.append(metis(instance))
        for row in rows:
            show(row)
        results += rows
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--instances", default="nottingham,Sheffield,OK_tract")
    parser.add_argument("--seconds", default="1,3,10,30,100")
    parser.add_argument("--svg")
    parser.add_argument("--csv")
    asked = parser.parse_args()
    if not os.path.isdir(os.path.join(run.SHARED, "bench")):
        print("1..0 # SKIP no ../shared/bench")
        return
    if not shutil.which("gpmetis"):
        print("# no gpmetis here (Debian package metis): measured without it")
    program, names = run.find_program(), asked.instances.split(",")
    svg, table = (path and os.path.abspath(path) for path in (asked.svg, asked.csv))
    print("  ".join(column.rjust(16) for column in COLUMNS))
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        instances = [sheffield(program, folder) if name == "Sheffield" else bench_instance(name) for name in names]
        results = measure_all(program, instances, asked.seconds.split(","))
        os.chdir(run.HERE)
    if svg:
        with open(svg, "w", encoding="utf-8") as file:
            file.write(picture(results, names))
    if table:
        with open(table, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(results)


main()
