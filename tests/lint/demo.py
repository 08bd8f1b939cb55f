"""The demo town: its files are what its script makes, and it can be planned comfortably."""
import csv
import math
import os
import subprocess
import sys
import tempfile

import lint

LOW, HIGH = 280, 300


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def differing(folder, again):
    offences = []
    for name in sorted(set(os.listdir(folder)) | set(os.listdir(again))):
        if name.endswith((".csv", ".json", ".geojson")):
            one, two = (os.path.join(f, name) for f in (folder, again))
            if not (os.path.exists(one) and os.path.exists(two)):
                offences.append(f"{name} is in one place only")
            elif open(one, "rb").read() != open(two, "rb").read():
                offences.append(f"{name} is not what make_demo.py makes")
    return offences


def team_totals(folder):
    """Weighted homes to plan, in hundredths, by team."""
    weight = {r["neighbourhood_code"]: round(100 * float(r["weight"])) for r in rows(folder, "neighbourhoods.csv")}
    team = {r["ward_code"]: r["team"] for r in rows(folder, "teams.csv")}
    totals = dict.fromkeys(team.values(), 0)
    for home in rows(folder, "homes.csv"):
        if home["include"] != "no":
            totals[team[home["ward_code"]]] += weight[home["neighbourhood_code"]]
    return totals


def uncomfortable(totals):
    """A team needs a number of patches that its total holds with 2 % to spare at both ends."""
    for team, hundredths in totals.items():
        total = hundredths / 100
        if not any(LOW * 1.02 <= total / k <= HIGH * 0.98 for k in range(1, math.ceil(total / LOW) + 1)):
            yield f"{team}: {total} weighted homes"


def unknown_codes(folder):
    known = {r["neighbourhood_code"] for r in rows(folder, "neighbourhoods.csv")}
    postcodes = {r["postcode"] for r in rows(folder, "postcodes.csv")}
    for home in rows(folder, "homes.csv"):
        if home["neighbourhood_code"] not in known or home["postcode"] not in postcodes:
            yield home["property_ref"]


def main():
    tap = lint.Tap()
    folder = os.path.join(lint.source_root(), "data", "demo")
    tap.caught(list(uncomfortable({"A": 94800})), "a team of 948")
    with tempfile.TemporaryDirectory() as again:
        subprocess.run([sys.executable, os.path.join(folder, "make_demo.py"), again], check=True)
        tap.clean(differing(folder, again), "the files are what make_demo.py makes")
        with open(os.path.join(again, "teams.csv"), "a", encoding="utf-8") as file:
            file.write("\n")
        tap.caught(differing(folder, again), "a file changed by hand")
    homes = rows(folder, "homes.csv")
    tap.ok(5800 <= len(homes) <= 6200, f"about 6,000 homes ({len(homes)})")
    totals = team_totals(folder)
    tap.ok(len(totals) == 3, "three teams")
    tap.clean(list(uncomfortable(totals)), "every team has a comfortable number of patches")
    tap.clean(list(unknown_codes(folder)), "every home's postcode and neighbourhood is known")
    size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
    tap.ok(size < 3_000_000, f"under 3 MB ({size / 1e6:.2f})")
    tap.done()


main()
