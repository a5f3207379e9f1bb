#!/usr/bin/env python3
"""Pair models on public stance data, as docs/benchmarks.md quotes them.

    stance.py [--data FOLDER] [DATASET...]

Trains each data set with the configuration of its name on what is there to learn from, and measures once on the part
that is reported. FOLDER (or the environment variable BEARING_BENCH_DATA) holds a folder for each data set, with JSON
Lines (.jsonl or .jsonl.gz) of records with text, target and stance: fnc1 (train_pairs and train_bodies, test_pairs and
test_bodies), semeval2016t6 (train, dev, test), vast (train, dev), newsmtsc (train, dev), perspectrum (train, dev,
test). The data sets belong to their authors and don't ship.

A row: what was learnt and measured, seconds and peak memory of training, size of the model, official measure and
macro-F1 with their bars. Exit code 1 when a bar is missed.
"""

import argparse
import dataclasses
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


@dataclasses.dataclass(frozen=True)
class DataSet:
    config: str
    folder: str
    learn: tuple
    report: str
    bars: dict  # Measure -> what it must reach (or, for "above", be above).


DATA_SETS = [
    DataSet("fnc-1", "fnc1", ("train_pairs",), "test_pairs", {"fnc1_score": 0.82, "macro_f1": 0.60}),
    DataSet("semeval-2016", "semeval2016t6", ("train", "dev"), "test", {"semeval_f_avg": 0.70}),
    DataSet("vast", "vast", ("train",), "dev", {"macro_f1": 0.33}),
    DataSet("newsmtsc", "newsmtsc", ("train",), "dev", {"macro_f1": 0.61}),
    DataSet("perspectrum", "perspectrum", ("train", "dev"), "test", {"macro_f1": 0.62}),
]
NAMES = {"fnc1_score": "FNC-1 score", "semeval_f_avg": "F_avg", "macro_f1": "macro-F1"}
# VAST tells targets that the training part has from those that it hasn't.
GROUPS = {"vast": ("seen", {"1": "seen targets", "0": "unseen targets"})}


def part(folder, name):
    for suffix in (".jsonl", ".jsonl.gz"):
        if (folder / (name + suffix)).exists():
            return folder / (name + suffix)
    sys.exit(f"{folder / name}.jsonl (or .jsonl.gz) is not there")


def train(bearing, options, inputs, model):
    """Wall time in seconds and peak memory in MiB."""
    start = time.monotonic()
    words = [bearing, "train", *inputs, *options, "-o", model, "--quiet"]
    child = subprocess.Popen([str(word) for word in words])
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"training failed with exit code {child.returncode}")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def evaluate(bearing, model, corpus):
    words = [bearing, "evaluate", corpus, "--model", model, "--json"]
    done = subprocess.run([str(word) for word in words], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)["stance_pairs"]


def lines_with(path, field, value):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [line for line in lines if str(json.loads(line).get(field)) == value]


def show(name, scores, bars, training=""):
    """Prints a row; returns whether all bars are reached."""
    cells, reached = [], True
    for measure in ("fnc1_score", "semeval_f_avg", "macro_f1"):
        if measure not in scores or (measure != "macro_f1" and measure not in bars):
            continue
        low, high = scores[measure + "_interval"]
        cell = f"{NAMES[measure]} {scores[measure]:.3f} ({low:.3f}-{high:.3f})"
        if measure in bars:
            good = scores[measure] >= bars[measure]
            cell += f" {'>=' if good else '< '} {bars[measure]:.2f}"
            reached &= good
        cells.append(cell)
    error = scores["calibration"]["expected_calibration_error"]
    print(f"{name:28s} {scores['pairs']:6d}  {training:27s}  ECE {error:.3f}  {', '.join(cells)}", flush=True)
    return reached


def measure(arguments, data_set, scratch):
    folder = arguments.data / data_set.folder
    model = scratch / (data_set.config + ".safetensors")
    inputs = [part(folder, name) for name in data_set.learn]
    options = ["--config", data_set.config, "--seed", arguments.seed, "--threads", arguments.threads]
    seconds, peak = train(arguments.bearing, options, inputs, model)
    report = part(folder, data_set.report)
    training = f"{seconds:5.0f} s {peak:5.0f} MiB {model.stat().st_size / 1e6:6.1f} MB"
    scores = evaluate(arguments.bearing, model, report)
    reached = show(f"{data_set.config} {data_set.report.split('_')[0]}", scores, data_set.bars, training)
    field, values = GROUPS.get(data_set.config, ("", {}))
    for value, name in values.items():
        subset = scratch / f"{value}.jsonl"
        subset.write_text("".join(lines_with(report, field, value)), encoding="utf-8")
        show(f"  {name}", evaluate(arguments.bearing, model, subset), {})
    return reached


def main():
    names = [data_set.config for data_set in DATA_SETS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", nargs="*", metavar="DATASET", help=f"of {', '.join(names)}; without any, all")
    parser.add_argument("--data", type=pathlib.Path, default=os.environ.get("BEARING_BENCH_DATA"))
    parser.add_argument("--bearing", default=ROOT / "build" / "release" / "apps" / "bearing")
    parser.add_argument("--seed", default=1)
    parser.add_argument("--threads", default=0)
    arguments = parser.parse_args()
    unknown = [name for name in arguments.datasets if name not in names]
    if unknown:
        parser.error(f"unknown data set {unknown[0]}; there are {', '.join(names)}")
    if arguments.data is None:
        parser.error("no data: give --data FOLDER or set BEARING_BENCH_DATA")
    arguments.data = pathlib.Path(arguments.data)
    print(f"{'part measured':28s}  pairs  {'training, model':27s}")
    reached = True
    with tempfile.TemporaryDirectory() as scratch:
        for data_set in DATA_SETS:
            if not arguments.datasets or data_set.config in arguments.datasets:
                reached &= measure(arguments, data_set, pathlib.Path(scratch))
    sys.exit(0 if reached else 1)


if __name__ == "__main__":
    main()
