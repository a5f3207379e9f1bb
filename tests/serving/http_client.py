"""A server under test, and requests to it. Everything answered is remembered."""

import http.client
import json
import re
import signal
import socket
import ssl
import subprocess
import threading

PATIENCE = 60  # Seconds until a test gives up: never what a test waits for.


class Server:
    """A running `bearing serve` on a free port."""

    seen = []  # (method, path, status, media type, body) of all servers.

    def __init__(self, program, *words, env=None, tls=None):
        self.tls = tls
        self.process = subprocess.Popen([str(program), "serve", "--listen", "127.0.0.1:0", *map(str, words)], env=env,
                                        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        self.lines, self.changed = [], threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)", self.wait_line("listening on"))[1])

    def read(self):
        for line in self.process.stderr:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()
        with self.changed:
            self.lines.append("(end)")
            self.changed.notify_all()

    def wait_line(self, part, count=1):
        """The `count`th line on standard error that holds `part`."""
        def found():
            return [line for line in self.lines if part in line]
        with self.changed:
            self.changed.wait_for(lambda: len(found()) >= count or "(end)" in self.lines, PATIENCE)
            assert len(found()) >= count, f"no line with {part!r} in {self.lines[-20:]}"
            return found()[count - 1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def connect(self):
        link = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        return self.tls.wrap_socket(link, server_hostname="localhost") if self.tls else link

    def connection(self):
        if self.tls:
            return http.client.HTTPSConnection("localhost", self.port, timeout=PATIENCE, context=self.tls)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(self, method, target, body=None, media=None, headers=None, connection=None):
        """(status, headers, bytes)."""
        link = connection or self.connection()
        fields = {**({"Content-Type": media} if media else {}), **(headers or {})}
        link.request(method, target, body, fields, encode_chunked="Transfer-Encoding" in fields)
        return self.remember(method, target, link.getresponse())

    def remember(self, method, target, response):
        data = response.read()
        Server.seen.append((method, target.split("?")[0], response.status,
                            (response.getheader("Content-Type") or "").split(";")[0], data))
        return response.status, response.headers, data

    def raw(self, data, method="-", target="-", end=False, link=None):
        """Sends bytes as they are and reads one answer."""
        link = link or self.connect()
        link.sendall(data)
        if end:
            link.shutdown(socket.SHUT_WR)
        response = http.client.HTTPResponse(link, method=method if method != "-" else None)
        response.begin()
        return self.remember(method, target, response)

    def label(self, document, query="", **options):
        status, _, data = self.ask("POST", "/v1/label" + query, json.dumps(document), "application/json", **options)
        assert status == 200, (status, data)
        return json.loads(data)

    def metric(self, name, **options):
        """The value of one series, as it is written; 0 where there is none yet."""
        text = self.ask("GET", "/metrics", **options)[2].decode()
        values = [line.rsplit(" ", 1)[1] for line in text.splitlines() if line.startswith(name + " ")]
        return float(values[0]) if values else 0.0


def make_tls():
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def error_of(answer, status, code):
    """Asserts that an answer is this error, and gives its message."""
    assert answer[0] == status, answer
    assert answer[1]["Content-Type"] == "application/json", answer[1]
    error = json.loads(answer[2])["error"]
    assert error["code"] == code, error
    return error["message"]
