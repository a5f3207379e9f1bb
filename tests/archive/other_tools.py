#!/usr/bin/env python3
"""What other tools write is read: the same labels as from JSON Lines.

    other_tools.py --bearing PROGRAM --corpus FILE.jsonl

pandas, jq, warcio and wget where they are installed (said where not), and what Excel writes, by hand. Exit code 77 where
none of the tools is there.
"""

import argparse
import csv
import functools
import html
import http.server
import io
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

SKIPPED = 77
DOCUMENTS = 30


class Tools:
    def __init__(self, bearing, corpus, folder):
        self.bearing, self.folder = str(bearing.resolve()), folder
        with open(corpus, encoding="utf-8") as lines:
            rows = [json.loads(line) for line, _ in zip(lines, range(DOCUMENTS))]
        self.rows = [{"id": row["id"], "title": row["title"], "text": row["text"]} for row in rows]
        native = folder / "native.jsonl"
        native.write_text("".join(json.dumps(row) + "\n" for row in self.rows), encoding="utf-8")
        self.expected = self.labels(native)

    def labels(self, *words):
        """(id, topics) of each document."""
        done = subprocess.run([self.bearing, "label", *map(str, words)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"{words}: exit code {done.returncode}: {done.stderr}")
        return [(row["id"], [topic["label"] for topic in row["topics"]]) for row in map(json.loads, done.stdout.splitlines())]

    def check(self, what, *words, ids=True):
        found, expected = self.labels(*words), self.expected
        if not ids:
            found, expected = sorted(topics for _, topics in found), sorted(topics for _, topics in expected)
        if found != expected:
            raise SystemExit(f"{what}: other labels than from JSON Lines")
        print(f"{what}: the same labels")

    def page(self, row):
        paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in row["text"].split("\n") if part.strip())
        return f"<html><head><title>{html.escape(row['title'])}</title></head><body>{paragraphs}</body></html>"

    def excel(self):
        for encoding, separator in (("utf-8-sig", ";"), ("utf-16", "\t")):
            table = self.folder / f"excel-{encoding}.csv"
            with open(table, "w", encoding=encoding, newline="") as out:
                writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
                writer.writerow(["id", "title", "text"])
                writer.writerows(row.values() for row in self.rows)
            self.check(f"Excel's tables ({encoding})", table)

    def pandas(self):
        import pandas  # pylint: disable=import-outside-toplevel
        frame = pandas.DataFrame(self.rows)
        for name, write in (("to_csv", frame.to_csv), ("to_csv with tabs", functools.partial(frame.to_csv, sep="\t", index=False)),
                            ("to_csv, gzip", functools.partial(frame.to_csv, index=False, compression="gzip")),
                            ("to_json of lines", functools.partial(frame.to_json, orient="records", lines=True)),
                            ("to_json", functools.partial(frame.to_json, orient="records")),
                            ("to_json, indented", functools.partial(frame.to_json, orient="records", indent=2))):
            file = self.folder / f"pandas-{len(name)}"
            write(file)
            self.check(f"pandas {name}", file)
        return True

    def jq(self):
        if shutil.which("jq") is None:
            return False
        for options in (["."], ["-c", "."], ["-s", "."]):
            with open(self.folder / "jq.json", "wb") as out:
                subprocess.run(["jq", *options, self.folder / "native.jsonl"], stdout=out, check=True)
            self.check(f"jq {' '.join(options)}", self.folder / "jq.json")
        return True

    def warcio(self):
        from warcio.statusandheaders import StatusAndHeaders  # pylint: disable=import-outside-toplevel
        from warcio.warcwriter import WARCWriter  # pylint: disable=import-outside-toplevel
        for packed in (True, False):
            file = self.folder / f"warcio-{packed}"
            with open(file, "wb") as out:
                writer = WARCWriter(out, gzip=packed)
                for row in self.rows:
                    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
                    writer.write_record(writer.create_warc_record(
                        f"https://example.org/{row['id']}", "response", payload=io.BytesIO(self.page(row).encode()),
                        http_headers=head))
            self.check(f"warcio, {'packed' if packed else 'bare'}", file, ids=False)
        return True

    def wget(self):
        if shutil.which("wget") is None:
            return False
        site = self.folder / "site"
        site.mkdir()
        for row in self.rows:
            (site / f"{row['id']}.html").write_text(self.page(row), encoding="utf-8")

        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site)) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            urls = [f"http://127.0.0.1:{server.server_address[1]}/{row['id']}.html" for row in self.rows]
            subprocess.run(["wget", "-q", "--no-proxy", f"--warc-file={self.folder}/wget", "-O", "/dev/null", *urls], check=True)
            server.shutdown()
        self.check("wget --warc-file", self.folder / "wget.warc.gz", ids=False)
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bearing", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bearing-tools-") as name:
        tools = Tools(arguments.bearing, arguments.corpus, pathlib.Path(name))
        tools.excel()
        tested = 0
        for tool in ("pandas", "jq", "warcio", "wget"):
            try:
                there = getattr(tools, tool)()
            except ImportError:
                there = False
            tested += there
            if not there:
                print(f"{tool} is not installed: not tested")
    return 0 if tested else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
