#!/usr/bin/env python3
"""`bearing serve` and `bearing tag` under load: latency, throughput beside labelling in memory, crowds, endurance.

    serving.py [--bearing PROGRAM] [--bare PROGRAM] [--python FOLDER] [--model FILE] [--seconds N]
               [PART]...

Parts (all but `soak` without any):
  latency     one article of 400 to 500 words a request, at half of the highest rate or more: as few connections as it
              takes, each with its next request as soon as it is answered; and at half of it in bursts (8 connections
              that wait, whose requests wrk sends together at the ticks of its clock, a millisecond apart)
  throughput  32 such articles a request, `bearing tag` and the Python package, beside labelling the same in memory
  crowd       the same half rate alone, and beside 10,000 idle connections and 200 clients that send a byte a second
  soak        N seconds (600) of load with a reload every second and clients that vanish; any error fails it

Needs wrk, whose own work is on the same machine. Articles are those of the shipped corpus.
"""

import argparse
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "serving"))
from http_client import Server  # noqa: E402

CONNECTIONS = 8
MILLISECONDS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}

SCRIPT = """
local bodies, next_body = {}, 0
for line in io.lines("%s") do bodies[#bodies + 1] = line end
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function request()
  next_body = next_body %% #bodies + 1
  return wrk.format(nil, nil, nil, bodies[next_body])
end
"""
# Waits between the requests of a connection, about evenly spread, so that a rate is held.
PACED = "function delay() return %d + math.random(0, %d) end\n"


def articles():
    rows = map(json.loads, open(ROOT / "datasets" / "asean-affairs" / "asean-affairs.jsonl", encoding="utf-8"))
    return [{"text": row["text"]} for row in rows if 400 <= len(row["text"].split()) <= 500]


class Load:
    """Bodies for wrk, and what it measured."""

    def __init__(self, folder, name, bodies):
        self.folder, self.name = folder, name
        (folder / f"{name}.bodies").write_text("".join(json.dumps(body, ensure_ascii=False) + "\n" for body in bodies), encoding="utf-8")

    def command(self, server, seconds, pause_ms=0, connections=CONNECTIONS):
        script = self.folder / f"{self.name}.lua"
        paced = PACED % (pause_ms // 2, pause_ms) if pause_ms else ""
        script.write_text(SCRIPT % (self.folder / f"{self.name}.bodies") + paced)
        return ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script),
                f"http://127.0.0.1:{server.port}/v1/label"]

    def run(self, server, seconds, **options):
        done = subprocess.run(self.command(server, seconds, **options), capture_output=True, text=True, check=True)
        return measured(done.stdout)


def measured(report):
    found = {f"p{share}": float(number) * MILLISECONDS[unit]
             for share, number, unit in re.findall(r"^\s+(50|90|99)%\s+([\d.]+)(us|ms|s|m)\s*$", report, re.M)}
    found["rate"] = float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1])
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", report)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", report)
    found["errors"] = (int(bad[1]) if bad else 0) + (sum(map(int, broken.groups())) if broken else 0)
    return found


def resident_mib(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def half_rate(load, server):
    """The highest rate, and the pause that holds half of it."""
    load.run(server, 2)  # Warm-up.
    most = load.run(server, 5)["rate"]
    return most, round(CONNECTIONS / (most / 2) * 1000)


def show(title, found):
    print(f"{title}: {found['rate']:.0f} requests/s, p50 {found['p50']:.2f} ms, p90 {found['p90']:.2f} ms, "
          f"p99 {found['p99']:.2f} ms, {found['errors']} errors", flush=True)


def latency(options, folder):
    load = Load(folder, "one", articles())
    with Server(options.bearing, "--model", options.model, "--access-log", "none") as server:
        most, pause = half_rate(load, server)
        print(f"one article a request: at most {most:.0f} requests/s")
        few = next(count for count in range(1, CONNECTIONS) if load.run(server, 3, connections=count)["rate"] >= most / 2)
        for _ in range(5):
            show(f"  {few} connections", load.run(server, 5, connections=few))
            show("  in bursts", load.run(server, 5, pause_ms=pause))
        print(f"  {resident_mib(server):.0f} MiB")


def seconds_of(words, source):
    with open(source, "rb") as lines:
        begin = time.monotonic()
        subprocess.run(words, stdin=lines, stdout=subprocess.DEVNULL, check=True)
        return time.monotonic() - begin


PYTHON = """
import json, sys, time
import bearing
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
model = bearing.load(sys.argv[2])
model.label(rows[:1000], threads=int(sys.argv[3]))
begin = time.monotonic()
assert all(labels.topics is not None for labels in model.label(rows, threads=int(sys.argv[3])))
print(len(rows) / (time.monotonic() - begin))
"""


def python_rate(options, lines, cores):
    done = subprocess.run([sys.executable, "-c", PYTHON, lines, options.model, cores], capture_output=True, text=True,
                          check=True, env=os.environ | {"PYTHONPATH": str(options.python)})
    return float(done.stdout)


def throughput(options, folder):
    texts = articles()
    count = 20_000
    lines = folder / "articles.jsonl"
    lines.write_text("".join(json.dumps(texts[i % len(texts)], ensure_ascii=False) + "\n" for i in range(count)), encoding="utf-8")
    batches = [random.Random(i).choices(texts, k=32) for i in range(20)]
    load = Load(folder, "many", batches)
    cores = str(os.cpu_count())
    with Server(options.bearing, "--model", options.model, "--access-log", "none") as server:
        load.run(server, 2)
        for _ in range(5):
            bare = subprocess.run([options.bare, options.model, lines, str(count), cores], capture_output=True, text=True,
                                  check=True).stdout
            memory = float(re.search(r"([\d.]+) documents/s", bare)[1])
            served = 32 * load.run(server, 5)["rate"]
            tagged = count / seconds_of([options.bearing, "tag", "--model", options.model], lines)
            rates = {"32 a request": served, "bearing tag": tagged, "Python": python_rate(options, lines, cores)}
            print(f"documents/s: in memory {memory:.0f}; " +
                  "; ".join(f"{name} {rate:.0f} ({100 * rate / memory:.0f} %)" for name, rate in rates.items()), flush=True)


def connect(server):
    return socket.create_connection(("127.0.0.1", server.port), 60)


def drip(server, stop):
    """A client that sends its header a byte a second, until it is cut off; and again."""
    while not stop.is_set():
        with connect(server) as link:
            try:
                for byte in b"POST /v1/label HTTP/1.1\r\nX-Slow: " + b"a" * 1000:
                    link.send(bytes([byte]))
                    if stop.wait(1):
                        return
            except OSError:
                pass


def crowd(options, folder):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16_384), hard))
    load = Load(folder, "one", articles())
    with Server(options.bearing, "--model", options.model, "--access-log", "none") as server:
        _, pause = half_rate(load, server)
        show("alone", load.run(server, 10, pause_ms=pause))
        idle = [connect(server) for _ in range(10_000)]
        stop = threading.Event()
        slow = [threading.Thread(target=drip, args=(server, stop)) for _ in range(200)]
        for thread in slow:
            thread.start()
        time.sleep(2)
        show("beside 10,000 idle and 200 slow ones", load.run(server, 20, pause_ms=pause))
        open_now = server.metric("bearing_http_connections")
        print(f"  {open_now:.0f} connections, {resident_mib(server):.0f} MiB")
        stop.set()
        for thread in slow:
            thread.join()
        for link in idle:
            link.close()


def vanish(server, body, stop):
    """A client that goes away: before its request is whole, before the answer, or within a stream of lines."""
    chance = random.Random(threading.get_ident())
    head = b"POST /v1/label HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\n"
    whole = head % b"application/json" + b"Content-Length: %d\r\n\r\n" % len(body) + body
    stream = head % b"application/x-ndjson" + b"Transfer-Encoding: chunked\r\n\r\n"
    stream += (b"%x\r\n%s\n\r\n" % (len(body) + 1, body)) * 20
    while not stop.is_set():
        request = chance.choice([whole, whole[:chance.randrange(len(whole))], stream[:chance.randrange(len(stream))]])
        try:
            with connect(server) as link:
                link.sendall(request)
                if chance.random() < 0.3:
                    # With a reset rather than an end.
                    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                if chance.random() < 0.3:
                    link.settimeout(0.2)
                    link.recv(chance.randrange(1, 2000))
        except OSError:
            pass
        time.sleep(0.01)


def reload_each_second(server, model, stop):
    # The same labels from another file, so that every answer can be checked by its status alone.
    good = pathlib.Path(model).read_bytes()
    reloads = 0
    while not stop.wait(1):
        fresh = pathlib.Path(f"{model}.next")
        fresh.write_bytes(good[:-1] if reloads % 10 == 9 else good)  # Every tenth is damaged.
        fresh.rename(model)
        server.process.send_signal(signal.SIGHUP)
        reloads += 1
    return reloads


def soak(options, folder):
    model = folder / "live.safetensors"
    shutil.copy(options.model, model)
    texts = articles()
    load = Load(folder, "soak", texts)
    body = json.dumps(texts[0]).encode()
    stop = threading.Event()
    with Server(options.bearing, "--model", model, "--access-log", "none", "--shadow", options.model) as server:
        with tempfile.TemporaryFile("w+") as report:
            wrk = subprocess.Popen(load.command(server, options.seconds, pause_ms=options.pause), stdout=report)
            threads = [threading.Thread(target=vanish, args=(server, body, stop)) for _ in range(4)]
            threads.append(threading.Thread(target=reload_each_second, args=(server, model, stop)))
            for thread in threads:
                thread.start()
            sizes = []
            while wrk.poll() is None:
                time.sleep(max(options.seconds / 20, 1))
                if wrk.poll() is None:
                    sizes.append(resident_mib(server))
            stop.set()
            for thread in threads:
                thread.join()
            report.seek(0)
            found = measured(report.read())
        show(f"{options.seconds} s", found)
        print("  MiB: " + " ".join(f"{size:.0f}" for size in sizes))
        opened = server.metric('bearing_model_reloads_total{model="live",result="opened"}')
        failed = server.metric('bearing_model_reloads_total{model="live",result="failed"}')
        gone = server.metric("bearing_http_connections_total")
        print(f"  {opened:.0f} reloads, {failed:.0f} of damaged files refused; {gone:.0f} connections")
        code = server.stop()
        noise = [line for line in server.lines if "Sanitizer" in line or "runtime error" in line]
        if code != 0 or noise or found["errors"]:
            raise SystemExit(f"exit code {code}, {found['errors']} errors: " + "\n".join(noise or server.lines[-20:]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bearing", type=pathlib.Path, default=ROOT / "build" / "bench" / "apps" / "bearing")
    parser.add_argument("--bare", type=pathlib.Path, default=ROOT / "build" / "bench" / "bench" / "bearing-bare")
    parser.add_argument("--python", type=pathlib.Path, default=ROOT / "build" / "bench" / "python",
                        help="folder that holds the Python package")
    parser.add_argument("--model", type=pathlib.Path, default=ROOT / "models" / "asean-affairs.safetensors")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--pause", type=int, default=20, help="of soak: milliseconds between requests of a connection")
    parts = {part.__name__: part for part in (latency, throughput, crowd, soak)}
    parser.add_argument("part", nargs="*", default=["latency", "throughput", "crowd"])
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("needs wrk (package wrk)")
    with tempfile.TemporaryDirectory() as folder:
        for name in options.part:
            if name not in parts:
                raise SystemExit(f"no such part: {name}; expected {', '.join(parts)}")
            parts[name](options, pathlib.Path(folder))


if __name__ == "__main__":
    main()
