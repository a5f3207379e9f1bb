#!/usr/bin/env python3
"""Labelling a large archive: throughput beside bare labelling in memory, memory, and every way of packing.

    archive.py [--data FOLDER] [--work FOLDER] [--documents N] [--threads N] [--bearing PROGRAM] [--bare PROGRAM] [PART]...

An archive of N articles (1,000,000) is made once, in the work folder, of the shipped corpus and of the public data sets
in FOLDER, shuffled: `plain` is one file of JSON Lines; `mixed` holds the same articles as JSON Lines, JSON arrays, CSV,
pages, texts and WARC, bare and inside gzip, bzip2, xz, zstd (where there is the command), tar and zip, in folders.

Parts: `plain` measures bare labelling in memory (build/bench/bench/bearing-bare), then a run over the plain archive;
`mixed` a run over the mixed one, whose results must be as many; without any, both.
"""

import argparse
import bz2
import csv
import gzip
import html
import io
import json
import lzma
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tarfile
import zipfile

from peers import data
from peers.process import timed

ROOT = pathlib.Path(__file__).resolve().parent.parent
# How many times each is taken before ids and dates begin to repeat texts: so that most articles are of a news page's size.
SETS = {"newsgroups20": 3, "reuters21578": 1, "agnews": 1, "vntc10_20k": 14, "uit_vsfc": 1, "sib200_10": 1}
SHIPPED = 6
CHUNK = 10_000
DATES = [f"{year}-{month:02}-{day:02}" for year in range(2018, 2026) for month in range(1, 13) for day in (3, 14, 25)]


def articles(folder, count):
    """The same articles for the same data: shuffled, repeated with other ids and dates."""
    rows = []
    shipped = ROOT / "datasets" / "asean-affairs" / "asean-affairs.jsonl"
    sources = {shipped: SHIPPED} | {data.find(folder / name, "train"): times for name, times in SETS.items()}
    for path, times in sources.items():
        if path is None:
            raise SystemExit(f"not all of {', '.join(SETS)} are in {folder}")
        rows += [(row.get("title") or "", row["text"], path.parent.name) for row in data.records(path)] * times
    chance = random.Random(data.SEED)
    chance.shuffle(rows)
    for number in range(count):
        title, text, source = rows[number % len(rows)]
        yield {"id": f"a{number}", "title": title, "text": text, "source": source,
               "date": DATES[(number * 7) % len(DATES)]}


def json_lines(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def table(rows):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows[0].keys())
    writer.writerows(row.values() for row in rows)
    return out.getvalue().encode()


def page(row):
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in row["text"].split("\n") if part.strip())
    return (f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{html.escape(row['title'])}</title></head>"
            f"<body><article>{paragraphs}</article></body></html>").encode()


def tarred(rows):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as packed:
        for row in rows:
            entry = tarfile.TarInfo(f"pages/{row['id']}.html")
            content = page(row)
            entry.size = len(content)
            packed.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def zipped(rows):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for row in rows:
            packed.writestr(f"{row['id']}.txt", row["text"] or " ")
    return out.getvalue()


def warc(rows):
    out = io.BytesIO()
    for row in rows:
        body = page(row)
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{row['id']}>\r\n"
                f"WARC-Target-URI: https://example.org/{row['id']}\r\nWARC-Date: {row['date']}T00:00:00Z\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n").encode()
        out.write(gzip.compress(head + http + b"\r\n\r\n", 1))
    return out.getvalue()


def zstd(content):
    return subprocess.run(["zstd", "-1", "-q", "-c"], input=content, stdout=subprocess.PIPE, check=True).stdout


PACKINGS = [
    ("jsonl", json_lines),
    ("jsonl.gz", lambda rows: gzip.compress(json_lines(rows), 1)),
    ("csv", table),
    ("tar.gz", tarred),
    ("json", lambda rows: json.dumps(rows, ensure_ascii=False).encode()),
    ("csv.bz2", lambda rows: bz2.compress(table(rows), 1)),
    ("zip", zipped),
    ("jsonl.xz", lambda rows: lzma.compress(json_lines(rows), preset=0)),
    ("warc.gz", warc),
] + ([("jsonl.zst", lambda rows: zstd(json_lines(rows)))] if shutil.which("zstd") else [])


def make(folder, work, count):
    plain, mixed = work / f"plain-{count}.jsonl", work / f"mixed-{count}"
    if plain.exists() and (mixed / "whole").exists():
        return plain, mixed
    print(f"making {plain} and {mixed}", file=sys.stderr, flush=True)
    shutil.rmtree(mixed, ignore_errors=True)
    with open(plain, "wb") as lines:
        rows, chunk = [], 0
        for row in articles(folder, count):
            rows.append(row)
            if len(rows) < CHUNK and int(row["id"][1:]) + 1 < count:
                continue
            lines.write(json_lines(rows))
            extension, pack = PACKINGS[chunk % len(PACKINGS)]
            file = mixed / f"{chunk // 10:02}" / f"{chunk:04}.{extension}"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(pack(rows))
            rows, chunk = [], chunk + 1
    (mixed / "whole").mkdir()  # An empty folder, so no document: all of the archive is there.
    return plain, mixed


def run(arguments, archive, name):
    out = arguments.work / f"run-{name}"
    shutil.rmtree(out, ignore_errors=True)
    log = arguments.work / "log.txt"
    seconds, mib = timed([arguments.bearing, "label", archive, "-o", f"{out}/", "-j", arguments.threads], log)
    manifest = json.loads((out / "manifest.json").read_text())
    documents, rejects = manifest["counts"]["documents"], manifest["counts"]["rejects"]
    print(f"{name}: {documents} documents, {manifest['input_list']['bytes'] / 1e6:.0f} MB stored, {rejects} rejects, "
          f"{seconds:.1f} s, {documents / seconds:.0f} documents/s, peak {mib:.0f} MiB", flush=True)
    if documents != arguments.documents or rejects:
        raise SystemExit(f"{name}: expected {arguments.documents} documents and no reject")


def bare(arguments, archive):
    done = subprocess.run([arguments.bare, arguments.model, archive, "100000", arguments.threads],
                          stdout=subprocess.PIPE, text=True, check=True)
    print(done.stdout.strip(), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="plain, mixed; without any, both")
    parser.add_argument("--data", type=pathlib.Path, default=os.environ.get("BEARING_BENCH_DATA"))
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build" / "archive")
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--threads", default=str(len(os.sched_getaffinity(0))))
    parser.add_argument("--bearing", type=pathlib.Path, default=ROOT / "build" / "bench" / "apps" / "bearing")
    parser.add_argument("--bare", type=pathlib.Path, default=ROOT / "build" / "bench" / "bench" / "bearing-bare")
    parser.add_argument("--model", type=pathlib.Path, default=ROOT / "models" / "asean-affairs.safetensors")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("no data: give --data FOLDER or set BEARING_BENCH_DATA")
    arguments.work.mkdir(parents=True, exist_ok=True)
    plain, mixed = make(pathlib.Path(arguments.data), arguments.work, arguments.documents)
    for part in arguments.parts or ("plain", "mixed"):
        if part == "plain":
            bare(arguments, plain)
        run(arguments, plain if part == "plain" else mixed, part)


if __name__ == "__main__":
    main()
