#!/usr/bin/env python3
"""Training on large corpora: time, memory, and the same bytes from one thread and from two, as docs/benchmarks.md quotes it.

    large.py [--data FOLDER] [--work FOLDER] [--megabytes N] [--threads N,M] [--bearing PROGRAM] [short|large]...

FOLDER is the folder of public data sets that peers.py reads. `short`: 100,000 short documents (agnews and uit_vsfc,
repeated). `large`: N MB of text (2,048) of all one-label sets, repeated and shuffled; every other copy leaves out a
sentence. Corpora are made once and kept in the work folder.
"""

import argparse
import json
import os
import pathlib
import random
import re
import sys

from peers import data
from peers.process import timed

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHORT_DOCUMENTS = 100_000
SHORT, LARGE = ("agnews", "uit_vsfc"), ("newsgroups20", "agnews", "vntc10_20k", "uit_vsfc", "sib200_10")
SENTENCE = re.compile(r"(?<=[.!?])\s+")


def documents(folder, names):
    for name in names:
        path = data.find(folder / name, "train")
        if path is None:
            raise SystemExit(f"{folder / name / 'train'}.jsonl (or .jsonl.gz) is not there")
        for record in data.records(path):
            yield {"title": record.get("title", ""), "text": record["text"],
                   "labels": [f"{name}/{label}" for label in record["labels"]]}


def make_short(folder, out):
    rows = list(documents(folder, SHORT))
    random.Random(data.SEED).shuffle(rows)
    data.write(out, ({"id": str(i)} | rows[i % len(rows)] for i in range(SHORT_DOCUMENTS)))


def make_large(folder, out, size):
    """Sentences are written as JSON once, since two billion bytes are many."""
    chance = random.Random(data.SEED)

    def bare(text):
        return json.dumps(text, ensure_ascii=False)[1:-1]

    rows = [(bare(row["title"]), json.dumps(row["labels"]), [bare(part) for part in SENTENCE.split(row["text"])])
            for row in documents(folder, LARGE)]
    written = number = 0
    with open(out, "w", encoding="utf-8") as lines:
        while written < size:
            chance.shuffle(rows)
            for title, labels, parts in rows:
                left_out = int(chance.random() * len(parts) * 2)  # Of one document in two, one sentence.
                text = " ".join(parts[:left_out] + parts[left_out + 1:]) or parts[0]
                lines.write(f'{{"id":"{number}","title":"{title}","text":"{text}","labels":{labels}}}\n')
                number += 1
                written += len(text.encode()) + len(title.encode())
                if written >= size:
                    break


def measure(arguments, corpus, name):
    models = []
    for threads in arguments.threads:
        model = arguments.work / f"{name}-{threads}.safetensors"
        words = [arguments.bearing, "train", corpus, "-o", model, "-j", threads, "--quiet"]
        seconds, mib = timed(words, arguments.work / "log.txt")
        print(f"{name}, {corpus.stat().st_size / 1e6:.0f} MB: {threads} thread(s) {seconds:.1f} s, {mib:.0f} MiB, "
              f"model {model.stat().st_size / 1e6:.1f} MB", flush=True)
        models.append(model.read_bytes())
    if any(model != models[0] for model in models):
        raise SystemExit(f"{name}: the models of different numbers of threads differ")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", metavar="CORPUS", help="short, large; without any, both")
    parser.add_argument("--data", type=pathlib.Path, default=os.environ.get("BEARING_BENCH_DATA"))
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build" / "large")
    parser.add_argument("--megabytes", type=int, default=2048)
    parser.add_argument("--threads", type=lambda text: [int(part) for part in text.split(",")], default=[1, 2],
                        help="a training for each of these (default: 1,2); all models must be the same")
    parser.add_argument("--bearing", type=pathlib.Path, default=ROOT / "build" / "release" / "apps" / "bearing")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("no data: give --data FOLDER or set BEARING_BENCH_DATA")
    arguments.data = pathlib.Path(arguments.data)
    arguments.work.mkdir(parents=True, exist_ok=True)
    for name in arguments.corpora or ("short", "large"):
        corpus = arguments.work / (f"large-{arguments.megabytes}.jsonl" if name == "large" else "short.jsonl")
        if not corpus.exists():
            print(f"making {corpus}", file=sys.stderr, flush=True)
            if name == "large":
                make_large(arguments.data, corpus, arguments.megabytes << 20)
            else:
                make_short(arguments.data, corpus)
        measure(arguments, corpus, name)


if __name__ == "__main__":
    main()
