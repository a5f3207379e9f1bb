"""Wall time and peak memory of a command and its children.

    process.py REPORT SECONDS COMMAND...

Run as a program by `timed`: the kernel counts the memory of the process that forks as the child's, and this one, unlike
the bench itself, stays small. Writes wall seconds, peak resident kibibytes and exit code to REPORT.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time


class Failed(Exception):
    """A command that failed or took too long."""


def launch():
    report, limit, words = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    start = time.monotonic()
    child = os.posix_spawn(words[0], words, os.environ)
    if limit > 0:
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.alarm(limit)
    _, status, usage = os.wait4(child, 0)
    seconds = time.monotonic() - start
    with open(report, "w", encoding="utf-8") as out:
        out.write(json.dumps([seconds, usage.ru_maxrss, os.waitstatus_to_exitcode(status)]))


def timed(words, log, limit=0, threads=None):
    """Seconds and MiB. Output goes to the file `log`. `threads` limits numerical libraries."""
    environment = dict(os.environ)
    if threads:
        environment |= {name: str(threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    with tempfile.TemporaryDirectory() as folder, open(log, "ab") as output:
        report = pathlib.Path(folder) / "report"
        launcher = [sys.executable, "-S", "-E", __file__, str(report), str(limit)]
        subprocess.run(launcher + [str(word) for word in words], check=True, stdout=output, stderr=output,
                       stdin=subprocess.DEVNULL, env=environment)
        seconds, kib, code = json.loads(report.read_text())
    if code == -signal.SIGKILL and limit and seconds >= limit:
        raise Failed(f"stopped after {limit} s")
    if code != 0:
        tail = pathlib.Path(log).read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        raise Failed(f"exit code {code}: {' '.join(tail)[:200]}")
    return seconds, kib / 1024


if __name__ == "__main__":
    launch()
