"""The server, or the job it runs, killed in the middle of an edit, an import and a publication: what was confirmed is there, what was not
is there whole or not at all, and the next start needs no help. staff.py does it a few times; `kills.py 20` does it twenty times each."""
import csv
import datetime
import os
import random
import re
import sys
import tempfile
import threading
import time

from program import DEMO, SLOW, make_demo, query, run
from tap import finish, ok
from web import Person, Server, csrf_of, http_quote, staff_server

PEOPLE = {"area": "area-manager", "pub": "publisher"}


def serve():
    """The server, as systemd starts it again: with nothing put right before."""
    server = Server("--trusted-proxy", "127.0.0.1", "--identity-header", "X-Remote-User")
    return server, *(Person(server, name) for name in PEOPLE)


class Asked(threading.Thread):
    """A form on its way; `answer` is None when nobody answered any more."""

    def __init__(self, person, path, fields):
        super().__init__()
        self.person, self.path, self.answer = person, path, None
        self.fields = {"csrf": csrf_of(person.get("/account")), **fields}
        self.start()

    def run(self):
        try:
            self.answer = self.person.server.post(self.path, self.fields, X_Remote_User=self.person.name)
        except OSError:
            pass
        except Exception as problem:  # http.client has its own for half an answer
            self.answer = None if "http.client" in type(problem).__module__ else self.answer

    def is_confirmed(self):
        self.join()
        return bool(self.answer) and self.answer.status == 303


class Moment:
    """When to kill: the first time after the answer, which tells how long that takes; then at any time until a little later."""

    def __init__(self):
        self.chance, self.took_s = random.Random(5), None

    def wait(self, is_done):
        begun = time.monotonic()
        until = begun + (60 * SLOW if self.took_s is None else self.chance.uniform(0, 1.3 * self.took_s))
        while time.monotonic() < until and not (self.took_s is None and is_done()):
            time.sleep(0.001)
        self.took_s = self.took_s or time.monotonic() - begun


def kill(server):
    server.process.kill()
    server.process.wait()


# ---- an edit ----

def a_step(area, plan, name):
    """A patch's page and the form that locks it, or lets go again what is locked."""
    where = f"/plan/{http_quote(plan)}/patch/{http_quote(name)}"
    page = area.get(where)
    version = re.search(r'name="version" value="([^"]+)"', page.text).group(1)
    locked = query("SELECT locked FROM plan_patch JOIN plan USING (plan_id) WHERE plan.name = ? AND plan_patch.name = ?", plan, name)[0][0]
    return locked, {"change": "unlock" if locked else "lock", "patch": name, "version": version}


def kill_edit(plan, moment):
    """Whether an edit was confirmed, and whether that and the file agree."""
    server, area, _ = serve()
    name = query("SELECT plan_patch.name FROM plan_patch JOIN plan USING (plan_id) WHERE plan.name = ?", plan)[0][0]
    locked, form = a_step(area, plan, name)
    lines = query("SELECT count(*) FROM audit")[0][0]
    asked = Asked(area, f"/plan/{http_quote(plan)}/change", form)
    moment.wait(lambda: not asked.is_alive())
    kill(server)
    confirmed = asked.is_confirmed()
    server, area, _ = serve()
    now, _ = a_step(area, plan, name)
    told = query("SELECT count(*) FROM audit")[0][0] - lines
    server.stop()
    return confirmed, (now != locked if confirmed else True) and told == (now != locked)


# ---- an import ----

def write_homes(mark):
    """The demo's homes, all of a tenure that tells which list they are of."""
    with open(os.path.join(DEMO, "homes.csv"), newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with open("marked.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, rows[0].keys())
        out.writeheader()
        for row in rows:
            out.writerow({**row, "tenure": mark})
    with open("marked.csv", "rb") as file:
        return file.read()


def look(area, mark):
    """The page on which the list can be taken."""
    looked = area.ended(area.send("/import", {"kind": "homes"}, "homes.csv", write_homes(mark)))
    found = re.search(r'href="(/import/\d+)"', looked.text)
    return found.group(1) if found else sys.exit(f"the list could not be looked at: {looked.status} {looked.text[-2000:]}")


def is_open(area, job):
    return 'id="job-phase"' in area.get(f"/jobs/{job}").text


def kill_import(nth, moment):
    """The job (odd) or the server (even) is killed; a killed server's job may still take the list, whole."""
    server, area, _ = serve()
    mark = f"mark {nth}"
    place = look(area, mark)
    job = int(area.post(place, {"missing": "keep"}).headers["Location"].split("/")[-1])
    moment.wait(lambda: not is_open(area, job))
    pid = query("SELECT pid FROM job WHERE job_id = ?", job)[0][0]
    if nth % 2 and pid:
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            pass
    else:
        kill(server)
        server, area, _ = serve()
    until = time.monotonic() + 60 * SLOW
    while is_open(area, job) and time.monotonic() < until:
        time.sleep(0.05)
    page = area.get(f"/jobs/{job}")
    confirmed = "Look at the result" in page.text
    told = confirmed or "Ended from outside" in page.text
    marked, rest = query("SELECT sum(tenure IS ?), sum(tenure IS NOT ?) FROM home WHERE ended = 0", mark, mark)[0]
    server.stop()
    return confirmed, told and (not rest if confirmed else not rest or not marked)


# ---- a publication ----

def kill_publication(plan, moment):
    server, area, publisher = serve()
    day = (datetime.date.today() + datetime.timedelta(days=30)).strftime("%d/%m/%Y")
    place = area.post("/publish", {"plan": plan, "from": day, "why": "to see"}).headers["Location"]
    before = query("SELECT count(*) FROM publication")[0][0]
    asked = Asked(publisher, place + "/decide", {"decision": "approve", "known": "yes", "no-roster": "yes"})
    moment.wait(lambda: not asked.is_alive())
    kill(server)
    confirmed = asked.is_confirmed()
    server, area, publisher = serve()
    there = query("SELECT count(*) FROM publication")[0][0] - before
    state = query("SELECT state FROM publication_request ORDER BY request_id DESC LIMIT 1")[0][0]
    if there:
        newest = query("SELECT max(publication_id) FROM publication")[0][0]
        publisher.post(f"/publication/{newest}/roll-back", {"why": "to see"})
    else:
        area.post(place + "/withdraw", {})
    server.stop()
    return confirmed, there == (state == "approved") and (there == 1 if confirmed else there in (0, 1))


def test_kills(plan, times):
    for what, again in (("an edit", lambda nth, moment: kill_edit(plan, moment)), ("an import", kill_import),
                        ("a publication", lambda nth, moment: kill_publication(plan, moment))):
        moment = Moment()
        seen = [again(nth, moment) for nth in range(times)]
        n = sum(done for done, _ in seen)
        ok(n and all(holds for _, holds in seen), f"killed {times} times in the middle of {what}, {n} times confirmed before: everything agrees", seen)
    done = run("doctor", "-n")
    ok(done.returncode == 0, "and the planning file is sound", done.stdout, done.stderr)


def main():
    with tempfile.TemporaryDirectory(prefix="patchplan-kills-") as folder:
        os.chdir(folder)
        ok(make_demo(), "the demo town")
        ok(run("allocate", "--plan", "hand", "--from", "first", "--max-steps", "1000", "--jobs", "1", "-q").returncode in (0, 4, 5), "a draft")
        staff_server(PEOPLE)[0].stop()
        test_kills("hand", int(sys.argv[1]) if len(sys.argv) > 1 else 2)
        os.chdir("/")
    return finish()


if __name__ == "__main__":
    sys.exit(main())
