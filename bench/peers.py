#!/usr/bin/env python3
"""Bearing beside fastText, LinearSVC and Vowpal Wabbit, end to end, as docs/benchmarks.md quotes it.

    peers.py [--data FOLDER] [--tools A,B] [--runs N] [--work FOLDER] [--json FILE] [DATASET...]

FOLDER (or the environment variable BEARING_BENCH_DATA) holds a folder for each data set, with JSON Lines (.jsonl or
.jsonl.gz) of records with id, title, text and labels: train, test, and dev where there is one. The data sets belong to
their authors and don't ship. Bearing trains with its default options; the others are tuned on the development part (a
tenth of train where there is none), and then learn from both. A tool that is missing is skipped with a word.

The columns of a row:
  accuracy      share of documents with the right label; one-label data only (of none or several labels, the surest)
  micro, macro  F1 of the labels assigned
  ECE           expected calibration error, 15 bins, all decisions pooled
  train         wall seconds of one training with the settings found, from text file to model, all threads; peak memory
  model         bytes on disk
  predict       documents per second, one thread, from text file to label file, start-up excluded: the time for the test
                part (over and over up to --least documents) less the shortest for one document; peak memory with it
  start         milliseconds for one document, from the start of the program to its end
fastText and Vowpal Wabbit read text that the bench has made lower-case and split at punctuation beforehand; that time
is in none of their columns. With --runs all times are medians, with the spread (highest less lowest) after a "±".
"""

import argparse
import dataclasses
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

from peers import data, measures
from peers.bearing import Bearing
from peers.fasttext import FastText
from peers.linear_svc import LinearSvc
from peers.process import Failed, timed
from peers.vowpal import VowpalWabbit

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOOLS = {"bearing": Bearing, "fasttext": FastText, "linearsvc": LinearSvc, "vw": VowpalWabbit}
COLUMNS = ("data set", "tool", "accuracy", "micro-F1", "macro-F1", "ECE", "train s", "MiB", "model MB", "docs/s", "MiB",
           "start ms")
STARTS = 5  # Runs on one document: short, so more of them.


@dataclasses.dataclass
class Bench:
    """What the tools need to know."""

    bearing: pathlib.Path
    work: pathlib.Path
    threads: int
    limit: int
    quiet: bool

    @property
    def environment(self):
        return ROOT / "build" / "bench-venv"

    @property
    def log(self):
        return self.work / "log.txt"

    def note(self, text):
        if not self.quiet:
            print(text, file=sys.stderr, flush=True)


@dataclasses.dataclass
class Sample:
    """Times of several runs in seconds, and the most memory of any in MiB."""

    seconds: list
    mib: float

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def spread(self):
        return max(self.seconds) - min(self.seconds)


def sample(bench, runs, words, limit=0, threads=None):
    seconds, most = [], 0.0
    for _ in range(runs):
        wall, mib = timed(words, bench.log, limit, threads)
        seconds.append(wall)
        most = max(most, mib)
    return Sample(seconds, most)


def tuned(tool, cache, again):
    """The tool's settings for this data set: found once, then read from the work folder."""
    settings = json.loads(cache.read_text()) if cache.exists() else {}
    if again or tool.name not in settings:
        settings[tool.name] = tool.tune()
        cache.write_text(json.dumps(settings, indent=1))
    return settings[tool.name]


def working_rates(full, one, documents):
    """Documents per second without start-up; none where that is nearly all of the time, so that little can be said."""
    start = min(one.seconds)  # What disturbs a run makes it longer.
    return [(documents - 1) / (seconds - start) for seconds in full.seconds if seconds > 1.05 * start]


def run(bench, arguments, tool, prepared):
    settings = tuned(tool, prepared.folder / "settings.json", arguments.tune)
    (command,) = tool.train(settings)
    training = sample(bench, arguments.runs, command, bench.limit)
    predicted, probabilities = tool.judge(prepared.path("test"))
    labels = len(prepared.labels)
    quality = measures.measure(predicted, probabilities, prepared.truth("test"), labels, prepared.data_set.one_label)

    path, documents = data.repeated(prepared.path("test"), arguments.least)
    out = prepared.folder / "labels.out"
    full = sample(bench, arguments.runs, tool.predict(tool.input(path), out), threads=1)
    one = sample(bench, max(STARTS, arguments.runs), tool.predict(tool.input(prepared.path("one")), out), threads=1)
    rates = working_rates(full, one, documents)
    return {"data_set": prepared.data_set.name, "tool": tool.name, **dataclasses.asdict(quality),
            "train_seconds": training.median, "train_seconds_spread": training.spread, "train_mib": training.mib,
            "model_bytes": tool.model_bytes(), "documents_per_second": statistics.median(rates) if rates else None,
            "documents_per_second_spread": max(rates) - min(rates) if rates else None, "predict_mib": full.mib,
            "start_ms": one.median * 1000, "start_ms_spread": one.spread * 1000, "runs": arguments.runs,
            "settings": {key: value for key, value in settings.items() if not isinstance(value, list)}}


def cells(row):
    def with_spread(name, form):
        spread = row[name + "_spread"]
        if spread is None:
            return ""
        return format(row[name], form) + (f" ± {spread:{form}}" if row["runs"] > 1 else "")

    def shown(name, form=".3f"):
        return "" if row[name] is None else format(row[name], form)

    return (row["data_set"], row["tool"], shown("accuracy"), shown("micro_f1"), shown("macro_f1"), shown("ece", ".4f"),
            with_spread("train_seconds", ".1f"), shown("train_mib", ".0f"), f"{row['model_bytes'] / 1e6:.1f}",
            with_spread("documents_per_second", ".0f"), shown("predict_mib", ".0f"), with_spread("start_ms", ".0f"))


def line(values):
    return "| " + " | ".join(values) + " |"


def machine():
    name = platform.machine()
    cpu_info = pathlib.Path("/proc/cpuinfo")
    if cpu_info.exists():
        lines = cpu_info.read_text().splitlines()
        models = [text.split(":", 1)[1].strip() for text in lines if text.startswith("model name")]
        name = models[0] if models else name
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores of {name}, {memory:.0f} GiB; load {os.getloadavg()[0]:.1f}"


def commit():
    done = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def show_head(bench, tools):
    print(f"{datetime.date.today()}, commit {commit()}; {machine()}; {bench.threads} threads in training", flush=True)
    versions = []
    for tool in tools:
        try:
            versions.append(tool.version(bench))
        except (OSError, subprocess.CalledProcessError):
            continue
    print("; ".join(version for version in versions if version))
    print("\n" + line(COLUMNS) + "\n|---|---|" + "---:|" * (len(COLUMNS) - 2), flush=True)


def parsed():
    names = [data_set.name for data_set in data.DATA_SETS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", nargs="*", metavar="DATASET", help=f"of {', '.join(names)}; without any, all")
    parser.add_argument("--data", type=pathlib.Path, default=os.environ.get("BEARING_BENCH_DATA"))
    parser.add_argument("--tools", default=",".join(TOOLS), help=f"of {','.join(TOOLS)}")
    parser.add_argument("--runs", type=int, default=1, help="trainings and predictions of each; times are medians")
    parser.add_argument("--least", type=int, default=10000, help="documents that prediction is timed on, at least")
    parser.add_argument("--limit", type=int, default=3600, help="seconds after which a training is stopped")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of fastText's training")
    parser.add_argument("--tune", action="store_true", help="tune again what the work folder has settings for")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build" / "peers",
                        help="where prepared data, models and settings go")
    parser.add_argument("--json", type=pathlib.Path, help="append each row to this file, too")
    parser.add_argument("--bearing", type=pathlib.Path, default=ROOT / "build" / "release" / "apps" / "bearing")
    parser.add_argument("--quiet", action="store_true", help="the table only")
    arguments = parser.parse_args()
    for kind, given, known in (("data set", arguments.datasets, names), ("tool", arguments.tools.split(","), TOOLS)):
        for name in given:
            if name not in known:
                parser.error(f"unknown {kind} {name}; there are {', '.join(known)}")
    if arguments.data is None:
        parser.error("no data: give --data FOLDER or set BEARING_BENCH_DATA")
    arguments.data = pathlib.Path(arguments.data)
    if arguments.runs < 1:
        parser.error("--runs must be at least 1")
    return arguments


def main():
    arguments = parsed()
    arguments.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(arguments.bearing.resolve(), arguments.work, arguments.threads, arguments.limit, arguments.quiet)
    tools = [TOOLS[name] for name in arguments.tools.split(",")]
    data_sets = [one for one in data.DATA_SETS if not arguments.datasets or one.name in arguments.datasets]
    headed = False
    failed = 0
    for data_set in data_sets:
        prepared = data.prepare(data_set, arguments.data, bench.work)
        for make in tools:
            try:
                tool = make(bench, prepared)
                row = run(bench, arguments, tool, prepared)
            except (data.Missing, Failed, subprocess.CalledProcessError) as problem:
                bench.note(f"{data_set.name}: {make.name} is skipped: {problem}")
                failed += isinstance(problem, Failed)
                continue
            if not headed:
                show_head(bench, tools)
                headed = True
            print(line(cells(row)), flush=True)
            if arguments.json:
                with open(arguments.json, "a", encoding="utf-8") as out:
                    out.write(json.dumps(row | {"commit": commit()}) + "\n")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
