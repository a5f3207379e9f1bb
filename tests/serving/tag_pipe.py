#!/usr/bin/env python3
"""`bearing tag` within pipelines: answers at once, loses nothing it answered for, ends as it is told to.

    tag_pipe.py --bearing PROGRAM --corpus FILE.jsonl [--kills N]

The corpus gives the records. With --kills, a pipeline in miniature kills the filter with SIGKILL at random moments as
many times, starts it again and sends again what has no answer yet: every record must come out at least once, in order.
"""

import argparse
import json
import os
import pathlib
import random
import signal
import subprocess
import threading


def start(bearing, *options):
    return subprocess.Popen([bearing, "tag", *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, bufsize=0)


def lines_of(corpus, count):
    with open(corpus, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][:count]
    return [json.dumps({"id": row["id"], "text": row["text"], "kept": {"n": number}}, ensure_ascii=False).encode() + b"\n"
            for number, row in enumerate(rows)]


def check_answer(line, answer):
    assert answer.startswith(line.rstrip()[:-1] + b',"bearing":{"lang":'), answer[:200]
    json.loads(answer)


def answers_line_by_line(bearing, lines):
    """A client that sends a record only when it has the answer to the last: with any number of workers."""
    for workers in ("1", "3"):
        tag = start(bearing, "-j", workers)
        for line in lines:
            tag.stdin.write(line)
            check_answer(line, tag.stdout.readline())
        tag.stdin.close()
        assert tag.stdout.read() == b"" and tag.wait() == 0


def answers_pieces(bearing, lines):
    """Lines that come in pieces, and a last one that is never ended."""
    tag = start(bearing)
    whole = b"".join(lines).rstrip(b"\n")

    def send():
        for at in range(0, len(whole), 977):
            tag.stdin.write(whole[at:at + 977])
        tag.stdin.close()

    sender = threading.Thread(target=send)
    sender.start()
    got = tag.stdout.readlines()
    sender.join()
    assert len(got) == len(lines)
    for line, answer in zip(lines, got):
        check_answer(line, answer)
    assert tag.wait() == 0


def ends_when_told(bearing, lines):
    """SIGTERM: what was read whole is answered, an unfinished line is not, and the exit is clean."""
    tag = start(bearing)
    tag.stdin.write(lines[0])
    check_answer(lines[0], tag.stdout.readline())
    tag.stdin.write(lines[1] + lines[2] + lines[3][:20])
    check_answer(lines[1], tag.stdout.readline())
    check_answer(lines[2], tag.stdout.readline())
    tag.send_signal(signal.SIGTERM)  # The pipe to it is still open.
    assert tag.stdout.read() == b""
    assert tag.wait() == 0
    assert b"its 20 bytes got no answer" in tag.stderr.read()


def ends_without_a_reader(bearing, lines):
    """Whoever closes the pipe behind it ends it, and no answer is written to nowhere."""
    tag = start(bearing)
    tag.stdin.write(lines[0])
    tag.stdout.readline()
    tag.stdout.close()
    try:
        for line in lines * 50:
            tag.stdin.write(line)
        tag.stdin.close()
    except BrokenPipeError:
        pass
    assert tag.wait() in (1, -signal.SIGPIPE)


def survives_kills(bearing, lines, kills, seed):
    """At least once, in order: what was sent and not answered is sent again to the next process."""
    chance = random.Random(seed)
    done, killed = [], 0
    while len(done) < len(lines):
        tag = start(bearing, "-j", "2")
        rest = lines[len(done):]
        stop_after = chance.randrange(1, 2 * len(lines) // kills + 2) if killed < kills else len(rest) + 1

        def send():
            try:
                for line in rest:
                    tag.stdin.write(line)
                tag.stdin.close()
            except BrokenPipeError:
                pass

        sender = threading.Thread(target=send)
        sender.start()
        got = 0
        while got < stop_after:
            answer = tag.stdout.readline()
            if not answer.endswith(b"\n"):
                break
            done.append(answer)
            got += 1
        if got == stop_after:
            os.kill(tag.pid, signal.SIGKILL)
            killed += 1
            # Whole answers that were under way count; half a line does not, and its record is sent again.
            left = tag.stdout.read()
            done += [part + b"\n" for part in left.split(b"\n")[:-1]][:len(rest) - got]
        sender.join()
        tag.wait()
        tag.stdout.close()
    assert len(done) == len(lines), f"{len(done)} answers to {len(lines)} records"
    for line, answer in zip(lines, done):
        check_answer(line, answer)
    return killed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bearing", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=None)
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.randrange(1 << 30)
    lines = lines_of(arguments.corpus, 300)
    answers_line_by_line(arguments.bearing, lines[:40])
    answers_pieces(arguments.bearing, lines)
    ends_when_told(arguments.bearing, lines)
    ends_without_a_reader(arguments.bearing, lines)
    print("line by line, in pieces, told to end, without a reader: as promised")
    killed, passes = 0, 0
    while killed < arguments.kills:
        killed += survives_kills(arguments.bearing, lines, arguments.kills, seed + passes)
        passes += 1
    print(f"{killed} kills (seed {seed}): every record answered, in order")


if __name__ == "__main__":
    main()
