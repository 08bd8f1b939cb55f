"""serve over a real socket: what is asked in ways that are not meant, and what must hold meanwhile."""
import csv
import datetime
import html
import http.client
import io
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

from program import PROGRAM, SLOW, call, make_demo, query, run
from tap import finish, ok
from web import Server, csrf_of, http_quote, sign_in


def a_postcode(server):
    """One whose homes are all of one patch, and that patch."""
    for (code,) in query("SELECT code FROM postcode JOIN home USING (postcode_id) GROUP BY postcode_id ORDER BY code LIMIT 20"):
        answer = server.ask("/find?q=" + http_quote(code))
        found = re.findall(r'href="(/patch/[^"]+)"', answer.text)
        if answer.status == 200 and len(found) == 1:
            return code, found[0]
    return None, None


def test_pages(server):
    home = server.ask("/")
    ok(home.status == 200 and 'name="q"' in home.text, "the first page has one box")
    code, patch = a_postcode(server)
    ok(code, "a postcode is answered by its patch")
    page = server.ask(patch)
    name = query("SELECT name FROM plan_patch")[0][0]
    ok(page.status == 200 and "Your housing officer" in page.text, "the patch's page")
    for asked, what in ((code.replace(" ", "").lower(), "without blank, in small letters"),
                        (query("SELECT name FROM street JOIN home USING (street_id) LIMIT 1")[0][0], "a street"),
                        (query("SELECT name FROM neighbourhood LIMIT 1")[0][0], "an estate")):
        answer = server.ask("/find?q=" + http_quote(asked))
        ok(answer.status == 200 and "/patch/" in answer.text, what, answer.text[-600:])
    ward = query("SELECT code, name FROM ward ORDER BY name")[0]
    councillor = query("SELECT c.name, w.code FROM councillor c JOIN ward w USING (ward_id) LIMIT 1")[0]
    for asked, code_of in ((ward[1], ward[0]), councillor):
        answer = server.ask("/find?q=" + http_quote(asked))
        ok(answer.status == 303 and answer.headers["Location"] == "/ward/" + code_of, f"{asked}: the sheet of the ward")
    name = councillor[0].replace("'", "''")
    twins, of = set_for_a_while(f"INSERT INTO councillor (ward_id, name) SELECT ward_id, '{name}' FROM ward WHERE code <> '{councillor[1]}' LIMIT 1",
                                "DELETE FROM councillor WHERE councillor_id = (SELECT max(councillor_id) FROM councillor)",
                                lambda: (server.ask("/find?q=" + http_quote(councillor[0].split()[-1])).text, query("SELECT w.name FROM councillor c JOIN ward w USING (ward_id) WHERE c.name = ?", councillor[0])))
    ok(len(of) == 2 and all(f"(councillor, {ward_name} ward)" in twins for (ward_name,) in of), "two councillors of one name, each with the ward", of)
    choices = server.ask("/find?q=" + http_quote(councillor[0].split()[-1][:3]))
    ok(choices.status in (200, 303, 404), "a part of a name", choices.status)
    without = query("SELECT code FROM postcode p JOIN plan_postcode USING (postcode_id) WHERE NOT EXISTS"
                    " (SELECT 1 FROM home h WHERE h.postcode_id = p.postcode_id) LIMIT 1")
    if without:
        answer = server.ask("/find?q=" + http_quote(without[0][0]))
        ok(answer.status == 200 and "/patch/" in answer.text, "a postcode without homes of ours")
    unknown = server.ask("/find?q=ZZ1+1ZZ")
    ok(unknown.status == 404 and 'value="ZZ1 1ZZ"' in unknown.text, "an unknown one: 404, and the form with what was typed")
    ref = query("SELECT property_ref FROM home LIMIT 1")[0][0]
    ok(server.ask("/find?q=" + http_quote(ref)).status == 404, "a property reference is nobody's business")
    ok(server.ask("/find?q=").status == 400 and server.ask("/find").status == 400, "nothing asked")
    nothing = server.ask("/nothing")
    ok(server.ask("/patch/NOSUCH").status == 404 and nothing.status == 404, "what is not there")
    ok(server.ask("/healthz").status == 200, "health")
    ok(name, "patches have names")


def test_search(server):
    """What people type for a name: endings written short, a house's number, letters wrong; half a postcode; people and patches."""
    street = query("SELECT s.name FROM street s JOIN home USING (street_id) WHERE s.name LIKE '% Road' AND NOT suppressed ORDER BY s.name LIMIT 1")[0][0]
    patch, officer = query("SELECT p.name, CASE public_name WHEN '' THEN o.name ELSE public_name END FROM plan_lead JOIN plan_patch p USING (plan_id,"
                           " patch_ix) JOIN officer o USING (officer_id) GROUP BY officer_id HAVING count(*) = 1 ORDER BY officer_id LIMIT 1")[0]
    district = query("SELECT substr(code, 1, instr(code, ' ') - 1) FROM postcode LIMIT 1")[0][0]

    def find(asked):
        return server.ask("/find?q=" + http_quote(asked))

    for asked in (street.replace("Road", "Rd"), f"12 {street}", f"flat 3, 12a {street.upper()}"):
        ok(f">{street}</h1>" in find(asked).text, f"{asked}: the street")
    for asked in (street[:-6] + street[-5] + street[-6] + street[-4:], street.replace("Road", "Raod"), street[0] + street[2:]):
        answer = find(asked)
        ok(answer.status == 404 and "Did you mean" in answer.text and f'value="{asked}"' in answer.text and f">{street}</a> (street)" in answer.text,
           f"{asked}: did you mean {street}?", answer.text[-900:])
    ok(find(patch.lower()).headers["Location"] == find(officer).headers["Location"] == "/patch/" + http_quote(patch), "a patch, and its officer")
    half = find(district.lower())
    ok(half.status == 200 and "beginning of many postcodes" in half.text and "(ward)" in half.text, "half a postcode: its wards")
    ok(find("x" * 300).status == 400 and find("a" * 100).status == 404 and find("&").status == 404 and find("ward").status == 404, "no name at all")
    ok(ask_json(server, "/lookup?postcode=" + http_quote(district))[0].status == 400, "the API takes whole postcodes")


def test_addresses(server):
    """Whole addresses, postcodes with a letter for a digit, those who lead teams; and a building, which homes alone tell."""
    code, street = query("SELECT p.code, s.name FROM home h JOIN postcode p USING (postcode_id) JOIN street s USING (street_id) WHERE NOT suppressed"
                         " AND substr(p.code, 2, instr(p.code, ' ') - 2) GLOB '*[01]*' ORDER BY p.code LIMIT 1")[0]
    district, rest = code.split()

    def find(asked):
        return server.ask("/find?q=" + http_quote(asked))

    for asked in (f"{street} {code}", f"Flat 2, Any House, {street}, Town, {code.replace(' ', '').lower()}"):
        ok(f">{code}</h1>" in find(asked).text, f"{asked}: by its postcode")
    for asked in (f"{street} ZZ1 1ZZ", f"Flat 2, Any House, {street}, Town"):
        ok(f">{street}</h1>" in find(asked).text, f"{asked}: by its street")
    for wrong in (code[0] + district[1:].replace("0", "O").replace("1", "l") + rest, district + " " + rest.replace("0", "O").replace("1", "I")):
        answer = find(wrong)
        ok(f">{code}</h1>" in answer.text if wrong == code else answer.status == 404 and f">{code}</a> (postcode)" in answer.text, f"{wrong}: {code} is meant")
    name, n = query("SELECT CASE public_name WHEN '' THEN o.name ELSE public_name END, (SELECT count(*) FROM ward w WHERE w.team_id = o.team_id) FROM officer o"
                    " WHERE role = 'team_leader' AND name <> '' ORDER BY 2 DESC LIMIT 1")[0]
    for asked, what, wards in ((name, "team leader", n), *((m, "area manager", w) for m, w in query(
            "SELECT manager, count(*) FROM area JOIN team USING (area_id) JOIN ward USING (team_id) WHERE manager <> '' GROUP BY 1 HAVING count(*) > 1 LIMIT 1"))):
        page = find(asked)
        ok(page.text.count(f"(ward, {what} {asked})") == wards and f"{asked} is the {what}" in page.text if wards > 1 else page.status == 303,
           f"{asked}: the wards of whom they lead", wards, page.text[-900:])
    tower = "Never Told Tower"
    write_beside("UPDATE home SET address = 'Flat 1, ' || ? WHERE home_id = (SELECT min(home_id) FROM home WHERE NOT suppressed)", tower)
    ok(find(tower).text.replace(tower, "") == find("Never Built Tower").text.replace("Never Built Tower", ""), "a building of ours is as unknown as any other")


def postcodes_by_patch(server):
    """Of every patch in one answer alone, a postcode with homes that may be told of and one without, by chance: {patch: (with, without)}."""
    rows = query("SELECT code, EXISTS (SELECT 1 FROM home h WHERE h.postcode_id = p.postcode_id AND NOT suppressed) FROM postcode p"
                 " WHERE code NOT IN (SELECT postcode FROM venue)")  # that of a place for drop-ins stands on other pages too
    random.shuffle(rows)
    found = {}
    for code, has_homes in rows:
        pair = found.setdefault(only_patch(server, code), {})
        pair.setdefault(has_homes, code)
        if sum(len(pair) == 2 for patch, pair in found.items() if patch) >= 6:
            break
    return {patch: (pair[1], pair[0]) for patch, pair in found.items() if patch and len(pair) == 2}


def only_patch(server, code):
    found = set(re.findall(r'href="/patch/([^"/?]+)"', server.ask("/find?q=" + http_quote(code)).text))
    return found.pop() if len(found) == 1 else None


def answers_alike(server, codes, path):
    """What is answered for two postcodes, with what is theirs alone taken out: status, headers, body."""
    told = []
    for code in codes:
        answer = server.ask(path + http_quote(code))
        headers = sorted((name, value) for name, value in answer.headers.items() if name not in ("Date", "ETag", "Content-Length"))
        told.append((answer.status, headers, answer.text.replace(code, "CODE").replace(http_quote(code), "CODE")))
    return told[0] == told[1]


def test_alike(server):
    """A postcode without homes of ours is answered word for word as one with homes, by page and API."""
    pairs = postcodes_by_patch(server)
    wrong = [(codes, path) for codes in pairs.values() for path in ("/find?q=", "/api/v1/lookup?postcode=") if not answers_alike(server, codes, path)]
    ok(len(pairs) >= 3 and not wrong, f"in {len(pairs)} patches nothing tells a postcode with homes from one without", wrong[:2], len(pairs))


def test_lists_tell_nothing(server):
    """No list leaves out a patch where no home is ours, not even one of a ward without any; streets are said to be some."""
    code, patches = query("SELECT w.code, group_concat(DISTINCT pp.name) FROM ward w JOIN postcode p USING (ward_id) JOIN plan_postcode"
                          " USING (postcode_id) JOIN plan_unit u USING (plan_id, unit_ix) JOIN plan_patch pp USING (plan_id, patch_ix) GROUP BY 1 LIMIT 1")[0]
    told = [set_for_a_while(f"UPDATE home SET ended = {ended}", "UPDATE home SET ended = 0",
                            lambda: [json.loads(server.ask(f"/api/v1/wards/{code}/patches").text), server.ask("/ward/" + code).text]) for ended in (0, 1)]
    for listed, sheet in told:
        names = {patch["id"] for patch in listed["patches"]}
        ok(names >= set(patches.split(",")) and all(f">{name}</a>" in sheet for name in names), "every patch that answers in a ward", names, patches)
    ok("fewer than 10" in told[1][1], "also where no home is the council's")
    ok("Some of its streets" in server.ask("/patch/" + http_quote(names.pop())).text, "streets are some of them")


def day_after(days):
    return (datetime.date.today() + datetime.timedelta(days)).isoformat()


def in_words(iso):
    day = datetime.date.fromisoformat(iso)
    return f"{day:%A} {day.day} {day:%B %Y}"


# uid, kind, days from today, status, days from today before it was moved
SESSIONS = (("one", "drop-in", 7, "published", None), ("two", "drop-in", 14, "moved", 13), ("three", "drop-in", 21, "cancelled", None),
            ("four", "drop-in", 28, "published", None), ("five", "drop-in", 35, "draft", None), ("six", "drop-in", 42, "published", None),
            ("seven", "tara", 10, "published", None), ("eight", "drop-in", -2, "published", None))


def make_sessions():
    """A roster of a few sessions for the first patch, at the first venue; the patch."""
    plan_id, name = query("SELECT plan_id, p.name FROM plan_patch p JOIN plan USING (plan_id) WHERE patch_ix = 0 AND plan.name = 'first'")[0]
    query("INSERT INTO roster (plan_id, first_day, n_weeks, anchor, built_at, outcome) VALUES (?, ?, 13, ?, '2026-01-01T00:00:00Z', 'feasible')",
          plan_id, day_after(0), day_after(0))
    for uid, kind, day, status, was in SESSIONS:
        query("INSERT INTO session (plan_id, uid, series, kind, day, half_day, from_min, to_min, venue_id, tara_id, status, was_day, changed_at)"
              " VALUES (?, ?, ?, ?, ?, 'am', 600, 720, 'V01', ?, ?, ?, '2026-01-01T00:00:00Z')", plan_id, uid, uid, kind, day_after(day),
              1 if kind == "tara" else None, status, None if was is None else day_after(was))
    query("INSERT INTO session_patch SELECT session_id, 0 FROM session")
    return name


def test_drop_ins(server, patch):
    """The next three, with what was cancelled and what moved; nothing of a draft."""
    page = server.ask("/patch/" + http_quote(patch)).text
    at = [page.find(in_words(day_after(days)) + ", 10am to midday") for days in (7, 14, 21)]
    ok(-1 not in at and at == sorted(at) and page.count("10am to midday") == 3 and page.find(">Cancelled<") > at[2], "the next three drop-ins, the cancelled one too", at)
    ok("Moved from " + in_words(day_after(13)) in page and "Step-free access, hearing loop" in page, "moved, step-free, hearing loop")
    access = set_for_a_while("UPDATE venue SET step_free = 0, hearing_loop = NULL WHERE venue_id = 'V01'", "UPDATE venue SET step_free = 1, hearing_loop = 1 WHERE venue_id = 'V01'",
                             lambda: [server.ask(path).text for path in ("/patch/" + http_quote(patch), "/drop-ins", f"/patch/{http_quote(patch)}/drop-ins.ics")])
    ok(all("No step-free access" in text and "sk us about a hearing loop" in text.replace("\r\n ", "") for text in access), "no step-free access, and a loop that no list tells of", access[2][:900])
    team = query("SELECT team_id, name FROM team ORDER BY team_id")[0]
    query("UPDATE session SET team_id = ? WHERE uid = 'one'", team[0])
    whole = set_for_a_while("DELETE FROM session_patch WHERE session_id = (SELECT session_id FROM session WHERE uid = 'one')",
                            "INSERT INTO session_patch SELECT session_id, 0 FROM session WHERE uid = 'one'", lambda: server.ask("/drop-ins").text)
    ok(f"For all patches of the {team[1]} team" in whole, "whom a drop-in is for that names no patch")
    later = set_for_a_while("UPDATE session SET changed_at = '2099-01-02T10:00:00Z' WHERE uid = 'one'", "UPDATE session SET changed_at = '2026-01-01T00:00:00Z' WHERE uid = 'one'",
                            lambda: server.ask("/patch/" + http_quote(patch)).text)
    ok("Last updated" in page and "Last updated Friday 2 January 2099." in later, "last updated when a drop-in was", re.findall("Last updated[^.<]*", page + later))
    ward = query("SELECT w.code FROM venue JOIN ward w USING (ward_id) WHERE venue_id = 'V01'")[0][0]
    for path, n in ((f"/patch/{http_quote(patch)}", 5), ("/venue/V01", 5), (f"/ward/{ward}", 6), ("", 5)):
        calendar = server.ask(path + "/drop-ins.ics")
        ok(calendar.headers["Content-Type"].startswith("text/calendar") and calendar.text.count("BEGIN:VEVENT") == n
           and calendar.text.count("STATUS:CANCELLED") == 1, f"{path}/drop-ins.ics", calendar.text.count("BEGIN:VEVENT"))
    listed = server.ask("/drop-ins?ward=" + ward)
    ok(listed.status == 200 and listed.text.count("Cancelled") == 1 and listed.text.count("10am to midday") == 5, "by date, 13 weeks, the cancelled one too")
    near, month = server.ask("/drop-ins").text, datetime.date.fromisoformat(day_after(42))
    sunday = day_after(13 - datetime.date.today().weekday())
    ok(f"to {in_words(sunday)}." in near and in_words(day_after(28)) not in near and 'rel="next"' in near
       and f"/drop-ins?from={month:%Y-%m}-01" in near and f"/drop-ins?ward={ward}" in near, "of all places this week and the next, then by month and ward")
    others = server.ask("/drop-ins?venue=V02")
    venue = query("SELECT name FROM venue WHERE venue_id = 'V01'")[0][0]
    ok(server.ask("/find?q=" + http_quote(venue.lower())).headers["Location"] == "/drop-ins?venue=V01", "a place of drop-ins by its name")
    ok(server.ask("/drop-ins?venue=V01").text.count("10am to midday") == 5 and "10am to midday" not in others.text and others.status == 200
       and server.ask("/drop-ins?venue=none").status == 404, "of one place")
    sheet = server.ask("/ward/" + ward).text
    meeting = query("SELECT name FROM tara WHERE tara_id = 1")[0][0]
    ok(0 < sheet.find("Team leader") < sheet.find("Area manager") < sheet.find("Patches and their officers") and meeting in sheet
       and "need more visits and casework" in sheet and in_words(day_after(35)) not in sheet, "a councillor's sheet")
    places = re.findall(r"<li>(\w+s), 10am to midday: ([^<(]*)", sheet)
    told = [day for _, days in places for day in days.strip().split(", ")]
    ok(len(told) == 3 and in_words(day_after(42)).split(" ", 1)[1] in told and f"{in_words(day_after(21))}, 10am to midday: <strong>cancelled" in sheet
       and "Moved from" in sheet, "its drop-ins by place: those that stand in one line, others by themselves", places)
    homes = re.findall(r"about ([\d,]+)", sheet)
    ok(homes and all(n.replace(",", "").endswith("0") for n in homes), "homes are rounded", homes)
    table = list(csv.reader(io.StringIO(server.ask(f"/ward/{ward}/patches.csv").text)))
    ok(table[0][2] == "patch" and len(table) > 1 and len({len(row) for row in table}) == 1, "as a table", table[:2])


def test_sheets(server, patch):
    """Every ward's sheet tells the drop-ins of all patches that it lists, however few homes; its table says what the page says."""
    at_venue = query("SELECT w.code FROM venue JOIN ward w USING (ward_id) WHERE venue_id = 'V01'")[0][0]
    listing, telling, odd = set(), set(), []
    for (ward,) in query("SELECT code FROM ward"):
        sheet = server.ask("/ward/" + ward).text
        listing |= {ward} if f'href="/patch/{http_quote(patch)}">' in sheet else set()
        telling |= {ward} if "10am to midday" in sheet else set()
        for row in list(csv.DictReader(io.StringIO(server.ask(f"/ward/{ward}/patches.csv").text))):
            shown = re.search(rf'href="/patch/{http_quote(row["patch"])}">.*?</tr>', sheet, re.S).group(0)
            told = re.findall(r"about ([\d,]+)|(fewer than 10)", shown)
            written = [row["homes_to_nearest_10"], row["homes_in_ward_to_nearest_10"]]
            odd += [] if [(number or words).replace(",", "") for number, words in told] == written and row["officer"] else [(ward, row, told)]
    ok(len(listing) > 1 and telling == listing | {at_venue}, "drop-ins of every patch of a ward's sheet", listing, telling)
    ok(not odd, "its table in the page's words", odd[:2])


def write_beside(sql, *values):
    """Written as another program would: with a line in the audit trail, by which the server sees it."""
    query(sql, *values)
    query("INSERT INTO audit (at, action) VALUES ('2026-01-01T00:00:00Z', 'test')")
    time.sleep(0.25)


def set_for_a_while(sql, back, ask):
    """What is answered while the planning file says otherwise."""
    write_beside(sql)
    try:
        return ask()
    finally:
        write_beside(back)


def test_suppressed(server):
    """A home that must not be known splits no postcode."""
    code, patch = a_postcode(server)
    other = query("SELECT h.home_id, h.postcode_id, h.suppressed FROM plan_home JOIN plan_unit USING (plan_id, unit_ix)"
                  " JOIN plan_patch p USING (plan_id, patch_ix) JOIN home h USING (home_id)"
                  " WHERE '/patch/' || replace(p.name, ' ', '%20') <> ? LIMIT 1", patch)[0]
    back = "UPDATE home SET postcode_id = {}, suppressed = {} WHERE home_id = {}".format(other[1], other[2], other[0])
    move = "UPDATE home SET suppressed = {}, postcode_id = (SELECT postcode_id FROM postcode WHERE code = '{}') WHERE home_id = {}"
    asked = []
    for suppressed in (0, 1):
        answer = set_for_a_while(move.format(suppressed, code, other[0]), back, lambda: server.ask("/find?q=" + http_quote(code)))
        asked.append(len(set(re.findall(r'href="(/patch/[^"/?]+)"', answer.text))))
    ok(asked == [2, 1], "a home that must not be known splits no postcode", asked)


def test_nothing_in_force(server):
    """Where nothing is in force, today's officers answer, also at postcodes without homes."""
    named = query("SELECT p.code, h.current_patch, o.public_name, o.name FROM home h JOIN postcode p USING (postcode_id)"
                  " JOIN current_officer c ON c.patch = h.current_patch JOIN officer o USING (officer_id)"
                  " WHERE o.name <> '' GROUP BY p.code HAVING count(DISTINCT h.current_patch) = 1 AND NOT max(h.suppressed) ORDER BY p.code LIMIT 1")[0]
    empty = query("SELECT code FROM postcode p WHERE easting_m IS NOT NULL AND NOT EXISTS"
                  " (SELECT 1 FROM home h WHERE h.postcode_id = p.postcode_id) LIMIT 1")

    def ask():
        return [server.ask("/find?q=" + http_quote(named[0])), server.ask("/patch/" + http_quote(named[1])),
                *(server.ask("/find?q=" + http_quote(code)) for (code,) in empty)]

    answers = set_for_a_while("UPDATE publication SET rolled_back_at = '2026-01-01T00:00:00Z'",
                              "UPDATE publication SET rolled_back_at = NULL", ask)
    name = named[2] or named[3]
    ok([a.status for a in answers] == [200] * len(answers) and all(name in a.text for a in answers[:2]), "today's officer answers",
       [a.status for a in answers], answers[0].text[-900:])


def test_retired(server):
    """A name that is no patch any more leads to the patch that most of its homes went to."""
    gone = query("SELECT DISTINCT current_patch FROM home WHERE current_patch NOT IN (SELECT name FROM plan_patch)")
    if not gone:
        return
    answer = server.ask("/patch/" + http_quote(gone[0][0]))
    there = server.ask(answer.headers.get("Location", "/"))
    ok(answer.status == 301 and there.status == 200 and f"Patch {gone[0][0]} was replaced on {in_words(day_after(0))} by patch" in there.text, "a name of before leads on",
       answer.status, answer.headers)
    plain = server.ask(answer.headers["Location"].split("?")[0] + "?was=" + http_quote("<b>never</b>"))
    ok("never" not in plain.text, "no banner for a name that never was one")


def ask_json(server, path, **more):
    answer = server.ask("/api/v1" + path, **more)
    return answer, json.loads(answer.text) if answer.text else None


def fits(schema, value, document):
    """Does a value have what its schema in openapi.json promises? The first thing that does not, else None."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "oneOf" in schema and "properties" not in schema:
        wrong = [fits(s, value, document) for s in schema["oneOf"]]
        return None if None in wrong else wrong[0]
    kinds = {"string": str, "boolean": bool, "integer": int, "object": dict, "array": list, "null": type(None)}
    allowed = schema.get("type", [])
    allowed = [allowed] if isinstance(allowed, str) else allowed
    if allowed and not any(isinstance(value, kinds[a]) for a in allowed):
        return f"{value!r} is no {allowed}"
    if isinstance(value, dict) and "properties" in schema:
        missing = [key for key in schema["required"] if key not in value]
        unknown = [key for key in value if key not in schema["properties"]]
        if missing or unknown:
            return f"missing {missing}, not described {unknown}"
        return next(filter(None, (fits(schema["properties"][k], v, document) for k, v in value.items())), None)
    if isinstance(value, list):
        return next(filter(None, (fits(schema["items"], v, document) for v in value)), None)
    return None


def test_api(server):
    """The JSON API: what openapi.json says is what is answered."""
    document = json.loads(server.ask("/api/v1/openapi.json").text)
    code, patch = a_postcode(server)
    ward = query("SELECT w.code FROM session JOIN venue USING (venue_id) JOIN ward w USING (ward_id) WHERE status = 'published' ORDER BY day")[0][0]
    asked = {"/patches": "/patches", "/patches/{id}": "/patches" + patch[len("/patch"):], "/lookup": "/lookup?postcode=" + http_quote(code),
             "/wards/{code}/patches": f"/wards/{ward}/patches", "/drop-ins": "/drop-ins?ward=" + ward, "/outlines": "/outlines"}
    ok(set(asked) == set(document["paths"]), "every path is tried", set(document["paths"]) ^ set(asked))
    for path, address in asked.items():
        answer, value = ask_json(server, address)
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        wrong = fits(schema, value, document)
        ok(answer.status == 200 and answer.headers["Content-Type"] == "application/json" and not wrong, f"{path} is as described", wrong, answer.status)
    answer, value = ask_json(server, asked["/drop-ins"])
    ok(len(value["dropIns"]) == 3 and value["from"] == day_after(0) and value["next"] == day_after(28), "drop-ins of a ward", value)
    answer, value = ask_json(server, asked["/lookup"])
    kinds = [entity.get("responsibleType") for entity in value["patch"]["responsibleEntities"]]
    ok(kinds and kinds[-1] == "HousingAreaManager" and value["postcode"] == code, "officer and area manager", value)
    etag = answer.headers["ETag"]
    ok(ask_json(server, asked["/lookup"], headers={"If-None-Match": etag})[0].status == 304, "304 by its ETag")
    ok(ask_json(server, asked["/lookup"], headers={"If-Match": '"other"'})[0].status == 412, "412 by another's")
    for address, status in (("/lookup?postcode=HELLO", 400), ("/lookup", 400), ("/lookup?postcode=ZZ1+1ZZ", 404), ("/patches/NOSUCH", 404),
                            ("/wards/NOSUCH/patches", 404), ("/drop-ins?from=soon", 400), ("/nothing", 404)):
        answer, problem = ask_json(server, address)
        ok(answer.status == status == problem["status"] and answer.headers["Content-Type"] == "application/problem+json"
           and not fits({"$ref": "#/components/schemas/Problem"}, problem, document), f"{address}: {status} as a problem in words", answer.text)


def test_split(server):
    """Of a split postcode the API gives which addresses are whose."""
    rows = query("SELECT p.code, count(DISTINCT patch_ix) FROM plan_home JOIN plan_unit USING (plan_id, unit_ix) JOIN home h USING (home_id)"
                 " JOIN postcode p USING (postcode_id) WHERE NOT suppressed GROUP BY p.code HAVING count(DISTINCT patch_ix) > 1 LIMIT 1")
    if not rows:
        ok(True, "no postcode of the demo town is split")
        return
    answer, value = ask_json(server, "/lookup?postcode=" + http_quote(rows[0][0]))
    ok(answer.status == 200 and len(value["addresses"]) == rows[0][1] and all(row["addresses"] for row in value["addresses"]),
       "a split postcode lists the addresses of each patch", value)
    page = server.ask("/find?q=" + http_quote(rows[0][0]))
    ok(all(row["addresses"] in html.unescape(page.text) for row in value["addresses"]), "as its page does")


PLANTED = ("PLANTED-REASON", "PLANTED-SKILL", "PLANTED-COVER", "PLANTED-POST", "1.373", "1373", "2031-05-17", "17 May 2031")


def plant(street):
    """Values that nobody outside may see."""
    query("UPDATE neighbourhood SET weight_milli = 1373")
    query("UPDATE plan_patch SET weight_milli = 1373000 + patch_ix")
    query("UPDATE plan_patch SET n_homes = n_homes + 91000")
    query("UPDATE officer SET skills = 'PLANTED-SKILL', post = 'PLANTED-POST'")
    query("INSERT INTO leave (officer_id, first_day, last_day) SELECT officer_id, '2031-05-17', '2031-05-17' FROM officer")
    query("INSERT OR REPLACE INTO roster_cover (plan_id, day, patch_ix, absent_id, cover_id, reason) SELECT plan_id, date('now', 'localtime'),"
          " patch_ix, officer_id, (SELECT max(officer_id) FROM officer WHERE name <> ''), 'PLANTED-COVER' FROM plan_lead WHERE plan_id IN"
          " (SELECT plan_id FROM roster)")
    write_beside("UPDATE home SET suppressed = 1, reason = 'PLANTED-REASON' WHERE street_id = ?", street)


def crawl(server):
    """Every public page, table, calendar and answer of the API that links lead to, and the look-up of every postcode."""
    todo = ["/", "/drop-ins", "/drop-ins.ics", "/venue/V01/drop-ins.ics", "/api/v1/patches", "/api/v1/drop-ins", "/api/v1/outlines", "/embed"]
    for (code,) in query("SELECT code FROM ward"):
        todo += ["/ward/" + code, f"/api/v1/wards/{code}/patches"]
    for (code,) in query("SELECT code FROM postcode ORDER BY code LIMIT 60"):
        todo += ["/find?q=" + http_quote(code), "/api/v1/lookup?postcode=" + http_quote(code)]
    seen = {}
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        answer = server.ask(path)
        seen[path] = answer
        for link in re.findall(r'href="(/[^"#]*)"', answer.text):
            link = html.unescape(link)
            if not re.match(r"/(style|scripts|vendor|assets|sign-in)", link):
                todo.append(link)
    return seen


INSIDE_WORDS = re.compile(r"\b(hubs?|gap|bound|bands?|weight(ed|s)?|units?|allocat\w+|infeasible|leads?|cycle|away|absent|on leave|sick\w*)\b", re.I)


def test_privacy(server):
    """Nothing that is not for everyone is on any public page, table, calendar or in the API."""
    street, name = query("SELECT street_id, name FROM street JOIN home USING (street_id) WHERE name NOT IN (SELECT name FROM ward)"
                         " GROUP BY street_id ORDER BY count(*), street_id LIMIT 1")[0]
    plant(street)
    pages = crawl(server)
    refs = {ref for (ref,) in query("SELECT property_ref FROM home UNION SELECT uprn FROM home WHERE uprn <> ''")} | {ref for (ref,) in query("SELECT DISTINCT block_ref FROM home WHERE block_ref <> ''")}
    texts = {path: html.unescape(answer.text) + str(answer.headers) for path, answer in pages.items()}
    ok(len(pages) > 100 and all(answer.status in (200, 303, 404) for answer in pages.values()), f"{len(pages)} public answers",
       [(p, a.status) for p, a in pages.items() if a.status not in (200, 303, 404)][:5])
    other = query("SELECT CASE public_name WHEN '' THEN name ELSE public_name END FROM officer WHERE name <> '' ORDER BY officer_id DESC")[0][0]
    answered = [text.split("Your contact today")[1][:400] for path, text in texts.items() if path.startswith("/patch/") and "Your contact today" in text]
    n = sum(other in text for text in answered)
    ok(0 < n <= len(answered) < 3 * n, "who stands in is whom to contact today, in patches with an officer", other, n, len(answered))
    ok(any("Contact today: <strong>" + other in text for path, text in texts.items() if path.startswith("/ward/")), "the ward's sheet names the same contact as the patch's page")
    for planted in PLANTED + (name, "91"):
        pattern = re.compile(r"\b91\d\d\d\b" if planted == "91" else re.escape(planted))
        found = [path for path, text in texts.items() if pattern.search(text) and "outlines" not in path]
        ok(not found, f"{planted if planted != '91' else 'homes of a patch to the last one'} is nowhere", found[:3])
    found = [(path, word) for path, text in texts.items() for word in refs & set(re.findall(r"[\w-]+", text))]
    ok(not found, "no property reference, no block's", found[:3])
    found = [(path, word.group(0)) for path, text in texts.items() if "/api/" not in path and not path.endswith((".ics", ".csv"))
             for word in [INSIDE_WORDS.search(re.sub(r"<[^>]*>", " ", text))] if word]
    ok(not found, "no inside word, and never why somebody else answers", found[:3])
    ok(server.ask("/find?q=" + http_quote(name)).status == 404, "a street of homes that must not be known is unknown")
    ok(server.ask("/find?q=" + http_quote(name[:-1])).status == 404 or name not in server.ask("/find?q=" + http_quote(name[:-1])).text, "... by a part of its name too")


def test_outlines(server):
    """The map tells areas: every patch in force by its name and page, no corner nearer than 20 metres to the truth."""
    told = json.loads(server.ask("/api/v1/outlines").text)["patches"]
    names = sorted(name for (name,) in query("SELECT name FROM plan_patch WHERE plan_id IN (SELECT plan_id FROM publication)"))
    ok(sorted(patch["id"] for patch in told) == names, "an outline of every patch in force", [patch["id"] for patch in told])
    ok(all(set(patch) == {"id", "href", "colour", "label", "rings"} for patch in told), "and nothing else of it")
    ok(all(number % 20 == 0 for patch in told for ring in patch["rings"] for number in ring), "no corner tells where a home is")
    ok(all(server.ask(patch["href"]).status == 200 for patch in told[:3]), "they lead to the pages")
    ok("/vendor/" not in server.ask("/").text, "without what npm brings, pages ask for nothing of it")


def test_headers(server):
    page = server.ask("/")
    for name, wanted in (("Content-Security-Policy", "default-src 'none'"), ("X-Content-Type-Options", "nosniff"),
                         ("Cache-Control", "public, no-cache"), ("Content-Type", "text/html; charset=utf-8")):
        ok(wanted in page.headers.get(name, ""), name, page.headers)
    ok("Server" not in page.headers, "no name of a server")
    staff = server.ask("/sign-in").headers
    ok("no-store" in staff["Cache-Control"], "staff's pages are stored nowhere")
    ok("noindex" in staff["X-Robots-Tag"] and "X-Robots-Tag" not in page.headers, "nor found by search engines")
    ok(staff["Referrer-Policy"] == "same-origin", "other sites learn no address, and browsers say of our forms that they are ours")
    etag = page.headers.get("ETag", "")
    again = server.ask("/", headers={"If-None-Match": etag})
    ok(etag and again.status == 304 and again.text == "" and again.headers["Cache-Control"] == "public, no-cache", "304 where nothing changed")
    code, _ = a_postcode(server)
    ok(server.ask("/", "HEAD").text == "" and server.ask("/", "HEAD").status == 200, "HEAD")
    query_path = "/find?q=" + http_quote(code)
    first, second = server.ask(query_path), server.ask(query_path)
    ok(first.text == second.text and first.headers["ETag"] == second.headers["ETag"], "the kept answer is the same answer")
    style = server.ask("/style/plain.css")
    ok(style.status == 200 and style.headers["Content-Type"].startswith("text/css"), "style")


def test_paths(server):
    for path in ("/..", "/../etc/passwd", "/style/../pages/head.html", "/%2e%2e/%2e%2e/etc/passwd", "/style/%2e%2e/pages/head.html",
                 "/style/..%2fpages/head.html", "/patch/%00", "/%00", "/style/plain.css%00", "//etc/passwd", "/style//plain.css",
                 "/pages/head.html", "/patch/..%5c..", "/patch/%ff", "/%", "/patch/a%0d%0aX-Evil:1"):
        answer = server.ask(path)
        ok(answer.status == 404 and "X-Evil" not in answer.headers, f"404: {path}", answer.status)
    ok(server.ask("/find?q=%00").status == 400, "a zero in a query: 400")
    ok(server.ask("/find?q=%ff").status == 400, "bytes that are no text: 400")
    answer = server.ask("/find?q=" + http_quote("<img src=x onerror=alert(1)>\"'"))
    ok("<img" not in answer.text and "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;" in answer.text, "what was typed is text")


def test_framing(server):
    """Where a request ends, and for which host it is, is never a matter of who reads it."""
    form = b"Content-Type: application/x-www-form-urlencoded\r\n"
    get, post = b"GET / HTTP/1.1\r\n", b"POST /sign-out HTTP/1.1\r\nHost: x\r\n" + form
    behind = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    for data, what in ((get + b"\r\n", "no host"), (get + b"Host: a\r\nHost: b\r\n\r\n", "two hosts"),
                       (b"GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", "two hosts, in HTTP/1.0"),
                       (post + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b", "two lengths"),
                       (post + b"Content-Length: 3, 4\r\n\r\na=b", "a list of lengths"), (post + b"Content-Length: +3\r\n\r\na=b", "a length with a sign"),
                       (post + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n", "a length and pieces"),
                       (post + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n", "pieces twice"),
                       (post + b"Transfer-Encoding: gzip, chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n", "pieces of something"),
                       (b"POST /sign-out HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" + form + b"\r\n3\r\na=b\r\n0\r\n\r\n", "pieces in HTTP/1.0"),
                       (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", "a blank before the colon"),
                       (post + b"Content-Length : 3\r\n\r\na=b", "a length with a blank before its colon"), (post + b"A\x01: b\r\nContent-Length: 3\r\n\r\na=b", "a name that is none"),
                       (post + b"A: b\0c\r\nContent-Length: 3\r\n\r\na=b", "a zero in a value"), (post + b"A: b\0\r\nContent-Length: 3\r\n\r\na=b", "a zero behind a value"),
                       (post + b"A: b\rc\r\nContent-Length: 3\r\n\r\na=b", "a lone carriage return"), (post + b": b\r\nContent-Length: 3\r\n\r\na=b", "a line without a name"),
                       (post.replace(b": ", b":") + b":\r\nContent-Length: 3\r\n\r\na=b", "and without anything"), (b"GET / HTTP/1.1\nHost: x\n:\r\n\r\n", "lines that end in two ways"),
                       (b"GET / HTTP/1.1\r\nHost: x\r\n Content-Length: 3\r\n\r\na=b", "a line folded")):
        answer = server.raw(data + behind, timeout=3 * SLOW)
        ok(b" 400 " in answer[:40] and b"HTTP/1.1 200 " not in answer, f"{what}: 400, and no more is read", answer[-300:])
    odd = server.raw(b"GET /healthz?a=%20 HTTP/1.1\r\nHost:x\r\nA: \t b \r\nB:\r\nB: \r\nCookie: c=d; e=\"f\"\r\nConnection: close\r\n\r\n")
    ok(b" 200 " in odd[:40], "with blanks or without, empty or twice, headers are headers", odd[:60])
    plain = server.raw(b"GET /healthz HTTP/1.0\r\n\r\n")
    ok(b" 200 " in plain[:40], "HTTP/1.0 needs no host", plain[:60])
    pieces = server.raw(post + b"Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n", enough=b"\r\n\r\n")
    ok(b" 403 " in pieces[:40], "pieces alone are read", pieces[:60])


def test_sizes(server):
    for query_string, what in (("q=" + "x" * 3000, "an address too long"), ("q=" + "x" * 16330, "or as long as all headers may be"),
                               ("&".join(["q=a"] * 250), "or of more than 200 fields"), ("&" * 1000, "empty ones too")):
        answer = server.raw(f"GET /find?{query_string} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), timeout=3 * SLOW, enough=b"\r\n\r\n")
        ok(b" 414 " in answer[:40] or (len(query_string) > 16000 and b" 431 " in answer[:40]), f"{what}: refused at once", answer[:60])
    ok(server.ask("/find?" + "&".join(["a=b"] * 199) + "&q=ward").status == 404, "200 are read")
    big = server.raw(b"GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + b"y" * 40000 + b"\r\n\r\n")
    ok(not big or b" 431 " in big[:40] or b" 413 " in big[:40] or b" 400 " in big[:40], "headers too large", big[:60])
    many = server.raw(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 20000 + b"\r\n")
    ok(not many or b" 431 " in many[:40] or b" 413 " in many[:40] or b" 400 " in many[:40], "too many headers", many[:60])
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    ok(server.ask("/sign-in", "POST", b"name=" + b"x" * 200000, form).status == 413, "a form too large: 413")
    ok(server.ask("/sign-in", "POST", b"name=\x00", form).status == 400, "a zero in a form: 400")
    ok(server.ask("/sign-in", "POST", b"{}", {"Content-Type": "application/json"}).status == 400, "no form at all: 400")
    ok(server.ask("/", "PUT", b"x").status == 405 and server.ask("/", "DELETE").status == 405, "other methods: 405")
    ok(server.ask("/", "POST", b"a=b", form).status == 405, "POST to what only answers GET: 405")
    endless = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
    endless += b"10000\r\n" + b"z" * 65536 + b"\r\n"
    answer = server.raw(endless * 1 + (b"10000\r\n" + b"z" * 65536 + b"\r\n") * 40 + b"0\r\n\r\n")
    ok(b" 413 " in answer[:40], "a form in pieces without end: 413", answer[:60])
    ok(server.ask("/").status == 200, "and it goes on")


class SlowClient(threading.Thread):
    """Sends a byte a second after its beginning, beside all other tests, until the server ends it."""

    def __init__(self, server, beginning):
        super().__init__(daemon=True)
        self.wire = socket.create_connection(("127.0.0.1", server.port))
        self.wire.sendall(beginning)
        self.wire.settimeout(1)
        self.ended = False
        self.start()

    def run(self):
        deadline = time.monotonic() + 60 * SLOW
        while not self.ended and time.monotonic() < deadline:
            try:
                self.wire.sendall(b"x")
                self.ended = self.wire.recv(100) == b""
            except TimeoutError:
                pass
            except OSError:
                self.ended = True


SLOW_BEGINNINGS = (b"GET / HT", b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                   b"Content-Length: 1000\r\n\r\nname=")


def test_slow(server, slow):
    """Half requests, idle and slow clients keep nobody waiting."""
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(500)]
    for wire in idle[:100]:
        wire.sendall(b"GET / HT")
    for wire in idle[100:200]:
        wire.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nname=")
    begun = time.monotonic()
    answers = [server.ask("/").status for _ in range(20)]
    took = time.monotonic() - begun
    ok(answers == [200] * 20 and took < 5 * SLOW, f"20 answers beside 500 idle connections in {took:.2f} s")
    for wire in idle:
        wire.close()
    for client in slow:
        client.join()
    ok(all(client.ended for client in slow), "who sends a byte a second, of a head or a form, is ended: that buys no time")


def test_sign_in(server):
    password = re.search(r"told only now: (\S+)", server.told)
    ok(password, "the first run makes an admin with a one-time password", server.told)
    ok(server.ask("/account").status == 303, "without a session one is led to the sign-in")
    wrong, _ = sign_in(server, "admin", "not the password")
    nobody, _ = sign_in(server, "nobody", "not the password")
    ok(wrong.status == nobody.status == 400 and "Set-Cookie" not in wrong.headers and "wrong" in wrong.text, "a wrong password",
       wrong.status, nobody.status, wrong.text[-900:])
    answer, cookie = sign_in(server, "admin", password.group(1))
    flags = answer.headers.get("Set-Cookie", "")
    ok(answer.status == 303 and "HttpOnly" in flags and "SameSite=Lax" in flags and "Path=/" in flags, "the right one", flags)
    page = server.ask("/account", headers={"Cookie": cookie})
    ok(page.status == 200 and "Signed in as admin" in page.text, "signed in")
    ok("no-store" in page.headers["Cache-Control"], "and stored nowhere")
    _, elsewhere = sign_in(server, "admin", password.group(1))
    _, renewed = sign_in(server, "admin", password.group(1), cookie=cookie)
    ok(len({cookie, elsewhere, renewed}) == 3 and server.ask("/account", headers={"Cookie": cookie}).status == 303
       and server.ask("/account", headers={"Cookie": elsewhere}).status == 200, "signing in again ends the session before, not one elsewhere")
    cookie, page = renewed, server.ask("/account", headers={"Cookie": renewed})
    csrf = csrf_of(page)
    new = {"old": password.group(1), "new": "lamp river cobble", "again": "lamp river cobble"}
    ok(server.post("/account/password", new, cookie).status == 403, "a form without its token: 403")
    ok(server.post("/account/password", {**new, "csrf": "x" * 22}, cookie).status == 403, "with another: 403")
    ok(server.post("/account/password", {**new, "csrf": csrf}, cookie, Origin="https://elsewhere.example").status == 403, "from another site: 403")
    ok(server.post("/account/password", {**new, "csrf": csrf}, cookie, Sec_Fetch_Site="cross-site").status == 403, "... as browsers say it: 403")
    ok(server.post("/account/password", {**new, "csrf": csrf, "new": "short", "again": "short"}, cookie).status == 400, "a weak password")
    own = f"http://127.0.0.1:{server.port}"
    done = server.post("/account/password", {**new, "csrf": csrf}, cookie, Origin=own, Sec_Fetch_Site="same-origin")
    ok(done.status == 303, "changed", done.status, done.text[-400:])
    fresh = done.headers.get("Set-Cookie", "").split(";")[0]
    ok(fresh and fresh != cookie, "under a new session")
    ok(all(server.ask("/account", headers={"Cookie": old}).status == 303 for old in (cookie, elsewhere)), "the old one is over, and all others")
    page = server.ask("/account", headers={"Cookie": fresh})
    ok("one-time" not in page.text, "and nothing is left to change")
    told_so = server.ask(done.headers["Location"], headers={"Cookie": fresh})
    ok("Your password was changed" in told_so.text and answer.headers["Location"] == "/staff", "which is said; signing in leads to one's tasks")
    ok(server.post("/sign-out", {"csrf": csrf_of(page)}, fresh).status == 303, "signed out")
    ok(server.ask("/account", headers={"Cookie": fresh}).status == 303, "for good")
    tokens = [row[0] for row in query("SELECT digest FROM sign_in")]
    ok(all(cookie.split("=")[1] not in digest for digest in tokens), "no token is kept")
    for name in ("admin", "nobody"):
        for _ in range(12):
            last, _ = sign_in(server, name, "guess")
        ok(last.status == 429 and "Retry-After" in last.headers and "from where you are" in last.text, f"guessing {name} ends", last.status)
    test_name_guessed(server, cookie)
    ok(server.ask("/account", headers={"X-Remote-User": "admin"}).status == 303, "a header of anyone's names nobody")


def test_name_guessed(server, old_cookie):
    """Whoever guesses a name locks out nobody else; many guesses slow that name down; old passwords are not guessed either."""
    answer, cookie = sign_in(server, "admin", "lamp river cobble", own_address="127.0.0.3")
    ok(answer.status == 303 and cookie != old_cookie, "the one whose name was guessed still signs in from elsewhere", answer.status)
    csrf = csrf_of(server.ask("/account", headers={"Cookie": cookie}))
    form = {"csrf": csrf, "old": "guess", "new": "another lamp river", "again": "another lamp river"}
    answers = [server.post("/account/password", form, cookie, own_address="127.0.0.4") for _ in range(11)]
    ok([a.status for a in answers] == [400] * 10 + [429] and "too many wrong passwords" in answers[-1].text, "the form for a new password is no way to guess the old",
       [a.status for a in answers])
    for address in range(5, 7):
        for _ in range(10):
            sign_in(server, "admin", "guess", own_address=f"127.0.0.{address}")
    begun = time.monotonic()
    answer, _ = sign_in(server, "admin", "lamp river cobble", own_address="127.0.0.9")
    ok(answer.status == 303 and time.monotonic() - begun > 2.5, "guessed from many places, a name is answered slowly, and still signs in", answer.status)


def test_crowd(server):
    """Passwords being checked, more than are taken in at a time, hold up no look-up."""
    code, answers, waits = a_postcode(server)[0], [], []

    def guess(i):
        answers.append(sign_in(server, f"user{i}", "guess", own_address=f"127.0.1.{1 + i % 3}")[0])

    crowd = [threading.Thread(target=guess, args=(i,)) for i in range(40)]
    for one in crowd:
        one.start()
    while any(one.is_alive() for one in crowd):
        begun = time.monotonic()
        server.ask("/find?q=" + http_quote(code))
        waits.append(time.monotonic() - begun)
    full = [answer for answer in answers if answer.status == 503]
    waits.sort()
    ok(len(answers) == 40 and {answer.status for answer in answers} == {400, 503}, "40 sign-ins at once are answered", {a.status for a in answers})
    ok(full and all("Retry-After" in answer.headers and "not looked at" in answer.text for answer in full), "those that find no room are told so in words")
    ok(len(waits) > 20 and waits[len(waits) * 9 // 10] < 0.25 * SLOW, "look-ups beside them do not wait", waits[-5:], len(waits))


def test_proxy():
    run("user", "add", "vera", "--role", "viewer")
    roleless = run("user", "add", "nobody")
    ok(roleless.returncode == 2 and "--role" in roleless.stderr, "an account without a role is a wrong request", roleless.stderr)
    own = query("SELECT officer_id FROM officer WHERE name <> '' AND role = 'officer' LIMIT 1")[0]
    password = run("user", "add", "ollie", "--role", "officer", "--officer", *own).stdout.split()[-1]
    ownless = run("user", "add", "nobody", "--role", "officer")
    ok(ownless.returncode == 3 and "--officer" in ownless.stderr, "nor is there an officer's account of no officer", ownless.stderr)
    server = Server("--trusted-proxy", "127.0.0.1", "--identity-header", "X-Remote-User")
    ok("Signed in as vera (viewer)" in server.ask("/account", headers={"X-Remote-User": "vera"}).text, "the trusted proxy names who it is")
    ok(server.ask("/account", headers={"X-Remote-User": "nobody"}).status == 303, "an account that is not there")
    ok(sign_in(server, "ollie", password)[0].headers["Location"] == "/my", "an officer begins on a page of their own")
    https = server.ask("/", headers={"X-Forwarded-Proto": "https"})
    ok("Strict-Transport-Security" in https.headers and "Strict-Transport-Security" not in server.ask("/").headers, "https as the proxy says")
    answer = server.raw(b"GET /account HTTP/1.0\r\nHost: x\r\nX-Remote-User: vera\r\nX-Remote-User: admin\r\n\r\n")
    ok(b" 303 " in answer[:40], "two names are none", answer[:60])
    page = server.ask("/account", headers={"X-Remote-User": "vera"})
    ok(server.post("/sign-out", {"csrf": "x"}, X_Remote_User="vera").status == 403, "forms need their token here too")
    ok(server.post("/sign-out", {"csrf": csrf_of(page)}, X_Remote_User="vera").status == 303, "... and have it")
    sent = [server.post("/sign-out", {}, X_Forwarded_For=f"1.1.1.1, 192.0.2.7:{port}").status for port in range(2000, 2330)]
    ok(sent[-1] == 429, "a port behind the address is no other address", sent[-3:])
    ok(server.post("/sign-out", {}, X_Forwarded_For="[2001:db8::7]:443").status == 403, "another address is")
    other = server.ask("/account", headers={"X-Remote-User": "vera", "X-Forwarded-Proto": "https"}, own_address="127.0.0.2")
    ok(other.status == 303 and "Strict-Transport-Security" not in other.headers, "another peer's word counts for nothing", other.status)
    run("user", "disable", "vera")
    ok(server.ask("/account", headers={"X-Remote-User": "vera"}).status == 303, "a disabled account is none")
    server.stop()


def test_change(server):
    """What is published while it serves is answered from then on."""
    name = query("SELECT officer_id, name FROM officer WHERE name <> '' AND role = 'officer' ORDER BY 1")[0]
    patch = query("SELECT p.name FROM plan_lead JOIN plan_patch p USING (plan_id, patch_ix) WHERE officer_id = ?", name[0])
    if not patch:
        return
    path = "/patch/" + http_quote(patch[0][0])
    before = server.ask(path)
    write_beside("UPDATE officer SET public_name = '<img src=x onerror=alert(1)>' WHERE officer_id = ?", name[0])
    after = server.ask(path)
    ok(before.status == after.status == 200 and before.text != after.text and before.headers["ETag"] != after.headers["ETag"], "a change is seen")
    ok("<img" not in after.text and "&lt;img" in after.text, "a name is text, whatever it is")


def test_embed(server):
    """The box inside another site's page: only where settings name the site."""
    ok("frame-ancestors 'none'" in server.ask("/embed").headers["Content-Security-Policy"], "inside no page as it is")
    ok(call("-d", "town.db", "settings", "embed.sites", "https://a.example; script-src *").returncode == 2, "a site that is none is refused")
    run("settings", "embed.sites", "https://www.example.gov.uk")
    run("settings", "council", "Tarnwick Borough Council")
    time.sleep(0.5)
    ok("frame-ancestors https://www.example.gov.uk" in server.ask("/embed").headers["Content-Security-Policy"], "inside those of a site that is named")
    ok("frame-ancestors 'none'" in server.ask("/").headers["Content-Security-Policy"], "the box alone")
    nothing = server.ask("/nothing").text
    ok('class="site-council">Tarnwick' in nothing and 'action="/find"' in nothing, "a mistyped link: whose pages these are, and a box to look up")


def is_open(wire):
    wire.setblocking(False)
    try:
        return wire.recv(1) != b""
    except BlockingIOError:
        return True


def test_limits():
    """One address holds its part of the connections and sends so many forms; another's are left alone. Only the proxy's may hold all."""
    server = Server("--connections", "64", "--trusted-proxy", "127.0.0.7")
    other = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=30 * SLOW, source_address=("127.0.0.2", 0)) for _ in range(5)]
    for connection in other:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    greedy = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(60)]
    time.sleep(1)
    for wire in greedy:
        wire.setblocking(False)
    ended = 0
    for wire in greedy:
        try:
            ended += wire.recv(10) == b""
        except OSError:
            pass
    proxied = [socket.create_connection(("127.0.0.1", server.port), source_address=("127.0.0.7", 0)) for _ in range(30)]
    time.sleep(0.3)
    ok(all(is_open(wire) for wire in proxied), "the proxy may hold more")
    for wire in proxied:
        wire.close()
    ok(30 <= ended < 60, "one address holds a quarter of the connections, the longest idle go", ended)
    kept = 0
    for connection in other:
        wire = connection.sock
        connection.request("GET", "/healthz")
        kept += connection.getresponse().status == 200 and connection.sock is wire
    ok(kept == len(other), "another's stay", kept)
    for wire in greedy:
        wire.close()
    statuses = [server.post("/sign-out", {}).status for _ in range(330)]
    ok(statuses[:200] == [403] * 200 and statuses[-1] == 429, "forms without end: 429", statuses[-3:])
    ok(server.ask("/").status == 200, "pages are still there to be read")
    server.stop()


def test_second(server):
    """A port that is taken is refused in words, and no password of a start that failed is lost."""
    place = f"127.0.0.1:{server.port}"
    second = call("-d", "other.db", "init")
    ok(second.returncode == 0, "another planning file", second.stderr)
    second = call("-d", "other.db", "serve", "--listen", place, timeout=60 * SLOW)
    ok(second.returncode == 1 and f"cannot listen on {place}" in second.stderr and "Is it running already?" in second.stderr,
       "a second one on the same port is refused", second.returncode, second.stderr)
    ok("password" not in second.stderr and not query("SELECT * FROM user", db="other.db"), "and no account was made", second.stderr)
    os.symlink("town.db", "same.db")
    third = call("-d", "same.db", "serve", "--listen", "127.0.0.1:0", timeout=60 * SLOW)
    ok(third.returncode == 1 and f"is served already, by process {server.process.pid}" in third.stderr, "one planning file has one server",
       third.returncode, third.stderr)


def test_first_admin():
    """Accounts without an admin among them: the first start makes one, by a name that is free; later ones make none."""
    for name in ("frances", "admin"):
        ok(run("user", "add", name, "--role", "viewer", db="other.db").returncode == 0, f"{name} may look")
    for first in (True, False):
        server = Server(db="other.db")
        ok(("account is 'admin2'" in server.told) == first, "a first admin" if first else "is the only one", server.told)
        server.stop()


def test_no_memory(patch):
    """Memory runs out once, anywhere: a page is whole or refused, and the next one is whole."""
    (code,) = query("SELECT code FROM ward LIMIT 1")[0]
    (postcode,) = query("SELECT code FROM postcode JOIN home USING (postcode_id) ORDER BY code LIMIT 1")[0]
    program = os.path.join(os.path.dirname(PROGRAM), "tests", "api", "every_allocation")
    pages = ["/find?q=" + http_quote(postcode), "/patch/" + patch, "/ward/" + code, "/drop-ins.ics", "/api/v1/lookup?postcode=" + http_quote(postcode),
             "/staff", "/plan/first", "/plan/first/patch/" + patch, "/plan/first/outlines", "/plans/draw", "/import", "/letters"]
    done = subprocess.run([program, "town.db", "5", *pages], capture_output=True, text=True)
    ok(done.returncode == 0, "a page is whole or refused when memory runs out", done.stdout[-600:])


def test_leader_not_in(server):
    """Who answers for a patch without an officer while its team's leader is not in; no page says that anybody is away."""
    patch, plan, ix, team = query("SELECT p.name, plan_id, patch_ix, team_id FROM plan_patch p WHERE plan_id IN (SELECT plan_id FROM publication) ORDER BY 1 LIMIT 1")[0]
    leader, officer = query("SELECT CASE public_name WHEN '' THEN name ELSE public_name END, officer_id FROM officer WHERE role = 'team_leader' AND name <> '' AND team_id = ?", team)[0]
    write_beside("DELETE FROM roster_cover WHERE plan_id = ?", plan)
    write_beside("DELETE FROM plan_lead WHERE plan_id = ? AND patch_ix = ?", plan, ix)

    def contact():
        page = html.unescape(server.ask(f"/patch/{http_quote(patch)}").text)
        return page.split("Your contact today")[1][:300], page

    ok(leader in contact()[0], "a patch without an officer has its leader", contact()[0])
    write_beside("INSERT INTO leave (officer_id, first_day, last_day, kind) VALUES (?, date('now', '-1 day'), date('now', '+1 day'), 'unplanned')", officer)
    told, page = contact()
    others = query("SELECT CASE public_name WHEN '' THEN name ELSE public_name END FROM officer WHERE role = 'team_leader' AND name <> '' AND team_id <> ? UNION SELECT manager FROM area", team)
    ok(leader not in told and any(name and name in told for name, in others) and not re.search(r"\b(away|absent|on leave|sick)\b", page, re.I),
       "while the leader is not in, another leader or the area manager; no word of why", told, others)


def test_all():
    ok(make_demo(), "the demo town")
    patch = make_sessions()
    server = Server()
    ok(server.port, "serves", server.told)
    slow = [SlowClient(server, beginning) for beginning in SLOW_BEGINNINGS]
    test_second(server)
    test_first_admin()
    test_pages(server)
    test_drop_ins(server, patch)
    test_sheets(server, patch)
    test_search(server)
    test_addresses(server)
    test_alike(server)
    test_lists_tell_nothing(server)
    test_suppressed(server)
    test_nothing_in_force(server)
    test_retired(server)
    test_api(server)
    test_split(server)
    test_outlines(server)
    test_headers(server)
    test_paths(server)
    test_framing(server)
    test_sizes(server)
    test_sign_in(server)
    test_crowd(server)
    test_change(server)
    test_embed(server)
    test_privacy(server)
    test_leader_not_in(server)
    test_slow(server, slow)
    status = server.stop()
    ok(status == 0, "stops when told to", status)
    ok("S5" not in server.told and "q=" not in server.told, "no query in the log", server.told)
    test_no_memory(patch)
    test_proxy()
    test_limits()


def main():
    with tempfile.TemporaryDirectory(prefix="patchplan-serve-") as folder:
        os.chdir(folder)
        test_all()
        os.chdir("/")
    return finish()


sys.exit(main())
