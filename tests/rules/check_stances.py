#!/usr/bin/env python3
"""Holds the stance data of the asean-affairs corpus against its documents and its scheme.

    check_stances.py --source DIR
    check_stances.py --self-test

Exit code 1 and one line for each fault: an evidence or holder that is no exact part of its text, a target or stance
that isn't there, an annotation that differs from the corpus, an id that comes twice.
"""

import argparse
import json
import pathlib
import re
import sys

STANCES = {"favor", "against", "neutral"}
NOBODY = {"author", "none"}
LANGUAGES = {"en", "vi"}


def targets_of(toml):
    """The ids of the [[target]] tables. No TOML reader is needed for that, and older Pythons have none."""
    return set(re.findall(r'^\[\[target\]\]\nid = "([^"]+)"$', toml, re.MULTILINE))


def entry_faults(entry, text):
    """What is wrong with one {"target", "stance", "holder", "evidence"} of a passage."""
    if entry["stance"] not in STANCES:
        yield f"unknown stance {entry['stance']!r}"
    if entry["holder"] not in NOBODY and (not entry["holder"] or entry["holder"] not in text):
        yield f"holder {entry['holder']!r} is no part of the text"
    if not entry["evidence"] or entry["evidence"] not in text:
        yield f"evidence {entry['evidence'][:60]!r} is no part of the text"


def sidecar_faults(line, document, targets):
    """A line of stance-evidence.jsonl against the document that it is about."""
    if document is None:
        yield "no such document"
        return
    keys = ("target", "stance", "holder")
    told = [tuple(entry[key] for key in keys) for entry in line["stance_evidence"]]
    if told != [tuple(entry[key] for key in keys) for entry in document["stances"]]:
        yield "its entries aren't those of the corpus in their order"
    for target in set(line["target_evidence"]) - {entry["target"] for entry in document["stances"]}:
        yield f"target {target!r} has no stance in the document"
    groups = [(entry["target"], entry["sentences"]) for entry in line["stance_evidence"]]
    for target, parts in groups + list(line["target_evidence"].items()):
        if target not in targets:
            yield f"unknown target {target!r}"
        if not parts or len(set(parts)) != len(parts):
            yield f"{target}: no parts, or one part twice"
        for part in parts:
            if not part or (part not in document["title"] and part not in document["text"]):
                yield f"{target}: {part[:60]!r} is no part of title or text"


def passage_faults(line, targets):
    """A line of passages.jsonl."""
    if line["lang"] not in LANGUAGES:
        yield f"unknown language {line['lang']!r}"
    if not line["targets"]:
        yield "no target was judged"
    for target in set(line["targets"]) - targets:
        yield f"unknown target {target!r}"
    for entry in line["stances"]:
        if entry["target"] not in line["targets"]:
            yield f"a stance on {entry['target']!r}, which wasn't judged"
        yield from entry_faults(entry, line["text"])


def free_faults(line, targets):
    """A line of free-targets.jsonl: one entry on a target that the scheme doesn't have."""
    if line["lang"] not in LANGUAGES:
        yield f"unknown language {line['lang']!r}"
    if len(line["stances"]) != 1:
        yield "expected one entry"
    for entry in line["stances"]:
        if not entry["target"] or entry["target"] in targets:
            yield f"{entry['target']!r} is no free target"
        if entry["stance"] != "unrelated":
            yield from entry_faults(entry, line["text"])
        elif set(entry) != {"target", "stance"}:
            yield "an unrelated text has neither holder nor evidence"


def lines_of(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def check(source):
    folder = source / "datasets" / "asean-affairs"
    targets = targets_of((folder / "scheme.toml").read_text(encoding="utf-8"))
    documents = {document["id"]: document for document in lines_of(folder / "asean-affairs.jsonl")}
    checks = {
        "stance-evidence.jsonl": lambda line: sidecar_faults(line, documents.get(line["id"]), targets),
        "passages.jsonl": lambda line: passage_faults(line, targets),
        "free-targets.jsonl": lambda line: free_faults(line, targets),
    }
    seen = set(documents)
    annotated = []
    for name, faults_of in checks.items():
        for number, line in enumerate(lines_of(folder / name), 1):
            where = f"{name}:{number}: {line['id']}: "
            if name == "stance-evidence.jsonl":
                annotated.append(line["id"])
            elif line["id"] in seen:
                yield where + "the id was given before"
            seen.add(line["id"])
            yield from (where + fault for fault in faults_of(line))
    if annotated != [identity for identity, document in documents.items() if document["stances"]]:
        yield "stance-evidence.jsonl: expected one line for each document with stances, in their order"


def self_test():
    """Each fault is found, and what is right passes."""
    good = {"target": "a-b", "stance": "favor", "holder": "Mai", "evidence": "Mai wants it"}
    passage = {"id": "1", "lang": "en", "text": "Mai wants it.", "targets": ["a-b"], "stances": [good]}
    document = {"title": "Yes", "text": "Mai wants it.", "stances": [good]}
    told = {"target": "a-b", "stance": "favor", "holder": "Mai", "sentences": ["Yes", "Mai wants it."]}
    sidecar = {"id": "1", "stance_evidence": [told], "target_evidence": {"a-b": ["it"]}}
    free = dict(passage, stances=[dict(good, target="a dam")])
    right = [
        passage_faults(passage, {"a-b"}),
        passage_faults(dict(passage, stances=[dict(good, holder="author")]), {"a-b"}),
        sidecar_faults(sidecar, document, {"a-b"}),
        free_faults(free, {"a-b"}),
        free_faults(dict(free, stances=[{"target": "a dam", "stance": "unrelated"}]), {"a-b"}),
    ]
    wrong = [
        passage_faults(dict(passage, text="Mai does not."), {"a-b"}),
        passage_faults(dict(passage, stances=[dict(good, holder="Lan")]), {"a-b"}),
        passage_faults(dict(passage, stances=[dict(good, stance="for")]), {"a-b"}),
        passage_faults(dict(passage, stances=[dict(good, target="c")]), {"a-b"}),
        passage_faults(passage, {"c"}),
        sidecar_faults(sidecar, None, {"a-b"}),
        sidecar_faults(sidecar, dict(document, title="No"), {"a-b"}),
        sidecar_faults(sidecar, dict(document, stances=[dict(good, holder="none")]), {"a-b"}),
        sidecar_faults(dict(sidecar, target_evidence={"a-b": []}), document, {"a-b"}),
        sidecar_faults(dict(sidecar, target_evidence={"c": ["it"]}), document, {"a-b", "c"}),
        free_faults(free, {"a dam"}),
        free_faults(dict(free, stances=[dict(good, target="a dam", stance="unrelated")]), {"a-b"}),
    ]
    yield from (f"right case {i}: {fault}" for i, faults in enumerate(right) for fault in faults)
    yield from (f"wrong case {i} passed" for i, faults in enumerate(wrong) if not list(faults))
    if targets_of('[[topic]]\nid = "x"\n\n[[target]]\nid = "y"\n') != {"y"}:
        yield "targets_of"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=pathlib.Path)
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if not options.self_test and not options.source:
        parser.error("--source or --self-test is needed")
    faults = list(self_test() if options.self_test else check(options.source))
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
