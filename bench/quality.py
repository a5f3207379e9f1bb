#!/usr/bin/env python3
"""Quality of topics and stance, as docs/benchmarks.md quotes it.

Trains on the train and dev parts of datasets/asean-affairs and measures on the test part: F1 with bootstrap intervals,
calibration, languages, pairs, Vietnamese typed without diacritics, and the measures of stance. `--model FILE` measures a model that is there
already. `--articles FILE` adds annotated articles of your own (JSON Lines, native format): for measuring only.
Also prints the wall time of training and the time and memory of labelling one article.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT / "datasets" / "asean-affairs"


def run(*words):
    return subprocess.run([str(word) for word in words], check=True, stdout=subprocess.PIPE, text=True).stdout


def train(bearing, model):
    start = time.monotonic()
    run(bearing, "train", DATA / "asean-affairs.jsonl", DATA / "passages.jsonl", DATA / "free-targets.jsonl",
        DATA / "free-targets-articles.jsonl", "--scheme", DATA / "scheme.toml",
        "--evidence", DATA / "topic-evidence.jsonl", "--evidence", DATA / "stance-evidence.jsonl", "--split", DATA / "split.tsv", "--parts", "train,dev", "-o", model)
    return time.monotonic() - start


def evaluate(bearing, model, corpus, *options):
    return json.loads(run(bearing, "evaluate", corpus, "--model", model, "--json", *options))


def row(name, result):
    low, high = result["micro_f1_interval"]
    macro_low, macro_high = result["macro_f1_interval"]
    print(f"{name:28s} {result['documents']:5d}  {result['micro_f1']:.3f} ({low:.3f}-{high:.3f})  "
          f"{result['macro_f1']:.3f} ({macro_low:.3f}-{macro_high:.3f})  {result['micro_precision']:.3f}  "
          f"{result['micro_recall']:.3f}  {result['expected_calibration_error']:.4f}  {result['brier_score']:.4f}")


def stance_row(name, result):
    measures = result.get("stances")
    if not measures:
        return

    def shown(value, interval):
        return "-" if value is None else f"{value:.3f} ({interval[0]:.3f}-{interval[1]:.3f})"

    targets, given, whole = (measures[key] for key in ("target_detection", "stance_given_target", "end_to_end"))
    print(f"{name:28s} {measures['documents']:5d}  {shown(targets['micro_f1'], targets['micro_f1_interval'])}  "
          f"{shown(given['macro_f1'], given['macro_f1_interval'])}  "
          f"{shown(whole['micro_f1'], whole['micro_f1_interval'])}  "
          + "  ".join(shown(measures[key]["share"], measures[key]["interval"])
                      for key in ("evidence_top1", "holder_partial", "holder_exact")))


def strip_diacritics(text):
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def test_documents(lang=None, strip=False):
    parts = dict(line.rstrip("\n").split("\t") for line in open(DATA / "split.tsv", encoding="utf-8"))
    for line in open(DATA / "asean-affairs.jsonl", encoding="utf-8"):
        document = json.loads(line)
        if parts[document["id"]] != "test" or (lang and document["lang"] != lang):
            continue
        if strip:
            document["title"] = strip_diacritics(document["title"])
            document["text"] = strip_diacritics(document["text"])
            document["stances"] = []
        yield document


def evaluate_documents(bearing, model, documents):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as corpus:
        for document in documents:
            corpus.write(json.dumps(document, ensure_ascii=False) + "\n")
        corpus.flush()
        return evaluate(bearing, model, corpus.name)


def topic_agreement(bearing, model):
    """Share of (pair, topic) decisions of the test part on which both documents agree."""
    pairs = {}
    for document in test_documents():
        if "pair" in document:
            pairs.setdefault(document["pair"], []).append(document)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as corpus:
        for members in pairs.values():
            for document in members:
                corpus.write(json.dumps(document, ensure_ascii=False) + "\n")
        corpus.flush()
        lines = run(bearing, "label", corpus.name, "--model", model).splitlines()
    labels = [{topic["label"] for topic in json.loads(line)["topics"]} for line in lines]
    topics = len(json.loads(run(bearing, "inspect", model, "--json"))["topics"])
    differing = sum(len(labels[i] ^ labels[i + 1]) for i in range(0, len(labels), 2))
    return 1 - differing / (topics * len(pairs))


def label_one(bearing, model):
    article = ROOT / "examples" / "coast-guard-hotline-en.txt"
    walls, most_kib = [], 0
    for _ in range(21):
        start = time.monotonic()
        child = subprocess.Popen([str(bearing), "label", str(article), "--model", str(model)],
                                 stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        walls.append(time.monotonic() - start)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"labelling failed with exit code {child.returncode}")
        most_kib = max(most_kib, usage.ru_maxrss)
    return sorted(walls[1:])[10], most_kib


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bearing", default=ROOT / "build" / "release" / "apps" / "bearing")
    parser.add_argument("--model", help="measure this model instead of training one")
    parser.add_argument("--articles", action="append", default=[], help="annotated articles to measure on as well")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = arguments.model or pathlib.Path(folder) / "split.safetensors"
        seconds = None if arguments.model else train(arguments.bearing, model)
        print(f"{'part':28s}  docs  micro-F1             macro-F1             prec.  recall  ECE     Brier")
        whole = evaluate(arguments.bearing, model, DATA / "asean-affairs.jsonl", "--split", DATA / "split.tsv")
        row("test", whole)
        for lang in ("en", "vi"):
            row(f"test, {lang}", evaluate_documents(arguments.bearing, model, test_documents(lang)))
        row("test, vi without diacritics",
            evaluate_documents(arguments.bearing, model, test_documents("vi", strip=True)))
        for path in arguments.articles:
            row(pathlib.Path(path).name, evaluate(arguments.bearing, model, path))
        print(f"\n{'stance':28s}  docs  targets, micro-F1    given, macro-F1      both, micro-F1       evidence"
              "             holder, in part      holder, exactly")
        stance_row("test", whole)
        for lang in ("en", "vi"):
            stance_row(f"test, {lang}", evaluate_documents(arguments.bearing, model, test_documents(lang)))
        for path in arguments.articles:
            stance_row(pathlib.Path(path).name, evaluate(arguments.bearing, model, path))
        print()
        print(f"pairs of the test part with exactly the same topics: {whole['pairs_agreeing']} of {whole['pairs']}; "
              f"single decisions that agree: {topic_agreement(arguments.bearing, model):.3f}")
        if seconds is not None:
            print(f"training: {seconds:.0f} s")
        median, most_kib = label_one(arguments.bearing, model)
        print(f"labelling one article, start to exit: median {median * 1000:.0f} ms, {most_kib / 1024:.0f} MB")
        print(f"model: {pathlib.Path(model).stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
