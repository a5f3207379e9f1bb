#!/usr/bin/env python3
"""Free targets of the shipped model: is a target touched, and which stance is taken, document by document.

    python3 bench/free_targets.py [--bin build/release/apps] [--model FILE] [--others 20]

Every document of the corpus's part dev is asked for the targets in words that free-targets-dev.jsonl gives it, and for
others from other documents of its language: none that stands for a target of the scheme that it touches. The others
are drawn by a seed. The shipped model's free part has not seen these targets; the words of the documents have counted
for its idf.
"""

import argparse
import json
import pathlib
import random
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORPUS = ROOT / "datasets" / "asean-affairs"


def read(name):
    with open(CORPUS / name, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def ask(others):
    parts = dict(line.split() for line in open(CORPUS / "split.tsv", encoding="utf-8"))
    documents = [d for d in read("asean-affairs.jsonl") if parts[d["id"]] == "dev"]
    given, pool = {}, []
    for record in read("free-targets-dev.jsonl"):
        stances = {}
        for stance in record["stances"]:
            stances.setdefault(stance["target"], set()).add(stance["stance"])
        given[record["id"].removesuffix("-free")] = stances
        pool += [(record["lang"], target, of) for target, of in record["on"].items()]
    draw = random.Random(1)
    asked = []
    for document in documents:
        touched = {stance["target"] for stance in document["stances"]}
        own = given.get(document["id"], {})
        rest = sorted({t for lang, t, of in pool if lang == document["lang"] and of not in touched and t not in own})
        asked.append((document, own, draw.sample(rest, min(others, len(rest)))))
    return asked


def area(positives, negatives):
    wins = sum((p > n) + 0.5 * (p == n) for p in positives for n in negatives)
    return wins / (len(positives) * len(negatives))


def f1(right, found, wanted):
    return 2 * right / (found + wanted) if found + wanted else 0


def show(name, rows):
    yes = [r for r in rows if r["truth"]]
    found = [r for r in rows if r["touched"]]
    right = [r for r in found if r["truth"]]
    bins = [[r for r in rows if min(int(r["confidence"] * 15), 14) == b] for b in range(15)]
    error = sum(abs(sum(r["confidence"] - bool(r["truth"]) for r in b)) for b in bins) / len(rows)
    print(
        f"{name:<4} {len(rows):>6} {len(yes):>8} {len(right) / max(len(found), 1):>10.3f} {len(right) / len(yes):>7.3f}"
        f" {f1(len(right), len(found), len(yes)):>6.3f}"
        f" {area([r['confidence'] for r in yes], [r['confidence'] for r in rows if not r['truth']]):>6.3f} {error:>6.3f}"
        f" {sum(r['stance'] in r['truth'] for r in yes) / len(yes):>12.3f}"
        f" {stance_macro_f1([r for r in yes if len(r['truth']) == 1]):>16.3f}"
    )


def stance_macro_f1(rows):
    scores = []
    for stance in ("favor", "against", "neutral"):
        right = sum(r["stance"] == stance and stance in r["truth"] for r in rows)
        scores.append(f1(right, sum(r["stance"] == stance for r in rows), sum(stance in r["truth"] for r in rows)))
    return sum(scores) / 3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/apps")
    parser.add_argument("--model", default=str(ROOT / "models/asean-affairs.safetensors"))
    parser.add_argument("--others", type=int, default=20)
    options = parser.parse_args()
    asked = ask(options.others)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for document, own, others in asked:
            record = {key: document[key] for key in ("id", "lang", "title", "text")}
            file.write(json.dumps({**record, "targets": [*own, *others]}, ensure_ascii=False) + "\n")
        file.flush()
        command = [options.bin / "bearing", "label", "--all", "-m", options.model, file.name]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    rows = []
    for (document, own, others), line in zip(asked, lines, strict=True):
        judged = {target["target"]: target for target in json.loads(line)["targets"]}
        for target in [*own, *others]:
            label = judged[target]
            likeliest = max(label["stances"], key=label["stances"].get)
            rows.append({"lang": document["lang"], "truth": own.get(target, set()), "touched": label["touched"],
                         "confidence": label["confidence"], "stance": likeliest})
    print("      pairs  touched  precision  recall     F1   area  error  stance right  one: macro-F1")
    for lang in ("en", "vi"):
        show(lang, [row for row in rows if row["lang"] == lang])
    show("all", rows)


if __name__ == "__main__":
    main()
