#!/usr/bin/env python3
"""docs/pipelines/rsyslog.conf in a real rsyslog: lines of a file, labelled into another.

    rsyslog.py --bearing PROGRAM --corpus FILE.jsonl --configuration docs/pipelines/rsyslog.conf

The configuration is used as it stands, but for its paths. Passed over (exit code 77) where rsyslog isn't installed.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
RECORDS = 200


def wait_for(path, count, daemon):
    deadline = time.monotonic() + 60
    while True:
        lines = path.read_bytes().splitlines() if path.exists() else []
        if len(lines) >= count:
            return lines
        assert daemon.poll() is None, f"rsyslogd ended with {daemon.returncode}"
        assert time.monotonic() < deadline, f"{len(lines)} of {count} lines"
        time.sleep(0.2)


def child_of(process):
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True).stdout
    return int(told.split()[0])


def run(rsyslogd, arguments, folder):
    bearing = arguments.bearing.resolve()
    source, target = folder / "articles.jsonl", folder / "labels.jsonl"
    text = arguments.configuration.read_text(encoding="utf-8")
    for path, ours in {"/usr/bin/bearing": bearing, "/var/spool/articles.jsonl": source, "/var/spool/labels.jsonl": target,
                       "/var/spool/rsyslog": folder}.items():
        assert path in text, f"the configuration doesn't name {path} any more"
        text = text.replace(path, str(ours))
    (folder / "rsyslog.conf").write_text(text, encoding="utf-8")
    with open(arguments.corpus, encoding="utf-8") as corpus:
        rows = [json.loads(line) for line, _ in zip(corpus, range(RECORDS))]
    records = [json.dumps({"n": n, "text": row["text"]}, ensure_ascii=False) for n, row in enumerate(rows)]
    records[7] = json.dumps({"n": 7, "text": "A long article on tariffs. " * 3000})
    records[9] = '{"n": 9, "tab\\there": 1, "none": "no text"}'
    half = RECORDS // 2
    source.write_text("\n".join(records[:half]) + "\n", encoding="utf-8")

    daemon = subprocess.Popen([rsyslogd, "-n", "-f", str(folder / "rsyslog.conf"), "-i", str(folder / "pid")])
    try:
        wait_for(target, half, daemon)
        os.kill(child_of(daemon), signal.SIGKILL)  # rsyslog starts it again when there is something to write.
        time.sleep(0.5)
        with open(source, "a", encoding="utf-8") as more:
            more.write("\n".join(records[half:]) + "\n")
        time.sleep(1)
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(30)
    direct = subprocess.run([str(bearing), "tag"], input=("\n".join(records) + "\n").encode(), stdout=subprocess.PIPE, check=False)
    expected, found = direct.stdout.splitlines(), target.read_bytes().splitlines()
    assert found == expected, f"{len(found)} lines, {len(expected)} expected; the first that differs: " \
        f"{next((pair for pair in zip(found, expected) if pair[0] != pair[1]), None)}"
    assert b'"error"' in found[9] and b'"error"' not in found[7]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bearing", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--configuration", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    rsyslogd = shutil.which("rsyslogd", path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if rsyslogd is None:
        print("rsyslog is not installed: not tested")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="bearing-rsyslog-") as name:
        run(rsyslogd, arguments, pathlib.Path(name))
    print(f"{RECORDS} lines through rsyslog, whose filter was killed once: all labelled, in order")
    return 0


if __name__ == "__main__":
    sys.exit(main())
