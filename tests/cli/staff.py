"""Staff's pages over a socket, without JavaScript: from the task list to a drawn plan, its jobs, its history."""
import os
import re
import signal
import sys
import tempfile
import time

from program import SLOW, make_demo, query, run
from tap import finish, ok
from web import http_quote, staff_server

# Stored wherever somebody may type: on every page it must stand as text.
HOSTILE = '<img src=x onerror="alert(1)">'


def links(page):
    return re.findall(r'href="([^"]+)"', page.text.replace("&amp;", "&"))


def test_tasks(area, viewer):
    tasks = area.get("/staff")
    ok(tasks.status == 200 and "Draw patches" in tasks.text and "/plans/draw" in links(tasks), "the task list")
    ok("Draw patches" not in viewer.get("/staff").text, "offers what one may do, nothing else")
    broken = [link for link in set(links(tasks)) if link.startswith("/") and not link.startswith(("/style", "/assets")) and area.get(link).status != 200]
    ok(not broken, "every link of it leads somewhere", broken)


def test_draw(area):
    form = area.get("/plans/draw")
    ok(form.status == 200 and 'value="280"' in form.text, "the form begins with the usual limits")
    wrong = area.post("/plans/draw", {"name": "mine", "least": "300", "most": "280"})
    ok(wrong.status == 400 and 'value="mine"' in wrong.text and "smaller one first" in wrong.text, "what cannot be meant comes back with what was typed")
    taken = area.post("/plans/draw", {"name": "first", "seconds": "5"})
    ok(taken.status == 400 and "already" in taken.text, "a plan is not replaced by accident")
    done = area.job("/plans/draw", {"name": "a/b 100%", "least": "280", "most": "300", "team": ["Eastfield"], "from": "first", "seconds": "1"})
    ok("Look at the result" in done.text, "a draft is drawn", done.text[-1500:])
    page = area.get(next((link for link in links(done) if link.startswith("/plan/")), "/nothing"))
    ok(page.status == 200 and "Plan a/b 100%" in page.text and "Eastfield" in page.text, "its page, whatever its name", page.status)
    ok("Proven" in page.text or "not proven" in page.text, "says how good it is")
    ok(re.search(r"<li>.*Average distance to the middle", page.text), "in words")
    who = query("SELECT name FROM audit JOIN person USING (person_id) WHERE action LIKE '%plan%' OR action = 'allocate' ORDER BY audit_id DESC LIMIT 1")
    ok(who and who[0][0] == "area", "the history has who asked for it", who)
    failed = area.job("/plans/draw", {"name": "nowhere", "from": "no such plan"})
    ok("Could not be done" in failed.text and "no such plan" in failed.text, "what cannot be done is told", failed.text[-800:])


def test_compare(viewer):
    beside = viewer.get("/plans/compare?plan=first&with=" + http_quote("a/b 100%"))
    ok(beside.status == 200 and "Patches that differ" in beside.text and "Homes that change officer" in beside.text, "two plans side by side")
    today = viewer.get("/plans/compare?plan=first&with=")
    changing = query("SELECT n_homes_changing FROM plan WHERE name = 'first'")[0][0]
    ok(f"Homes that change patch: {changing:,}." in today.text, "a plan beside today counts as the plan does", re.findall(r"Homes that change[^<]*", today.text))
    ok(viewer.get("/plans/compare?plan=none").status == 404, "a plan there is not")


def test_stop(area, leader):
    answer = area.post("/plans/draw", {"name": "long", "seconds": "300", "within": "none"})
    job = answer.headers["Location"]
    second = area.post("/plans/draw", {"name": "waits", "seconds": "5"}).headers["Location"]
    ok("1 before it" in area.get(second).text, "a second one waits")
    ok(area.post(second + "/stop", {}).status == 303 and "Taken back" in area.get(second).text, "and can be taken back")
    ok(leader.get(job).status == 403 and leader.post(job + "/stop", {}).status == 403, "somebody else's is not shown")
    until = time.monotonic() + 20 * SLOW
    while time.monotonic() < until and not re.search(r'id="job-phase">[^<]', area.get(job).text):
        time.sleep(0.1)
    page = area.get(job)
    ok('http-equiv="refresh"' in page.text and re.search(r'id="job-phase">[^<]', page.text), "how far it has come, anew without JavaScript")
    stream = area.server.raw(f"GET {job}/events HTTP/1.0\r\nHost: x\r\nX-Remote-User: area\r\n\r\n".encode(), timeout=2)
    ok(b"text/event-stream" in stream and b'event: job\ndata: {"id":' in stream, "as it happens", stream[-300:])
    area.post(job + "/stop", {})
    until = time.monotonic() + 60 * SLOW
    while time.monotonic() < until and "best so far was kept" not in area.get(job).text:
        time.sleep(0.1)
    ok("best so far was kept" in area.get(job).text and area.get("/plan/long").status == 200, "stopped, the best is kept")


def test_killed(area):
    """A job that is killed, and a server that is: told, not lost."""
    job = area.post("/plans/draw", {"name": "killed", "seconds": "300", "within": "none"}).headers["Location"]
    number = int(job.split("/")[-1])
    until = time.monotonic() + 20 * SLOW
    pid = None
    while time.monotonic() < until and not pid:
        pid = query("SELECT pid FROM job WHERE job_id = ?", number)[0][0]
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    while time.monotonic() < until and "Ended from outside" not in area.get(job).text:
        time.sleep(0.05)
    ok("Ended from outside" in area.get(job).text, "a killed job is reported")
    ok(area.get("/plan/killed").status == 404, "and left nothing half")


def test_all():
    ok(make_demo(), "the demo town")
    ok(run("allocate", "--plan", HOSTILE, "--max-steps", "1000", "--jobs", "1", "-q").returncode in (0, 4), "a plan of a hostile name")
    server, (area, viewer, leader) = staff_server({"area": "area-manager", "vera": "viewer", "lea": ("team-leader", "Eastfield")})
    test_tasks(area, viewer)
    test_draw(area)
    test_compare(viewer)
    test_stop(area, leader)
    test_killed(area)
    plans = area.get("/plans")
    ok("<img" not in plans.text and "&lt;img" in plans.text, "a hostile name is text")
    shown = [area.get(link) for link in set(links(plans)) if link.startswith("/plan")]
    ok(shown and all("<img" not in page.text and page.status == 200 for page in shown), "on every page it leads to", [p.status for p in shown])
    ok(server.stop() == 0, "stops when told to")


def main():
    with tempfile.TemporaryDirectory(prefix="patchplan-staff-") as folder:
        os.chdir(folder)
        test_all()
        os.chdir("/")
    return finish()


sys.exit(main())
