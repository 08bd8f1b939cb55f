"""What nobody means well: files too large, without an end, that are traps, on a disk that is full. For staff.py."""
import io
import os
import re
import subprocess
import time
import zipfile

from program import SLOW
from tap import ok, skip
from web import csrf_of

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


def test_uploads(server, area, viewer):
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
    ok(area.send("/import", {"kind": "homes"}, "homes.csv", b"x").status == 503, "a few at a time: another waits")
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
