"""Export: every kind from the demo town, read back by programs that we did not write."""
import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import xml.dom.minidom

from letters import test_letters
from program import DEMO, SHARED, WORK, rows, run
from tap import finish, ok, skip

FORMULA = '=HYPERLINK("http://example.org")'


def must(*words):
    done = run(*words)
    if done.returncode != 0:
        ok(False, " ".join(words), done.stderr)
    return done


def leftovers():
    return [name for name in os.listdir(".") if ".part" in name]


def make_town():
    """The demo town, one property reference made into a formula, one into a negative number."""
    folder = "town"
    left_out = shutil.ignore_patterns("*.py", "*.md", "*.mk", "interventions.csv", "visits.csv")
    shutil.copytree(DEMO, folder, ignore=left_out, copy_function=shutil.copyfile)  # the tarball's are read-only
    path = os.path.join(folder, "homes.csv")
    homes = rows(path)
    planned = [home for home in homes if home.get("include", "") != "no"]
    planned[5]["property_ref"] = FORMULA
    planned[6]["property_ref"] = "-12"
    planned[7]["current_patch"] = ""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, homes[0].keys())
        writer.writeheader()
        writer.writerows(homes)
    must("init")
    must("import", folder)
    must("allocate", "--plan", "draft", *WORK)
    return {home["property_ref"]: home for home in homes}


def test_tables(homes):
    must("export", "units", "-o", "units.csv")
    must("export", "neighbours", "-o", "neighbours.csv")
    must("export", "allocation", "-o", "allocation.csv")
    units, neighbours, allocation = rows("units.csv"), rows("neighbours.csv"), rows("allocation.csv")
    ok(list(units[0]) == "id weight x y homes team ward_code patch".split(), "columns of units")
    ok(list(neighbours[0]) == "u v kind".split(), "columns of neighbours")
    ok(list(allocation[0]) == "property_ref postcode patch".split(), "columns of allocation")
    ok(all(re.fullmatch(r"\d+\.\d{3}", u["weight"]) for u in units), "weights have three places")
    ids = {u["id"] for u in units}
    ok(len(ids) == len(units) and all(e["u"] in ids and e["v"] in ids for e in neighbours), "neighbours name units")
    ok({e["kind"] for e in neighbours} <= {"edge", "point", "link", "bridge"}, "their kinds are known")
    shown = json.loads(must("show", "draft", "-f", "json").stdout)
    of_patch = {p["patch"]: p for p in shown["patches"]}
    weight, count = {}, {}
    for u in units:
        weight[u["patch"]] = weight.get(u["patch"], 0) + round(float(u["weight"]) * 1000)
    for row in allocation:
        count[row["patch"]] = count.get(row["patch"], 0) + 1
    ok(
        weight == {name: round(p["weighted_homes"] * 1000) for name, p in of_patch.items()},
        "the units of each patch weigh what `show` says",
    )
    ok(count == {name: p["homes"] for name, p in of_patch.items()}, "each patch has the homes that `show` says")
    named = {row["property_ref"] for row in allocation}
    ok("'" + FORMULA in named and FORMULA not in named, "a reference like a formula is guarded")
    ok("-12" in named, "a number is not")
    ok(all(row["postcode"] == homes[ref]["postcode"] for row in allocation if (ref := row["property_ref"]) in homes),
       "postcodes are those of the list")
    return units, allocation


def test_verifier(units):
    verifier = os.path.join(SHARED, "tools", "verify_partition.py")
    if not os.path.exists(verifier):
        return skip("the plan passes the verifier", "no verifier here")
    done = subprocess.run(
        [sys.executable, verifier, "units.csv", "units.csv", "--edges", "neighbours.csv", "--patches",
         str(len({u["patch"] for u in units})), "--min", "280", "--max", "300"], capture_output=True, text=True)
    ok(done.returncode == 0, "the plan passes the verifier", done.stdout, done.stderr)


def test_stdout():
    with open("units.csv", encoding="utf-8") as file:
        ok(run("export", "units").stdout == file.read(), "without -o the same goes to standard output")
    told = json.loads(must("export", "allocation", "-f", "json").stdout)
    ok(len(told) == len(rows("allocation.csv")) and FORMULA in {r["property_ref"] for r in told}, "JSON is not guarded")
    must("export", "units", "-o", "units.json")
    with open("units.json", encoding="utf-8") as file:
        ok([u["id"] for u in json.load(file)] == [u["id"] for u in rows("units.csv")], "units as JSON")


def test_changes(homes, allocation):
    must("export", "changes", "--from", "2030-04-01", "-o", "changes.csv")
    changes = rows("changes.csv")
    wanted = {}
    for row in allocation:
        ref = row["property_ref"].removeprefix("'") if row["property_ref"].startswith("'=") else row["property_ref"]
        if homes[ref]["current_patch"] != row["patch"]:
            wanted[row["property_ref"]] = (homes[ref]["current_patch"], row["patch"], "2030-04-01")
    got = {r["property_ref"]: (r["old_patch"], r["new_patch"], r["from"]) for r in changes}
    ok(got == wanted and len(got) == len(changes), "changes against today's patches", len(got), len(wanted))
    said = must("export", "changes", "-o", "undated.csv").stderr
    ok(rows("undated.csv") == [{**row, "from": ""} for row in changes] and "from no day yet" in said,
       "a draft's changes carry no day unless one is told", said)
    first = sum(not row["old_patch"] for row in changes)
    counted = f"{len(changes) - first:,} homes change patch, and {first} home{'s get their' if first > 1 else ' gets its'} first one"
    ok(first > 0 and counted in said, "homes that had no patch are counted apart", said)
    stage = next(iter(sorted({p["team"] for p in json.loads(must("show", "draft", "-f", "json").stdout)["patches"]})))
    wards = {u["ward_code"] for u in rows("units.csv") if u["team"] == stage}
    must("publish", "draft", "--from", "2030-04-01", "--teams", stage)
    must("export", "changes", "--plan", "draft", "-o", "stage.csv")
    in_stage = [c for c in changes if homes[c["property_ref"].removeprefix("'")]["ward_code"] in wards]
    ok(rows("stage.csv") == in_stage and 0 < len(in_stage) < len(changes), "a stage changes only its own homes",
       len(rows("stage.csv")), len(in_stage), len(changes))
    must("rollback")
    must("publish", "draft", "--from", "2030-04-01")
    must("export", "changes", "--plan", "draft", "-o", "changes2.csv")
    ok(rows("changes2.csv") == changes, "a published plan's changes are those of its first day")
    must("export", "changes", "--plan", "draft", "--from", "2030-05-01", "-o", "changes3.csv")
    ok(rows("changes3.csv") == [], "a month later nothing changes any more")


def ogr(*words):
    return subprocess.run(["ogrinfo", "-ro", *words], capture_output=True, text=True)


def ring_area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:])) / 2


def test_ground(units):
    must("export", "patches", "-o", "patches.csv")
    must("export", "patches", "-o", "patches.geojson")
    must("export", "patches", "-o", "patches.gpkg")
    names = {row["patch"] for row in rows("patches.csv")}
    ok(names == {u["patch"] for u in units}, "one row a patch")
    with open("patches.geojson", encoding="utf-8") as file:
        text = file.read()
    told = json.loads(text)
    polygons = [
        polygon
        for feature in told["features"]
        for polygon in (
            [feature["geometry"]["coordinates"]]
            if feature["geometry"]["type"] == "Polygon"
            else feature["geometry"]["coordinates"]
        )
    ]
    ok({f["properties"]["patch"] for f in told["features"]} == names, "one feature a patch")
    ok(all(ring[0] == ring[-1] and len(ring) >= 4 for p in polygons for ring in p), "rings are closed")
    ok(all((ring_area(ring) > 0) == (ix == 0) for p in polygons for ix, ring in enumerate(p)), "rings are wound as RFC 7946 says")
    ok("crs" not in told and not re.search(r"\d\.\d{8}", text.split('"features"')[1].split("properties", 1)[0]), "no crs, 7 decimals")
    lons = [x for p in polygons for ring in p for x, y in ring]
    ok(abs(told["bbox"][0] - min(lons)) < 2e-7 and abs(told["bbox"][2] - max(lons)) < 2e-7, "bbox")
    file = sqlite3.connect("patches.gpkg")
    ok(file.execute("PRAGMA application_id").fetchone()[0] == 0x47504B47, "the GeoPackage says that it is one")
    ok(file.execute("PRAGMA user_version").fetchone()[0] == 10300, "... of version 1.3")
    ok(file.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "... and is sound")
    ok({r[0] for r in file.execute("SELECT patch FROM patches")} == names, "its layer of patches")
    ok(file.execute("SELECT count(*) FROM units").fetchone()[0] == len(units), "its layer of units")
    file.close()
    if not shutil.which("ogrinfo"):
        return skip("ogrinfo reads both", "no ogrinfo")
    for path, layers in (("patches.gpkg", 2), ("patches.geojson", 1)):
        done = ogr("-al", "-so", path)
        bad = re.search(r"warning|error", done.stdout + done.stderr, re.I)
        ok(done.returncode == 0 and not bad and done.stdout.count("Feature Count") == layers, f"ogrinfo reads {path}", done.stderr)
    for sql, what in (
        ("SELECT count(*) FROM patches WHERE NOT ST_IsValid(geom)", "every patch's ground is valid"),
        ("SELECT count(*) FROM patches a, patches b WHERE a.fid < b.fid AND ST_Area(ST_Intersection(a.geom, b.geom)) > 1",
         "no two overlap"),
        ("SELECT count(*) FROM units u JOIN patches p ON p.patch = u.patch WHERE ST_Distance(u.geom, p.geom) > 400",
         "units stand in or near their patch"),
    ):
        done = ogr("-q", "-dialect", "SQLITE", "-sql", sql, "patches.gpkg")
        found = re.search(r"= (\d+)", done.stdout)
        ok(found and found.group(1) == "0", what, done.stdout, done.stderr)


def test_map():
    names = {row["patch"] for row in rows("patches.csv")}
    for kind in ("svg", "png", "pdf"):
        must("export", "map", "-o", "map." + kind)
    page = xml.dom.minidom.parse("map.svg")
    about = page.getElementsByTagName("desc")[0].firstChild.data.split("\n")
    ok(names <= set(about), "every patch's name is on the SVG", names - set(about))
    with open("map.png", "rb") as file:
        head = file.read(24)
    ok(head[:4] == b"\x89PNG" and int.from_bytes(head[16:20], "big") == 2400, "the PNG is 2,400 wide")
    if shutil.which("pdfinfo") and shutil.which("pdftotext"):
        told = subprocess.run(["pdfinfo", "map.pdf"], capture_output=True, text=True).stdout
        ok(re.search(r"Pages:\s+1\n", told) and "A3" in told, "the PDF is one A3 page", told)
        text = subprocess.run(["pdftotext", "-raw", "map.pdf", "-"], capture_output=True, text=True).stdout
        ok(all(name in " ".join(text.split()) for name in names), "every patch's name can be read in the PDF")
        for word in ("Key", "middle of the patch", "inside the size limits", "1 : "):
            ok(word in " ".join(text.split()), f"the PDF says '{word}'")
        ok(not re.search(r"\b(hub|gap|bound|band|units?|allocat\w+|infeasible)\b", text, re.I), "none of our inside words")
    else:
        skip("the PDF read back", "no pdfinfo and pdftotext")
    team = rows("units.csv")[0]["team"]
    must("export", "map", "--team", team.lower(), "--size", "A4", "--title", "One team & more", "-o", "team.svg")
    page = xml.dom.minidom.parse("team.svg")
    ok(page.getElementsByTagName("title")[0].firstChild.data == "One team & more", "a title of one's own")
    shown = set(page.getElementsByTagName("desc")[0].firstChild.data.split("\n")) & names
    ok(shown == {r["patch"] for r in rows("patches.csv") if r["team"] == team}, "one team's patches alone")


def test_map_of_changes():
    must("allocate", "--plan", "second", "--keep", "0", "--seed", "5", *WORK)
    must("export", "units", "--plan", "second", "-o", "second.csv")
    old = {u["id"]: u["patch"] for u in rows("units.csv")}
    changing = sum(int(u["homes"]) for u in rows("second.csv") if old.get(u["id"]) != u["patch"])
    for plan, number in (("second", changing), ("draft", 0)):
        must("export", "map", "--plan", plan, "--against", "draft", "-o", "changes.svg")
        about = xml.dom.minidom.parse("changes.svg").getElementsByTagName("desc")[0].firstChild.data
        ok(about.startswith(f"{number:,} of "), f"the map of changes from draft to {plan} counts as we do", about[:80], number)
    done = run("export", "map", "--against", "nosuch", "-o", "changes.svg")
    ok(done.returncode == 1 and "nosuch" in done.stderr, "changes against an unknown plan are refused", done.stderr)


def test_refusals():
    def refused(status, pattern, *words):
        done = run("export", *words)
        ok(done.returncode == status and re.search(pattern, done.stderr), "refused: export " + " ".join(words), done)

    refused(2, "did you mean patches", "patchs")
    refused(2, "there are 'units'", "zzz")
    refused(2, "needs a file", "map")
    refused(2, r"\.svg, \.png or \.pdf", "map", "-o", "map.gif")
    refused(2, r"\.gpkg, not as", "patches", "-o", "patches.shp")
    refused(2, "not as 'patches'", "patches", "-o", "patches")
    refused(1, "no team 'Nort", "map", "--team", "Nort", "-o", "x.svg")
    refused(1, "no plan", "units", "--plan", "nosuch")
    for name in ("x.csv", "x.gpkg", "x.geojson"):
        refused(1, "nowhere/" + name, "patches", "-o", "nowhere/" + name)
    refused(1, "nowhere/x.svg", "map", "-o", "nowhere/x.svg")
    os.mkdir("folder.csv")
    refused(1, "folder.csv", "units", "-o", "folder.csv")
    ok(not leftovers(), "nothing is left behind", leftovers())


def test_full_disk():
    os.mkdir("small")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12k", "none", "small"], capture_output=True).returncode != 0:
        return skip("a full disk is said", "no tmpfs may be mounted here")
    try:
        for kind, name in (("units", "u.csv"), ("units", "u.json"), ("patches", "p.geojson"), ("patches", "p.gpkg"),
                           ("map", "m.svg"), ("map", "m.png"), ("map", "m.pdf")):
            done = run("export", kind, "-o", "small/" + name)
            ok(done.returncode == 1 and "disk is full" in done.stderr and os.listdir("small") == [],
               f"a full disk is said and leaves no {name}", done.stderr, os.listdir("small"))
    finally:
        subprocess.run(["umount", "small"], check=False)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        homes = make_town()
        units, allocation = test_tables(homes)
        test_verifier(units)
        test_stdout()
        test_changes(homes, allocation)
        test_letters(homes)
        test_ground(units)
        test_map()
        test_map_of_changes()
        test_refusals()
        test_full_disk()
        os.chdir("/")
    return finish()


sys.exit(main())
