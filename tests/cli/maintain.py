"""backup, restore, doctor, settings: nothing is lost, and what is wrong is said."""
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

from program import call, run, told
from tap import finish, ok, skip



def setting(key, db="town.db"):
    return json.loads(run("settings", key, "-f", "json", db=db).stdout)[0]["value"]


def leftovers():
    return [name for name in os.listdir(".") if ".part" in name]


def refused(status, pattern, *words, db="town.db"):
    done = run(*words, db=db)
    ok(done.returncode == status and pattern in done.stderr, "refused: " + " ".join(words), done)


def test_settings():
    ok(setting("size") == "280:300", "the size limits when nothing is set")
    done = run("settings", "size", "260:280")
    ok(done.returncode == 0 and setting("size") == "260:280", "set", done.stderr)
    listed = {s["key"]: s["set"] for s in json.loads(run("settings", "-f", "json").stdout)}
    ok({"size", "council", "source", "roster.anchor"} <= set(listed) and [key for key in listed if listed[key]] == ["size"], "all are listed", listed)
    run("settings", "size", "--unset")
    ok(setting("size") == "280:300", "unset")
    run("settings", "council", "Tarnwick; DROP TABLE setting")
    ok(setting("council") == "Tarnwick; DROP TABLE setting", "any text is a value")
    run("settings", "council", "nobody", "-n")
    ok(setting("council") == "Tarnwick; DROP TABLE setting", "a dry run changes nothing")
    refused(2, "did you mean 'size'", "settings", "sise")
    refused(2, "280:300", "settings", "size", "300:280")
    refused(2, "280:300", "settings", "size", "lots")
    refused(2, "--unset", "settings", "--unset")
    rows = sqlite3.connect("town.db").execute("SELECT object, detail FROM audit WHERE action = 'settings'").fetchall()
    ok(rows[0] == ("setting size", '{"before":null,"value":"260:280"}') and len(rows) == 3, "each change is in the audit trail", rows)


def test_backup():
    done = run("backup", "copy.db", "-n")
    ok(done.returncode == 0 and not os.path.exists("copy.db"), "a backup is told first", done.stderr)
    holder = sqlite3.connect("town.db")  # keeps rows in the WAL beside the file
    holder.execute("INSERT INTO setting VALUES ('kept', 'in the WAL')")
    holder.commit()
    done = run("backup", "copy.db")
    ok(done.returncode == 0 and "copy.db" in done.stderr, "a backup", done.stderr)
    copy = sqlite3.connect("copy.db")
    ok(copy.execute("SELECT value FROM setting WHERE key = 'kept'").fetchone() == ("in the WAL",), "... with what SQLite keeps beside the file")
    ok(copy.execute("PRAGMA integrity_check").fetchone() == ("ok",), "... sound")
    copy.close()
    holder.close()
    refused(1, "exists already", "backup", "copy.db")
    refused(1, "nowhere", "backup", "nowhere/copy.db")
    refused(1, "exists already", "init", "-n")


def test_no_room():
    """A disk that takes no more: the reader is told so, and nothing is left lying about."""
    room = resource.getrlimit(resource.RLIMIT_FSIZE)

    def allow_little():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, room[1]))
    done = call("-d", "town.db", "backup", "cut.db", preexec_fn=allow_little)
    ok(done.returncode not in (0, -signal.SIGXFSZ) and ".part" not in done.stderr, "a backup without room is refused", told(done))
    ok(not [name for name in os.listdir(".") if "cut" in name], "and leaves nothing behind", os.listdir("."))
    refused(1, "no planning file", "backup", "copy2.db", db="none.db")
    ok(not leftovers() and not os.path.exists("copy2.db"), "nothing is left behind", leftovers())


def test_restore():
    run("settings", "source", "after the backup")
    done = run("restore", "copy.db", "-n")
    ok(done.returncode == 0 and "Would put" in done.stderr and setting("source") == "after the backup",
       "restoring is told first", done.stderr)
    done = run("restore", "copy.db")
    ok(done.returncode == 0 and "town.db.before-restore-1" in done.stderr, "restored, the old file kept", done.stderr)
    ok(setting("source") == "", "the file is as in the backup")
    ok(setting("source", db="town.db.before-restore-1") == "after the backup", "the old one is whole")
    done = run("restore", "town.db.before-restore-1")
    ok(done.returncode == 0 and setting("source") == "after the backup", "and back", done.stderr)
    ok(os.path.exists("town.db.before-restore-2"), "every old file gets a name of its own")
    done = run("restore", "copy.db", db="new.db")
    ok(done.returncode == 0 and setting("council", db="new.db").startswith("Tarnwick"), "into an empty place", done.stderr)
    with open("broken.db", "wb") as file, open("copy.db", "rb") as whole:
        file.write(whole.read()[:20000])
    refused(3, "broken.db", "restore", "broken.db")
    refused(3, "no planning file", "restore", __file__)
    refused(2, "itself", "restore", "town.db")
    holder = sqlite3.connect("town.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    refused(1, "another program", "restore", "copy.db")
    holder.execute("ROLLBACK")
    holder.close()
    ok(setting("source") == "after the backup" and not leftovers(), "after refusals everything is as it was")
    with open("town.db", "r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 60000)
    done = run("restore", "copy.db")
    ok(done.returncode == 0 and setting("council").startswith("Tarnwick"), "a damaged file can be restored over", done.stderr)


def doctor(*words, db="town.db"):
    done = run("doctor", "-f", "json", *words, db=db)
    return done.returncode, {row["what"]: row for row in json.loads(done.stdout)}


def test_doctor():
    status, rows = doctor()
    ok(status == 0 and rows["planning file"]["state"] == "good", "a sound file", rows)
    ok(all(what in rows for what in ("program", "data folder", "coordinates", "other formats", "disk")), "everything is looked at")
    status, rows = doctor(db="none.db")
    ok(status == 1 and rows["planning file"]["state"] == "bad", "no file")
    shutil.copy("copy.db", "damaged.db")
    with open("damaged.db", "r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 60000)
    status, rows = doctor(db="damaged.db")
    ok(status == 1 and rows["planning file"]["state"] == "bad", "a damaged file", rows)
    shutil.copy("copy.db", "newer.db")
    sqlite3.connect("newer.db").execute("PRAGMA user_version = 999").connection.close()
    status, rows = doctor(db="newer.db")
    ok(status == 1 and "newer version" in rows["planning file"]["found"], "a file from the future", rows)


def test_migration():
    """With a schema folder that has one step more, the same file is an older one."""
    shutil.copytree(os.environ["PATCHPLAN_DATADIR"], "data")
    os.chmod("data/schema", 0o755)  # read-only under make distcheck
    newest = max(name for name in os.listdir("data/schema") if name.endswith(".sql"))
    number = int(newest.split("_")[0]) + 1
    with open(f"data/schema/{number:03d}_more.sql", "w", encoding="utf-8") as file:
        file.write("CREATE TABLE more (a INTEGER) STRICT;\n")
    shutil.copy("copy.db", "older.db")
    kept = os.environ["PATCHPLAN_DATADIR"]
    os.environ["PATCHPLAN_DATADIR"] = os.path.abspath("data")
    refused(1, "patchplan -d older.db doctor", "plans", db="older.db")
    shutil.copy("older.db", "written.db")
    written = run("settings", "council", "Any Council", db="written.db")
    ok(written.returncode == 0 and f"brought up to date; the old one is kept as written.db.before-{number:03d}" in written.stderr, "what writes brings it up to date and says so", written.stderr)
    status, rows = doctor("-n", db="older.db")
    ok(status == 0 and not os.path.exists(f"older.db.before-{number:03d}"), "looked at only", rows)
    status, rows = doctor(db="older.db")
    ok(status == 0 and f"older.db.before-{number:03d}" in rows["version"]["found"], "brought up to date, a backup kept", rows)
    ok(sqlite3.connect("older.db").execute("PRAGMA user_version").fetchone() == (number,), "the file is of the new version")
    ok(sqlite3.connect(f"older.db.before-{number:03d}").execute("PRAGMA user_version").fetchone() == (number - 1,), "the backup of the old")
    os.environ["PATCHPLAN_DATADIR"] = kept


def mode_of(path):
    return os.stat(path).st_mode & 0o777


def test_own():
    """What is written is its owner's alone; who only reads leaves nothing beside the file, also while it is written."""
    made = {"town.db": mode_of("town.db"), "copy.db": mode_of("copy.db")}
    run("settings", "-f", "csv", "-o", "told.csv", db="copy.db")
    made["told.csv"] = mode_of("told.csv")
    ok(set(made.values()) == {0o600}, "planning file, backup and what is written of it: for their owner alone", {name: oct(mode) for name, mode in made.items()})
    run("settings", "source", "x", db="copy.db")  # from now on with changes beside it while it is open
    run("plans", db="copy.db")
    ok(not [name for name in os.listdir(".") if name.startswith("copy.db-")], "reading leaves nothing beside the file")
    holder = sqlite3.connect("copy.db", isolation_level=None)
    holder.execute("INSERT INTO setting VALUES ('beside', 'x')")
    ok(os.path.exists("copy.db-wal") and setting("council", db="copy.db").startswith("Tarnwick") and os.path.exists("copy.db-wal"), "while somebody writes, what is beside it stays")
    holder.close()
    os.chmod("copy.db", 0o640)
    run("backup", "again.db", db="copy.db")
    run("restore", "again.db", db="copy.db")
    ok(mode_of("copy.db") == 0o640 and mode_of("again.db") == 0o600, "restoring lets the same people read as before", oct(mode_of("copy.db")))


def test_full_disk():
    os.mkdir("small")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", "small"], capture_output=True).returncode != 0:
        return skip("a full disk is said", "no tmpfs may be mounted here")
    try:
        done = run("backup", "small/copy.db")
        ok(done.returncode == 1 and "disk is full" in done.stderr and os.listdir("small") == [], "a full disk is said", done.stderr)
    finally:
        subprocess.run(["umount", "small"], check=False)


def as_nobody(*words, db):
    """As somebody who may only read: everyone but the administrator, whom no permission holds back."""
    def drop():
        if os.geteuid() == 0:
            os.setgroups([])
            os.setuid(65534)
    return call("-d", db, *words, preexec_fn=drop)


def test_read_only_share():
    """A contact centre reads the planning file from a share where it may not write."""
    try:
        as_nobody("plans", db="copy.db")
    except PermissionError:
        return skip("a share where one may not write", "others cannot reach the program in this folder")
    os.mkdir("share")
    shutil.copy("copy.db", "share/town 50%?.db")
    for path, mode in ((".", 0o755), ("share/town 50%?.db", 0o644), ("share", 0o555)):
        os.chmod(path, mode)
    try:
        db = "share/town 50%?.db"
        done = as_nobody("settings", "council", db=db)
        ok(done.returncode == 0 and "Tarnwick" in done.stdout and len(os.listdir("share")) == 1, "a folder that cannot be written is read", told(done))
        ok(as_nobody("settings", "council", "Else", "-n", db=db).returncode == 0, "... and answers dry runs")
        done = as_nobody("settings", "council", "Else", db=db)
        ok(done.returncode == 1 and "nothing can be changed here" in done.stderr and "copy" in done.stderr, "what changes it is refused, and why", told(done))
        done = as_nobody("lookup", "S1 1AA", db=db)
        ok(done.returncode == 1 and "could not find" in done.stderr, "look-ups answer", told(done))
        os.chmod("share", 0o755)
        with open(db + "-wal", "wb") as beside, open("copy.db", "rb") as whole:
            beside.write(whole.read()[:5000])
        os.chmod("share", 0o555)
        done = as_nobody("settings", "council", db=db)
        ok(done.returncode == 1 and "-wal" in done.stderr, "changes beside it that cannot be taken in are never passed over", told(done))
    finally:
        os.chmod("share", 0o755)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        run("init")
        test_settings()
        test_backup()
        test_no_room()
        test_restore()
        test_doctor()
        test_migration()
        test_own()
        test_full_disk()
        test_read_only_share()
        os.chdir("/")
    return finish()


sys.exit(main())
