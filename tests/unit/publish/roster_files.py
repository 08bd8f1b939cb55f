"""A roster's files through readers that share no code with the program: CSV, iCalendar, XLSX, and LibreOffice when it is here."""
import csv
import datetime
import os
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as tree
import zipfile
import zoneinfo

PROGRAM = os.path.join(os.environ.get("BUILDDIR", "."), "tests", "unit", "publish", "test_roster")
COLUMNS = {
    "caseload": "patch officer_id role share homes weighted_homes from to",
    "cover": "date patch absent_officer_id cover_officer_id reason",
    "sessions": "session_id date half_day start end venue_id team officers patches status",
    "visits": "property_ref patch officer_id week_start two_officers state",
}
SHEETS = ["Caseload", "Rota", "Visits by week", "Hours", "Measures", "Changes", "Attention"]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
cases = failed = 0


def ok(holds, what, more=""):
    global cases, failed
    cases += 1
    failed += not holds
    print(f"{'' if holds else 'not '}ok {cases} - {what}", flush=True)
    if not holds and more:
        print("# " + str(more).replace("\n", "\n# "))


def skip(what, why):
    global cases
    cases += 1
    print(f"ok {cases} - {what} # SKIP {why}")


# ---------------------------------------------------------------- CSV

def test_tables():
    tables = {}
    for kind, columns in COLUMNS.items():
        with open(kind + ".csv", newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            tables[kind] = list(reader)
            ok(reader.fieldnames == columns.split(), f"{kind}: the columns that were promised")
    days = [row["date"] for row in tables["cover"] + tables["sessions"]]
    days += [row["week_start"] for row in tables["visits"]]
    ok(all(datetime.date.fromisoformat(day) for day in days), "dates are ISO")
    ok(all(datetime.date.fromisoformat(row["week_start"]).weekday() == 0 for row in tables["visits"]), "weeks start on Mondays")
    ok({row["half_day"] for row in tables["sessions"]} <= {"am", "pm", "evening"}, "half-days by name")
    ok(all(re.fullmatch(r"\d\d:\d\d", row["start"]) and row["start"] < row["end"] for row in tables["sessions"]), "hours by the clock")
    ok(all(re.fullmatch(r"\d+\.\d{3}", row["weighted_homes"] + "") for row in tables["caseload"]), "workloads have three places")
    shares = {}
    for row in tables["caseload"]:
        shares[row["patch"]] = shares.get(row["patch"], 0) + round(float(row["share"]) * 1000)
    ok(set(shares.values()) == {1000}, "the parts of a patch are the patch", shares)
    return tables


# ---------------------------------------------------------------- iCalendar

def read_lines(path):
    with open(path, "rb") as file:
        raw = file.read()
    ok(raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b""), "lines end with CR LF")
    ok(all(len(line) <= 75 for line in raw.split(b"\r\n")), "no line is longer than 75 bytes")
    return raw.decode("utf-8").replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]


def read_calendar(path):
    """Nested (name, properties, children); properties are (name, parameters, value)."""
    top = ("", [], [])
    stack = [top]
    for line in read_lines(path):
        head, value = line.split(":", 1)
        name, *parameters = head.split(";")
        if name == "BEGIN":
            stack.append((value, [], []))
            stack[-2][2].append(stack[-1])
        elif name == "END":
            assert stack.pop()[0] == value
        else:
            stack[-1][1].append((name, dict(p.split("=", 1) for p in parameters), value))
    assert stack == [top] and len(top[2]) == 1
    return top[2][0]


def one(component, name):
    found = [(parameters, value) for n, parameters, value in component[1] if n == name]
    assert len(found) == 1, (name, found)
    return found[0]


def last_sunday(year, month):
    day = datetime.date(year, month, 31)
    return day - datetime.timedelta(days=(day.weekday() + 1) % 7)


def offset_by_rules(zone, local):
    """The offset of a local time by the VTIMEZONE: the latest change before it."""
    changes = []
    for kind, properties, children in zone[2]:
        part = (kind, properties, children)
        rule = dict(item.split("=") for item in one(part, "RRULE")[1].split(";"))
        start = datetime.datetime.strptime(one(part, "DTSTART")[1], "%Y%m%dT%H%M%S")
        assert rule["FREQ"] == "YEARLY" and rule["BYDAY"] == "-1SU" and set(rule) == {"FREQ", "BYMONTH", "BYDAY"}
        assert start.date() == last_sunday(start.year, int(rule["BYMONTH"]))
        for year in (local.year - 1, local.year):
            at = datetime.datetime.combine(last_sunday(year, int(rule["BYMONTH"])), start.time())
            changes.append((at, one(part, "TZOFFSETTO")[1]))
    text = max(change for change in changes if change[0] <= local)[1]
    return datetime.timedelta(hours=int(text[:3]), minutes=int(text[0] + text[3:]))


def plain(text):
    return re.sub(r"\\(.)", lambda m: "\n" if m.group(1) in "nN" else m.group(1), text)


def test_calendar(tables):
    calendar = read_calendar("all.ics")
    ok(calendar[0] == "VCALENDAR" and one(calendar, "VERSION")[1] == "2.0" and one(calendar, "PRODID")[1], "a calendar of version 2.0")
    zones = [c for c in calendar[2] if c[0] == "VTIMEZONE"]
    events = [c for c in calendar[2] if c[0] == "VEVENT"]
    ok(len(zones) == 1 and one(zones[0], "TZID")[1] == "Europe/London", "with its time zone")
    ok(len(events) == len(tables["sessions"]) + 6, "an event for each drop-in and each meeting")
    uids = [one(e, "UID")[1] for e in events]
    ok(len(set(uids)) == len(uids), "each with a name of its own")
    cancelled = [e for e in events if one(e, "STATUS")[1] == "CANCELLED"]
    ok(len(cancelled) == 1 and one(cancelled[0], "SEQUENCE")[1] == "1" and one(cancelled[0], "SUMMARY")[1].startswith("Cancelled: "), "the cancelled one says so")
    london, starts, wrong = zoneinfo.ZoneInfo("Europe/London"), set(), []
    for event in events:
        (at, begins), (_, ends) = one(event, "DTSTART"), one(event, "DTEND")
        local, until = (datetime.datetime.strptime(t, "%Y%m%dT%H%M%S") for t in (begins, ends))
        starts.add((local.date().isoformat(), local.strftime("%H:%M"), until.strftime("%H:%M")))
        if at != {"TZID": "Europe/London"} or offset_by_rules(zones[0], local) != local.replace(tzinfo=london).utcoffset():
            wrong.append(begins)
        words = plain(one(event, "DESCRIPTION")[1])
        if f"{local:%A} {local.day} {local:%B %Y}, " not in words or not re.search(r", 1?\d(:\d\d)?(am|pm) to (midday|1?\d(:\d\d)?(am|pm))\.", words):
            wrong.append(words)
    ok(not wrong, "each begins at the right moment, and says it in words", wrong)
    ok({(s["date"], s["start"], s["end"]) for s in tables["sessions"]} <= starts, "at the times of the table of sessions")
    summer, winter = (datetime.datetime(2027, *md, 10) for md in ((3, 29), (3, 26)))
    ok([offset_by_rules(zones[0], t).seconds for t in (winter, summer)] == [0, 3600], "an hour apart before and after 28 March 2027")
    summer, winter = (datetime.datetime(2027, *md, 10) for md in ((10, 29), (11, 1)))
    ok([offset_by_rules(zones[0], t).seconds for t in (summer, winter)] == [3600, 0], "and before and after 31 October 2027")
    refs = {row["property_ref"] for row in tables["visits"]}
    whole = "\n".join(value for event in events for _, _, value in event[1])
    ok(not any(ref in whole for ref in refs), "no home is in it")


# ---------------------------------------------------------------- XLSX

def sheet_rows(book, number, strings):
    sheet = tree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    rows = []
    for row in sheet.iter(MAIN + "row"):
        cells = {}
        for cell in row:
            value = cell.find(MAIN + "v")
            column = re.match("[A-Z]+", cell.get("r")).group(0)
            text = value.text if value is not None else ""
            cells[column] = (strings[int(text)] if cell.get("t") == "s" else text, int(cell.get("s", 0)))
        rows.append(cells)
    return sheet, rows


def test_book(tables):
    book = zipfile.ZipFile("roster.xlsx")
    workbook = tree.fromstring(book.read("xl/workbook.xml"))
    names = [s.get("name") for s in workbook.iter(MAIN + "sheet")]
    ok(names == SHEETS, "the sheets", names)
    strings = ["".join(t.text or "" for t in s.iter(MAIN + "t")) for s in tree.fromstring(book.read("xl/sharedStrings.xml"))]
    styles = tree.fromstring(book.read("xl/styles.xml"))
    formats = {int(f.get("numFmtId")): f.get("formatCode") for f in styles.iter(MAIN + "numFmt")}
    looks = [formats.get(int(x.get("numFmtId"))) for x in styles.find(MAIN + "cellXfs")]
    repeated = {d.get("localSheetId"): d.text for d in workbook.iter(MAIN + "definedName") if d.get("name") == "_xlnm.Print_Titles"}
    bad, sheets = [], {}
    for number, name in enumerate(names, 1):
        sheet, rows = sheet_rows(book, number, strings)
        sheets[name] = rows
        pane, setup = next(sheet.iter(MAIN + "pane")), next(sheet.iter(MAIN + "pageSetup"))
        fits = next(sheet.iter(MAIN + "pageSetUpPr"))
        if pane.get("state") != "frozen" or pane.get("ySplit") != "3" or not pane.get("xSplit"):
            bad.append((name, "not frozen"))
        if fits.get("fitToPage") != "1" or setup.get("fitToHeight") != "0" or setup.get("fitToWidth", "1") != "1":
            bad.append((name, "not one page wide"))
        if setup.get("orientation") != "landscape" or setup.get("paperSize") != "9":
            bad.append((name, "not A4 landscape"))
        if not repeated.get(str(number - 1), "").endswith("$1:$3"):
            bad.append((name, "headings not repeated"))
        if list(sheet.iter(MAIN + "f")):
            bad.append((name, "has a formula"))
    ok(not bad, "each is frozen under its headings, one page wide, headings on every page", bad)
    epoch = datetime.date(1899, 12, 30)
    weeks = [row["A"] for row in sheets["Rota"][3:]]
    ok(all(looks[style] == "ddd d mmm yyyy" for _, style in weeks), "weeks of the rota are real dates")
    mondays = {epoch + datetime.timedelta(days=int(value)) for value, _ in weeks}
    first = datetime.date(2027, 1, 4)
    ok(mondays == {first + datetime.timedelta(weeks=w) for w in range(13)}, "the thirteen Mondays")
    heads = [v for v, style in sheets["Visits by week"][2].values() if looks[style] == "d mmm"]
    ok([epoch + datetime.timedelta(days=int(v)) for v in heads] == sorted(mondays), "and the headings of visits too")
    totals = {row["B"][0]: int(list(row.values())[-1][0]) for row in sheets["Visits by week"][3:]}
    by_patch = {}
    for row in tables["visits"]:
        by_patch[row["patch"]] = by_patch.get(row["patch"], 0) + 1
    ok(totals == by_patch, "visits by patch add up", totals)
    letters = {v[0] for row in sheets["Rota"][3:] for c in "DEFGHIJKLM" for v in [row[c][0]] if v}
    ok(letters <= set("DVTSLH.-") and {"D", "S", "L", "H", "V"} <= letters, "letters beside the colours", letters)
    homes = sum(float(row["F"][0]) for row in sheets["Caseload"][3:])
    ok(homes == sum(int(row["homes"]) for row in tables["caseload"]), "homes as in the table")
    ok(not any(re.search(r"\bH\d{4}\b", s) for s in strings), "no home is in it")
    found = {row["A"][0]: row["C"][0] for row in sheets["Measures"][3:] if row.get("A") and row.get("C")}
    ok(found.get("Named officers: homes without one at the start") == "40 *"
       and found.get("Drop-ins: hire and travel in two weeks, pounds") == "42.5 *",
       "what was made least: homes counted once, pounds", found)


# ---------------------------------------------------------------- LibreOffice

def test_office():
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office or not shutil.which("pdfinfo"):
        skip("LibreOffice opens the spreadsheet", "no LibreOffice here")
        return
    profile = "-env:UserInstallation=file://" + os.path.abspath("office")
    try:
        subprocess.run([office, profile, "--headless", "--convert-to", "pdf", "roster.xlsx"], capture_output=True, timeout=150)
    except subprocess.TimeoutExpired:
        skip("LibreOffice opens the spreadsheet", "it took longer than 150 seconds")
        return
    ok(os.path.exists("roster.pdf"), "LibreOffice opens the spreadsheet")
    if not os.path.exists("roster.pdf"):
        return
    info = subprocess.run(["pdfinfo", "roster.pdf"], capture_output=True, text=True).stdout
    pages = int(re.search(r"Pages:\s+(\d+)", info).group(1))
    ok("841.89 x 595" in info or "842 x 595" in info, "A4 landscape", info)
    texts = [subprocess.run(["pdftotext", "-layout", "-f", str(p), "-l", str(p), "roster.pdf", "-"], capture_output=True, text=True).stdout
             for p in range(1, pages + 1)]
    rota = [t for t in texts if t.lstrip().startswith("Rota")]
    ok(len(rota) > 1 and all("Week from" in t and "Officer" in t for t in rota), "the rota's headings are on every page of it")
    ok(any("Mon 4 Jan 2027" in t for t in rota), "dates are shown as dates")
    weeks = [set(re.findall(r"Mon \d+ \w{3} \d{4}", t)) for t in rota]
    ok(all(not (a & b) or "Fay Fir" in y and "Fay Fir" not in x for x, y, a, b in zip(rota, rota[1:], weeks, weeks[1:])),
       "no week of a team is cut in two")
    ok(pages < 20, "one page wide: no stray pages", pages)


def main():
    start, folder = os.getcwd(), tempfile.mkdtemp()
    try:
        subprocess.run([os.path.abspath(PROGRAM), folder], check=True)
        os.chdir(folder)
        tables = test_tables()
        test_calendar(tables)
        test_book(tables)
        test_office()
    finally:
        os.chdir(start)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"1..{cases}")
    raise SystemExit(1 if failed else 0)


main()
