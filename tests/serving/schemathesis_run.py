#!/usr/bin/env python3
"""Requests that schemathesis makes up from the OpenAPI document, right ones and wrong ones, where it is installed.

    schemathesis_run.py --bearing PROGRAM --model FILE [--examples N] [--schemathesis PROGRAM]

Anything is text: what it calls a wrong body of text/plain or text/html is none, so that alone isn't checked.
"""

import argparse
import os
import shutil
import subprocess
import sys

from http_client import Server

SKIPPED = 77
KEY = "0123456789abcdef-test"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bearing", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--examples", type=int, default=30)
    parser.add_argument("--schemathesis", default=os.environ.get("SCHEMATHESIS", "schemathesis"))
    options = parser.parse_args()
    if shutil.which(options.schemathesis) is None:
        print("schemathesis is not installed")
        return SKIPPED
    environment = os.environ | {"BEARING_API_KEY": KEY}
    with Server(options.bearing, "--model", f"news={options.model}", "--access-log", "none", env=environment) as server:
        words = [options.schemathesis, "run", f"http://127.0.0.1:{server.port}/openapi.json", "--no-color",
                 "-H", f"Authorization: Bearer {KEY}", "--max-examples", str(options.examples),
                 "--phases", "coverage,fuzzing", "--exclude-checks", "negative_data_rejection"]
        code = subprocess.run(words, check=False).returncode
        assert server.stop() == 0, server.lines[-20:]
    return 1 if code else 0


if __name__ == "__main__":
    sys.exit(main())
