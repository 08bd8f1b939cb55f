#!/usr/bin/env python3
"""Tables written by Python's csv module, in many dialects and encodings, read the same by us."""
import csv, io, os, random, subprocess, sys, tempfile

dump = os.path.join(os.environ["BUILDDIR"], "tests/unit/table/table_dump")
pieces = ["a", "bc", ",", ";", "\t", "|", '"', "\n", "\r\n", "é", "€", "=", "12", "-0.5", "x y", "'"]
rng = random.Random(7)
n = 0


def ok(holds, what, note=""):
    global n
    n += 1
    print(("ok" if holds else "not ok"), n, "-", what)
    if not holds and note:
        print("#", str(note).replace("\n", "\n# "))


def random_table():
    columns = rng.randint(2, 6)
    rows = [["ref"] + [f"column {i}" for i in range(1, columns)]]
    for _ in range(rng.randint(0, 60)):
        cells = ["".join(rng.choices(pieces, k=rng.randint(0, 5))) for _ in range(columns)]
        cells[0] += "z"
        rows.append(cells)
    return rows


def read(data):
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(data)
        file.flush()
        run = subprocess.run([dump, file.name, "ref"], capture_output=True, text=True)
    lines = run.stdout.splitlines()
    rows = [[bytes.fromhex(c[1:]).decode() for c in line.split(" ")[1:]] for line in lines[1:2]]
    for line in lines[2:]:
        number, problem, *cells = line.split(" ")
        if problem != "0":
            return run.stdout
        rows.append([bytes.fromhex(c[1:]).decode() for c in cells])
    return rows if run.returncode == 0 else run.stdout


for delimiter in ",;\t|":
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"):
        for end in ("\n", "\r\n", "\r"):
            wrong = None
            for _ in range(3):
                rows, text = random_table(), io.StringIO(newline="")
                # Quoting all, as blanks at the ends of cells are cut outside quotes.
                csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
                got = read(text.getvalue().encode(encoding))
                if got != rows:
                    wrong = (rows, got)
            ok(wrong is None, f"delimiter {delimiter!r}, {encoding}, line end {end!r}", wrong)

# The other way: unquoted cells without blanks or tabs at their ends, minimal quoting.
wrong = None
for _ in range(40):
    rows, text = [[c.strip(" \t") for c in row] for row in random_table()], io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_MINIMAL).writerows(rows)
    got = read(text.getvalue().encode())
    if got != rows:
        wrong = (rows, got)
ok(wrong is None, "minimal quoting", wrong)
print(f"1..{n}")
