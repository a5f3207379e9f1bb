#!/usr/bin/env python3
"""Runs the command line as a user would, from cases written as data, and compares what comes out.

    run.py --source DIR --bin DIR [--update] FILE...

FILE is a case (*.case) or a document (*.md). A case is a list of sections:

    ## needs training              skipped (exit code 77) where bearing-train was not built
    ## file NAME                   what follows is written to NAME
    ## run COMMAND                 run by bash in a new folder, with `bearing` on the PATH
    ## stdout                      what it must print: exactly this; without the section, nothing
    ## stderr                      the same for standard error
    ## exit N                      its exit code; without the section, 0

In a document, blocks that open with ```console are run in their order, in one folder with links to examples/, datasets/
and models/: a line "$ COMMAND" (which "\\" continues) and the output that a terminal would show. "```console training"
needs bearing-train. "```csv file=NAME" (any language) writes NAME, and "```cpp same-as=PATH" must equal a file of the tree.

"..." stands for any text within a line; alone on a line, for any lines. The environment holds SRC, the source folder, and
a path below it prints as $SRC. --update rewrites the expected output in the files instead of failing.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SKIPPED = 77
ANY = "..."


class Run:
    """A command, what is expected of it, and where that stands in the file."""

    def __init__(self, command, line):
        self.command, self.line = command, line
        self.expected = {"stdout": [], "stderr": []}
        self.places = {}  # stream -> (first line, line after the last), counted from 0
        self.exit = 0


class Problem(Exception):
    pass


def parts_of(line):
    """What stands between the "..."; of four dots the first belongs to the text: "0....": a number."""
    return re.split(r"\.\.\.(?!\.)", line)


def line_pattern(line):
    return ".*".join(re.escape(part) for part in parts_of(line))


def matches(expected, actual):
    """Whether the lines fit; "..." alone on a line stands for any number of them."""
    pattern = "".join("(?:.*\n)*?" if line == ANY else line_pattern(line) + "\n" for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in actual)) is not None


def renewed_line(expected, actual):
    """The actual line, with the "..." of the expected one where only numbers have changed."""
    if ANY not in expected:
        return actual
    pieces = [re.sub(r"\d+(\\\.\d+)?", r"[\\d.]+", re.escape(part)) for part in parts_of(expected)]
    found = re.fullmatch(".*".join(f"({piece})" for piece in pieces), actual)
    return ANY.join(found.groups()) if found else actual


def renewed(expected, actual):
    """New expected lines: what was cut short by "..." stays so."""
    if expected and expected[-1] == ANY:
        actual = actual[: len(expected) - 1] + [ANY]
    if len(expected) == len(actual):
        return [renewed_line(old, new) for old, new in zip(expected, actual)]
    return actual


def difference(stream, expected, actual):
    return "\n".join([f"  expected {stream}:"] + [f"    {line}" for line in expected] +
                     ["  found:"] + [f"    {line}" for line in actual])


class Folder:
    """A new folder to run commands in."""

    def __init__(self, options, path):
        self.options, self.path = options, pathlib.Path(path)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("BEARING_")},
            "PATH": f"{options.bin}:{os.environ['PATH']}",
            "SRC": str(options.source),
            "LC_ALL": "C.UTF-8",
        }

    def write(self, name, lines):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")

    def run(self, command, merged):
        """Exit code and the lines of each stream."""
        done = subprocess.run(["bash", "-c", command], cwd=self.path, env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT if merged else subprocess.PIPE, timeout=600)
        # A terminal doesn't show the carriage returns of a table.
        stdout = done.stdout.replace(b"\r\n", b"\n") if merged else done.stdout
        return done.returncode, {"stdout": self.lines(stdout), "stderr": self.lines(done.stderr or b"")}

    def lines(self, output):
        text = output.decode("utf-8", errors="backslashreplace").replace(str(self.options.source), "$SRC")
        return text.replace("\r", "\\r").removesuffix("\n").split("\n") if text else []


def check(folder, run, merged, problems, edits):
    code, streams = folder.run(run.command, merged)
    found = []
    for stream in ("stdout",) if merged else ("stdout", "stderr"):
        expected, actual = run.expected[stream], streams[stream]
        if matches(expected, actual):
            continue
        found.append(difference(stream, expected, actual))
        edits.append((run, stream, renewed(expected, actual)))
    if run.exit is not None and code != run.exit:
        found.append(f"  expected exit code {run.exit}, found {code}")
        if not found[:-1]:
            found.append(difference("stderr", run.expected["stderr"], streams["stderr"]))
    if found:
        problems.append(f"line {run.line}: {run.command}\n" + "\n".join(found))


# -- cases -----------------------------------------------------------------------------------------------------------


def sections(lines):
    """(line number from 0, words of the heading, [first, last) of its body)."""
    heads = [i for i, line in enumerate(lines) if line.startswith("## ")] + [len(lines)]
    for begin, end in zip(heads, heads[1:]):
        yield begin, lines[begin][3:].split(" ", 1), (begin + 1, end)


def body_of(lines, place):
    """The lines of a section, without the empty lines that part it from the next."""
    begin, end = place
    while end > begin and lines[end - 1] == "":
        end -= 1
    return lines[begin:end], (begin, end)


def run_case(options, lines, folder, problems, edits):
    run = None
    for number, words, place in sections(lines):
        body, place = body_of(lines, place)
        kind, rest = words[0], words[1] if len(words) > 1 else ""
        if kind in ("file", "run", "needs") and run:
            check(folder, run, False, problems, edits)
            run = None
        if kind == "file":
            folder.write(rest, body)
        elif kind == "run":
            run = Run(rest, number + 1)
        elif kind in ("stdout", "stderr") and run:
            run.expected[kind], run.places[kind] = body, place
        elif kind == "exit" and run:
            run.exit = int(rest)
        elif kind == "needs" and rest == "training":
            if not (options.bin / "bearing-train").exists():
                sys.exit(SKIPPED)
        else:
            raise Problem(f"line {number + 1}: a section \"{lines[number]}\" makes no sense here")
    if run:
        check(folder, run, False, problems, edits)


# -- documents -------------------------------------------------------------------------------------------------------


def blocks(lines):
    """(info string as words, first line of the body, line after it) of each fenced block."""
    begin = None
    for i, line in enumerate(lines):
        if line.startswith("```"):
            if begin is None:
                begin = i + 1
            else:
                yield lines[begin - 1][3:].split(), begin, i
                begin = None
    if begin is not None:
        raise Problem(f"line {begin}: a block without end")


def console_runs(lines, begin, end):
    at = begin
    while at < end:
        if not lines[at].startswith("$ "):
            raise Problem(f"line {at + 1}: expected \"$ COMMAND\"")
        run = Run(lines[at][2:], at + 1)
        run.exit = None
        at += 1
        while run.command.endswith("\\"):
            run.command = run.command[:-1] + lines[at].strip()
            at += 1
        first = at
        while at < end and not lines[at].startswith("$ "):
            at += 1
        run.expected["stdout"], run.places["stdout"] = lines[first:at], (first, at)
        yield run


def run_document(options, lines, folder, problems, edits):
    for name in ("examples", "datasets", "models"):
        (folder.path / name).symlink_to(options.source / name)
    training = (options.bin / "bearing-train").exists()
    skipped = False
    for words, begin, end in blocks(lines):
        settings = dict(word.split("=", 1) for word in words if "=" in word)
        if "file" in settings:
            folder.write(settings["file"], lines[begin:end])
        if "same-as" in settings:
            other = (options.source / settings["same-as"]).read_text(encoding="utf-8").splitlines()
            if other != lines[begin:end]:
                problems.append(f"line {begin}: differs from {settings['same-as']}")
        if words[:1] != ["console"]:
            continue
        if skipped or ("training" in words and not training):
            skipped = True  # What follows may need what would have been trained.
            continue
        for run in console_runs(lines, begin, end):
            check(folder, run, True, problems, edits)


# -- both ------------------------------------------------------------------------------------------------------------


def apply(edits, lines):
    """Puts new expected output into the file, from its end so that line numbers stay true."""
    def place_of(edit):
        run, stream, _ = edit
        return run.places.get(stream, (run.line, run.line))

    for run, stream, new in sorted(edits, key=place_of, reverse=True):
        begin, end = place_of((run, stream, new))
        heading = [] if stream in run.places else [f"## {stream}"]
        lines[begin:end] = heading + new


def run_file(options, path):
    text = path.read_text(encoding="utf-8")
    lines, problems, edits = text.split("\n"), [], []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Folder(options, temporary)
        try:
            (run_document if path.suffix == ".md" else run_case)(options, lines, folder, problems, edits)
        except Problem as problem:
            problems.append(str(problem))
    if options.update and edits:
        apply(edits, lines)
        path.write_text("\n".join(lines), encoding="utf-8")
        print(f"{path}: {len(edits)} outputs rewritten")
        return True
    for problem in problems:
        print(f"{path}: {problem}")
    return not problems


def self_test():
    """The comparison must be able to fail."""
    fits = [(["a"], ["a"]), (["a..."], ["abc"]), (["0...."], ["0.93"]), (["..."], []), (["...", "z"], ["a", "b", "z"]), ([], [])]
    differs = [(["a"], ["b"]), (["a"], ["a", "b"]), (["a", "b"], ["a"]), ([], ["a"]), (["0...."], ["10"]), (["a...c"], ["ab"])]
    failures = [f"does not fit: {pair}" for pair in fits if not matches(*pair)]
    failures += [f"fits: {pair}" for pair in differs if matches(*pair)]
    if renewed(["F1 0.5 after ... s"], ["F1 0.75 after 12 s"]) != ["F1 0.75 after ... s"]:
        failures.append("a new number in a line with ... is not taken over")
    if renewed(["a", ANY], ["b", "c", "d"]) != ["b", ANY]:
        failures.append("what was cut short is not cut short again")
    print("\n".join(failures))
    return not failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=lambda path: pathlib.Path(path).resolve(), required=True)
    parser.add_argument("--bin", type=lambda path: pathlib.Path(path).resolve(), required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("files", type=pathlib.Path, nargs="*")
    options = parser.parse_args()
    if options.self_test:
        return 0 if self_test() else 1
    return 0 if all([run_file(options, path) for path in options.files]) else 1


if __name__ == "__main__":
    sys.exit(main())
