#!/usr/bin/env python3
"""Says whether bearing serve tells systemd that it listens, once it does: READY=1 to the socket NOTIFY_SOCKET.

    readiness.py --bearing FILE
"""

import argparse
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile

TIMEOUT_S = 30


def readiness(bearing, name):
    """Serves with a socket of that name ("@" begins one without a file); returns what came, and what went wrong."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as waiting:
        waiting.bind("\0" + name[1:] if name.startswith("@") else name)
        waiting.settimeout(TIMEOUT_S)
        server = subprocess.Popen([bearing, "serve", "--listen", "127.0.0.1:0", "--access-log", "none"], stderr=subprocess.PIPE,
                                  text=True, env=dict(os.environ, NOTIFY_SOCKET=name))
        try:
            port = int(re.search(r":(\d+) ", server.stderr.readline())[1])
            said = waiting.recv(100)
            socket.create_connection(("127.0.0.1", port), TIMEOUT_S).close()
        except (OSError, TypeError) as error:
            return f"{name}: {error!r}"
        finally:
            server.terminate()
            server.communicate()
        return "" if said == b"READY=1" and server.returncode == 0 else f"{name}: said {said}, exit code {server.returncode}"


def undisturbed(bearing, name):
    """A socket where nobody listens, or that is none, changes nothing."""
    server = subprocess.Popen([bearing, "serve", "--listen", "127.0.0.1:0", "--access-log", "none"], stderr=subprocess.PIPE, text=True,
                              env=dict(os.environ, NOTIFY_SOCKET=name))
    line = server.stderr.readline()
    server.terminate()
    server.communicate()
    return "" if "listening" in line and server.returncode == 0 else f"NOTIFY_SOCKET={name!r}: {line!r}, exit code {server.returncode}"


def main():
    parser = argparse.ArgumentParser(description="Says whether bearing serve tells systemd that it listens.")
    parser.add_argument("--bearing", type=pathlib.Path, required=True)
    bearing = parser.parse_args().bearing
    with tempfile.TemporaryDirectory() as folder:
        problems = [readiness(bearing, f"{folder}/notify"), readiness(bearing, f"@bearing-readiness-{os.getpid()}")]
        problems += [undisturbed(bearing, name) for name in ("", "@", "/nowhere/at/all", "vsock:2:1", "/" + "x" * 200)]
    problems = [problem for problem in problems if problem]
    print("\n".join(problems) if problems else "ready when it listens")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
