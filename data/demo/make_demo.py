#!/usr/bin/env python3
"""Makes the demo town in the folder named on the command line (default: beside this script).

Tarnwick lies on both sides of the river Tarn, cut by a railway, with three bridges over the one and three over
the other. Three teams, ten wards, thirty-odd estates. Every number comes from one seed through random() alone, so
that the files are the same bytes with every Python 3.
"""
import csv
import io
import json
import math
import os
import random
import sys

sys.dont_write_bytecode = True  # the folder may be read-only
import demo_people
from demo_people import ORIGIN_E, ORIGIN_N

SEED = 20270301
WIDTH_M = 6000

# Weighted homes per team: the middle of 280 to 300, times a whole number of patches.
TEAM_TARGETS = {"Northbank": 290 * 9, "Southgate": 290 * 8, "Eastfield": 290 * 7}
# ward_code, name, team, west end, east end (None: the railway), part of its team's homes, estates
WARDS = (
    ("TW01", "Gorsey Hill", "Northbank", 0, 1800, 0.30, ("Gorsey Top", "Whinbank", "Old Pans", "Lowmoss")),
    ("TW02", "Minster", "Northbank", 1800, None, 0.25, ("Minster Close", "Tannery", "Canonsgate")),
    ("TW03", "Larkfold", "Northbank", None, 4900, 0.25, ("Larkfold", "Upper Larkfold", "Brickfields")),
    ("TW04", "Seawall", "Northbank", 4900, 6000, 0.20, ("Seawall", "Coble Row", "Lighthouse")),
    ("TW05", "Westering", "Southgate", 0, 1300, 0.32, ("Westering", "Drovers", "Marl Pit", "Ashcarr")),
    ("TW06", "Millrace", "Southgate", 1300, 2500, 0.36, ("Millrace", "Fuller's Yard", "Teasel Bank", "Ropewalk")),
    ("TW07", "Castle Green", "Southgate", 2500, None, 0.32, ("Castle Green", "Postern", "Barbican")),
    ("TW08", "Sidings", "Eastfield", None, 4400, 0.35, ("Sidings", "Turntable", "Coalgate")),
    ("TW09", "Harbour", "Eastfield", 4400, 5200, 0.35, ("Harbour", "Netmakers", "Chandlery")),
    ("TW10", "Saltings", "Eastfield", 5200, 6000, 0.30, ("Saltings", "Creek End", "Samphire")),
)
AREA_MANAGERS = {"Northbank": ("Town", "Ottoline Braye"), "Southgate": ("Town", "Ottoline Braye"),
                 "Eastfield": ("Coast", "Fergus Tolliday")}
RIVER_BRIDGES_X = (1400, 3000, 4800)
RAIL_BRIDGES_Y = (700, 1500, 3000, 3800, 4500)
GAP_M = 45  # half the opening a bridge makes in a barrier


class Dice:
    """Random choices that need random() only, which no Python version changes."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, n):
        return int(self.random() * n)

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def pick(self, things):
        return things[self.below(len(things))]

    def chance(self, p):
        return self.random() < p

    def shuffled(self, things):
        things = list(things)
        for i in range(len(things) - 1, 0, -1):
            j = self.below(i + 1)
            things[i], things[j] = things[j], things[i]
        return things

    def normal(self):
        return sum(self.random() for _ in range(12)) - 6


# ------------------------------------------------------------------------------------ the ground

def river_y(x):
    return 2300 + 260 * math.sin(x / 1150) + 90 * math.sin(x / 410)


def rail_x(y):
    return 3600 + 170 * math.sin(y / 1400 + 0.5)


def top_y(x):
    return 4700 + 240 * math.sin(x / 900 + 1) + 60 * math.sin(x / 260)


def bottom_y(x):
    return 140 + 130 * math.sin(x / 800 + 2)


def crossing(line_y):
    """Where the railway crosses a line y = line_y(x)."""
    x = 3600.0
    for _ in range(60):
        x = rail_x(line_y(x))
    return x, line_y(x)


def side(line_y, west, east):
    """Points of a line from west to east, either of which may be the railway (None)."""
    first = crossing(line_y) if west is None else (west, line_y(west))
    last = crossing(line_y) if east is None else (east, line_y(east))
    inner = [(x, line_y(x)) for x in range(0, WIDTH_M + 1, 50) if first[0] < x < last[0]]
    return [first] + inner + [last]


def rail_between(lower, upper):
    low, high = crossing(lower)[1], crossing(upper)[1]
    return [(rail_x(y), y) for y in range(0, 6000, 50) if low < y < high]


def ward_ring(ward):
    _, _, team, west, east, _, _ = ward
    lower, upper = (river_y, top_y) if team == "Northbank" else (bottom_y, river_y)
    ring = side(lower, west, east)
    if east is None:
        ring += rail_between(lower, upper)
    ring += side(upper, west, east)[::-1]
    if west is None:
        ring += rail_between(lower, upper)[::-1]
    return ring + ring[:1]


def inside(ring, x, y):
    odd = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            odd = not odd
    return odd


def lon_lat(x, y):
    """Degrees on WGS84 of a point of the town: the Ordnance Survey's published formulas (a Transverse Mercator
    grid on the Airy ellipsoid, then seven parameters to WGS84), good to about 5 m."""
    a, b, f0 = 6377563.396, 6356256.909, 0.9996012717
    lat0, lon0 = math.radians(49), math.radians(-2)
    east, north = ORIGIN_E + x, ORIGIN_N + y
    e2, n = 1 - (b * b) / (a * a), (a - b) / (a + b)
    lat, arc = lat0, 0.0
    while abs(north + 100000 - arc) > 1e-5:
        lat += (north + 100000 - arc) / (a * f0)
        d, s = lat - lat0, lat + lat0
        arc = b * f0 * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * d - (3 * n + 3 * n**2 + 21 / 8 * n**3) * math.sin(d) * math.cos(s)
            + 15 / 8 * (n**2 + n**3) * math.sin(2 * d) * math.cos(2 * s)
            - 35 / 24 * n**3 * math.sin(3 * d) * math.cos(3 * s))
    nu = a * f0 / math.sqrt(1 - e2 * math.sin(lat) ** 2)
    rho = a * f0 * (1 - e2) / (1 - e2 * math.sin(lat) ** 2) ** 1.5
    eta2, t, de, sec = nu / rho - 1, math.tan(lat), east - 400000, 1 / math.cos(lat)
    out_lat = (lat - t / (2 * rho * nu) * de**2
               + t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2) * de**4
               - t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4) * de**6)
    out_lon = (lon0 + sec / nu * de - sec / (6 * nu**3) * (nu / rho + 2 * t**2) * de**3
               + sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4) * de**5)
    return to_wgs84(out_lat, out_lon, a, e2)


def to_wgs84(lat, lon, a, e2):
    nu = a / math.sqrt(1 - e2 * math.sin(lat) ** 2)
    x, y, z = nu * math.cos(lat) * math.cos(lon), nu * math.cos(lat) * math.sin(lon), nu * (1 - e2) * math.sin(lat)
    scale = 1 - 20.4894e-6
    rx, ry, rz = (math.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
    x, y, z = (446.448 + scale * x - rz * y + ry * z, -125.157 + rz * x + scale * y - rx * z,
               542.060 - ry * x + rx * y + scale * z)
    a, b = 6378137.0, 6356752.314245
    e2, p = 1 - (b * b) / (a * a), math.hypot(x, y)
    lat = math.atan2(z, p * (1 - e2))
    for _ in range(10):
        nu = a / math.sqrt(1 - e2 * math.sin(lat) ** 2)
        lat = math.atan2(z + e2 * nu * math.sin(lat), p)
    return [round(math.degrees(math.atan2(y, x)), 6), round(math.degrees(lat), 6)]


# ------------------------------------------------------------------------------------ names

STREET_FIRST = (
    "Alder Amber Barley Beck Birling Bracken Brindle Candle Carder Chaff Cinder Clover Cooper Corrie Cotter Cresset "
    "Curlew Dapple Dunlin Ember Fallow Farthing Fennel Ferrier Fletcher Garland Gimmer Glover Hackle Hawser Hazel Heron "
    "Hurdle Juniper Kestrel Lantern Linnet Lupin Madder Mallow Marram Merrow Nettle Osier Otter Pallet Pewter Pippin "
    "Plover Quarrel Rowan Rushy Sallow Saxby Sedge Shingle Sorrel Spindle Stonecrop Sundew Tabor Tansy Teal Thatcher "
    "Thistle Thrift Tiller Trellis Turnstone Wagtail Weaver Whimbrel Willow Withy Woad Wren Yarrow").split()
STREET_LAST = "Avenue Bank Close Court Crescent Drive Gardens Grove Lane Mews Place Rise Road Row Street Terrace View Walk Way".split()
TOWERS = ("Beacon Tower", "Fathom Tower", "Capstan Tower", "Windlass Tower", "Binnacle Tower", "Topsail Tower")
SHELTERED = ("Ambleside Fold", "Quiet Garden House", "Wrenfield House", "Hollin Lodge", "Seaview Fold", "Orchard House",
             "Miller's Fold", "Lambswool Lodge")
GIVEN = ("Aled Amara Anouk Basil Bethan Bruno Callum Cerys Dara Delphine Edmund Esme Farah Felix Gita Hamish Imogen Ines "
         "Jarek Joan Kamal Keira Leif Lubna Magnus Maeve Nadia Niall Odette Omar Petra Quentin Rafe Rosalind Sanjay Saoirse "
         "Tamsin Tobias Ursula Viola Wilfred Yasmin Zeb Zora").split()
FAMILY = ("Abrook Bellwether Brinkley Cawdrey Corrigold Dunthorpe Eastoe Fennimore Garsdale Hathersby Inkpenner Jessopp "
          "Kettlewick Larchmond Merriweather Nettlefold Oakhanger Pennywell Quickfall Rainsbury Saltonby Thackwell "
          "Underhay Varleigh Whitterick Yardleyson").split()


class Names:
    """Street and person names, each used once."""

    def __init__(self, dice):
        self.streets = dice.shuffled([f"{a} {b}" for a in STREET_FIRST for b in STREET_LAST])
        self.people = dice.shuffled([f"{a} {b}" for a in GIVEN for b in FAMILY])

    def street(self):
        return self.streets.pop()

    def person(self):
        return self.people.pop()


def postcodes():
    """TY1 1AA, TY1 1AB, ...: letters that postcodes use."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    for outward in range(1, 10):
        for digit in range(1, 10):
            for a in letters:
                for b in letters[:14]:
                    yield f"TY{outward} {digit}{a}{b}"


# ------------------------------------------------------------------------------------ the stock

class Town:
    def __init__(self):
        self.dice = Dice(SEED)
        self.names = Names(self.dice)
        self.rings = {ward[0]: ward_ring(ward) for ward in WARDS}
        self.points = []  # of every postcode, so that no two are too near
        self.postcode_rows, self.neighbourhoods, self.homes, self.groups = [], [], [], []
        self.next_postcode = {ward[0]: None for ward in WARDS}
        self.all_postcodes = postcodes()

    def take_point(self, ward_code, centre, spread, clear):
        """A free point of the ward near `centre`, at least `clear` metres from every other and from barriers."""
        while True:
            x = round(centre[0] + spread * self.dice.normal())
            y = round(centre[1] + spread * self.dice.normal())
            clear *= 0.995
            if not inside(self.rings[ward_code], x, y):
                continue
            if abs(y - river_y(x)) < 30 or abs(x - rail_x(y)) < 30 or not 25 < x < WIDTH_M - 25:
                continue
            if all(abs(x - px) > clear or abs(y - py) > clear or math.hypot(x - px, y - py) > clear
                   for px, py in self.points):
                self.points.append((x, y))
                return x, y

    def new_postcode(self, ward_code, centre, spread, clear):
        x, y = self.take_point(ward_code, centre, spread, clear)
        postcode = next(self.all_postcodes)
        self.postcode_rows.append((postcode, x, y, ward_code))
        return postcode, x, y


def middle(ring):
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def estate_centres(town, ward):
    """Spread the estates of a ward: the farthest of a few throws each time."""
    ring, centres = town.rings[ward[0]], []
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    for _ in ward[6]:
        throws = []
        while len(throws) < 40:
            x = min(xs) + town.dice.random() * (max(xs) - min(xs))
            y = min(ys) + town.dice.random() * (max(ys) - min(ys))
            if inside(ring, x, y):
                near = [math.hypot(x - cx, y - cy) for cx, cy in centres]
                edge = min(math.hypot(x - px, y - py) for px, py in ring)
                throws.append((min(near + [1.6 * edge]), x, y))
        centres.append(max(throws)[1:])
    return centres


def add_group(town, ward, code, weight, centre, kind, name):
    """One postcode of homes: a street's stretch, a tower, a sheltered scheme or a block of flats."""
    dice = town.dice
    postcode, x, y = town.new_postcode(ward[0], centre, 190, 55)
    n = {"street": dice.between(7, 22), "walk-up": dice.between(9, 15), "tower": dice.between(54, 84),
         "sheltered": dice.between(24, 38)}[kind]
    town.groups.append({"ward": ward[0], "team": ward[2], "code": code, "weight": weight, "kind": kind, "name": name,
                        "postcode": postcode, "x": x, "y": y, "n": n})
    return n * weight


def build_stock(town):
    towers, sheltered = list(TOWERS), list(SHELTERED)
    for ward in WARDS:
        target = TEAM_TARGETS[ward[2]] * ward[5]
        centres = estate_centres(town, ward)
        for number, (estate, centre) in enumerate(zip(ward[6], centres)):
            code = f"{ward[0]}{'ABCDE'[number]}"
            weight = 100 + 5 * town.dice.below(7)
            town.neighbourhoods.append((code, estate, weight / 100))
            wanted, have, first = target / len(ward[6]) * 100, 0, True
            while have < wanted - 6 * weight:
                kind, name = "street", None
                if first and number % 2 == 0 and towers and town.dice.chance(0.5):
                    kind, name = "tower", towers.pop()
                elif first and sheltered:
                    kind, name = "sheltered", sheltered.pop()
                elif town.dice.chance(0.09):
                    kind, name = "walk-up", town.names.street().rsplit(" ", 1)[0] + " Court"
                first = False
                have += add_group(town, ward, code, weight, centre, kind, name)
    settle_totals(town)


def settle_totals(town):
    """Shorten or lengthen streets until each team holds its weighted homes to within half a home or so."""
    for team, target in TEAM_TARGETS.items():
        streets = [g for g in town.groups if g["team"] == team and g["kind"] == "street"]
        turn = 0
        while True:
            over = sum(g["n"] * g["weight"] for g in town.groups if g["team"] == team) - target * 100
            if abs(over) <= 100:
                break
            group = streets[turn % len(streets)]
            turn += 7
            if 5 <= group["n"] - (1 if over > 0 else -1) <= 26:
                group["n"] -= 1 if over > 0 else -1


def name_streets(town):
    """Streets of an estate take one to three stretches each, in the order they were laid."""
    street, left, number, code = None, 0, 0, None
    for group in town.groups:
        if group["kind"] != "street":
            group["street"] = group["name"]
            continue
        if left == 0 or group["code"] != code:
            street, left, number, code = town.names.street(), town.dice.between(1, 3), 1, group["code"]
        group["street"], group["first"] = street, number
        number += group["n"] + town.dice.below(12)
        left -= 1


def address(group, i):
    if group["kind"] == "street":
        return f"{group['first'] + i} {group['street']}"
    return f"Flat {i + 1}, {group['name']}"


def property_type(town, group):
    if group["kind"] == "street":
        return town.dice.pick(("house", "house", "house", "bungalow", "maisonette"))
    return "sheltered flat" if group["kind"] == "sheltered" else "flat"


def exception(town, group, number):
    """include, suppress, reason of a home: almost always nothing."""
    if group.get("cooperative"):
        return "no", "", "managed by the Brickfields tenants' cooperative"
    if group.get("clearance"):
        return "no", "", "to be demolished"
    if number % 700 == 350:
        return "", "yes", "address must stay confidential"
    if number == 1111:
        return "", "yes", ""
    return "", "", ""


def list_homes(town):
    for group in town.groups:
        for i in range(group["n"]):
            number = len(town.homes) + 1
            include, suppress, reason = exception(town, group, number)
            block = group["kind"] != "street"
            town.homes.append({
                "property_ref": f"TW{number:05d}", "uprn": "", "address": address(group, i), "street": group["street"],
                "postcode": group["postcode"], "easting": ORIGIN_E + group["x"] if block else "",
                "northing": ORIGIN_N + group["y"] if block else "", "block_ref": group["block_ref"] if block else "",
                "ward_code": group["ward"], "neighbourhood_code": group["code"], "landlord": "Tarnwick Borough Council",
                "property_type": property_type(town, group), "tenure": "introductory" if town.dice.chance(0.06) else "secure",
                "managed_by": "cooperative" if group.get("cooperative") else "council",
                "status": "void" if town.dice.chance(0.015) else "let", "current_patch": group["patch"], "include": include,
                "suppress": suppress, "reason": reason, "_group": group})


def add_left_out(town):
    """Homes nobody here plans for: a cooperative's stretches and a street to be demolished, above the totals."""
    for estate, mark, many in (("Brickfields", "cooperative", 2), ("Drovers", "clearance", 1)):
        like = next(g for g in town.groups if g["code"] == next(c for c, n, _ in town.neighbourhoods if n == estate))
        ward = next(w for w in WARDS if w[0] == like["ward"])
        for _ in range(many):
            add_group(town, ward, like["code"], like["weight"], (like["x"], like["y"]), "street", None)
            town.groups[-1][mark] = True


def today_patches(town):
    """Sixteen uneven patches: each team cut in two, again and again, along its longer side, with a wandering knife."""
    number = 0
    for team, many in (("Northbank", 6), ("Southgate", 5), ("Eastfield", 5)):
        parts = [([g for g in town.groups if g["team"] == team], many)]
        while parts:
            groups, n = parts.pop(0)
            if n == 1:
                number += 1
                for group in groups:
                    group["patch"] = f"P{number:02d}"
                continue
            xs, ys = [g["x"] for g in groups], [g["y"] for g in groups]
            axis = "x" if max(xs) - min(xs) > max(ys) - min(ys) else "y"
            groups = sorted(groups, key=lambda g: (g[axis], g["postcode"]))
            left_n = n // 2
            share = left_n / n + 0.06 * (town.dice.random() - 0.5)
            total, sum_n, cut = sum(g["n"] for g in groups), 0, 0
            while sum_n < share * total:
                sum_n += groups[cut]["n"]
                cut += 1
            parts += [(groups[:cut], left_n), (groups[cut:], n - left_n)]
    # The newest street belongs to no patch yet.
    next(g for g in reversed(town.groups) if g["kind"] == "street" and g["team"] == "Eastfield")["patch"] = ""


def other_postcodes(town):
    """Where nobody rents from the council: every postcode of the area must be answered all the same."""
    for ward in WARDS:
        ring = town.rings[ward[0]]
        for _ in range(70):
            town.new_postcode(ward[0], middle(ring), 420, 70)


# ------------------------------------------------------------------------------------ files

class Files:
    def __init__(self, folder):
        self.folder = folder

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def table(self, name, columns, rows):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
        self.write(name, out.getvalue())

    def geojson(self, name, features, crs=None):
        lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
        head = f'"crs":{json.dumps(crs, separators=(",", ":"))},\n' if crs else ""
        self.write(name, f'{{"type":"FeatureCollection",\n{head}"features":[\n{lines}\n]}}\n')


def feature(kind, coordinates, /, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def metres(points):
    return [[round(ORIGIN_E + x, 1), round(ORIGIN_N + y, 1)] for x, y in points]


def write_ground(town, files):
    files.geojson("wards.geojson", [
        feature("Polygon", [[lon_lat(x, y) for x, y in town.rings[w[0]]]], ward_code=w[0], ward_name=w[1]) for w in WARDS])
    river, rail = [], []
    for low, high in zip((0,) + tuple(x + GAP_M for x in RIVER_BRIDGES_X),
                         tuple(x - GAP_M for x in RIVER_BRIDGES_X) + (WIDTH_M,)):
        river.append([(x, river_y(x)) for x in sorted({low, high, *range(low - low % 50 + 50, high, 50)})])
    for low, high in zip((-50,) + tuple(y + GAP_M for y in RAIL_BRIDGES_Y),
                         tuple(y - GAP_M for y in RAIL_BRIDGES_Y) + (5100,)):
        rail.append([(rail_x(y), y) for y in sorted({low, high, *range(low - low % 50 + 50, high, 50)})])
    files.geojson("barriers.geojson",
                  [feature("LineString", metres(p), name="River Tarn") for p in river]
                  + [feature("LineString", metres(p), name="Tarnwick branch line") for p in rail],
                  {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}})
    corners = {"Tarn North": ("TW01", "TW02", "TW03", "TW04"), "Tarn West": ("TW05", "TW06", "TW07"),
               "Tarn Coast": ("TW08", "TW09", "TW10")}
    files.geojson("police.geojson", [
        feature("MultiPolygon", [[[lon_lat(x, y) for x, y in town.rings[code]]] for code in codes], name=name, kind="police")
        for name, codes in corners.items()])


def nearest_group(town, x, y, wanted):
    return min((g for g in town.groups if wanted(g)), key=lambda g: math.hypot(g["x"] - x, g["y"] - y))


def write_links(town, files):
    """The nearest homes on both sides of each bridge count as neighbours."""
    rows = []
    ends = [(x, river_y(x), lambda g: g["y"] > river_y(g["x"])) for x in RIVER_BRIDGES_X]
    ends += [(rail_x(y), y, lambda g: g["x"] > rail_x(g["y"])) for y in RAIL_BRIDGES_Y]
    for x, y, beyond in ends:
        pair = (nearest_group(town, x, y, beyond), nearest_group(town, x, y, lambda g: not beyond(g)))
        rows.append([g.get("block_ref") or g["postcode"] for g in pair])
    files.table("links.csv", ("from", "to"), rows)


def write_stock(town, files):
    files.table("postcodes.csv", ("postcode", "easting", "northing", "ward_code"),
                [(p, ORIGIN_E + x, ORIGIN_N + y, w) for p, x, y, w in sorted(town.postcode_rows)])
    files.table("neighbourhoods.csv", ("neighbourhood_code", "name", "weight"),
                [(c, n, f"{w:.2f}") for c, n, w in town.neighbourhoods])
    files.table("teams.csv", ("ward_code", "ward_name", "team", "area", "area_manager"),
                [(w[0], w[1], w[2], *AREA_MANAGERS[w[2]]) for w in WARDS])
    columns = [c for c in town.homes[0] if not c.startswith("_")]
    files.table("homes.csv", columns, [[h[c] for c in columns] for h in town.homes])


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    town, files = Town(), Files(folder)
    build_stock(town)
    add_left_out(town)
    name_streets(town)
    for number, group in enumerate(g for g in town.groups if g["kind"] != "street"):
        group["block_ref"] = f"B{number + 1:03d}"
    today_patches(town)
    list_homes(town)
    other_postcodes(town)
    write_ground(town, files)
    write_links(town, files)
    write_stock(town, files)
    demo_people.write_all(town, files)


if __name__ == "__main__":
    main()
