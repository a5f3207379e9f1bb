#!/usr/bin/env python3
"""Runs that are killed, told to stop or short of disk must end with the results of an undisturbed one.

    stopped_runs.py --bearing PROGRAM --corpus FILE.jsonl [--kills N] [--full-disks N] [--seed N]

An archive is made of the corpus: JSON Lines (bare and gzip), CSV, a folder of texts, and damaged lines. --kills SIGKILLs
at random moments over as many runs as that takes. --full-disks: as many runs on a file system that is too small at
first, of a random size (needs the right to mount; said and passed over where there is none).
"""

import argparse
import csv
import ctypes
import gzip
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SHARD = 40


def make_archive(corpus, folder):
    rows = [json.loads(line) for line in open(corpus, encoding="utf-8")][:900]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "a.jsonl").write_text("\n".join(lines[:300] + ['{"text": '] + lines[300:350]) + "\n", encoding="utf-8")
    with gzip.open(folder / "b.jsonl.gz", "wt", encoding="utf-8") as packed:
        packed.write("\n".join(lines[350:600]) + "\n")
    with open(folder / "c.csv", "w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(["id", "title", "text"])
        writer.writerows([row.get("id"), row.get("title", ""), row["text"]] for row in rows[600:800])
    (folder / "d").mkdir()
    for i, row in enumerate(rows[800:]):
        (folder / "d" / f"{i:03}.txt").write_text(row["text"], encoding="utf-8")
    whole = gzip.compress("\n".join(lines[:50]).encode())
    (folder / "e.jsonl.gz").write_bytes(whole[:len(whole) // 2])
    return ["a.jsonl", "b.jsonl.gz", "c.csv", "d", "e.jsonl.gz"]


class Harness:
    def __init__(self, program, folder, inputs, chance):
        self.program, self.folder, self.inputs, self.chance = str(program), folder, inputs, chance

    def begin(self, run):
        """Whether a run is there to go on with, or one has to be begun."""
        words = ["label", "--quiet", "-j", "2"]
        if (pathlib.Path(self.folder / run) / "manifest.json").exists():
            return [self.program, *words, "--resume", str(run)]
        return [self.program, *words, *self.inputs, "-o", str(run) + "/", "--shard-documents", str(SHARD)]

    def start(self, run):
        return subprocess.Popen(self.begin(run), cwd=self.folder, stderr=subprocess.PIPE, text=True)

    def finish(self, run):
        """Runs it to its end. The archive has damaged entries, so the exit code is 3."""
        done = subprocess.run(self.begin(run), cwd=self.folder, stderr=subprocess.PIPE, text=True)
        if done.returncode != 3:
            raise SystemExit(f"{run}: exit code {done.returncode}, expected 3: {done.stderr}")

    def results(self, run):
        base = pathlib.Path(self.folder / run)
        if json.loads((base / "manifest.json").read_text())["state"] != "finished":
            raise SystemExit(f"{run}: not finished")
        left = {path.name: path.read_bytes() for path in base.iterdir()}
        del left["manifest.json"]  # It has the times.
        return left

    def compare(self, run, expected):
        found = self.results(run)
        if found.keys() != expected.keys():
            raise SystemExit(f"{run}: other files: {sorted(found.keys() ^ expected.keys())}")
        for name, content in expected.items():
            if found[name] != content:
                raise SystemExit(f"{run}: {name} differs from the undisturbed run's")


def kill_runs(harness, expected, kills, duration):
    done = runs = 0
    while done < kills:
        runs += 1
        run = f"killed-{runs}"
        while True:
            process = harness.start(run)
            time.sleep(harness.chance.random() * duration * 0.6)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if process.returncode != -signal.SIGKILL:  # It was done before.
                break
            done += 1
        harness.finish(run)
        harness.compare(run, expected)
        shutil.rmtree(harness.folder / run)
    print(f"{done} kills in {runs} runs: the same results")


def stop_run(harness, expected, how, duration):
    run = f"stopped-{how.name}"
    process = harness.start(run)
    while not list(pathlib.Path(harness.folder / run).glob("results-*1.jsonl")) and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(how)
    message = process.communicate()[1]
    if process.returncode == 128 + how:
        if "--resume" not in message:
            raise SystemExit(f"{how.name}: no word on how to go on: {message}")
    elif process.returncode != 3:
        raise SystemExit(f"{how.name}: exit code {process.returncode}: {message}")
    harness.finish(run)
    harness.compare(run, expected)
    print(f"{how.name}: exit code {process.returncode}, then the same results")


def fill_disks(harness, expected, count):
    libc = ctypes.CDLL(None, use_errno=True)
    size = sum(len(content) for content in expected.values())
    for i in range(count):
        disk = harness.folder / f"disk-{i}"
        disk.mkdir()
        room = harness.chance.randrange(size // 10, size)
        if libc.mount(b"tmpfs", str(disk).encode(), b"tmpfs", 0, f"size={room}".encode()) != 0:
            print(f"full disks: no right to mount ({os.strerror(ctypes.get_errno())}), not tested")
            return
        try:
            run = disk / "run"
            process = harness.start(run)
            message = process.communicate()[1]
            if process.returncode != 3 and (process.returncode != 1 or "No space left" not in message):
                raise SystemExit(f"full disk: exit code {process.returncode}: {message}")
            if libc.mount(b"tmpfs", str(disk).encode(), b"tmpfs", 32, f"size={64 << 20}".encode()) != 0:  # MS_REMOUNT
                raise SystemExit("the small disk can't be made larger")
            harness.finish(run)
            harness.compare(run, expected)
        finally:
            libc.umount2(str(disk).encode(), 2)
    print(f"{count} full disks: the same results")


def two_runs(harness):
    """A run's folder is refused to a second one, at work or not."""
    first = harness.start("twice")
    while not (harness.folder / "twice" / "manifest.json").exists():
        time.sleep(0.001)
    second = subprocess.run([harness.program, "label", "--resume", "twice"], cwd=harness.folder, capture_output=True,
                            text=True)
    first.communicate()
    if second.returncode == 2 and "another run is at work" in second.stderr:
        print("two runs in one folder: refused")
    elif "finished already" not in second.stderr:
        raise SystemExit(f"two runs: exit code {second.returncode}: {second.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bearing", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--full-disks", type=int, default=4)
    parser.add_argument("--seed", type=int, default=None)
    arguments = parser.parse_args()
    seed = random.randrange(1 << 32) if arguments.seed is None else arguments.seed
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory(prefix="bearing-runs-") as name:
        folder = pathlib.Path(name)
        inputs = make_archive(arguments.corpus, folder)
        harness = Harness(arguments.bearing.resolve(), folder, inputs, random.Random(seed))
        begun = time.monotonic()
        harness.finish("undisturbed")
        duration = time.monotonic() - begun
        expected = harness.results("undisturbed")
        one = subprocess.run([harness.program, "label", "-j", "1", *inputs], cwd=folder, capture_output=True)
        shards = sorted(name for name in expected if name.startswith("results-"))
        if one.stdout != b"".join(expected[name] for name in shards):
            raise SystemExit("the shards are not what \"bearing label\" writes on one thread")
        for how in (signal.SIGINT, signal.SIGTERM):
            stop_run(harness, expected, how, duration)
        two_runs(harness)
        kill_runs(harness, expected, arguments.kills, duration)
        fill_disks(harness, expected, arguments.full_disks)


if __name__ == "__main__":
    sys.exit(main())
