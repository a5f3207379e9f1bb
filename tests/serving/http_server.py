#!/usr/bin/env python3
"""Drives the real `bearing serve` over its sockets and holds its answers against those of `bearing label` and against
its OpenAPI document.

    http_server.py --bearing PROGRAM --corpus FILE.jsonl --model FILE --page FILE.html [--only NAME]
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from http_client import PATIENCE, Server, error_of, make_tls
from openapi import declared, faults

KEY = "0123456789abcdef-test"
JSON, LINES, TEXT, HTML = "application/json", "application/x-ndjson", "text/plain", "text/html"


class Case:
    """What the tests share: the program, some documents, a folder."""

    def __init__(self, options, folder):
        self.program, self.model, self.page = options.bearing, options.model, options.page
        self.folder = folder
        with open(options.corpus, encoding="utf-8") as corpus:
            self.lines = [line for _, line in zip(range(60), corpus)]
        self.rows = [json.loads(line) for line in self.lines]

    def serve(self, *words, **options):
        env = {name: value for name, value in os.environ.items() if name != "BEARING_API_KEY"}
        env.update(options.pop("env", {}))
        if "--model" not in words:
            words += ("--model", f"news={self.model}")
        if "--access-log" not in words:
            words += ("--access-log", "none")
        return Server(self.program, *words, env=env, **options)

    def command(self, command, data, *words):
        done = subprocess.run([str(self.program), command, "--model", str(self.model), *words, "-"], input=data,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return done.stdout

    def heavy(self):
        """A body that keeps a worker busy for seconds."""
        text = " ".join(row["text"] for row in self.rows)[:100_000]
        return json.dumps([{"text": text}] * 150).encode()


def chunks_of(pieces):
    yield from pieces


# -- answers ----------------------------------------------------------------------------------------------


def test_routes(case):
    with case.serve() as server:
        assert json.loads(server.ask("GET", "/healthz")[2]) == {"status": "ok"}
        assert json.loads(server.ask("GET", "/readyz")[2]) == {"status": "ready"}
        files = [path for path in json.loads(server.ask("GET", "/openapi.json")[2])["paths"] if path == "/" or path.startswith("/page/")]
        assert len(files) > 2
        for path in files:
            status, headers, data = server.ask("GET", path)
            assert status == 200 and headers["Cache-Control"] == "no-cache" and "default-src 'none'" in headers["Content-Security-Policy"]
            again = server.ask("GET", path, headers={"If-None-Match": headers["ETag"]})
            assert again[0] == 304 and again[2] == b"" and again[1]["ETag"] == headers["ETag"]
            assert server.ask("GET", path, headers={"If-None-Match": '"other"'})[2] == data
        model = json.loads(server.ask("GET", "/v1/model")[2])
        assert model["models"] == [{"name": "news", "id": model["id"]}] and "favor" in model["stances"]
        for path in ("/healthz", "/readyz", "/openapi.json", "/metrics", "/v1/model", *files):
            error_of(server.ask("GET", path + "?bogus=1"), 400, "invalid-query")
            status, headers, data = server.ask("HEAD", path)
            assert status == 200 and data == b"" and int(headers["Content-Length"]) > 0
        error_of(server.ask("GET", "/v2/label"), 404, "not-found")
        error_of(server.ask("GET", "/%zz"), 400, "invalid-target")
        answer = server.ask("GET", "/v1/label")
        error_of(answer, 405, "method-not-allowed")
        assert answer[1]["Allow"] == "POST"
        error_of(server.ask("DELETE", "/metrics"), 405, "method-not-allowed")
        assert server.stop() == 0


def test_same_as_label(case):
    """Whatever the form of the body, the results are byte for byte those of the command."""
    stream = "".join(case.lines).encode() + b'not json\n\n{"text": 1}\n{"id":"last","text":"No line feed."}'
    expected = case.command("label", stream)
    with case.serve() as server:
        assert server.ask("POST", "/v1/label", stream, LINES)[2] == expected
        pieces = [stream[at:at + 777] for at in range(0, len(stream), 777)]
        status, headers, data = server.ask("POST", "/v1/label", chunks_of(pieces), LINES,
                                           {"Transfer-Encoding": "chunked"})
        assert status == 200 and data == expected and headers["Content-Type"] == LINES
        results = [json.loads(line) for line in expected.splitlines()]
        assert server.label(case.rows) == results[:len(case.rows)]
        assert server.label(case.rows[3]) == results[3]
        assert [server.label([])] == [[]]
        mixed = server.label([case.rows[0], 7, {"id": "x"}, case.rows[1]])
        assert [mixed[0], mixed[3]] == results[:2] and "object" in mixed[1]["error"] and mixed[2]["id"] == "x"
        text = case.rows[5]["text"].encode()
        assert server.ask("POST", "/v1/label", text, TEXT)[2] == case.command("label", text, "--input-format", "text")
        page = case.page.read_bytes()
        for command, target in (("label", "/v1/label"), ("explain", "/v1/explain")):
            words = ["--format", "json"] if command == "explain" else []
            assert server.ask("POST", target, page, HTML)[2] == case.command(command, page, "--input-format", "html", *words)
        latin = "Các nước ASEAN".encode("cp1258", "replace") * 20
        server.ask("POST", "/v1/label", latin, "text/plain; charset=windows-1258")
        empty = server.ask("POST", "/v1/label", b"", LINES)
        assert empty[0] == 200 and empty[2] == b""


def test_text(case):
    """What labels are about is what `bearing convert` writes."""
    vietnamese = "Các nước ASEAN họp tại Hà Nội.".encode("utf-16")
    with case.serve() as server:
        for data, media, kind in ((case.page.read_bytes(), HTML, "html"), (vietnamese, TEXT, "text"), (case.lines[0].encode(), JSON, "jsonl")):
            done = subprocess.run([str(case.program), "convert", "--input-format", kind, "-"], input=data, capture_output=True)
            read = json.loads(server.ask("POST", "/v1/text", data, media)[2])
            assert read == {name: value for name, value in json.loads(done.stdout).items() if name in ("id", "lang", "title", "text")}
        # Places in the labels of a page count from here.
        read = json.loads(server.ask("POST", "/v1/text", case.page.read_bytes(), HTML)[2])
        labels = json.loads(server.ask("POST", "/v1/label", case.page.read_bytes(), HTML)[2])
        evidence = [stance["evidence"] for stance in labels["stances"]]
        for place in evidence:
            assert read["text"].encode()[place["begin"]:place["end"]].decode() == place["text"]
        assert evidence
        several = json.loads(server.ask("POST", "/v1/text", json.dumps([case.rows[0], {}]), JSON)[2])
        assert several[0]["text"] == case.rows[0]["text"] and "missing" in several[1]["error"]


def test_queries(case):
    row = case.rows[0]
    with case.serve() as server:
        model = json.loads(server.ask("GET", "/v1/model?model=news")[2])
        everything = server.label(row, "?all=true")
        assert len(everything["topics"]) == len(model["topics"]) and "targets" in everything
        assert server.label(row, "?min_confidence=1")["topics"] == []
        assert server.label({**row, "mine": [1]}, "?pass_through=true")["fields"]["mine"] == [1]
        claim = server.label(row, "?all=true&target=a+tax+on%20sugar")
        assert claim["targets"][-1]["target"] == "a tax on sugar"
        topic = model["topics"][-1]
        asked = json.loads(server.ask("POST", "/v1/explain?topic=" + topic, json.dumps(row), JSON)[2])
        assert [t["label"] for t in asked["topics"]] == [topic]
        several = json.loads(server.ask("POST", "/v1/explain", json.dumps([row, {}]), JSON)[2])
        assert several[0]["id"] == row["id"] and "missing" in several[1]["error"]
        for target in ("/v1/label", "/v1/explain"):
            error_of(server.ask("POST", target + "?model=other", "{}", JSON), 404, "no-such-model")
            for query in ("bogus=1", "min_confidence=2", "min_confidence=nan", "min_confidence=x", "target=", "target=%ff"):
                error_of(server.ask("POST", f"{target}?{query}", "{}", JSON), 400, "invalid-query")
        error_of(server.ask("POST", "/v1/label?all=maybe", "{}", JSON), 400, "invalid-query")
        error_of(server.ask("POST", "/v1/explain?topic=none-such", "{}", JSON), 404, "no-such-topic")
        error_of(server.ask("GET", "/v1/model?model=other"), 404, "no-such-model")


def test_bad_bodies(case):
    with case.serve("--max-body-bytes", 100_000) as server:
        for target in ("/v1/label", "/v1/explain", "/v1/text"):
            bad = [b"", b"  ", b"7", b'"text"', b"{", b'{"text":"a"', b'{"text":"a"} x', b"[1,", b"[{]}", b"\xff\xfe{}",
                   b'{"text":"\xc3"}', b"[" * 5000, b'{"a":' * 5000, b'{"text":"a","b":' + b"[" * 5000 + b"]" * 5000 + b"}"]
            for body in bad:
                error_of(server.ask("POST", target, body, JSON), 400, "invalid-body")
            for body in (b"{}", b'{"text":1}', b'{"text":["a"]}', json.dumps({"text": "a", "targets": ["b"] * 99})):
                error_of(server.ask("POST", target, body, JSON), 422, "invalid-document")
            error_of(server.ask("POST", target, b"x" * 100_001, TEXT), 413, "body-too-large")
            error_of(server.ask("POST", target, chunks_of([b"x" * 60_000] * 3), TEXT, {"Transfer-Encoding": "chunked"}),
                     413, "body-too-large")
            error_of(server.ask("POST", target, json.dumps([{"text": ""}] * 1001), JSON), 413, "too-many-documents")
            error_of(server.ask("POST", target, b"<a/>", "application/xml"), 415, "unsupported-media-type")
            error_of(server.ask("POST", target, b"{}", JSON, {"Content-Encoding": "gzip"}), 415, "unsupported-encoding")
            error_of(server.raw(f"POST {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode(), "POST", target), 415,
                     "unsupported-media-type")
        error_of(server.ask("POST", "/v1/explain", b"{}", LINES), 415, "unsupported-media-type")
        long = server.ask("POST", "/v1/label", b'{"text":"' + b"x" * 200_000 + b'"}\n{"id":"b","text":""}', LINES)[2]
        first, second = map(json.loads, long.splitlines())
        assert "longer than 100000 bytes" in first["error"] and second["id"] == "b"
        assert server.ask("GET", "/healthz")[0] == 200


# -- the protocol -----------------------------------------------------------------------------------------


def post(path, media, *lines):
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: a", f"Content-Type: {media}", *lines, "", ""]).encode()


def test_bad_protocol(case):
    with case.serve("--max-header-bytes", 4096) as server:
        for data in (b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
                     post("/v1/label", JSON, "Content-Length: -1"), post("/v1/label", JSON, "Content-Length: 1, 2"),
                     post("/v1/label", JSON, "Content-Length: 2", "Transfer-Encoding: chunked") + b"0\r\n\r\n",
                     post("/v1/label", JSON, "Transfer-Encoding: gzip") + b"{}",
                     b"GET / HTTP/1.1\r\nbroken header\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a", b"GE"):
            error = server.raw(data, end=True)
            assert error[0] == 400, (data, error)
            assert error[1]["Connection"] == "close" and "error" in json.loads(error[2])
        for path in ("/v1/label", "/v1/explain", "/v1/text"):
            for media in (JSON, TEXT) + ((LINES,) if path == "/v1/label" else ()):
                for data in (post(path, media, "Content-Length: 50") + b'{"text"', post(path, media, "Transfer-Encoding: chunked") + b"7\r\n{",
                             post(path, media, "Transfer-Encoding: chunked") + b"zz\r\n", post(path, media, "Transfer-Encoding: chunked") + b"3\r\nabcdef",
                             post(path, media, "Transfer-Encoding: chunked") + b"7" * 100_000):
                    answer = server.raw(data, "POST", path, end=True)
                    assert answer[0] == 400, (data, answer)
        flood = b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % i for i in range(5000)) + b"\r\n"
        error_of(server.raw(flood), 431, "header-too-large")
        error_of(server.raw(b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n"), 431, "header-too-large")
        huge = server.raw(post("/v1/label", JSON, "Content-Length: 1000000000", "Expect: 100-continue"), "POST", "/v1/label")
        error_of(huge, 413, "body-too-large")
        assert server.ask("GET", "/healthz")[0] == 200


def test_truncated_stream(case):
    """After the answer has begun, an error is its last line, and the end of the chunks is missing."""
    with case.serve() as server:
        line = case.lines[0].encode()
        link = server.connect()
        link.sendall(post("/v1/label", LINES, "Transfer-Encoding: chunked") + b"%x\r\n%s\r\n" % (len(line), line))
        answer = b""
        while b'"id"' not in answer:  # Answered before the rest is sent.
            answer += link.recv(65536)
        link.shutdown(socket.SHUT_WR)
        while piece := link.recv(65536):
            answer += piece
        assert b'{"error":{"code":"truncated"' in answer and not answer.endswith(b"0\r\n\r\n"), answer


def test_keep_alive(case):
    with case.serve() as server:
        link = server.connection()
        for row in case.rows[:3]:
            assert server.label(row, connection=link)["id"] == row["id"]
        local = link.sock.getsockname()
        error_of(server.ask("POST", "/v1/label", b"{", JSON, connection=link), 400, "invalid-body")
        assert link.sock.getsockname() == local and server.ask("GET", "/healthz", connection=link)[0] == 200
        # Pipelined: sent at once, answered in order.
        ids = [row["id"] for row in case.rows[:5]]
        bodies = [json.dumps(row).encode() for row in case.rows[:5]]
        data = b"".join(post("/v1/label", JSON, f"Content-Length: {len(body)}") + body for body in bodies)
        plain = server.connect()
        plain.sendall(data + b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        answer = b""
        while piece := plain.recv(65536):
            answer += piece
        places = [answer.index(b'{"id":"%s"' % identity.encode()) for identity in ids] + [answer.index(b'"ok"')]
        assert places == sorted(places) and answer.count(b"HTTP/1.1 200 OK") == 6
        # HTTP/1.0 ends with the connection, unless it asks for more.
        old = server.raw(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert old[0] == 200 and old[1]["Connection"] == "close"
        kept = server.raw(b"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert kept[1]["Connection"] == "keep-alive"
        line = case.lines[0].encode()
        head = f"POST /v1/label HTTP/1.0\r\nContent-Type: {LINES}\r\nContent-Length: {len(line)}\r\n\r\n".encode()
        assert server.raw(head + line)[2] == case.command("label", line)
        absolute = server.raw(b"GET http://somewhere/healthz HTTP/1.1\r\nHost: somewhere\r\n\r\n")
        assert absolute[0] == 200


def test_continue(case):
    with case.serve() as server:
        body = json.dumps(case.rows[0]).encode()
        link = server.connect()
        link.sendall(post("/v1/label", JSON, f"Content-Length: {len(body)}", "Expect: 100-continue"))
        assert link.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert server.raw(body, "POST", "/v1/label", link=link)[0] == 200


def test_slow_clients(case):
    """Those who dawdle are told so and sent away; meanwhile others are served."""
    with case.serve("--header-timeout", 1, "--body-timeout", 1, "--idle-timeout", 1) as server:
        slow = [server.connect() for _ in range(100)]
        for link in slow:
            link.sendall(b"GET /healthz HTTP/1.1\r\nX-Slow")
        bodies = [(path, media, server.connect()) for path in ("/v1/label", "/v1/explain", "/v1/text") for media in (JSON, TEXT)]
        bodies.append(("/v1/label", LINES, server.connect()))
        for path, media, link in bodies:
            link.sendall(post(path, media, "Content-Length: 100") + b"{")
        silent = server.connect()
        for row in case.rows[:20]:
            assert server.label(row)["id"] == row["id"]
        for path, media, link in bodies:
            error_of(server.raw(b"", "POST", path, link=link), 408, "timeout")
        for link in slow:
            error_of(server.raw(b"", link=link), 408, "timeout")
            assert link.recv(10) == b""
        assert silent.recv(10) == b""


# -- limits -----------------------------------------------------------------------------------------------


def wait_until(what, done):
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.01)


def test_busy(case):
    with case.serve("--threads", 1, "--queue", 1) as server:
        heavy = case.heavy()
        links = []
        for waiting in (0, 1):
            link = server.connection()
            link.request("POST", "/v1/label", heavy, {"Content-Type": JSON})
            links.append(link)
            # The first is with the worker when it waits no longer and its body is still in memory.
            wait_until(f"{waiting} waiting", lambda: server.metric("bearing_queue_length") == waiting and
                       server.metric("bearing_http_buffered_bytes") == len(heavy) * len(links))
        for target, media in (("/v1/label", JSON), ("/v1/label", LINES), ("/v1/explain", JSON), ("/v1/text", TEXT)):
            answer = server.ask("POST", target, case.lines[0], media)
            error_of(answer, 429, "busy")
            assert int(answer[1]["Retry-After"]) >= 1
        assert server.ask("GET", "/healthz")[0] == 200
        for link in links:
            assert len(json.loads(server.remember("POST", "/v1/label", link.getresponse())[2])) == 150
        assert server.label(case.rows[0])["id"] == case.rows[0]["id"]
        assert server.metric('bearing_http_requests_total{route="/v1/label",method="POST",code="429"}') == 2


def test_memory_and_connections(case):
    with case.serve("--max-buffered-bytes", 50_000, "--max-connections", 3) as server:
        error_of(server.ask("POST", "/v1/label", b"x" * 200_000, TEXT), 429, "busy")
        wait_until("room", lambda: server.metric("bearing_http_connections") == 1)
        assert server.metric("bearing_http_buffered_bytes") == 0
        links = [server.connection() for _ in range(3)]
        for link in links:
            assert server.ask("GET", "/healthz", connection=link)[0] == 200
        error_of(server.raw(b""), 503, "too-many-connections")
        assert server.metric("bearing_http_connections_refused_total", connection=links[0]) == 1


# -- operation --------------------------------------------------------------------------------------------


def test_drain(case):
    with case.serve() as server:
        idle, half, stream = server.connection(), server.connect(), server.connect()
        server.ask("GET", "/healthz", connection=idle)
        half.sendall(b"GET /readyz HTTP/1.1\r\nHost: a\r\n")
        lines = [line.encode() for line in case.lines[:2]]
        stream.sendall(post("/v1/label", LINES, "Transfer-Encoding: chunked") + b"%x\r\n%s\r\n" % (len(lines[0]), lines[0]))
        answer = b""
        while b'"id"' not in answer:
            answer += stream.recv(65536)
        wait_until("connected", lambda: server.metric("bearing_http_connections") >= 4)
        server.process.send_signal(signal.SIGTERM)
        server.wait_line("stopping")
        assert idle.sock.recv(10) == b""
        try:
            socket.create_connection(("127.0.0.1", server.port), PATIENCE).close()
            raise AssertionError("a new connection was accepted")
        except ConnectionRefusedError:
            pass
        error_of(server.raw(b"\r\n", "GET", "/readyz", link=half), 503, "draining")
        assert server.process.poll() is None
        stream.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(lines[1]), lines[1]))
        while piece := stream.recv(65536):
            answer += piece
        assert all(json.dumps(row["id"]).encode() in answer for row in case.rows[:2]) and answer.endswith(b"0\r\n\r\n")
        assert server.process.wait(PATIENCE) == 0
    with case.serve("--drain-timeout", 0.2) as server:  # Who never ends is cut off.
        link = server.connect()
        link.sendall(b"GET / HTTP/1.1\r\n")
        wait_until("connected", lambda: server.metric("bearing_http_connections") == 2)
        assert server.stop() == 0
        server.wait_line("were cut off")
    with case.serve() as server:
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(PATIENCE) == 0


def replace(path, data):
    fresh = path.with_suffix(".new")
    fresh.write_bytes(data)
    os.replace(fresh, path)


def test_reload(case):
    good = case.model.read_bytes()
    path = case.folder / "live.safetensors"
    replace(path, good)
    series = 'bearing_model_reloads_total{model="live",result="%s"}'
    for words, nudge in (([], lambda server: server.process.send_signal(signal.SIGHUP)), (["--watch"], lambda server: None)):
        with case.serve("--model", path, *words) as server:
            before = server.label(case.rows[0])
            for round_, (data, result) in enumerate([(good[:-1], "failed"), (good, "opened"), (b"", "failed"), (good, "opened")]):
                replace(path, data)
                nudge(server)
                count = round_ // 2 + 1
                wait_until(f"{result} {count}", lambda: server.metric(series % result) == count)
                assert server.label(case.rows[0]) == before
            assert "stays" in server.wait_line("model live stays")
            # Reloads in the middle of everything: nothing is lost.
            for row in case.rows[:30]:
                nudge(server)
                assert server.label(row)["id"] == row["id"]
            assert server.stop() == 0


def test_several_models(case):
    other = case.folder / "second.safetensors"
    shutil.copy(case.model, other)
    with case.serve("--model", f"first={case.model}", "--model", other, "--shadow", f"next={other}") as server:
        model = json.loads(server.ask("GET", "/v1/model")[2])
        assert [m["name"] for m in model["models"]] == ["first", "second"] and model["name"] == "first"
        assert server.label(case.rows[0], "?model=second") == server.label(case.rows[0])
        error_of(server.ask("POST", "/v1/label?model=next", b"{}", JSON), 404, "no-such-model")
        wait_until("the shadow", lambda: server.metric('bearing_shadow_documents_total{model="first"}') == 1)
        assert server.metric('bearing_shadow_topic_disagreements_total{model="first"}') == 0
        assert server.metric('bearing_shadow_documents_total{model="second"}') == 0
        assert server.metric('bearing_documents_total{model="second"}') == 1
    for words in (["--model", "a=" + str(other), "--model", "a=" + str(other)], ["--model", "a b=" + str(other)], ["--listen", "nonsense"], ["--listen", "nonsense:0"],
                  ["--tls-key", "x"], ["--queue", "0"], ["--max-body-bytes", "1"]):
        done = subprocess.run([str(case.program), "serve", *words], capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 2 and done.stderr.startswith("bearing: "), (words, done)


def test_metrics(case):
    with case.serve() as server:
        results = server.label(case.rows[:10] + [{"text": ""}, {}])
        topics = [topic["label"] for result in results for topic in result.get("topics", [])]
        text = server.ask("GET", "/metrics")[2].decode()
        for topic in set(topics):
            assert f'bearing_labels_total{{model="news",topic="{topic}"}} {topics.count(topic)}\n' in text
        assert 'bearing_documents_total{model="news"} 11\n' in text
        assert 'bearing_document_errors_total{model="news"} 1\n' in text
        assert 'bearing_http_request_duration_seconds_count{route="/v1/label"} 1\n' in text
        assert f'bearing_model_info{{model="news",id="{results[0]["model"]}",shadow="false"}} 1\n' in text
        names = set()
        for line in text.splitlines():  # Every series stands below its type.
            if line.startswith("# TYPE "):
                family = line.split()[2]
                assert family not in names
                names.add(family)
            elif not line.startswith("#"):
                assert line.split("{")[0].split(" ")[0].startswith(family), line
                float(line.rsplit(" ", 1)[1])


def test_key(case):
    with case.serve(env={"BEARING_API_KEY": KEY}) as server:
        right = {"Authorization": "Bearer " + KEY}
        for method, path in (("POST", "/v1/label"), ("POST", "/v1/explain"), ("POST", "/v1/text"), ("GET", "/v1/model"), ("GET", "/metrics")):
            for headers in ({}, {"Authorization": KEY}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {KEY}x"},
                            {"Authorization": f"Bearer {KEY[:-1]}"}, {"Authorization": f"Basic {KEY}"}):
                answer = server.ask(method, path, case.lines[0] if method == "POST" else None, JSON, headers)
                assert KEY not in error_of(answer, 401, "unauthorized")
                assert answer[1]["WWW-Authenticate"] == "Bearer"
            assert server.ask(method, path, case.lines[0] if method == "POST" else None, JSON, right)[0] == 200
        for path in ("/", "/healthz", "/readyz", "/openapi.json"):
            assert server.ask("GET", path)[0] == 200
    keys = case.folder / "keys"
    keys.write_text(f"# old and new\n{KEY}\n\nanother-key-of-some-length\n")
    with case.serve("--api-key-file", keys) as server:
        for key in (KEY, "another-key-of-some-length"):
            assert server.ask("GET", "/v1/model", headers={"Authorization": "bearer " + key})[0] == 200
        assert server.ask("GET", "/v1/model", headers={"Authorization": "Bearer # old and new"})[0] == 401
    keys.write_text("short\n")
    done = subprocess.run([str(case.program), "serve", "--api-key-file", str(keys)], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 3 and ":1: " in done.stderr, done
    done = subprocess.run([str(case.program), "serve"], capture_output=True, text=True, timeout=PATIENCE,
                          env={**os.environ, "BEARING_API_KEY": "short"})
    assert done.returncode == 2 and "BEARING_API_KEY" in done.stderr, done


def test_new_keys(case):
    keys = case.folder / "changing-keys"
    keys.write_text(KEY + "\n")
    with case.serve("--api-key-file", str(keys)) as server:

        def status(key):
            return server.ask("GET", "/v1/model", headers={"Authorization": "Bearer " + key})[0]

        def hang_up(text):
            keys.write_text(text)
            server.process.send_signal(signal.SIGHUP)

        new = "another-key-of-some-length"
        assert status(KEY) == 200 and status(new) == 401
        hang_up(f"{KEY}\n{new}\n")
        wait_until("the new key", lambda: status(new) == 200)
        assert status(KEY) == 200
        hang_up(f"{new}\n")
        wait_until("the end of the old key", lambda: status(KEY) == 401)
        hang_up("short\n")
        assert "expected a key" in server.wait_line("the old keys stay")
        assert status(new) == 200


def test_tls(case):
    if shutil.which("openssl") is None:
        return print("  no openssl to make a certificate with: passed over")
    key, certificate = case.folder / "key.pem", case.folder / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2",
                    "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    with case.serve("--tls-certificate", certificate, "--tls-key", key, tls=make_tls()) as server:
        link = server.connection()
        for row in case.rows[:3]:
            assert server.label(row, connection=link)["id"] == row["id"]
        stream = "".join(case.lines).encode()
        assert server.ask("POST", "/v1/label", stream, LINES)[2] == case.command("label", stream)
        plain = socket.create_connection(("127.0.0.1", server.port), PATIENCE)
        plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
        plain.recv(1000)
        good = certificate.read_bytes()
        certificate.write_bytes(b"nonsense")
        server.process.send_signal(signal.SIGHUP)
        server.wait_line("old certificate stays")
        assert server.ask("GET", "/healthz")[0] == 200
        certificate.write_bytes(good)
        assert server.stop() == 0
    done = subprocess.run([str(case.program), "serve", "--tls-certificate", str(key), "--tls-key", str(key), "--model", str(case.model)],
                          capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 3 and "certificate" in done.stderr, done


def test_access_log(case):
    path = case.folder / "access.jsonl"
    with case.serve("--access-log", path) as server:
        server.label(case.rows[:2], "?target=secret+words")
        server.ask("POST", "/v1/label", b'{"text": "private', JSON)
        moved = case.folder / "access.old"
        path.rename(moved)
        server.process.send_signal(signal.SIGHUP)
        wait_until("reopened", path.exists)
        server.ask("GET", "/healthz")
        assert server.stop() == 0
    entries = [json.loads(line) for line in moved.read_text().splitlines()]
    assert [(e["path"], e["status"], e.get("documents")) for e in entries] == [("/v1/label", 200, 2), ("/v1/label", 400, 0)]
    assert entries[0]["remote"] == "127.0.0.1" and entries[0]["bytes_in"] > 0 and "@" in entries[0]["model"]
    assert "private" not in moved.read_text() and "secret" not in moved.read_text()
    assert [json.loads(line)["path"] for line in path.read_text().splitlines()] == ["/healthz"]


def test_vanishing_clients(case):
    with case.serve() as server:
        body = json.dumps(case.rows).encode()
        for i in range(200):
            link = server.connect()
            link.sendall(post("/v1/label", (JSON, LINES)[i % 2], f"Content-Length: {len(body)}") + body[:(i * 997) % (len(body) + 1)])
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # Gone with a reset.
            link.close()
        wait_until("all gone", lambda: server.metric("bearing_http_connections") == 1)
        assert server.metric("bearing_http_buffered_bytes") == 0
        assert server.stop() == 0


# -- the document -----------------------------------------------------------------------------------------

# What is answered before a route is known, on any path: the document says so in words.
ANYWHERE = {404, 405, 408, 431, 503}


def check_document(case):
    with case.serve() as server:
        document = json.loads(server.ask("GET", "/openapi.json")[2])
    answers = declared(document)
    seen, problems = set(), []
    for method, path, status, media, data in Server.seen:
        key = (method, path, status, media)
        if method in ("-", "HEAD") or (key not in answers and status in ANYWHERE | {400} and path not in document["paths"]):
            continue
        if key not in answers:
            if status != 405:
                problems.append(f"answered, but not in the document: {key}")
            continue
        seen.add(key)
        values = [line for line in data.splitlines()] if media == LINES else [data] if media == JSON else []
        for value in values:
            problems += [f"{key}: {fault}" for fault in faults(document, answers[key], json.loads(value))]
    problems += [f"in the document, but no test had it answered: {key}" for key in sorted(answers.keys() - seen)]
    assert not problems, "\n".join(sorted(set(problems)))
    print(f"  {len(seen)} kinds of answers in {len(Server.seen)} are as the document says")


def main():
    parser = argparse.ArgumentParser(description="Drives bearing serve over its sockets.")
    for name in ("bearing", "corpus", "model", "page"):
        parser.add_argument("--" + name, type=pathlib.Path, required=True)
    parser.add_argument("--only", help="run the tests alone whose names hold this")
    options = parser.parse_args()
    tests = [(name, test) for name, test in globals().items() if name.startswith("test_") and (options.only or "") in name]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        case = Case(options, pathlib.Path(folder))
        for name, test in tests + ([] if options.only else [("check_document", check_document)]):
            print(name, flush=True)
            try:
                test(case)
            except Exception as error:
                import traceback
                traceback.print_exc()
                print(f"  FAILED: {error!r}"[:2000])
                failed += 1
    print(f"{failed} of {len(tests)} tests failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
