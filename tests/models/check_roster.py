#!/usr/bin/env python3
"""Check a roster from outside: the CSV files that the program wrote, against the lists that it was given.

    check_roster.py EXPORTS INPUTS [--seeded]

EXPORTS holds caseload.csv, cover.csv, sessions.csv, visits.csv, allocation.csv, patches.csv and roster.json (what the
program reported itself, its weeks, and the meetings). INPUTS is the folder that was imported. Every broken H1 to H12
that the roster did not report is a line on standard output and the exit status 1. With --seeded, one fault of each rule
is planted in a copy of what was read, and each must be found.

It shares no code with the program: leave, patterns, weeks A and B, holidays, nearest venues and caseloads are worked out
here from the lists.

    rule  what is looked at                                            planted faults that are found
    H1    one lead, or two parts that add to it; roles; every working  lead taken out, parts that do not add, a stretch reopened, relief leads,
          day with somebody at work for every patch                    cover taken out
    H2    caseload x FTE x percentage, 105 %; over 125 % as broken     caseload_pct 20
    H3    skills of every home's neighbourhood held by who leads       a skill nobody has
    H4    team of who leads, stands in, staffs, visits                 another team: lead, staff, visit
    H5    pattern of weeks A and B, leave by half-day, start and end,  leave, a day off in week B, a later start, an evening
          agreed evenings: sessions, cover, visits                     too many, a visitor away all week
    H6    one place at a time; not before 10am after an evening        two places, an early morning
    H7    venue open, clock hours, desks                               one desk, half past eleven at night
    H8    two staff; two officers at visits that need them             one of staff, a two-person visit, nobody alone
    H9    no bank holidays                                             a new holiday
    H10   published sessions of the next four weeks stay               one on another half-day
    H11   pins                                                         another officer
    H12   a drop-in at the nearest venue in any four weeks; homes      no drop-in, a home far away
          beyond 1.5 km of any are named ("reach")
    time  minutes at work by pattern, leave and holidays; those of      an evening left out, an hour too many
          drop-ins and meetings, evenings with them, come off them
    Also: each household once, in the right patch, not too early; rows that add to the patch.
"""
import bisect
import collections
import copy
import csv
import datetime
import json
import math
import os
import pickle
import sys

DAYS = ("mon", "tue", "wed", "thu", "fri")
AM, PM, EVENING = "am", "pm", "evening"
WEEK_MINUTES = 37 * 60
LEADING = ("officer", "team_leader")
Finding = collections.namedtuple("Finding", "rule patch officer venue day text hard")


def found(rule, text, patch=None, officer=None, venue=None, day=None, hard=False):
    """`hard`: to be reported as a broken rule, not as a thing to know."""
    return Finding(rule, patch, officer, venue, day, text, hard)


def read(folder, name, needed=True):
    path = os.path.join(folder, name)
    if not needed and not os.path.exists(path):
        return []
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def date(text):
    if not text:
        return None
    if "/" in text:
        day, month, year = text.split("/")
        return datetime.date(int(year), int(month), int(day))
    return datetime.date.fromisoformat(text)


def words(text):
    return {w.strip() for w in (text or "").split(";") if w.strip()}


def minutes(clock):
    hours, rest = clock.split(":")
    return 60 * int(hours) + int(rest)


class Town:
    """The lists, as dictionaries."""

    def __init__(self, folder):
        self.officers = {o["officer_id"]: o for o in read(folder, "officers.csv")}
        self.leave = collections.defaultdict(list)
        for row in read(folder, "leave.csv", False):
            self.leave[row["officer_id"]].append((date(row["from"]), date(row["to"]), row.get("part") or "", row.get("kind")))
        self.venues = {v["venue_id"]: v for v in read(folder, "venues.csv", False)}
        self.places = {p["postcode"].replace(" ", ""): p for p in read(folder, "postcodes.csv", False)}
        self.needs = collections.defaultdict(set)
        for row in read(folder, "needs.csv", False):
            if row.get("skill"):
                self.needs[row["neighbourhood_code"]].add(row["skill"])
        self.homes = {h["property_ref"]: h for h in read(folder, "homes.csv")}
        self.neighbourhood = {ref: h["neighbourhood_code"] for ref, h in self.homes.items()}
        self.visits = {v["property_ref"]: v for v in read(folder, "visits.csv", False)}
        self.joined, self.agreed = set(), {}  # decided: (patch, skill) of somebody else; patch -> venue
        self.holidays = set()
        for name in ("bank-holidays.json", "holidays.json"):
            if os.path.exists(os.path.join(folder, name)):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    events = json.load(file)["england-and-wales"]["events"]
                self.holidays |= {date(e["date"]) for e in events}

    def decided(self, decisions):
        """The same lists with what was decided beside them (roster build --lend and the like)."""
        if not decisions:
            return self
        town = copy.copy(self)
        for table in ("officers", "venues", "joined", "agreed"):
            setattr(town, table, copy.deepcopy(getattr(self, table)))
        for kind, what in decisions:
            name, told = what.split("=", 1)
            getattr(town, "decide_" + kind.replace("-", "_"))(name, told)
        return town

    def decide_lend(self, officer, team):
        self.officers[officer]["team"] = team

    def decide_train(self, officer, skill):
        self.officers[officer]["skills"] = ";".join([self.officers[officer].get("skills") or "", skill])

    def decide_go_along(self, patch, skill):
        self.joined.add((patch, skill))

    def decide_venue_open(self, venue, when):
        *_, day, half = when.split("-")
        row = self.venues[venue]
        if half == EVENING:
            row["evening_hours"] = row.get("evening_hours") or "18:00-19:30"
        elif (row.get(day) or "closed") != half:
            row[day] = half if (row.get(day) or "closed") == "closed" else "full"

    def decide_venue_desks(self, venue, desks):
        self.venues[venue]["desks"] = desks

    def decide_meet_at(self, patch, venue):
        self.agreed[patch] = venue

    def vacant(self, officer):
        return not (self.officers[officer].get("name") or "").strip()

    def position(self, venue):
        return self.place(self.venues[venue])

    def place(self, row):
        """Where a venue or a home is; None where nobody knows."""
        if not row.get("easting"):
            row = self.places.get((row.get("postcode") or "").replace(" ", ""))
        return (float(row["easting"]), float(row["northing"])) if row else None

    def desks(self, venue):
        return int(self.venues[venue].get("desks") or 0)

    def working(self, day):
        return day.weekday() < 5 and day not in self.holidays


class Roster:
    """What the program wrote."""

    def __init__(self, folder):
        self.caseload = read(folder, "caseload.csv")
        self.cover = read(folder, "cover.csv")
        self.sessions = read(folder, "sessions.csv")
        self.visits = read(folder, "visits.csv")
        self.patch_of = {a["property_ref"]: a["patch"] for a in read(folder, "allocation.csv")}
        self.patches = {p["patch"]: p for p in read(folder, "patches.csv")}
        with open(os.path.join(folder, "roster.json"), encoding="utf-8") as file:
            told = json.load(file)
        self.first, self.weeks = date(told["from"]), told["weeks"]
        self.last = self.first + datetime.timedelta(7 * self.weeks - 1)
        self.anchor = date(told["anchor"])
        self.breaches = told["breaches"]
        self.decisions = [(d["kind"], d["what"]) for d in told["decisions"]]
        self.half_cover = {(c["date"], c["patch"], c["absent_officer_id"] or "", c["cover_officer_id"] or ""): c["half_day"]
                           for c in told["cover"] if c["half_day"]}
        self.meetings = [s for s in told["sessions"] if s["kind"] == "tara" and s["status"] != "cancelled"]
        before = os.path.join(folder, "before.csv")
        self.before = read(folder, "before.csv") if os.path.exists(before) else []
        self.today = date(told.get("today")) or self.first
        self.letters_from = min(self.first, datetime.date.today())
        self.pins = told["pins"]
        self.hours = {h["officer_id"]: h for h in told["hours"]}
        self.max_homes = float(told.get("most") or 300)

    def days(self):
        return [self.first + datetime.timedelta(i) for i in range(7 * self.weeks)]

    def held(self):
        return [s for s in self.sessions if s["status"] != "cancelled"]

    def leads_on(self, day):
        """patch -> rows in force that day."""
        on = collections.defaultdict(list)
        for row in self.caseload:
            if (date(row["from"]) or datetime.date.min) <= day <= (date(row["to"]) or datetime.date.max):
                on[row["patch"]].append(row)
        return on


class Checker:
    def __init__(self, town, roster):
        self.town, self.roster, self.memory = town.decided(roster.decisions), roster, {}
        self.days = [d for d in roster.days() if town.working(d)]

    # ---- time ----

    def week_of(self, day):
        return "B" if (day - self.roster.anchor).days // 7 % 2 else "A"

    def pattern(self, officer, day):
        row, name = self.town.officers[officer], DAYS[day.weekday()]
        second = row.get("b_" + name) if self.week_of(day) == "B" else None
        return second or row.get(name) or "full"

    def works(self, officer, day, half):
        key = officer, day, half
        if key not in self.memory:
            self.memory[key] = self.works_anew(officer, day, half)
        return self.memory[key]

    def works_anew(self, officer, day, half):
        row, asked = self.town.officers.get(officer), PM if half == EVENING else half
        if row is None or self.town.vacant(officer) or not self.town.working(day):
            return False
        if (date(row.get("starts")) or day) > day or (date(row.get("ends")) or day) < day:
            return False
        if self.pattern(officer, day) not in ("full", asked):
            return False
        if half == EVENING and int(row.get("max_evenings") or 0) == 0:
            return False
        return not any(a <= day <= b and part in ("", asked) for a, b, part, _ in self.town.leave[officer])

    def open_at(self, venue, day, half):
        row = self.town.venues[venue]
        state = row.get(DAYS[day.weekday()]) or "closed" if day.weekday() < 5 else "closed"
        if not self.town.working(day) or state == "closed":
            return False
        return bool(row.get("evening_hours")) if half == EVENING else state in ("full", half)

    def ever_open(self, venue):
        row = self.town.venues[venue]
        return any((row.get(d) or "closed") != "closed" for d in DAYS)

    # ---- the rules ----

    def leads(self):
        starts = {self.roster.first} | {date(r["from"]) for r in self.roster.caseload if date(r["from"])}
        ends = {date(r["to"]) + datetime.timedelta(1) for r in self.roster.caseload if date(r["to"]) and date(r["to"]).year < 9999}
        for day in sorted(d for d in starts | ends if self.roster.first <= d <= self.roster.last):
            on = self.roster.leads_on(day)
            for patch in self.roster.patches:
                yield from self.lead_of(patch, [r for r in on[patch] if r["officer_id"]], day)
            yield from self.loads(on, day)

    def lead_of(self, patch, rows, day):
        roles, shares = sorted(r["role"] for r in rows), sum(float(r["share"]) for r in rows)
        if not rows:
            yield found("H1", f"patch {patch} has no named officer on {day}", patch)
            return
        if not (roles == ["lead"] and abs(shares - 1) < 0.0011) and not (roles == ["share"] * 2 and abs(shares - 1) < 0.0011):
            yield found("H1", f"patch {patch} on {day}: {roles}, parts add to {shares:.3f}", patch)
        for row in rows:
            officer = self.town.officers.get(row["officer_id"])
            if officer is None:
                yield found("H1", f"patch {patch}: nobody is called {row['officer_id']}", patch)
            elif officer["role"] not in LEADING:
                yield found("H1", f"patch {patch} is led by {row['officer_id']}, {officer['role']}", patch, row["officer_id"])
            elif self.town.vacant(row["officer_id"]):
                yield found("H1", f"patch {patch} waits for {row['officer_id']}", patch, row["officer_id"])
        known = [self.town.officers[r["officer_id"]] for r in rows if r["officer_id"] in self.town.officers]
        held = set().union(*(words(o.get("skills")) for o in known)) if known else set()
        for skill in self.skills_of(patch) - held:
            yield found("H3", f"patch {patch} needs {skill}, which {[r['officer_id'] for r in rows]} have not", patch)
        for officer in known:
            own = officer["officer_id"]
            if officer["team"] != self.roster.patches[patch]["team"]:
                yield found("H4", f"patch {patch} is led by {own} of {officer['team']}", patch, own)
            if (date(officer.get("starts")) or day) > day or (date(officer.get("ends")) or day) < day:
                yield found("H5", f"patch {patch} is led by {own} on {day}, outside their time", patch, own)

    def skills_of(self, patch):
        if "skills" not in self.memory:
            self.memory["skills"] = skills = collections.defaultdict(set)
            for ref, of in self.roster.patch_of.items():
                skills[of] |= {s for s in self.town.needs.get(self.town.neighbourhood.get(ref), set()) if (of, s) not in self.town.joined}
        return self.memory["skills"][patch]

    def loads(self, on, day):
        load = collections.Counter()
        for patch, rows in on.items():
            for row in rows:
                if row["officer_id"] in self.town.officers:
                    load[row["officer_id"]] += float(row["share"]) * float(self.roster.patches[patch]["weighted_homes"])
        for officer, homes in load.items():
            row = self.town.officers[officer]
            until, part = date(row.get("caseload_until")), float(row.get("caseload_pct") or 100)
            if until and day > until:
                part = 100
            most = self.roster.max_homes * float(row.get("fte") or 1) * part / 100
            if homes > 1.05 * most + 0.2:
                yield found("H2", f"{officer} has {homes:.1f} workload-equivalent homes, {most:.1f} is the caseload", None, officer,
                            hard=homes > 1.25 * most + 0.2)

    def sums(self):
        """Homes and workload of the rows add to the patch, on the first day."""
        counts = collections.Counter(self.roster.patch_of.values())
        for patch, rows in self.roster.leads_on(self.roster.first).items():
            homes, weighted = sum(int(r["homes"]) for r in rows), sum(float(r["weighted_homes"]) for r in rows)
            if homes != counts[patch] or abs(weighted - float(self.roster.patches[patch]["weighted_homes"])) > 0.3:
                yield found("sum", f"patch {patch}: rows add to {homes} homes, {weighted:.3f}; it has {counts[patch]}", patch)

    def covers(self):
        rows = collections.defaultdict(list)
        for row in self.roster.cover:
            rows[row["date"], row["patch"]].append(row)
        for day in self.days:
            on = self.roster.leads_on(day)
            for patch in self.roster.patches:
                missing = {h for h in (AM, PM) if not any(self.works(r["officer_id"], day, h) for r in on[patch])}
                yield from self.cover_of(patch, day, missing, rows[day.isoformat(), patch])

    def cover_of(self, patch, day, missing, rows):
        there = set()
        for row in rows:
            by = row["cover_officer_id"]
            half = self.roster.half_cover.get((row["date"], patch, row["absent_officer_id"], by))
            comes = {h for h in (AM, PM) if self.works(by, day, h)}
            there |= comes & ({half} if half else {AM, PM})
            if by and not (comes >= ({half} if half else {AM, PM}) or comes & missing == missing and comes):
                yield found("H5", f"{by} stands in for {patch} on {day} and is not at work", patch, by, None, day)
            if by in self.town.officers and self.town.officers[by]["team"] != self.roster.patches[patch]["team"]:
                yield found("H4", f"{by} of {self.town.officers[by]['team']} stands in for {patch} on {day}", patch, by, None, day)
        if missing - there:
            yield found("H1", f"nobody is at work for patch {patch} on {day} ({', '.join(sorted(missing - there))})", patch, None, None, day)

    def staff(self):
        where = collections.defaultdict(list)
        for session in self.roster.held() + self.roster.meetings:
            dropin = "kind" not in session
            officers = words(session["officers"]) if dropin else set(session["officers"])
            day, half, venue = date(session["date"]), session["half_day"], session["venue_id"]
            for officer in sorted(officers):
                where[officer, day].append((half, minutes(session["start"]), venue))
                team = self.town.officers.get(officer, {}).get("team")
                if team != session["team"]:
                    yield found("H4", f"{officer} of {team} staffs {session['team']} at {venue} on {day}", None, officer, venue, day)
                if not self.works(officer, day, half):
                    yield found("H5", f"{officer} staffs {venue} on {day} {half} and is not at work", None, officer, venue, day)
        for (officer, day), at in sorted(where.items()):
            halves = [h for h, _, _ in at]
            for half in {h for h in halves if halves.count(h) > 1}:
                yield found("H6", f"{officer} is at {halves.count(half)} places on {day} {half}", None, officer, None, day)
            tomorrow = where.get((officer, day + datetime.timedelta(1)), [])
            if EVENING in halves and any(start < 600 for _, start, _ in tomorrow):
                yield found("H6", f"{officer} begins before 10am after the evening of {day}", None, officer, None, day + datetime.timedelta(1))
        yield from self.evenings(where)

    def halves(self, officer):
        """Half-days of the pattern in two weeks."""
        row, n = self.town.officers[officer], 0
        for name in DAYS:
            first = row.get(name) or "full"
            n += sum(2 if state == "full" else state in (AM, PM) for state in (first, row.get("b_" + name) or first))
        return n

    def time(self):
        """Minutes that officers have, and those of drop-ins and meetings. An evening is made up for out of the week: it counts."""
        spent = collections.Counter()
        for s in self.roster.held() + self.roster.meetings:
            if self.roster.first <= date(s["date"]) <= self.roster.last:
                for officer in words(s["officers"]) if "kind" not in s else set(s["officers"]):
                    spent[officer] += minutes(s["end"]) - minutes(s["start"])
        for officer, told in self.roster.hours.items():
            row, halves = self.town.officers[officer], self.halves(officer)
            worked = sum(self.works(officer, day, half) for day in self.days for half in (AM, PM))
            has = worked * 2 * WEEK_MINUTES * float(row.get("fte") or 1) / halves if halves else 0
            if abs(has - told["minutes_available"]) > 1:
                yield found("time", f"{officer} has {has:.0f} minutes, {told['minutes_available']:.0f} are told", None, officer)
            if abs(spent[officer] - told["dropins"] - told["taras"]) > 1:
                yield found("time", f"drop-ins, meetings and evenings of {officer} take {spent[officer]} minutes, "
                                    f"{told['dropins'] + told['taras']:.0f} are told", None, officer)

    def evenings(self, where):
        """No two weeks (a week A and the B after it) have more evenings of an officer than agreed."""
        n = collections.Counter()
        for (officer, day), at in where.items():
            if any(h == EVENING for h, _, _ in at):
                n[officer, (day - self.roster.anchor).days // 14] += 1
        for (officer, pair), evenings in sorted(n.items()):
            most = int(self.town.officers.get(officer, {}).get("max_evenings") or 0)
            if evenings > most:
                day = self.roster.anchor + datetime.timedelta(14 * pair)
                yield found("H5", f"{officer} has {evenings} evenings in the two weeks from {day}, {most} at most", None, officer)

    def venues(self):
        desks = collections.Counter()
        for s in self.roster.held():
            venue, day, half = s["venue_id"], date(s["date"]), s["half_day"]
            desks[venue, day, half] += len(words(s["officers"]))
            if venue not in self.town.venues:
                yield found("H7", f"session {s['session_id']} is at no venue", None, None, venue, day)
                continue
            if not self.town.working(day):
                yield found("H9", f"session {s['session_id']} at {venue} on {day}: a holiday or weekend", None, None, venue, day)
            elif not self.open_at(venue, day, half):
                yield found("H7", f"session {s['session_id']}: {venue} is not open on {day} {half}", None, None, venue, day)
            hours = self.town.venues[venue].get(half + "_hours")
            if hours:
                start, end = (minutes(t) for t in hours.split("-"))
                if minutes(s["start"]) < start or minutes(s["end"]) > end:
                    yield found("H7", f"session {s['session_id']} at {venue} {day} {s['start']}-{s['end']}, open {hours}", None, None, venue, day)
            people = [o for o in words(s["officers"]) if o in self.town.officers and not self.town.vacant(o)]
            if len(people) < 2:
                yield found("H8", f"session {s['session_id']} at {venue} on {day} has {len(people)} staff", None, None, venue, day)
        for (venue, day, half), n in desks.items():
            if venue in self.town.venues and n > self.town.desks(venue):
                yield found("H7", f"{n} staff at {venue} on {day} {half}, {self.town.desks(venue)} desks", None, None, venue, day)

    def published(self):
        """H10: what was published for the four weeks from today on is where it was, or cancelled."""
        now = {s["session_id"]: s for s in self.roster.sessions}
        end = self.roster.today + datetime.timedelta(28)
        for old in self.roster.before:
            if old["status"] not in ("published", "moved") or not self.roster.today <= date(old["date"]) < end:
                continue
            new = now.get(old["session_id"])
            if new is None or any(new[k] != old[k] for k in ("date", "half_day", "venue_id")) or new["status"] == "cancelled":
                yield found("H10", f"published session {old['session_id']} of {old['date']} does not stay", None, None, old["venue_id"], date(old["date"]))

    def pinned(self):
        for pin in self.roster.pins:
            rows = [r for r in self.roster.caseload if r["patch"] == pin["patch"] and r["officer_id"] == pin["officer_id"]]
            if not rows:
                yield found("H11", f"patch {pin['patch']} is fixed to {pin['officer_id']}, who does not lead it", pin["patch"])

    def nearest(self, patch):
        """The nearest venue that serves: step-free, two desks, some half-day open. Ties by id. Another one where it was decided."""
        if patch in self.town.agreed:
            return self.town.agreed[patch]
        row = self.roster.patches[patch]
        x, y = float(row["middle_x"]), float(row["middle_y"])
        serving = [v for v, r in self.town.venues.items() if r.get("step_free") == "yes" and self.town.desks(v) >= 2 and self.ever_open(v)]
        return min(serving, key=lambda v: (round(math.dist(self.town.position(v), (x, y)), 3), v), default=None)

    def access(self):
        on = collections.defaultdict(list)
        for s in self.roster.held():
            for patch in words(s["patches"]):
                on[patch, s["venue_id"]].append(date(s["date"]))
        window = min(4, self.roster.weeks)
        for patch in self.roster.patches:
            venue = self.nearest(patch)
            days = sorted(on[patch, venue])
            for week in range(self.roster.weeks - window + 1):
                start = self.roster.first + datetime.timedelta(7 * week)
                at = bisect.bisect_left(days, start)
                if at == len(days) or days[at] >= start + datetime.timedelta(7 * window):
                    yield found("H12", f"patch {patch} has no drop-in at {venue} in the {window} weeks from {start}", patch)
                    break

    def days_ahead(self, week):
        """Working days before a week, from the day on which the roster is made."""
        day, n = self.roster.today if self.roster.today > self.roster.first else self.roster.letters_from, 0
        while day < week:
            n, day = n + self.town.working(day), day + datetime.timedelta(1)
        return n

    def visited(self):
        seen = collections.Counter(v["property_ref"] for v in self.roster.visits)
        limit = self.roster.first + datetime.timedelta(7 * 51)
        for ref in self.roster.patch_of:
            if seen[ref] != 1:
                yield found("visits", f"{ref} has {seen[ref]} visits", self.roster.patch_of[ref])
        for v in self.roster.visits:
            patch, week, known = v["patch"], date(v["week_start"]), self.town.visits.get(v["property_ref"], {})
            if patch != self.roster.patch_of.get(v["property_ref"]):
                yield found("visits", f"{v['property_ref']} is visited in {patch}, it is in another patch", patch)
            if week is None:
                yield found("visits", f"{v['property_ref']} has no week", patch)
                continue
            if week.weekday() or week > limit:
                yield found("visits", f"{v['property_ref']} is visited in the week of {week}", patch)
            after = date(known.get("not_before"))
            if after and week + datetime.timedelta(6) < after:
                yield found("visits", f"{v['property_ref']} is visited in the week of {week}, before {after}", patch)
            if v["state"] in ("done", "declined"):
                continue
            dated = self.roster.first <= week <= self.roster.last
            if week < self.roster.first or dated == (v["state"] == "due"):
                yield found("visits", f"{v['property_ref']} is {v['state']} in the week of {week}", patch)
            if v["state"] == "offered" and known.get("state") not in ("offered", "booked") and self.days_ahead(week) < 10:
                yield found("visits", f"the letter to {v['property_ref']} for the week of {week} has {self.days_ahead(week)} working days", patch)
            new = after and not known.get("last_visit") and known.get("state") in ("", "due")
            if new and week > max(after, self.roster.today) + datetime.timedelta(6 * 7):
                yield found("visits", f"{v['property_ref']}, let on {after}, is visited in the week of {week}", patch)
            if not dated:
                continue
            yield from self.visitor(v, patch, week)
            alone = self.town.officers.get(v["officer_id"], {}).get("lone_working") == "no"
            if (known.get("two_person") == "yes" or alone) and v["two_officers"] != "yes":
                yield found("H8", f"{v['property_ref']} needs two officers in the week of {week}", patch, v["officer_id"])

    def visitor(self, v, patch, week):
        """Who visits is of the team and at work in that week. Nobody at all is said with the patch."""
        officer, key = v["officer_id"], ("visitor", v["officer_id"], week)
        if not officer:
            return
        if self.town.officers.get(officer, {}).get("team") != self.roster.patches[patch]["team"]:
            yield found("H4", f"{v['property_ref']} is visited by {officer}, who is of another team", patch, officer)
        if key not in self.memory:
            self.memory[key] = any(self.works(officer, week + datetime.timedelta(d), h) for d in range(5) for h in (AM, PM))
        if not self.memory[key]:
            yield found("H5", f"{v['property_ref']} is visited by {officer}, who is away for all of the week of {week}", patch, officer)

    def reach(self):
        """Homes beyond 1.5 km of any venue in use are named: as many in each team."""
        used = [self.town.position(v) for v in {s["venue_id"] for s in self.roster.held()}]
        far, named, near = collections.Counter(), collections.Counter(), {}
        for b in self.roster.breaches:
            named[b["team"]] += b["homes"] if b["rule"] == "reach" else 0
        for ref, patch in self.roster.patch_of.items():
            at = self.town.place(self.town.homes[ref])
            if at is not None:
                if at not in near:
                    near[at] = min((math.dist(at, v) for v in used), default=math.inf)
                far[self.roster.patches[patch]["team"]] += near[at] > 1501
        for team, n in far.items():
            if n > named[team]:
                yield found("reach", f"{n} homes of {team} are beyond 1.5 km of any drop-in, {named[team]} are named")

    RULES = (leads, sums, covers, staff, time, venues, published, pinned, access, reach, visited)

    def findings(self):
        self.memory = {}
        for rule in self.RULES:
            yield from rule(self)


def reported(finding, breaches):
    """Did the program say so itself? The same rule and day, and the same patch, officer and venue as far as both name one."""
    for b in breaches:
        pairs = ((finding.patch, b["patch"]), (finding.officer, b["officer_id"]), (finding.venue, b["venue_id"]),
                 (finding.day and finding.day.isoformat(), b["date"]))
        if finding.day and b["date"] != finding.day.isoformat():
            continue
        both = [(x, y) for x, y in pairs if x and y]
        if b["rule"] == finding.rule and both and all(x == y for x, y in both) and (b["broken"] or not finding.hard):
            return True
    return False


def unreported(town, roster):
    return [f for f in Checker(town, roster).findings() if not reported(f, roster.breaches)]


# ---- seeded faults: each changes a copy as little as breaks one rule ----


def first(rows, holds):
    return next(r for r in rows if holds(r))


def named_lead(town, roster):
    return first(roster.caseload, lambda r: r["role"] == "lead" and r["officer_id"] and not town.vacant(r["officer_id"]))


def seed_h1(town, roster):
    roster.caseload.remove(named_lead(town, roster))


def seed_h1_cover(town, roster):
    absent = first(roster.cover, lambda r: r["cover_officer_id"] and r["absent_officer_id"] in town.officers)
    roster.cover = [r for r in roster.cover if (r["date"], r["patch"]) != (absent["date"], absent["patch"])]


def seed_h1_parts(town, roster):
    row = first(roster.caseload, lambda r: r["role"] == "share")
    row["share"] = "0.200"


def seed_h1_reopened(town, roster):
    """A stretch that had ended goes on beside the one that followed it."""
    row = dict(named_lead(town, roster))
    row["from"], row["to"] = str(roster.first + datetime.timedelta(42)), ""
    row["officer_id"] = first(roster.caseload, lambda r: r["officer_id"] not in ("", row["officer_id"]) and not town.vacant(r["officer_id"]))["officer_id"]
    roster.caseload.append(row)


def seed_h1_relief(town, roster):
    row = named_lead(town, roster)
    team = roster.patches[row["patch"]]["team"]
    row["officer_id"] = next(o for o, r in town.officers.items() if r["team"] == team and r["role"] == "cover")


def seed_h2(town, roster):
    row = named_lead(town, roster)
    town.officers[row["officer_id"]]["caseload_pct"] = "20"


def seed_h3(town, roster):
    row = named_lead(town, roster)
    ref = next(r for r, p in roster.patch_of.items() if p == row["patch"])
    town.needs[town.neighbourhood[ref]].add("a skill nobody has")


def seed_h4(town, roster):
    row = named_lead(town, roster)
    town.officers[row["officer_id"]]["team"] = "Elsewhere"


def seed_h4_staff(town, roster):
    s = busy(town, roster)
    s["officers"] += ";" + next(o for o, r in town.officers.items() if r["team"] != s["team"] and not town.vacant(o))


def coming_visit(town, roster):
    return first(roster.visits, lambda v: v["week_start"] and v["state"] != "done" and v["officer_id"] and not town.vacant(v["officer_id"])
                 and roster.first <= date(v["week_start"]) <= roster.last)


def seed_h4_visit(town, roster):
    v = coming_visit(town, roster)
    v["officer_id"] = next(o for o, r in town.officers.items() if r["team"] != roster.patches[v["patch"]]["team"])


def seed_h5_visit(town, roster):
    v = coming_visit(town, roster)
    week = date(v["week_start"])
    town.leave[v["officer_id"]].append((week, week + datetime.timedelta(4), "", "planned"))


def seed_h5_pattern(town, roster):
    """Week B has a day off of its own."""
    checker = Checker(town, roster)
    s = first(roster.held(), lambda s: words(s["officers"]) and checker.week_of(date(s["date"])) == "B")
    town.officers[min(words(s["officers"]))]["b_" + DAYS[date(s["date"]).weekday()]] = "off"


def seed_h5_starts(town, roster):
    s = busy(town, roster)
    town.officers[min(words(s["officers"]))]["starts"] = (date(s["date"]) + datetime.timedelta(1)).isoformat()


def evening(roster):
    return first(roster.meetings, lambda m: m["half_day"] == EVENING and m["officers"] and date(m["date"]).weekday() < 4)


def next_day(row):
    return (date(row["date"]) + datetime.timedelta(1)).isoformat()


def seed_h5_evenings(town, roster):
    m = evening(roster)
    town.officers[m["officers"][0]]["max_evenings"] = "1"
    roster.meetings.append(dict(m, date=next_day(m)))


def seed_h6_early(town, roster):
    m = evening(roster)
    roster.sessions.append(dict(busy(town, roster), session_id="0", half_day=AM, start="09:00", date=next_day(m), officers=m["officers"][0]))


def seed_evening(town, roster):
    """No time off in lieu for an evening."""
    m = evening(roster)
    roster.hours[m["officers"][0]]["taras"] -= minutes(m["end"]) - minutes(m["start"])


def seed_time(town, roster):
    roster.hours[named_lead(town, roster)["officer_id"]]["minutes_available"] += 60


def seed_h8_alone(town, roster):
    v = first(roster.visits, lambda v: v["week_start"] and v["state"] != "done" and v["officer_id"] and v["two_officers"] != "yes"
              and roster.first <= date(v["week_start"]) <= roster.last)
    town.officers[v["officer_id"]]["lone_working"] = "no"


def seed_reach(town, roster):
    """All homes at one point of a patch move far away."""
    ref = next(iter(roster.patch_of))
    at = town.place(town.homes[ref])
    for other, home in town.homes.items():
        if town.place(home) == at:
            town.homes[other] = dict(home, easting="1", northing="1")


def busy(town, roster):
    return first(roster.held(), lambda s: words(s["officers"]))


def seed_h5(town, roster):
    s = busy(town, roster)
    officer = min(words(s["officers"]))
    town.leave[officer].append((date(s["date"]), date(s["date"]), "", "planned"))


def seed_h6(town, roster):
    s = busy(town, roster)
    other = first(roster.held(), lambda o: o["team"] == s["team"] and o is not s and not words(o["officers"]) & words(s["officers"]))
    other.update(date=s["date"], half_day=s["half_day"], officers=other["officers"] + ";" + min(words(s["officers"])))


def seed_h7(town, roster):
    town.venues[busy(town, roster)["venue_id"]]["desks"] = "1"


def seed_h7_hours(town, roster):
    busy(town, roster)["end"] = "23:30"


def seed_h8(town, roster):
    s = busy(town, roster)
    s["officers"] = min(words(s["officers"]))


def seed_h8_visit(town, roster):
    row = first(roster.visits, lambda v: v["week_start"] and v["state"] != "done" and v["two_officers"] != "yes"
                and roster.first <= date(v["week_start"]) <= roster.last)
    town.visits.setdefault(row["property_ref"], {})["two_person"] = "yes"


def seed_h9(town, roster):
    town.holidays.add(date(busy(town, roster)["date"]))


def seed_h10(town, roster):
    old = dict(busy(town, roster), status="published")
    roster.today = date(old["date"])
    roster.before = [dict(old, half_day=AM if old["half_day"] != AM else PM)]


def seed_h11(town, roster):
    roster.pins = [{"patch": next(iter(roster.patches)), "officer_id": "nobody"}]


def seed_h12(town, roster):
    patch = min(words(busy(town, roster)["patches"]))
    for s in roster.sessions:
        s["patches"] = ";".join(p for p in s["patches"].split(";") if p != patch)


def seed_visit(town, roster):
    roster.visits.pop()


def seed_week(town, roster):
    first(roster.visits, lambda v: v["state"] == "due")["week_start"] = str(roster.first + datetime.timedelta(7 * 52))


def seed_state(town, roster):
    first(roster.visits, lambda v: v["state"] == "offered")["state"] = "due"


def seed_letter(town, roster):
    roster.letters_from = roster.first
    first(roster.visits, lambda v: v["state"] == "offered" and town.visits.get(v["property_ref"], {}).get("state") not in ("offered", "booked"))[
        "week_start"] = str(roster.first)


def seed_settling(town, roster):
    row = first(roster.visits, lambda v: v["state"] == "due")
    town.visits[row["property_ref"]] = {"last_visit": "", "state": "", "not_before": str(roster.first)}


SEEDS = [("H1", seed_h1), ("H1", seed_h1_parts), ("H1", seed_h1_reopened), ("H1", seed_h1_relief), ("H1", seed_h1_cover), ("H2", seed_h2), ("H3", seed_h3),
         ("H4", seed_h4), ("H4", seed_h4_staff), ("H4", seed_h4_visit), ("H5", seed_h5), ("H5", seed_h5_pattern), ("H5", seed_h5_starts),
         ("H5", seed_h5_evenings), ("H5", seed_h5_visit), ("H6", seed_h6), ("H6", seed_h6_early), ("H7", seed_h7), ("H7", seed_h7_hours),
         ("H8", seed_h8), ("H8", seed_h8_visit), ("H8", seed_h8_alone), ("H9", seed_h9), ("H10", seed_h10), ("H11", seed_h11),
         ("H12", seed_h12), ("time", seed_evening), ("time", seed_time), ("reach", seed_reach), ("visits", seed_visit), ("visits", seed_week), ("visits", seed_state),
         ("visits", seed_letter), ("visits", seed_settling)]


def seeded(town, roster):
    """For each fault: its rule, its name, and whether it was found though it was not there before."""
    before = set(unreported(town, roster))
    pickled = pickle.dumps((town, roster))
    for rule, seed in SEEDS:
        bad_town, bad_roster = pickle.loads(pickled)
        seed(bad_town, bad_roster)
        new = [f for f in unreported(bad_town, bad_roster) if f not in before]
        yield rule, seed.__name__, any(f.rule == rule for f in new)


def main():
    words_told = [a for a in sys.argv[1:] if not a.startswith("--")]
    if len(words_told) != 2:
        sys.exit(__doc__.split("\n\n")[1].strip())
    roster, town = Roster(words_told[0]), Town(words_told[1])
    if "--seeded" in sys.argv:
        missed = [name for _, name, caught in seeded(town, roster) if not caught]
        print("\n".join(f"not found: {name}" for name in missed) or f"all {len(SEEDS)} seeded faults are found")
        sys.exit(bool(missed))
    findings = unreported(town, roster)
    counts = collections.Counter(f.rule for f in findings)
    shown = collections.Counter()
    for f in findings:
        shown[f.rule] += 1
        if shown[f.rule] <= 20:
            print(f"{f.rule}: {f.text}")
    print(", ".join(f"{rule}: {n}" for rule, n in sorted(counts.items())) or "no broken rule that was not reported")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
