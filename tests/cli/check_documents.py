#!/usr/bin/env python3
"""Holds README.md and docs/ against the program: options that they mention exist, files that they name are there, and
docs/model-format.md lists exactly what the shipped model holds.

    check_documents.py --source DIR --bin DIR
"""

import argparse
import json
import pathlib
import re
import struct
import subprocess
import sys

COMMANDS = ["train", "label", "tag", "evaluate", "explain", "inspect", "convert", "export", "diff", "drift", "merge", "serve", "completion", "man"]
# Options of other programs that the documents mention.
FOREIGN = {"--preset", "--data", "--lean", "--build", "--prefix", "--parallel", "--install", "--test-dir",
           "--check", "--no-install-recommends", "--now"}
ROOTS = "apps|archive|bench|cmake|datasets|docs|examples|include|inference|interface|models|packaging|python|serving|src|tests|training"


def documents(source):
    found = sorted(source.glob("docs/*.md")) + [source / name for name in ("README.md", "CONTRIBUTING.md", "models/README.md")]
    return [path for path in found if path.exists()]


def help_of(options):
    """Option names of each command (those of training only where it was built), and what is wrong with the help."""
    known, problems = {}, []
    for command in COMMANDS:
        done = subprocess.run([options.bin / "bearing", command, "--help"], capture_output=True, text=True)
        if done.returncode == 0:
            known[command] = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", done.stdout))
            if done.stderr or "Usage: bearing " + command not in done.stdout:
                problems.append(f"bearing {command} --help: no usage on standard output, or messages beside it")
        elif command != "train" or (options.bin / "bearing-train").exists():
            problems.append(f"bearing {command} --help: exit code {done.returncode}")
    return known, problems


def check_options(source, known):
    everywhere = set().union(*known.values()) | FOREIGN | {"--version"}
    for path in documents(source):
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        code = re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
        for line in "\n".join(code).split("\n"):
            used = re.search(r"\bbearing (\w+)((?: (?:(?!\||;|&&).)+)?)", line)
            if used and used[1] in known:
                for option in re.findall(r"(?<=\s)--?[a-z][a-z-]*", used[2]):
                    if option not in known[used[1]]:
                        yield f"{path.relative_to(source)}: bearing {used[1]} has no option {option}"
                continue
            if "train" not in known:
                continue
            for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", line):
                if option not in everywhere:
                    yield f"{path.relative_to(source)}: no command has an option {option}"


def check_paths(source):
    for path in documents(source):
        text = path.read_text(encoding="utf-8")
        names = re.findall(rf"`((?:{ROOTS})/[\w./-]+)`", text) + re.findall(r"\]\(([\w./-]+)\)", text)
        for name in names:
            if not (source / name).exists() and not (path.parent / name).exists():
                yield f"{path.relative_to(source)}: names {name}, which is not there"


def check_model_format(source):
    """The tables of docs/model-format.md: "| `name` | DTYPE | ..." for tensors, "| `bearing.key` | ..." for metadata."""
    with open(source / "models/asean-affairs.safetensors", "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
    metadata = header.pop("__metadata__")
    text = (source / "docs/model-format.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([a-z_.]+)` \| ([A-Z]+\d+) \|", text, re.MULTILINE))
    tensors = {name: tensor["dtype"] for name, tensor in header.items() if not name.startswith("bearing.filler.")}
    found = {name: dtype for name, dtype in tensors.items() if not name.startswith("pair.")}
    pairs = dict(re.findall(r"^\| `(pair\.[a-zN_.]+)` \| [^|]+ \| ([A-Z]+\d+) \|", text, re.MULTILINE))
    for name in tensors.keys() - found.keys():
        if pairs.get(re.sub(r"\.\d+\.", ".N.", name)) != tensors[name]:
            yield f"docs/model-format.md: tensor {name}: not listed as {tensors[name]}"
    for name in sorted(listed.keys() | found.keys()):
        if listed.get(name) != found.get(name):
            yield f"docs/model-format.md: tensor {name}: listed as {listed.get(name)}, in the model {found.get(name)}"
    keys = set(re.findall(r"^\| `(bearing\.[a-z-]+)` \| (?![A-Z]+\d+ \|)", text, re.MULTILINE))
    if keys != set(metadata) - {"bearing.pair-model"}:
        yield f"docs/model-format.md: metadata keys listed {sorted(keys)}, in the model {sorted(metadata)}"
    rules = json.loads(metadata["bearing.topic-model"])
    for name in [*rules, *rules["feature_rules"], *json.loads(metadata["bearing.provenance"]), *json.loads(metadata["bearing.quality"])]:
        if f"`{name}`" not in text:
            yield f"docs/model-format.md: does not explain `{name}`"
    if (8 + size) % 64 or any(t["data_offsets"][0] % 64 for n, t in header.items() if n in tensors):
        yield "the model is not aligned to 64 bytes as docs/model-format.md says"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    options = parser.parse_args()
    known, problems = help_of(options)
    problems += [*check_options(options.source, known), *check_paths(options.source), *check_model_format(options.source)]
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
