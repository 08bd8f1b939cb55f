"""The program as a server, and people in front of it, for the tests that go through a socket."""
import http.client
import re
import socket
import subprocess
import threading
import time

from program import PROGRAM, SLOW, query, run


class Server:
    """The program serving town.db, on a port of its own choice."""

    def __init__(self, *words, db="town.db"):
        self.process = subprocess.Popen([PROGRAM, "-d", db, "serve", "--listen", "127.0.0.1:0", *words],
                                        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        self.told = ""
        for line in self.process.stderr:
            self.told += line
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                break
        # What it says later must not fill the pipe.
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stderr:
            self.told += line

    def connect(self, timeout=30 * SLOW, own_address="127.0.0.1"):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout, source_address=(own_address, 0))

    def ask(self, path, method="GET", body=None, headers=None, **more):
        connection = self.connect(**more)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def begin(self, data):
        """A connection on which something was sent."""
        wire = socket.create_connection(("127.0.0.1", self.port), timeout=10 * SLOW)
        wire.sendall(data)
        return wire

    def send_all(self, pieces):
        """Piece after piece until they end or nobody listens any more; what was answered."""
        with self.begin(b"") as wire:
            try:
                for piece in pieces:
                    wire.sendall(piece)
            except OSError:
                pass
            try:
                return wire.recv(65536)
            except OSError as problem:
                return str(problem).encode()

    def raw(self, data, timeout=10 * SLOW, enough=None):
        """Bytes as they are; what comes back until the end, until `enough` is among it, or until it takes too long."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as wire:
            wire.sendall(data)
            got = b""
            try:
                while part := wire.recv(65536):
                    got += part
                    if enough and enough in got:
                        break
            except OSError:
                pass
            return got

    def post(self, path, fields, cookie=None, own_address="127.0.0.1", **headers):
        pairs = [(name, value) for name, given in fields.items() for value in (given if isinstance(given, list) else [given])]
        body = "&".join(f"{name}={http_quote(str(value))}" for name, value in pairs).encode()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        if cookie:
            headers["Cookie"] = cookie
        return self.ask(path, "POST", body, headers, own_address=own_address)

    def stop(self):
        self.process.terminate()
        try:
            return self.process.wait(timeout=20 * SLOW)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "it had to be killed"


class Answer:
    def __init__(self, status, headers, text):
        self.status, self.headers, self.text = status, headers, text


def http_quote(text):
    return "".join(c if c.isalnum() and c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in text)


def sign_in(server, name, password, **more):
    answer = server.post("/sign-in", {"name": name, "password": password}, **more)
    cookie = answer.headers.get("Set-Cookie", "").split(";")[0]
    return answer, cookie


def csrf_of(page):
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    return found and found.group(1)


class Person:
    """Somebody whom the trusted proxy names; see staff_server()."""

    def __init__(self, server, name):
        self.server, self.name = server, name

    def get(self, path):
        return self.server.ask(path, headers={"X-Remote-User": self.name})

    def post(self, path, fields, **headers):
        token = csrf_of(self.get("/account"))
        return self.server.post(path, {"csrf": token, **fields}, X_Remote_User=self.name, **headers)

    def send(self, path, fields, name, data):
        """A form with a file."""
        edge = "----edge-of-parts"
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
                 for field, value in {"csrf": csrf_of(self.get("/account")), **fields}.items()]
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + data + b"\r\n")
        headers = {"X-Remote-User": self.name, "Content-Type": f"multipart/form-data; boundary={edge}"}
        return self.server.ask(path, "POST", b"".join(parts) + f"--{edge}--\r\n".encode(), headers)

    def job(self, path, fields, seconds=120):
        """Ask for long work; the page of its job once it has ended."""
        return self.ended(self.post(path, fields), seconds)

    def ended(self, answer, seconds=120):
        place = answer.headers.get("Location", "")
        if answer.status != 303 or not place.startswith("/jobs/"):
            return answer
        until = time.monotonic() + seconds * SLOW
        while time.monotonic() < until:
            page = self.get(place)
            if 'id="job-phase"' not in page.text:
                return page
            time.sleep(0.05)
        return page


def staff_server(people):
    """The program serving town.db behind a proxy that names people: {name: role}, or {name: (role, team)}."""
    for name, role in people.items():
        role, *team = role if isinstance(role, tuple) else (role,)
        own = query("SELECT max(officer_id) FROM officer WHERE name <> '' AND role = 'officer'")[0] if role == "officer" else []
        run("user", "add", name, "--role", role, *(["--team", *team] if team else []), *(["--officer", *own] if own else []))
    server = Server("--trusted-proxy", "127.0.0.1", "--identity-header", "X-Remote-User")
    return server, [Person(server, name) for name in people]
