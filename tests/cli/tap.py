"""TAP, the least of it: one line per case. A test calls ok() and skip(), and ends with finish()."""
n_cases = n_failed = 0


def ok(holds, what, *notes):
    """One case; the notes are told when it fails. Returns whether it held."""
    global n_cases, n_failed
    n_cases += 1
    n_failed += not holds
    print(f"{'' if holds else 'not '}ok {n_cases} - {what}", flush=True)
    for note in notes if not holds else ():
        print("# " + str(note).strip().replace("\n", "\n# "), flush=True)
    return holds


def skip(what, why):
    global n_cases
    n_cases += 1
    print(f"ok {n_cases} - {what} # SKIP {why}", flush=True)


def finish():
    """The plan; the exit status of the test."""
    print(f"1..{n_cases}", flush=True)
    return 1 if n_failed or not n_cases else 0
