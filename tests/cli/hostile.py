"""What nobody means well: files too large, without an end, that are traps, on a disk that is full. For staff.py."""
import contextlib
import io
import os
import re
import sqlite3
import subprocess
import time
import zipfile

from program import SLOW, SOURCE, query
from tap import ok, skip
from web import Person, csrf_of, http_quote, staff_server

EDGE = b"----edge-of-parts"
BEGINNING = (b"--" + EDGE + b'\r\nContent-Disposition: form-data; name="kind"\r\n\r\nhomes\r\n--' + EDGE
             + b'\r\nContent-Disposition: form-data; name="file"; filename="homes.csv"\r\n\r\n')
BLOCK = b"1,High Street\n" * 5000


def send_raw(server, name, n_bytes, in_pieces):
    """A list of so many bytes, its length told before or sent in pieces without end; what is answered."""
    head = f"POST /import HTTP/1.1\r\nHost: x\r\nX-Remote-User: {name}\r\nContent-Type: multipart/form-data; boundary={EDGE.decode()}\r\n"
    head += "Transfer-Encoding: chunked\r\n" if in_pieces else f"Content-Length: {n_bytes}\r\n"

    def body():
        yield head.encode() + b"\r\n"
        left = n_bytes
        piece = BEGINNING + BLOCK
        while left > 0:
            piece = piece[:left]
            yield b"%x\r\n%s\r\n" % (len(piece), piece) if in_pieces else piece
            left -= len(piece)
            piece = BLOCK * 8

    return server.send_all(body())


def files_of(server):
    """What lies about of what was sent in: files kept for jobs, files that the server has open without a name."""
    kept = [name for _, _, names in os.walk("town.db.sent") for name in names]
    folder = f"/proc/{server.process.pid}/fd"
    for number in os.listdir(folder):
        try:
            target = os.readlink(os.path.join(folder, number))
        except OSError:
            continue
        kept += [target] if "patchplan-upload-" in target else []
    return kept


def is_clean(server, before):
    until = time.monotonic() + 5 * SLOW
    while time.monotonic() < until and set(files_of(server)) - set(before):
        time.sleep(0.05)
    return not set(files_of(server)) - set(before)


def make_trap():
    """A workbook, named as a list, that would unpack to 96 MB."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", b"<row/>" * (16 << 20))
    return data.getvalue()


def test_uploads(server, area, viewer, other):
    before = files_of(server)
    large = send_raw(server, "area", 100 << 20, False)
    ok(b" 413 " in large[:20] and b"larger than 50 MB" in large, "100 MB are refused in words", large[:200])
    endless = send_raw(server, "area", 300 << 20, True)
    ok(b" 413 " in endless[:20] and b"larger than 50 MB" in endless, "and what has no end, as it is cut off", endless[:200])
    ok(is_clean(server, before), "nothing of it is left", files_of(server))
    stranger = send_raw(server, "vera", 20 << 20, False)
    ok(b" 403 " in stranger[:20] and b"(viewer)" in stranger, "who may not send lists is told so", stranger[:200])
    nobody = send_raw(server, "nobody", 20 << 20, False)
    ok(b" 403 " in nobody[:20] and b"Sign in" in nobody and is_clean(server, before), "nor may who is not signed in", nobody[:200])
    half = [server.begin(b"POST /import HTTP/1.1\r\nHost: x\r\nX-Remote-User: area\r\nContent-Length: 100000\r\n"
                         b"Content-Type: multipart/form-data; boundary=" + EDGE + b"\r\n\r\n" + BEGINNING) for _ in range(6)]
    time.sleep(0.2)
    late = area.send("/import", {"kind": "homes"}, "homes.csv", b"x")
    ok(late.status == 503 and "are coming in" in late.text and "Retry-After" in late.headers, "a few at a time: another waits", late.status, late.text[:200])
    ok(other.send("/import", {"kind": "nothing"}, "homes.csv", b"x").status == 400, "but nobody waits for somebody else's")
    ok(viewer.get("/plans").status == 200, "who sends nothing does not")
    for wire in half:
        wire.close()
    ok(is_clean(server, before), "who goes away half-way leaves nothing", files_of(server))
    until = time.monotonic() + 5 * SLOW
    answer = area.send("/import", {"kind": "homes"}, "homes.csv", make_trap())
    while answer.status == 503 and time.monotonic() < until:
        answer = area.send("/import", {"kind": "homes"}, "homes.csv", make_trap())
    trap = area.ended(answer)
    ok("Could not be done" in trap.text and "MB large when unpacked" in trap.text, "a trap under the name of a list is refused in words",
       trap.status, re.sub(r"<[^>]*>", " ", trap.text)[-600:])
    ok(is_clean(server, before), "and not kept", files_of(server))


def memory_of(server):
    with open(f"/proc/{server.process.pid}/status", encoding="utf-8") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024


def test_parts(server, area):
    """Forms in parts that are none: refused in words, nothing left, no memory taken."""
    head = b'Content-Disposition: form-data; name="%s"\r\n\r\n%s\r\n--' + EDGE
    file_head = b'Content-Disposition: form-data; name="file"; filename="%s"\r\n\r\n'
    token = b"--" + EDGE + b"\r\n" + head % (b"csrf", csrf_of(area.get("/account")).encode()) + b"\r\n" + head % (b"kind", b"homes")
    end = b"--\r\n"
    nested = (b'Content-Disposition: form-data; name="file"\r\nContent-Type: multipart/mixed; boundary=inner\r\n\r\n--inner\r\n'
              b'Content-Disposition: file; filename="a.csv"\r\n\r\nx\r\n--inner\r\nContent-Disposition: file; filename="b.csv"\r\n\r\ny\r\n--inner--\r\n--' + EDGE)
    one_file = b"\r\n" + file_head % b"a.csv" + b"property_ref\r\n--" + EDGE
    cases = (("no boundary", "multipart/form-data", token + end, 400), ("another boundary", "multipart/form-data; boundary=other", token + end, 403),
             ("an empty boundary", "multipart/form-data; boundary=", token + end, 400), ("nothing", None, b"", 403),
             ("10,000 parts", None, token + (b"\r\n" + head % (b"a", b"b")) * 10000 + end, 400),
             ("10,000 files", None, token + one_file * 10000 + end, 400), ("two files", None, token + one_file * 2 + end, 400),
             ("a part without end", None, token + b"\r\n" + file_head % b"a.csv" + b"property_ref\r\n1\r\n", 400),
             ("a head without end", None, token + b"\r\nContent-Disposition: form-data; name=", 400),
             ("parts in parts", None, token + b"\r\n" + nested + end, 400),
             ("a head of a megabyte", None, token + b"\r\nX-Long: " + b"y" * (1 << 20) + b"\r\n" + head % (b"a", b"b") + end, 400),
             ("a name of a megabyte", None, token + b"\r\n" + head % (b"z" * (1 << 20), b"b") + end, 400),
             ("a long name", None, token + b"\r\n" + head % (b"z" * 9000, b"b") + end, 400),
             ("a value of a megabyte", None, token + b"\r\n" + head % (b"a", b"v" * (1 << 20)) + end, 413),
             ("a file's name of a megabyte", None, token + b"\r\n" + file_head % (b"n" * (1 << 20)) + b"x\r\n--" + EDGE + end, 400))
    before, wrong, memory = files_of(server), [], []
    for what, kind, body, status in cases * 2:
        headers = {"X-Remote-User": area.name, "Content-Type": kind or f"multipart/form-data; boundary={EDGE.decode()}"}
        answer = server.ask("/import", "POST", body, headers)
        if answer.status != status or "larger than 50 MB" in answer.text or len(re.sub(r"<[^>]*>", "", answer.text).split()) < 8:
            wrong.append((what, answer.status, answer.text[:200]))
        memory.append(memory_of(server))
    ok(not wrong, f"{len(cases)} forms in parts that are none are refused in words that fit", wrong)
    ok(is_clean(server, before) and csrf_of(area.get("/import")), "nothing of them is left, and it goes on", files_of(server))
    ok(memory[-1] < memory[len(cases) - 1] + 8, "and no memory", memory)


def mount_small():
    """A disk of a megabyte for files that come in. Whether there may be one."""
    os.mkdir("small")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", "small"], capture_output=True, check=False)
    if done.returncode == 0:
        os.environ["TMPDIR"] = os.path.abspath("small")
    return done.returncode == 0


def test_full_disk(area, is_small):
    if not is_small:
        skip("a full disk is said", "no tmpfs may be mounted here")
        return
    answer = area.send("/import", {"kind": "homes"}, "homes.csv", BLOCK * 40)
    ok(answer.status == 507 and "no room left" in answer.text and os.listdir("small") == [], "a disk that is full is said, nothing is left on it",
       answer.status, answer.text[:200], os.listdir("small"))
    ok(csrf_of(area.get("/import")), "and it goes on")


def unmount_small():
    if os.environ.pop("TMPDIR", None):
        subprocess.run(["umount", "-l", "small"], check=False)


# ---- what the log says ----

def test_log(server, people):
    """After all that people asked for: nobody's name, no place."""
    told = "\n".join(line for line in server.told.split("\n") if not line.startswith("Open http://"))
    names = [name for sql in ("SELECT name FROM officer", "SELECT public_name FROM officer", "SELECT code FROM postcode", "SELECT replace(code, ' ', '') FROM postcode",
                              "SELECT name FROM street", "SELECT name FROM neighbourhood", "SELECT property_ref FROM home") for (name,) in query(sql)]
    found = [name for name in [*names, *people, "127.0.0."] if name and name in told]
    ok(not found, "the log names nobody and no place", found[:5], told[-900:])


# ---- text that would be more than text ----

IMAGE = '<img src=x onerror="alert(1)">'
# What no person types: what the program makes itself, and what has a form that an import holds it to.
OWN_TEXT = re.compile(r"(_at|_day|digest|hash|csrf|token|argv|progress|pid_start|options)$|^(day|starts|ends|made|at|half_day|part|role|action)$"
                      r"|^(week_start|last_visit|not_before|caseload_until|first|last|until|kind|format|object|rule|model|uid|series|result|file|output|month|teams|wards)$")
OWN_TABLES = ("sqlite_", "sign_in", "postcode", "import_run")


def text_columns(file):
    """(table, column) of all text that somebody outside may have given."""
    for (table,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for _, column, kind, *_ in file.execute(f"PRAGMA table_info({table})").fetchall():
            if kind == "TEXT" and not table.startswith(OWN_TABLES) and not OWN_TEXT.search(column):
                yield table, column


def plant(db="town.db"):
    """The image before every text of the planning file, keys included, so that what belongs together still does; where rows
    have no text, the image alone. The columns that took it."""
    planted = []
    for key in ("council", "contact.office", "contact.repairs", "contact.complaints"):
        query("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", key, IMAGE, db=db)
    with contextlib.closing(sqlite3.connect(db)) as file:
        for guard in ("audit_keeps_rows", "person_keeps_name"):
            file.execute(f"DROP TRIGGER {guard}")
        for table, column in text_columns(file):
            try:
                with file:
                    n = file.execute(f"UPDATE {table} SET {column} = ? || {column} WHERE {column} <> '' AND {column} NOT LIKE '{{%'"
                                     f" AND {column} NOT LIKE '[%'", (IMAGE,)).rowcount
                    n = n or file.execute(f"UPDATE {table} SET {column} = ?", (IMAGE,)).rowcount
                planted += [f"{table}.{column}"] if n else []
            except sqlite3.IntegrityError:
                continue  # one of a few words
    return planted


# What may stand for a :name behind this part of an address; "1" behind any other.
NAMES = {"plan": "SELECT name FROM plan WHERE name NOT LIKE '%/%'", "patch": "SELECT name FROM plan_patch WHERE plan_id = (SELECT plan_id FROM publication)", "ward": "SELECT code FROM ward",
         "venue": "SELECT venue_id FROM venue", "import": "SELECT job_id FROM job WHERE kind LIKE '%list%' ORDER BY 1 DESC",
         "jobs": "SELECT job_id FROM job", "replan": "SELECT job_id FROM job WHERE kind LIKE '%roster%' ORDER BY 1 DESC",
         "imports": "SELECT import_id FROM import_run ORDER BY 1 DESC", "publish": "SELECT request_id FROM publication_request",
         "publication": "SELECT publication_id FROM publication"}


def addresses():
    """Of every route of the table that answers GET, a few with what the file holds."""
    with open(os.path.join(SOURCE, "docs", "api.md"), encoding="utf-8") as file:
        patterns = re.findall(r"^\| GET \| `([^`]+)` \|", file.read(), re.M)
    for pattern in patterns:
        paths, before = [""], ""
        for part in pattern.split("/")[1:]:
            values = [part]
            if part.startswith(":"):
                values = [http_quote(str(value)) for (value,) in query(NAMES[before] + " LIMIT 2")] if before in NAMES else ["1"]
            paths = [path + "/" + value for path in paths for value in values]
            before = part
        yield from (path for path in paths if not path.endswith("/events"))


def test_planted():
    """Whatever is stored, wherever it is shown, it is text."""
    server, _ = staff_server({"boss": "admin"})
    planted = plant()
    ok(len(planted) > 60, f"{len(planted)} columns of text hold an image", planted)
    boss = Person(server, IMAGE + "boss")
    found = [f"/find?q={http_quote(value)}" for value, in query("SELECT name FROM street LIMIT 2") + query("SELECT name FROM neighbourhood LIMIT 2")]
    pages = {path: boss.get(path) for path in [*addresses(), *found, "/roster?plan=" + http_quote(IMAGE + "first"), "/plans/compare?plan="
                                                                    + http_quote(IMAGE + "first") + "&with=" + http_quote(IMAGE + "hand")]}
    broken = [(path, page.status) for path, page in pages.items() if page.status >= 500]
    ok(not broken, f"{len(pages)} addresses answer", broken, server.told[-900:])
    lost = [(path, page.status, re.sub(r"<[^>]*>|\\s+", " ", page.text)[-400:]) for path, page in pages.items() if page.status != 200]
    ok(len(lost) < len(pages) / 4, "most of them with a page", lost)
    shown = [path for path, page in pages.items() if page.headers.get("Content-Type", "").startswith("text/html") and "&lt;img src=x" in page.text]
    raw = [path for path, page in pages.items() if page.headers.get("Content-Type", "").startswith("text/html") and "<img src=x" in page.text]
    ok(not raw and len(shown) > 25, f"and {len(shown)} pages show it as text", raw, shown)
    ok(server.stop() == 0, "stops when told to")
