#!/usr/bin/env python3
"""Holds manual pages and completion against --help: what one run of the programs says, the others say too.

    manual.py --bearing FILE [--bearing-train FILE]

Completion is tried in a real bash, and in fish where it is installed; zsh only reads its script. Pages go through groff,
which must have nothing to say, where that is installed.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

OPTION = re.compile(r"^  (-\S+)(.*)$")
OPERAND = re.compile(r"^  ([a-z]\S*)(.*)$")
RANGE = re.compile(r" in \[(\S+) - (\S+)\]")
CHOICES = re.compile(r":\{([^}]*)\}")

# Reads queries, words separated by tabs; answers each with a line of what its last word may become.
ASK_BASH = r"""
source "$1"
while IFS= read -r query; do
  IFS=$'\t' read -r -a COMP_WORDS <<< "${query}"
  [[ $query != *$'\t' ]] || COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  declaration=$(complete -p "${COMP_WORDS[0]}") || exit 1
  function=${declaration#*-F }
  COMPREPLY=()
  ${function%% *} "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
  (IFS=$'\t'; printf '%s\n' "${COMPREPLY[*]}")
done
"""

failures = []


def check(holds, message):
    if not holds:
        failures.append(message)


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True, **options).stdout


class Command:
    """What --help says of a command: names of options, choices by name, ranges, descriptions, operands, subcommands."""

    def __init__(self, help_text):
        self.options, self.choices, self.ranges, self.descriptions, self.operands, self.commands = [], {}, [], [], [], []
        section, names = "", []
        for line in help_text.splitlines():
            if re.match(r"^\w+:$", line):
                section = line[:-1]
            elif section not in ("", "Positionals", "Subcommands") and (found := OPTION.match(line)):
                names = found[1].split(",")
                self.options += names
                self.add(found[2], names)
            elif section == "Subcommands" and (found := OPERAND.match(line)):
                self.commands.append(found[1])
                self.descriptions.append(found[2].strip())
            elif section == "Positionals" and (found := OPERAND.match(line)):
                self.operands.append(found[1])
                self.add(found[2], ["operand"])
            elif line.startswith("      ") and section:
                self.descriptions.append(line.strip())
            else:
                section = section if line else ""

    def add(self, rest, names):
        """The rest of a line: what stands for a value, two spaces or more, the description unless on the next line."""
        value, _, description = rest.strip().partition("  ") if not rest.startswith("  ") else ("", "", rest)
        if found := CHOICES.search(value):
            self.choices.update((name, found[1].split(",")) for name in names)
        if found := RANGE.search(value):
            self.ranges.append(found.groups())
        if description.strip():
            self.descriptions.append(description.strip())


def text_of_roff(page):
    """A page without requests and escapes, on one line."""
    page = re.sub(r"^\.(TP|br|PP)\n", "", page, flags=re.MULTILINE)
    page = re.sub(r"^\.SH ", "", page, flags=re.MULTILINE)
    page = re.sub(r"\\f[BIR]|\\&", "", page)
    for escape, plain in (("\\-", "-"), ("\\(aq", "'"), ("\\(ga", "`"), ("\\(ha", "^"), ("\\(ti", "~"), ("\\(dq", '"')):
        page = page.replace(escape, plain)
    return re.sub(r"\s+", " ", page.replace("\\(rs", "\\"))


def check_page(name, command, page):
    text = text_of_roff(page)
    for option in command.options:
        check(re.search(re.escape(option) + r"(?![\w-])", text), f"{name}(1) lacks {option}")
    for said in command.descriptions:
        plain = re.sub(r"\s+", " ", said).removesuffix(" (see bearing train --help)")  # There is a page to see.
        check(plain in text, f"{name}(1) lacks {plain!r}")
    for option, choices in command.choices.items():
        check(", ".join(choices) in text, f"{name}(1) lacks the choices of {option}")
    for least, most in command.ranges:
        check(f"From {least} to {most}." in text, f"{name}(1) lacks the range from {least} to {most}")
    for line in page.splitlines():
        check(not re.search(r"(?<!\\)-", line), f"{name}(1): a hyphen that can't be copied: {line!r}")


def check_roff(folder):
    """groff and man find nothing to warn of."""
    for page in sorted(folder.glob("*.1")):
        if shutil.which("groff"):
            said = subprocess.run(["groff", "-ww", "-man", "-Tutf8", "-z", page], capture_output=True, text=True)
            check(said.returncode == 0 and not said.stderr, f"groff on {page.name}: {said.stderr}")


def check_pages(bearing, commands, folder):
    run(bearing, "man", "--output", folder)
    pages = {name: run(bearing, "man", *([name] if name else [])) for name in commands}
    for name, command in commands.items():
        full_name = f"bearing-{name}" if name else "bearing"
        check_page(full_name, command, pages[name])
        check((folder / f"{full_name}.1").read_text() == pages[name], f"{full_name}(1) differs in the folder")
        check(f"{full_name} - " in text_of_roff(pages[name]), f"{full_name}(1) has no name that whatis finds")
    check(len(list(folder.iterdir())) == len(commands), "pages that belong to no command")
    check_roff(folder)


def ask_bash(script, queries, cwd):
    answers = run("bash", "--norc", "-c", ASK_BASH, "bash", script, cwd=cwd, input="".join("\t".join(q) + "\n" for q in queries))
    return [set(line.split("\t")) - {""} for line in answers.splitlines()]


def expected_answers(commands):
    """Pairs of a query and what must be offered."""
    top = commands[""]
    yield ["bearing", ""], set(top.commands)
    yield ["bearing", "-"], set(top.options)
    yield ["bearing", "la"], {"label"}
    yield ["bearing", "frobnicate", ""], set()
    for name, command in commands.items():
        if not name:
            continue
        yield ["bearing", name, "-"], set(command.options)
        for option, choices in command.choices.items():
            if option == "operand":
                yield ["bearing", name, ""], set(choices)
                continue
            yield ["bearing", name, option, ""], set(choices)
            yield ["bearing", name, option, "=", choices[0]], {c for c in choices if c.startswith(choices[0])}
    files = {"an article.txt", "folder"}
    yield ["bearing", "label", ""], files
    yield ["bearing", "label", "-m", "an"], {"an article.txt"}
    yield ["bearing", "label", "--model", "=", ""], files
    yield ["bearing", "label", "--resume", ""], {"folder"}
    yield ["bearing", "label", "--text-field", ""], set()
    yield ["bearing", "label", "--all", ""], files
    yield ["bearing", "serve", "--model", "news", "=", "an"], {"an article.txt"}
    yield ["bearing", "tag", ""], set()
    yield ["bearing-train", "--device", ""], {"cpu", "cuda"}
    yield ["bearing-train", "-"], set(commands["train"].options) if "train" in commands else None
    yield ["bearing-train", "an"], {"an article.txt"}


def check_bash(bearing, commands, folder):
    script = folder / "bash"
    script.write_text(run(bearing, "completion", "bash"))
    cases = [(query, answer) for query, answer in expected_answers(commands) if answer is not None]
    answers = ask_bash(script, [query for query, _ in cases], folder / "files")
    check(len(answers) == len(cases), f"bash answered {len(answers)} of {len(cases)} questions")
    for (query, expected), found in zip(cases, answers):
        check(found == expected, f"bash: {' '.join(query)!r}: expected {sorted(expected)}, found {sorted(found)}")
    return len(cases)


def check_scripts(bearing, commands, folder):
    """zsh and fish: all names and choices are there; the shells can read it, and fish gives the right answers."""
    for shell in ("zsh", "fish"):
        text = run(bearing, "completion", shell)
        (folder / shell).write_text(text)
        for name, command in commands.items():
            for option in command.options:
                word = option if shell == "zsh" else f"-{'l' if option.startswith('--') else 's'} {option.lstrip('-')}"
                check(re.search(r"(?<![\w-])" + re.escape(word) + r"(?![\w-])", text), f"{shell}: {name} lacks {option}")
            for choices in command.choices.values():
                check(" ".join(choices) in text, f"{shell}: {name} lacks {choices}")
        if shutil.which(shell):
            run(shell, "-n", folder / shell)
    if not shutil.which("fish"):
        return
    asked = lambda line: {row.split("\t")[0] for row in run("fish", "--no-config", "-c", f"source {folder}/fish; complete -C '{line}'",
                                                            cwd=folder / "files").splitlines()}
    check(set(commands[""].commands) <= asked("bearing "), "fish: commands")
    check(asked("bearing label --format ") == {"auto", "json", "csv", "text", "sqlite"}, "fish: choices")
    check({option for option in commands["label"].options if option.startswith("--")} <= asked("bearing label --"), "fish: options")
    check("an article.txt" in {name.replace("\\", "") for name in asked("bearing label -m ")}, "fish: files")
    check(asked("bearing label --resume ") == {"folder/"}, "fish: folders")


def main():
    parser = argparse.ArgumentParser(description="Holds manual pages and completion against --help.")
    parser.add_argument("--bearing", type=pathlib.Path, required=True)
    parser.add_argument("--bearing-train", type=pathlib.Path)
    options = parser.parse_args()
    commands = {"": Command(run(options.bearing, "--help"))}
    for name in commands[""].commands:
        if name != "train":
            commands[name] = Command(run(options.bearing, name, "--help"))
        elif options.bearing_train:
            commands[name] = Command(run(options.bearing_train, "--help"))
    check(len(commands) > 10 and len(commands["label"].options) > 20, "--help could not be read")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "files" / "folder").mkdir(parents=True)
        (folder / "files" / "an article.txt").touch()
        # A page for train is there in any case: bearing describes it, whether the program was built or not.
        pages = dict(commands)
        pages.setdefault("train", Command(""))
        check_pages(options.bearing, pages, folder / "man")
        asked = check_bash(options.bearing, commands, folder)
        check_scripts(options.bearing, commands, folder)
    for failure in failures:
        print(failure)
    print(f"{len(commands)} commands, {asked} questions to bash, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
