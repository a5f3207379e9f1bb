#!/usr/bin/env python3
"""Makes split.tsv: the fixed train/dev/test parts (70/10/20) of the corpus.

Documents of one pair share a part. Groups are dealt out within each combination of language and style, in a
seeded random order and from a random start, so that the parts have about the same mix. Run it only when the corpus
itself changes: figures are comparable on one split only. Needs Python 3.2 or later (the same random numbers since).
"""

import collections
import json
import pathlib
import random

SEED = 20261121
HERE = pathlib.Path(__file__).resolve().parent
# Every tenth place of a stratum, seven apart: two go to test, one to dev, seven to train.
PART_OF_PLACE = ["test", "test", "dev"] + ["train"] * 7


def main():
    with open(HERE / "asean-affairs.jsonl", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    groups = collections.defaultdict(list)
    for document in documents:
        groups[document.get("pair", document["id"])].append(document)
    strata = collections.defaultdict(list)
    for key in sorted(groups):
        strata[tuple(sorted((d["lang"], d["style"]) for d in groups[key]))].append(key)

    generator = random.Random(SEED)
    part_of = {}
    for stratum in sorted(strata):
        keys = strata[stratum]
        generator.shuffle(keys)
        start = generator.randrange(10)
        for place, key in enumerate(keys):
            for document in groups[key]:
                part_of[document["id"]] = PART_OF_PLACE[(place * 7 + start) % 10]
    with open(HERE / "split.tsv", "w", encoding="utf-8", newline="\n") as out:
        for identity in sorted(part_of):
            out.write(f"{identity}\t{part_of[identity]}\n")


if __name__ == "__main__":
    main()
