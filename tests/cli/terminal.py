#!/usr/bin/env python3
"""What `bearing label` draws on a terminal: a line that fits it, drawn over again and again, then a summary.

    terminal.py --bearing PROGRAM --corpus FILE.jsonl
"""

import argparse
import fcntl
import os
import pathlib
import pty
import struct
import sys
import tempfile
import termios

COLUMNS = 60


def drawn(program, *arguments):
    """All that the program writes to a terminal of COLUMNS columns."""
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
        os.execv(program, [program, *arguments])
    out = b""
    while True:
        try:
            part = os.read(terminal, 1 << 16)
        except OSError:  # Linux says so when nobody writes any more.
            break
        if not part:
            break
        out += part
    assert os.waitpid(child, 0)[1] == 0, out.decode()
    return out.decode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bearing", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    if not sys.platform.startswith("linux"):
        return
    with tempfile.TemporaryDirectory() as folder:
        corpus = os.path.join(folder, "corpus.jsonl")
        with open(corpus, "wb") as file:  # So much that it takes longer than the first redraw.
            file.write(arguments.corpus.read_bytes() * 3)
        text = drawn(str(arguments.bearing), "label", corpus, "-o", os.path.join(folder, "run"), "-j", "1")
    lines = [line.removesuffix("\x1b[K") for line in text.split("\r") if line.startswith("[")]
    assert lines, "nothing was drawn"
    for line in lines:
        assert len(line) < COLUMNS and " %, " in line and "documents" in line, line
    assert "\x1b[K" in text and "documents in" in text and "topics:" in text, text


if __name__ == "__main__":
    main()
