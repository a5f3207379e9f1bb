"""The data sets, and their files as each tool wants them.

Prepared once into WORK/DATASET: JSON Lines of id, title, text and labels (learn, fit, dev, test), where `fit` and `dev`
are the development split of `learn`. The tools get the same documents in the same order.
"""

import dataclasses
import gzip
import json
import pathlib
import random

SEED = 20260101


@dataclasses.dataclass(frozen=True)
class DataSet:
    name: str
    one_label: bool
    characters: bool = False  # Whether linear models may also choose character n-grams.


DATA_SETS = [
    DataSet("newsgroups20", True),
    DataSet("reuters21578", False),
    DataSet("agnews", True),
    DataSet("vntc10_20k", True),
    DataSet("uit_vsfc", True, characters=True),
    DataSet("sib200_10", True, characters=True),
]


class Missing(Exception):
    """A tool or a data set that is not there."""


@dataclasses.dataclass
class Prepared:
    """A data set as files of native JSON Lines in `folder`."""

    data_set: DataSet
    folder: pathlib.Path
    labels: list  # Sorted: all labels of the learning part.
    documents: dict  # Part -> number of documents.

    def path(self, part):
        return self.folder / f"{part}.jsonl"

    def truth(self, part):
        """Sets of label numbers; labels that the learning part doesn't have are left out."""
        number = {label: i for i, label in enumerate(self.labels)}
        return [{number[label] for label in record["labels"] if label in number} for record in records(self.path(part))]


def records(path):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def find(folder, part):
    for suffix in (".jsonl", ".jsonl.gz"):
        if (folder / (part + suffix)).exists():
            return folder / (part + suffix)
    return None


def kept(record):
    return {"id": record["id"], **({"title": record["title"]} if record.get("title") else {}), "text": record["text"],
            "labels": record["labels"]}


def write(path, rows):
    with open(path, "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def written_once(path, rows, shuffled=False):
    """The file with these lines (a function makes them, when it isn't there yet); in an order that is always the same."""
    if not path.exists():
        lines = rows()
        if shuffled:
            random.Random(SEED).shuffle(lines)
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def prepare(data_set, source, work):
    folder = work / data_set.name
    folder.mkdir(parents=True, exist_ok=True)
    parts = {}
    for part in ("train", "dev", "test"):
        path = find(source / data_set.name, part)
        if path is None and part != "dev":
            raise Missing(f"{source / data_set.name / part}.jsonl (or .jsonl.gz) is not there")
        parts[part] = [kept(record) for record in records(path)] if path else []
    fit, dev = parts["train"], parts["dev"]
    if not dev:  # A tenth is held out, the same for every tool.
        order = list(range(len(fit)))
        random.Random(SEED).shuffle(order)
        held_out = set(order[: len(fit) // 10])
        fit, dev = ([row for i, row in enumerate(fit) if (i in held_out) == wanted] for wanted in (False, True))
    files = {"learn": parts["train"] + parts["dev"], "fit": fit, "dev": dev, "test": parts["test"]}
    for part, rows in files.items():
        write(folder / f"{part}.jsonl", rows)
    write(folder / "one.jsonl", parts["test"][:1])
    labels = sorted({label for row in files["learn"] for label in row["labels"]})
    return Prepared(data_set, folder, labels, {part: len(rows) for part, rows in files.items()} | {"one": 1})


def repeated(path, least):
    """The file so many times over that it has `least` documents, under other ids; and their number."""
    rows = list(records(path))
    times = -(-least // len(rows))
    if times <= 1:
        return path, len(rows)
    out = path.with_name(f"{path.stem}-x{times}{path.suffix}")
    if not out.exists():
        write(out, (row | {"id": f"{row['id']}#{copy}"} for copy in range(times) for row in rows))
    return out, len(rows) * times
