"""How many look-ups a second `serve` answers, and what slow and idle clients do to it.

PATCHPLAN=./patchplan tests/bench/load.py FILE.db [--seconds 30] [--rounds 3] [--requests 1000000] [--connections 5000]

Works on a copy of the planning file, which should have a plan in force. Wants `wrk`. Each round begins with a server that
has nothing in memory; look-ups go over every postcode of the file in an order of chance, the constant page (a style sheet)
is asked by the same client in the same way. Ends by itself.
"""
import argparse
import contextlib
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from program import call, query  # noqa: E402
from web import Server, http_quote  # noqa: E402

CONSTANT = "/style/plain.css"
ASK_EACH = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local at = 0
request = function() at = at %% #paths + 1; return wrk.format("GET", paths[at]) end
"""


def write_scripts():
    """A script of wrk's for each kind of request: {kind: file}."""
    codes = [code for (code,) in query("SELECT code FROM postcode")]
    random.Random(1).shuffle(codes)
    kinds = {"constant page": [CONSTANT] * len(codes), "look-up page": ["/find?q=" + http_quote(code) for code in codes],
             "look-up API": ["/api/v1/lookup?postcode=" + http_quote(code) for code in codes]}
    for kind, paths in kinds.items():
        with open(kind + ".txt", "w", encoding="utf-8") as file:
            file.write("\n".join(paths) + "\n")
        with open(kind + ".lua", "w", encoding="utf-8") as file:
            file.write(ASK_EACH % (kind + ".txt"))
    return {kind: kind + ".lua" for kind in kinds}


def milliseconds(text):
    number, unit = re.match(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def ask_hard(server, script, seconds):
    """(requests a second, 99th percentile in ms, requests, what went wrong)"""
    done = subprocess.run(["wrk", "-t1", "-c64", f"-d{seconds}s", "--latency", "-s", script, f"http://127.0.0.1:{server.port}"],
                          capture_output=True, text=True, check=True, timeout=seconds + 60)
    found = re.search(r"\n\s+99%\s+(\S+).*?(\d+) requests in", done.stdout, re.S)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout).group(1))
    wrong = re.findall(r"Non-2xx.*|Socket errors.*", done.stdout)
    return rate, milliseconds(found.group(1)), int(found.group(2)), "; ".join(wrong)


def measure_rates(scripts, seconds, rounds):
    rates = {kind: [] for kind in scripts}
    for nth in range(rounds):
        server = Server()
        for kind, script in scripts.items():
            rate, worst_ms, n, wrong = ask_hard(server, script, seconds)
            rates[kind].append((rate, worst_ms))
            print(f"round {nth + 1}: {kind:14} {rate:9,.0f} a second, 99th percentile {worst_ms:6.1f} ms, {n:,} requests {wrong}", flush=True)
        server.stop()
    constant = statistics.median(rate for rate, _ in rates["constant page"])
    for kind, seen in rates.items():
        rate, worst_ms = (statistics.median(column) for column in zip(*seen))
        print(f"median:  {kind:14} {rate:9,.0f} a second, 99th percentile {worst_ms:6.1f} ms, {100 * rate / constant:.0f} % of the constant page")


def resident_mb(server):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024


def measure_memory(scripts, n_wanted):
    server, n = Server(), 0
    print(f"memory at start {resident_mb(server):.0f} MB", flush=True)
    told = 0
    while n < n_wanted:
        for kind in ("look-up page", "look-up API"):
            n += ask_hard(server, scripts[kind], 5)[2]
        if n - told > n_wanted / 6:
            told = n
            print(f"memory after {n:,} look-ups {resident_mb(server):.0f} MB", flush=True)
    print(f"memory after {n:,} look-ups {resident_mb(server):.0f} MB")
    server.stop()


# ---- clients that mean no good ----

HALVES = (b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname=")


def open_one(server, nth):
    """A connection from one of twenty addresses, with a beginning of a request on it."""
    wire = socket.create_connection(("127.0.0.1", server.port), timeout=10, source_address=(f"127.0.0.{2 + nth % 20}", 0))
    wire.sendall(HALVES[nth % len(HALVES)])
    wire.setblocking(False)
    return wire


def drip(wires, until):
    """A byte a second on every fifth."""
    while time.monotonic() < until:
        for wire in wires[::5]:
            with contextlib.suppress(OSError):
                wire.send(b"x")
        time.sleep(1)


def count_ended(wires):
    ended = 0
    for wire in wires:
        try:
            ended += wire.recv(4096) == b""
        except BlockingIOError:
            pass
        except OSError:
            ended += 1
    return ended


def answer_times(server, codes, n):
    times = []
    for nth in range(n):
        begun = time.monotonic()
        status = server.ask("/find?q=" + http_quote(codes[nth % len(codes)])).status
        times.append(1000 * (time.monotonic() - begun))
        if status != 200:
            print(f"status {status}")
    return f"median {statistics.median(times):.1f} ms, slowest {max(times):.0f} ms"


def measure_open(n_connections):
    codes = [code for (code,) in query("SELECT code FROM postcode LIMIT 300")]
    server = Server()
    print(f"alone: {answer_times(server, codes, 300)}", flush=True)
    wires = [open_one(server, nth) for nth in range(n_connections)]
    dripping = threading.Thread(target=drip, args=(wires, time.monotonic() + 25), daemon=True)
    dripping.start()
    print(f"beside {len(wires):,} connections, idle, half or a byte a second: {answer_times(server, codes, 300)}; "
          f"{resident_mb(server):.0f} MB", flush=True)
    dripping.join()
    print(f"25 s later {count_ended(wires):,} of them were ended: {answer_times(server, codes, 300)}; {resident_mb(server):.0f} MB")
    for wire in wires:
        wire.close()
    print(f"stops with status {server.stop()}")


def main():
    wish = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wish.add_argument("file")
    wish.add_argument("--seconds", type=int, default=30)
    wish.add_argument("--rounds", type=int, default=3)
    wish.add_argument("--requests", type=int, default=1_000_000)
    wish.add_argument("--connections", type=int, default=5000)
    asked = wish.parse_args()
    path = os.path.abspath(asked.file)
    with tempfile.TemporaryDirectory(prefix="patchplan-load-") as folder:
        os.chdir(folder)
        call("-d", path, "backup", "town.db", check=True)
        scripts = write_scripts()
        if asked.rounds:
            measure_rates(scripts, asked.seconds, asked.rounds)
        if asked.requests:
            measure_memory(scripts, asked.requests)
        if asked.connections:
            measure_open(asked.connections)
        os.chdir("/")


main()
