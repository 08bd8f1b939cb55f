"""Who works in Tarnwick, where people meet, and when: the files about staff, work, visits and holidays.

Imported by make_demo.py, which has made the homes; every function takes the town and the files to write to.
"""
import datetime
import json

ORIGIN_E, ORIGIN_N = 557000, 457500  # the North Sea, some 30 km off the coast
TODAY = datetime.date(2026, 10, 1)


def email(name):
    return name.lower().replace(" ", ".").replace("'", "") + "@tarnwick.example"


# Minutes of a whole case, from the first call to the last letter: about 220 a home and year for patch officers, which with visits and
# drop-ins fills two thirds to three quarters of the posts that the town has.
ACTIVITIES = (
    ("anti-social behaviour case", 760, "patch officer", "home"), ("rent arrears case", 320, "patch officer", "home"),
    ("tenancy change", 440, "patch officer", "home"), ("garden or untidy home", 240, "patch officer", "home"),
    ("new tenancy sign-up", 75, "back office", "home"), ("estate walk", 480, "patch officer", "patch"),
    ("block inspection", 280, "patch officer", "block"), ("safeguarding referral", 120, "specialist", "home"),
    ("complaint", 50, "team leader", "home"),
)


def write_work(town, files):
    files.table("activities.csv", ("activity", "minutes", "done_by", "per"), ACTIVITIES)
    dice, rows = town.dice, []
    rates = {code: (weight - 0.85) for code, _, weight in town.neighbourhoods}
    start = datetime.date(2024, 10, 1)
    per_home = [(a[0], p) for a, p in zip(ACTIVITIES, (0.10, 0.30, 0.12, 0.10, 0.08, 0, 0, 0.02, 0.05)) if p]
    for home in town.homes:
        for activity, rate in per_home:
            if dice.chance(rate * rates[home["neighbourhood_code"]] * 4):
                day = start + datetime.timedelta(days=dice.below(730))
                by_home = dice.chance(0.7)
                rows.append((day.isoformat(), activity, home["property_ref"] if by_home else "",
                             "" if by_home else home["postcode"], "", dice.pick((1, 1, 1, 2))))
    for month in range(24):
        for code, _, _ in town.neighbourhoods:
            day = datetime.date(2024 + (9 + month) // 12, (9 + month) % 12 + 1, 15)
            rows.append((day.isoformat(), "estate walk", "", "", code, 1))
    files.table("interventions.csv", ("date", "activity", "property_ref", "postcode", "neighbourhood_code", "count"), sorted(rows))


OFFICER_COLUMNS = ("officer_id name public_name post role team fte caseload_pct caseload_until share_with mon tue wed thu fri "
                   "b_mon b_tue b_wed b_thu b_fri skills languages lone_working max_evenings travel email phone starts ends").split()
FULL, FOUR, THREE = ("full",) * 5, ("full", "full", "full", "full", "off"), ("full", "full", "full", "off", "off")
HALF_EARLY, HALF_LATE = ("full", "full", "am", "off", "off"), ("off", "off", "pm", "full", "full")


class Staff:
    def __init__(self, town):
        self.town, self.rows = town, []

    def add(self, team, post, role, days=FULL, fte=1, vacant=False, **more):
        dice, number = self.town.dice, len(self.rows) + 1
        name = "" if vacant else self.town.names.person()
        row = dict.fromkeys(OFFICER_COLUMNS, "")
        row.update(officer_id=f"T{number:02d}", name=name, public_name=name, post=post, role=role, team=team, fte=fte,
                   skills=dice.pick(("asb;older-persons", "asb;hoarding;older-persons", "hoarding;older-persons",
                                     "asb;hoarding;leasehold", "asb;leasehold;older-persons", "asb;hoarding")),
                   languages=dice.pick(("", "", "", "Polish", "Urdu", "Welsh", "BSL")), lone_working="yes",
                   max_evenings=dice.pick((0, 1, 1, 2)), travel=dice.pick(("car", "car", "bike", "foot")),
                   email=email(name) if name else "", phone=f"01632 960{100 + number}")
        row.update(zip(("mon", "tue", "wed", "thu", "fri"), days))
        row.update(more)
        self.rows.append(row)
        return row


def make_staff(town):
    staff = Staff(town)
    for team, posts in (("Northbank", 9), ("Southgate", 8), ("Eastfield", 7)):
        staff.add(team, "Team Leader", "team_leader")
        staff.add(team, "Relief Officer", "cover", skills="asb;hoarding;older-persons")
        for number in range(posts - 2):
            staff.add(team, "Housing Officer", "officer", lone_working="no" if number == 3 else "yes")
        if team == "Northbank":
            first = staff.add(team, "Housing Officer", "officer", HALF_EARLY, 0.5)
            second = staff.add(team, "Housing Officer", "officer", HALF_LATE, 0.5, share_with=first["officer_id"])
            first["share_with"] = second["officer_id"]
            staff.add(team, "Housing Officer", "officer", vacant=True, skills="asb;hoarding;older-persons")
        elif team == "Southgate":
            staff.add(team, "Housing Officer", "officer", FOUR, 0.8)
            staff.add(team, "Housing Officer", "officer", FOUR, 0.9, b_mon="full", b_tue="full", b_wed="full", b_thu="full",
                      b_fri="full")
            staff.add(team, "Agency Officer", "agency", ends="2027-06-30")
        else:
            staff.add(team, "Housing Officer", "officer", THREE, 0.6)
            staff.add(team, "Housing Officer", "officer", caseload_pct=50, caseload_until="2027-04-30", starts="2027-01-04")
            staff.add(team, "Housing Officer", "officer", vacant=True, skills="asb;hoarding;older-persons")
    return staff.rows


def write_staff(town, files):
    rows = make_staff(town)
    files.table("officers.csv", OFFICER_COLUMNS, [[row[c] for c in OFFICER_COLUMNS] for row in rows])
    leads = {team: [r["officer_id"] for r in rows if r["team"] == team and r["role"] == "officer" and r["name"]]
             for team in ("Northbank", "Southgate", "Eastfield")}
    team_of = {g["patch"]: g["team"] for g in town.groups if g["patch"]}
    current = [(patch, leads[team_of[patch]].pop(0) if patch != "P08" else "") for patch in sorted(team_of)]
    files.table("current_officers.csv", ("patch", "officer_id"), current)
    leave, dice = [], town.dice
    for row in rows:
        for _ in range(dice.between(1, 3) if row["name"] else 0):
            first = datetime.date(2027, 1, 4) + datetime.timedelta(days=7 * dice.below(26))
            if dice.chance(0.2):
                leave.append((row["officer_id"], first, first, dice.pick(("am", "pm")), "planned"))
            else:
                leave.append((row["officer_id"], first, first + datetime.timedelta(days=dice.pick((2, 4, 4, 11))), "", "planned"))
    leave.append((rows[4]["officer_id"], datetime.date(2027, 2, 1), datetime.date(2027, 5, 28), "", "long"))
    leave.append((rows[14]["officer_id"], datetime.date(2027, 1, 11), datetime.date(2027, 1, 13), "", "unplanned"))
    files.table("leave.csv", ("officer_id", "from", "to", "part", "kind"), sorted(leave))


def write_visits(town, files):
    rows, dice = [], town.dice
    for home in town.homes:
        if home["include"] == "no" or home["status"] == "void" or dice.chance(0.1):
            continue
        state = dice.pick(("done", "done", "done", "no access", "declined", ""))
        last = TODAY - datetime.timedelta(days=30 + dice.below(700)) if state == "done" else ""
        wait = datetime.date(2027, 2, 1) + datetime.timedelta(days=dice.below(90)) if dice.chance(0.01) else ""
        rows.append((home["property_ref"], last, "yes" if dice.chance(0.02) else "no", state, wait))
    files.table("visits.csv", ("property_ref", "last_visit", "two_person", "state", "not_before"), rows)


VENUE_COLUMNS = ("venue_id name postcode easting northing ward_code desks step_free hearing_loop mon tue wed thu fri am_hours "
                 "pm_hours evening_hours booking hire_cost").split()
VENUES = (  # name, ward, desks, step free, hearing loop, days, evening, booking, cost
    ("Gorsey Hill Library", "TW01", 2, "yes", "yes", ("full", "am", "full", "closed", "full"), "", "drop-in", 0),
    ("Minster Rooms", "TW02", 3, "yes", "yes", ("full", "full", "full", "full", "am"), "18:00-19:30", "drop-in", 0),
    ("Larkfold Community Hall", "TW03", 2, "yes", "no", ("am", "pm", "full", "am", "closed"), "", "drop-in", 15),
    ("Lighthouse Cafe", "TW04", 1, "no", "no", ("closed", "am", "closed", "am", "closed"), "", "drop-in", 0),
    ("Seawall Children's Centre", "TW04", 2, "yes", "no", ("pm", "full", "closed", "full", "am"), "", "drop-in", 0),
    ("Westering School Hall", "TW05", 2, "yes", "yes", ("pm", "pm", "pm", "pm", "closed"), "17:30-19:00", "appointment", 12),
    ("Millrace Library", "TW06", 2, "yes", "yes", ("full", "closed", "full", "am", "full"), "", "drop-in", 0),
    ("Castle Green Town Hall", "TW07", 4, "yes", "yes", ("full", "full", "full", "full", "full"), "18:00-19:30", "drop-in", 0),
    ("Turntable Working Club", "TW08", 2, "yes", "no", ("am", "am", "closed", "am", "am"), "", "drop-in", 20),
    ("Harbour Library", "TW09", 3, "yes", "yes", ("full", "am", "full", "full", "closed"), "", "drop-in", 0),
    ("Saltings Church Room", "TW10", 2, "yes", "no", ("closed", "full", "am", "full", "closed"), "", "drop-in", 8),
)


def write_venues(town, files):
    rows = []
    for number, venue in enumerate(VENUES):
        name, ward, desks, step_free, loop, days, evening, booking, cost = venue
        group = town.dice.pick([g for g in town.groups if g["ward"] == ward])
        rows.append((f"V{number + 1:02d}", name, group["postcode"], ORIGIN_E + group["x"] + 20, ORIGIN_N + group["y"] - 15, ward,
                     desks, step_free, loop, *days, "10:00-12:00", "14:00-16:00", evening, booking, cost))
    files.table("venues.csv", VENUE_COLUMNS, rows)
    codes = [n for n in town.neighbourhoods][::4]
    rules = ("first Tuesday, not August", "second Wednesday, not August", "third Thursday, not August, not December",
             "last Monday", "second Tuesday, not August")
    taras = [(f"{name} TARA", rules[i % 5], "18:00-19:30", code, f"V{1 + i % 11:02d}") for i, (code, name, _) in enumerate(codes)]
    files.table("tara_meetings.csv", ("tara", "rule", "time", "neighbourhood_code", "venue_id"), taras)
    needs = [(code, town.dice.pick(("asb", "hoarding", "older-persons")), town.dice.pick(("", "Polish", "Urdu")))
             for code, _, weight in town.neighbourhoods if weight > 1.15]
    # a patch needs what any of its homes needs: where every third place does, a team's officers suffice
    needs = [(code, "" if i % 3 else skill, language) for i, (code, skill, language) in enumerate(needs)]
    needs = [need for need in needs if need[1] or need[2]]
    files.table("needs.csv", ("neighbourhood_code", "skill", "language"), needs)
    councillors = []
    for ward in town.rings:
        for _ in range(3):
            name = town.names.person()
            councillors.append((ward, name, email(name).replace("@", "@councillors.")))
    files.table("councillors.csv", ("ward_code", "councillor", "email"), councillors)


# ------------------------------------------------------------------------------------ bank holidays

def easter(year):
    """Sunday of Easter, Gregorian (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    return datetime.date(year, (h + weekday - 7 * m + 114) // 31, (h + weekday - 7 * m + 114) % 31 + 1)


def monday(year, month, last=False):
    day = datetime.date(year, month, 31 if last else 1)
    return day - datetime.timedelta(days=day.weekday()) if last else day + datetime.timedelta(days=-day.weekday() % 7)


def year_holidays(year):
    day = datetime.timedelta(days=1)
    fixed, taken = [], set()
    for title, date in (("New Year’s Day", datetime.date(year, 1, 1)), ("Christmas Day", datetime.date(year, 12, 25)),
                        ("Boxing Day", datetime.date(year, 12, 26))):
        fixed.append([title, date, ""])
        taken.update({date} if date.weekday() < 5 else ())
    for entry in fixed:
        moved = entry[1]
        while moved.weekday() > 4 or (moved != entry[1] and moved in taken):
            moved += day
        if moved != entry[1]:
            entry[1:] = [moved, "Substitute day"]
            taken.add(moved)
    return sorted(fixed + [
        ["Good Friday", easter(year) - 2 * day, ""], ["Easter Monday", easter(year) + day, ""],
        ["Early May bank holiday", monday(year, 5), ""], ["Spring bank holiday", monday(year, 5, last=True), ""],
        ["Summer bank holiday", monday(year, 8, last=True), ""]], key=lambda entry: entry[1])


def write_holidays(files):
    events = [{"title": title, "date": date.isoformat(), "notes": notes, "bunting": title != "Good Friday"}
              for year in range(2025, 2030) for title, date, notes in year_holidays(year)]
    files.write("bank-holidays.json", json.dumps(
        {"england-and-wales": {"division": "england-and-wales", "events": events}}, ensure_ascii=False, indent=1) + "\n")


def write_all(town, files):
    for write in (write_work, write_staff, write_visits, write_venues):
        write(town, files)
    write_holidays(files)
