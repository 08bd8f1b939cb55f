"""Letters to households, for the town of export.py: who gets one, what stands in it, what is refused."""
import csv
import datetime
import email
import email.policy
import os
import re
import shutil
import subprocess

from program import DEMO, query, rows, run, show, told
from tap import ok, skip

DATED = ("--dated", "2030-01-07")
HOSTILE = "<b>Bo</b> & ((phone))"
NEVER = re.compile(r"\b(hubs?|gaps?|bounds?|bands?|units?|allocat\w+|infeasible|weight\w*|workload|cover|lead)\b", re.I)


def text_of(path, *options):
    return subprocess.run(["pdftotext", *options, path, "-"], capture_output=True, text=True).stdout


def homes_that_change(homes):
    """What becomes of each home, from the lists alone: officers by patch before and after, by number."""
    named = {o["officer_id"] for o in rows(os.path.join(DEMO, "officers.csv")) if o["name"]}
    before = {r["patch"]: r["officer_id"] for r in rows(os.path.join(DEMO, "current_officers.csv")) if r["officer_id"] in named}
    after = {}
    for patch, officer in query("SELECT p.name, l.officer_id FROM plan_patch p JOIN plan USING (plan_id) JOIN plan_lead l"
                                " USING (plan_id, patch_ix) WHERE plan.name = 'draft'"):
        if officer in named:
            after.setdefault(patch, set()).add(officer)
    letters, others = [], {"void": 0, "suppressed": 0}
    for row in rows("allocation.csv"):
        home = homes[row["property_ref"].removeprefix("'") if row["property_ref"].startswith("'=") else row["property_ref"]]
        officers = after.get(row["patch"], set())
        if not officers or before.get(home["current_patch"]) in officers:
            continue
        if home["suppress"] == "yes":
            others["suppressed"] += 1
        elif home["status"] == "void":
            others["void"] += 1
        else:
            letters.append(home)
    return letters, others


def lead_another(patch):
    """Give a patch an officer of another one, so that there is somebody to write to."""
    query("UPDATE plan_lead SET officer_id = (SELECT officer_id FROM officer WHERE role = 'officer' AND name <> ''"
          " AND officer_id NOT IN (SELECT officer_id FROM plan_lead)) WHERE plan_id = (SELECT plan_id FROM plan WHERE"
          " name = 'draft') AND patch_ix = (SELECT patch_ix FROM plan_patch p WHERE p.plan_id = plan_lead.plan_id AND p.name = ?)", patch)


def test_counts(homes):
    letters, others = homes_that_change(homes)
    told_rows = list(csv.DictReader(run("letters", "--plan", "draft", *DATED, "-f", "csv").stdout.splitlines()))
    total = {key: sum(int(row[key]) for row in told_rows) for key in ("letters", "void", "suppressed")}
    ok(len(letters) > 50 and total == {"letters": len(letters), **others}, "letters are counted as the lists say", total, len(letters), others)
    ok(others["void"] > 0 and others["suppressed"] > 0, "empty and suppressed homes are among those that change", others)
    return letters


def test_table(homes, letters):
    done = run("letters", "--plan", "draft", *DATED, "-o", "notify.csv")
    table = rows("notify.csv") if done.returncode == 0 else []
    ok(len(table) == len(letters), "as many rows as letters", len(table), len(letters), told(done))
    ok(list(table[0])[:7] == [f"address_line_{i}" for i in range(1, 8)], "Notify's columns of the address", list(table[0]))
    ok({row["address_line_1"] for row in table} == {"The tenant(s)"}, "to the tenants, without names")
    lines = [[row[f"address_line_{i}"] for i in range(1, 8) if row[f"address_line_{i}"]] for row in table]
    ok(sorted(address[-1] for address in lines) == sorted(home["postcode"] for home in letters) and
       all(len(address) >= 3 for address in lines), "the postcode is the last line")
    ok(all(all(row[key] for key in list(row)[7:]) for row in table), "no word of the wording is empty")
    hidden = [home for home in homes.values() if home["suppress"] == "yes" or home["status"] == "void"]
    joined = {", ".join(address[1:]) for address in lines}
    ok(hidden and not any(f"{home['address']}, {home['postcode']}" in joined for home in hidden),
       "no home that is empty or never written to")
    with open("notify.csv", encoding="utf-8") as file:
        text = file.read()
    ok(not NEVER.search(text) and "TW0" not in text, "no word of ours, no property reference", NEVER.search(text))
    ok("Monday 1 April 2030" in text, "dates in words")


def test_next_drop_in():
    """Of the patch, after the letter's date; where none is known the letter says how to learn of one."""
    ok({row["drop-in"] for row in rows("notify.csv")} == {"at a drop-in: ask for the next one"}, "no drop-in is known yet")
    for day in ("2030-04-02", "2030-04-16"):
        query("INSERT INTO session (plan_id, uid, series, kind, day, half_day, from_min, to_min, venue_id, status, changed_at) SELECT plan_id, ?1, ?1,"
              " 'drop-in', ?1, 'am', 600, 720, 'V01', 'published', '2030-01-01T00:00:00Z' FROM plan WHERE name = 'draft'", day)
    query("INSERT INTO session_patch SELECT session_id, patch_ix FROM session s JOIN plan_patch USING (plan_id) WHERE s.day LIKE '2030-04%'")
    run("letters", "--plan", "draft", *DATED, "-o", "notify.csv")
    told_in = {row["drop-in"] for row in rows("notify.csv")}
    ok(len(told_in) == 1 and "at a drop-in on Tuesday 2 April 2030, 10am to midday: " in told_in.pop(), "the next drop-in, when and where", told_in)
    query("DELETE FROM session WHERE day LIKE '2030-04%'")


def test_pages(letters):
    done = run("export", "letters", "--plan", "draft", "-o", "letters.pdf")
    ok(done.returncode == 0 and "Wrote letters.pdf" in done.stderr, "the same as pages to print", told(done))
    if not shutil.which("pdfinfo") or not shutil.which("pdftotext"):
        return skip("the pages read back", "no pdfinfo and pdftotext")
    info = subprocess.run(["pdfinfo", "letters.pdf"], capture_output=True, text=True).stdout
    ok(re.search(r"Tagged:\s+yes", info) and re.search(rf"Pages:\s+{len(letters)}\n", info) and "A4" in info, "tagged, one page a letter", info)
    with open("letters.pdf", "rb") as file:
        whole = file.read()
    ok(b"/Lang (en-GB)" in whole[-2000:] and b"/DisplayDocTitle true" in whole[-2000:], "with its language and its title")
    struct = subprocess.run(["pdfinfo", "-struct-text", "letters.pdf"], capture_output=True, text=True).stdout
    ok(struct.count("H1 (block)") == len(letters) and '"Your housing officer"' in struct and "the named housing officer for your home is" in struct,
       "a heading and whole paragraphs for who listens", struct[:600])
    pages = text_of("letters.pdf").split("\f")[:-1]
    ok(len(pages) == len(letters) and all("Dear tenant" in page and "1 April 2030" in page for page in pages), "every page is a whole letter")
    ok(not NEVER.search(" ".join(pages)), "no word of ours", NEVER.search(" ".join(pages)))
    boxes = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">', text_of("letters.pdf", "-bbox", "-l", "30"))
    sizes = [float(b[3]) - float(b[1]) for b in boxes if float(b[1]) > 95 / 25.4 * 72 or float(b[3]) < 42 / 25.4 * 72]
    window = [b for b in boxes if 42 / 25.4 * 72 < float(b[1]) < 92 / 25.4 * 72]
    ok(min(sizes) >= 18, "in large print", min(sizes))
    ok(window and all(float(b[0]) > 20 / 25.4 * 72 and float(b[2]) < 103 / 25.4 * 72 and float(b[1]) > 53 / 25.4 * 72 and
                      float(b[3]) < 81.5 / 25.4 * 72 for b in window), "the address stays in the window, and nothing else is near it")


def test_wording():
    with open("short.txt", "w", encoding="utf-8") as file:
        file.write("# About ((address))\n\nPatch ((patch)), ((team)), ((date))\n* ((phone))\n* ((e-mail))\n")
    done = run("letters", "--plan", "draft", *DATED, "--wording", "short.txt", "-o", "short.csv")
    ok(done.returncode == 0 and set(list(rows("short.csv")[0])[7:]) == {"address", "patch", "team", "date", "phone", "email"}, "a wording of one's own has its own columns", told(done))
    for text, problem in (("Hello\n((offcier)) ", r"bad\.txt:2: \(\(offcier\)\) is not known, did you mean \(\(officer\)\)"),
                          ("a\n\n((officer", r"bad\.txt:3: '\(\(' is not closed"), ("", "no wording"), ("a\tb\x07", "cannot be shown"),
                          ("From ((from)) " * 400, "does not fit on one page"), ("\udcff", "UTF-8")):
        with open("bad.txt", "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        done = run("letters", "--plan", "draft", *DATED, "--wording", "bad.txt", "-o", "bad.pdf")
        ok(done.returncode == 3 and re.search(problem, done.stderr) and not os.path.exists("bad.pdf"), f"refused: {problem}", told(done))
    ok("((office))" in run("letters", "--show-wording").stdout, "the wording in use is printed")
    query("UPDATE officer SET public_name = ? WHERE officer_id IN (SELECT officer_id FROM plan_lead)", HOSTILE)
    run("letters", "--plan", "draft", *DATED, "-o", "hostile.pdf")
    run("letters", "--plan", "draft", *DATED, "-o", "hostile.csv")
    with open("hostile.csv", newline="", encoding="utf-8") as file:
        ok({row["officer"] for row in csv.DictReader(file)} == {HOSTILE}, "what stands in a hole is text, in the table")
    if shutil.which("pdftotext"):
        ok(HOSTILE in " ".join(text_of("hostile.pdf", "-l", "1").split()), "and on the page")


def test_days():
    change = datetime.date(2027, 1, 11)  # ten working days before, with Christmas: 23 December
    late = run("letters", "--plan", "draft", "--from", change, "--dated", "2026-12-24", "-o", "late.csv")
    ok(late.returncode == 1 and "Wednesday 23 December 2026" in late.stderr and not os.path.exists("late.csv"),
       "too late by one working day, with bank holidays", told(late))
    ok(run("letters", "--plan", "draft", "--from", change, "--dated", "2026-12-23", "-o", "late.csv").returncode == 0, "just early enough")
    ok(run("letters", "--plan", "draft", "--from", change, "--dated", "2026-12-24", "--notice", 9, "-o", "late.csv").returncode == 0, "unless told otherwise")
    ok("23 December 2026" in run("letters", "--plan", "draft", "--from", change, "--dated", "2026-12-24").stderr, "counting only says so")


def test_proposed():
    """What is proposed is a working day: ten of them before Saturday 19 January is Monday 7 January too."""
    told_so = run("letters", "--plan", "draft", "--from", "2030-01-08", "--dated", "2030-01-07", "-o", "late.csv").stderr
    ok("the change be from Monday 21 January 2030" in told_so, "no change is proposed for a weekend", told_so)


def test_stages(letters):
    teams = {row["team"] for row in rows("units.csv")}
    n = 0
    for number, team in enumerate(sorted(teams)):
        done = run("letters", "--plan", "draft", *DATED, "--teams", team, "-o", f"stage{number}.csv")
        n += len(rows(f"stage{number}.csv")) if "Wrote" in done.stderr else 0
        ok("Wrote" in done.stderr or "Nobody gets a letter" in done.stderr, f"the letters of {team}", told(done))
    ok(len(teams) > 1 and n == len(letters), "the stages add up", n, len(letters))


def test_sheets(homes):
    """Last: it plants what must not come out."""
    evil = "Zoë \"Q\" O'Hare\r\nBcc: all@example.org"
    query("UPDATE councillor SET name = ? WHERE councillor_id = 1", evil)
    query("UPDATE home SET street_id = (SELECT street_id FROM street ORDER BY name LIMIT 1) WHERE suppressed")
    query("INSERT INTO leave (officer_id, first_day, last_day) SELECT officer_id, '2030-04-02', '2030-04-03' FROM officer LIMIT 5")
    done = run("export", "councillors", "--from", "2030-04-01", "-o", "sheets")
    wards = query("SELECT code FROM ward")
    ok(done.returncode == 0 and len(os.listdir("sheets")) == 3 * len(wards), "each ward's sheet, as mail, text and HTML", told(done))
    whole, mails = "", {}
    for (code,) in wards:
        stem = next(name for name in os.listdir("sheets") if name.startswith(code + "-"))[:-4].removesuffix(".")
        with open(f"sheets/{stem}.eml", "rb") as file:
            mail = mails[code] = email.message_from_binary_file(file, policy=email.policy.default)
        plain, page = (part.get_content() for part in mail.iter_parts())
        with open(f"sheets/{stem}.txt", encoding="utf-8", newline="") as file:
            ok(plain.strip() == file.read().strip() and "<h1>Housing officers" in page, f"{code}: both forms are in the mail")
        whole += plain + re.sub(r"<[^>]*>", " ", page)
    to = {address.addr_spec for mail in mails.values() for address in (mail["To"].addresses if mail["To"] else ())}
    ok(to == {e for (e,) in query("SELECT email FROM councillor WHERE email <> ''")} and not any(mail["Bcc"] for mail in mails.values()),
       "to the councillors of the ward, whatever their names hold", to)
    ok(any("Zoë" in str(mail["To"]) for mail in mails.values()), "names are written as they are")
    found = re.search(r"\b(hubs?|gaps?|bounds?|bands?|units?|allocat\w+|infeasible|weight\w*|workload|leave|away|absen\w+)\b|\d\.\d{3}\b", whole, re.I)
    ok(not found and "TW0" not in whole, "no word of ours, no factor, no leave, no single home", found)
    hidden = [home["address"] for home in homes.values() if home["suppress"] == "yes"]
    ok(hidden and not any(address in whole for address in hidden), "no home that must not be known")
    ok("because homes there need more visits and casework" in whole and "about" in whole, "why, in neutral words; numbers rounded")
    code = wards[0][0]
    ok(run("export", "councillors", "--for", "ward:" + code, "-o", "one.html").returncode == 0 and os.path.exists("one.html"), "one ward in one file")
    ok(run("export", "councillors", "-o", "all.eml").returncode == 2 and run("export", "councillors", "--for", "ward:none", "-o", "x").returncode == 1,
       "all wards in one file, and a ward there is not, are refused")


def test_paper():
    run("settings", "council", '<img src=x onerror="alert(1)">')
    done = run("export", "report", "--plan", "draft", "--with", "draft", "-o", "paper.html")
    with open("paper.html", encoding="utf-8") as file:
        page = file.read()
    words = re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.S))
    ok(done.returncode == 0 and page.count("data:image/png;base64,") == 3 and os.listdir(".").count("paper.html") == 1 and
       not [name for name in os.listdir(".") if ".map-" in name], "the paper holds its maps, nothing is left beside it", told(done))
    ok("<img src=x" not in page and "&lt;img" in page, "what stands in it is text")
    changing = query("SELECT n_homes_changing FROM plan WHERE name = 'draft'")[0][0]
    shown = re.search(r"Homes that change patch ([\d,]+) ", words)
    ok(shown and shown.group(1) == f"{(changing + 5) // 10 * 10:,}", "homes that change patch, to the nearest ten", words[:1200], changing)
    cells = [int(cell.replace(",", "")) for cell in re.findall(r'<td class="number">([\d,]+)</td>', page.split("What changes, ward by ward")[1])]
    ok("\u2013</td>" not in page and "“Before” is what holds on the day before, Sunday 31 March 2030: the list of" in words and " not known " not in words, "every cell is told, and what was before is", words[:1500])
    ok(cells and all(cell % 10 == 0 for cell in cells), "no number of homes is exact", [c for c in cells if c % 10])
    never = re.compile(r"\b(hubs?|gaps?|bounds?|bands?|units?|allocat\w+|infeasible|weight\w*|workload)\b", re.I)
    names = [name for (name,) in query("SELECT name FROM officer WHERE name <> ''")]
    ok(not never.search(words) and not any(name in words for name in names), "no word of ours, nobody's name", never.search(words))
    ok("because homes there need more visits and casework" in words and "Annex: equality" in words, "why some have fewer; equality")
    ok(run("export", "report", "-o", "paper.odt").returncode == 2, "another ending is refused")
    test_stage_paper()


def figures(text):
    """The numbers behind words, rounded as papers do."""
    return {name: (int(number.replace(",", "")) + 5) // 10 * 10 for name, number in re.findall(r"(homes covered|change patch|change named officer|have no named officer) +([\d,]+)", text)}


def test_stage_paper():
    """A paper and sheets of a stage tell of the stage, by the same numbers as publishing it does."""
    (team, team_id), other = query("SELECT name, team_id FROM team ORDER BY name")[:2]
    stage = ("--teams", team, "--from", "1/3/2030")
    dry = told(run("publish", "draft", *stage, "-n", "--broken-rules-known"))
    told_by, exact = figures(dry), int(re.search(r"change patch +([\d,]+)", dry).group(1).replace(",", ""))
    run("export", "report", "--plan", "draft", *stage, "-o", "stage.html")
    with open("stage.html", encoding="utf-8") as file:
        page = file.read()
    words = re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.S))
    shown = {name: int(re.search(title + r"(?: [\d,]+)? ([\d,]+) ", words).group(1).replace(",", "")) for name, title in
             (("homes covered", " Homes"), ("change patch", "Homes that change patch"), ("change named officer", "Homes that get another named officer"),
              ("have no named officer", "Homes whose patch has no named officer yet"))}
    first = told_by.pop("change patch") - shown.pop("change patch")  # homes that had no patch: publishing counts their first one
    ok(len(told_by) == 3 and told_by["change named officer"] > 0 and shown == told_by and first in (0, 10, 20), "the paper of a stage counts what publishing it counts", shown, told_by, first)
    ok(f"From Friday 1 March 2030, plan “draft” divides about {told_by['homes covered']:,} homes in the team {team} into" in words and "Everywhere else nothing changes: about" in words and
       "“Before” is what holds on the day before, Thursday 28 February 2030: the list of" in words, "from which day, what stays, what before is", words[:1500])
    ok(other[0] not in page.split("Homes by ward")[1] and len(re.findall("data:image/png", page)) == 2 and f"{team}: what changes on Friday 1 March 2030" in words, "its wards, and maps of its team alone")
    run("export", "changes", "--plan", "draft", *stage, "-o", "stage.csv")
    ok(len(rows("stage.csv")) == exact > 0, "the list of changes of a stage has its homes alone", len(rows("stage.csv")), exact)
    done = run("export", "councillors", *stage, "-o", "stage-sheets")
    wards = [code for (code,) in query("SELECT code FROM ward WHERE team_id = ?", team_id)]
    ok(done.returncode == 0 and sorted({name.split("-")[0] for name in os.listdir("stage-sheets")}) == sorted(wards), "the sheets of its wards alone", told(done))
    with open("stage-sheets/" + next(name for name in os.listdir("stage-sheets") if name.endswith(".txt")), encoding="utf-8") as file:
        sheet = file.read()
    ok("This is how it will be from Friday 1 March 2030." in sheet and "WHAT CHANGES ON Friday 1 March 2030" in sheet, "which say from when, and what changes then", sheet[:600])
    ok(run("export", "report", "--plan", "draft", "--teams", "Nobody", "-o", "x.html").returncode == 1, "a team there is not is refused")


def test_letters(homes):
    lead_another(show("draft")["patches"][0]["patch"])
    letters = test_counts(homes)
    refused = run("letters", "--plan", "draft", *DATED, "-o", "x.pdf")
    ok(refused.returncode == 3 and "settings c" in refused.stderr and not os.path.exists("x.pdf"),
       "what the wording needs and nobody has told is asked for", told(refused))
    run("settings", "council", "Tarnwick Borough Council")
    run("settings", "contact.office", "01632 960000; https://www.tarnwick.example")
    ok(run("letters", "--plan", "draft", *DATED, "-o", "x.odt").returncode == 2, "neither pages nor a table")
    test_table(homes, letters)
    test_next_drop_in()
    test_pages(letters)
    test_stages(letters)
    test_days()
    test_proposed()
    test_wording()
    test_sheets(homes)
    test_paper()
