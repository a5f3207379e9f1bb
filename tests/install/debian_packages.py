#!/usr/bin/env python3
"""Installs the packages on a fresh Debian 12 and uses them, then purges them: nothing of them may stay.

    debian_packages.py --packages DIR --source DIR [--root DIR] [--mirror URL] [--without-training]

Needs root, debootstrap, a mirror of Debian's packages, 3 GB and some minutes. --root keeps the system that was made,
and takes one that was made before; without it, it is made in a temporary folder and removed.
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ARTICLE = """Coast guard ships rammed two fishing boats near the disputed shoal on Tuesday, the ministry said.
The foreign secretary condemned the collision and called for talks on a code of conduct in the South China Sea."""

# In the system, as root; /proc is there, for a program looks there for its model.
ENTER = 'mount -t proc proc "$1/proc" && exec chroot "$@"'

ASK_BASH = """. /usr/share/bash-completion/bash_completion
_completion_loader "$1"
declaration=$(complete -p "$1"); function=${declaration#*-F }
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); ${function%% *}; echo "${COMPREPLY[*]}"
"""


class System:
    def __init__(self, root):
        self.root = root

    def command(self, *words):
        return ["unshare", "-m", "sh", "-c", ENTER, "sh", str(self.root), *map(str, words)]

    def run(self, *words, **options):
        done = subprocess.run(self.command(*words), capture_output=True, text=True, **options)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, words))}: exit code {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done.stdout

    def install(self, *packages):
        say(f"installing {' '.join(packages)}")
        self.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)


def say(message):
    print(f"== {message}", flush=True)


def expect(holds, message):
    if not holds:
        sys.exit(f"FAILED: {message}")


def make_system(root, mirror):
    if not (root / "etc/debian_version").exists():
        say("making a Debian 12")
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", root, *([mirror] if mirror else [])], check=True,
                       stdout=subprocess.DEVNULL)
    settings = subprocess.run(["apt-config", "dump", "Acquire::http::Proxy", "Acquire::https::Proxy"], capture_output=True, text=True)
    (root / "etc/apt/apt.conf.d/90proxy").write_text(settings.stdout)
    # Nothing that is installed here is to be started.
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    system = System(root)
    os.environ.update(DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8")
    system.run("apt-get", "update", "-qq")
    return system


def use_program(system):
    say("bearing label, tag, serve")
    result = json.loads(system.run("bearing", "label", "-", input=ARTICLE))
    expect(result["topics"], f"no topics: {result}")
    line = json.dumps({"id": "a", "text": ARTICLE}) + "\n"
    tagged = json.loads(system.run("bearing", "tag", input=line))
    expect(tagged["id"] == "a" and tagged["bearing"]["topics"], f"bearing tag: {tagged}")
    server = subprocess.Popen(system.command("bearing", "serve", "--listen", "127.0.0.1:0"), stderr=subprocess.PIPE, text=True)
    try:
        address = re.search(r"listening on (http://\S+)", server.stderr.readline())[1]
        answer = json.loads(system.run("curl", "-sS", "-d", ARTICLE, "-H", "Content-Type: text/plain", address + "/v1/label"))
        expect(answer["topics"] == result["topics"], f"bearing serve: {answer}")
    finally:
        server.terminate()
    expect(server.wait(60) == 0, f"bearing serve: exit code {server.returncode}")


def use_documents(system):
    say("manual pages, completion, the unit")
    page = system.run("man", "bearing-label")
    expect("--input-format" in page and "bearing label" in page, "man bearing-label")
    expect("bearing" in system.run("whatis", "bearing-serve"), "whatis bearing-serve")
    ask = lambda *words: system.run("bash", "-c", ASK_BASH, *["bash", *words]).split()
    expect("label" in ask("bearing", "la"), "bash: bearing la")
    expect(set(ask("bearing", "label", "--format", "")) == {"auto", "json", "csv", "text", "sqlite"}, "bash: choices")
    status = system.run("sh", "-c", "ls -l /etc/systemd/system/*/bearing.service 2>/dev/null || echo not enabled")
    expect("not enabled" in status, f"the service is enabled: {status}")


def use_libraries(system, source):
    say("C by pkg-config")
    shutil.copytree(source / "tests/install", system.root / "tmp/consumers", dirs_exist_ok=True)
    model = system.run("pkg-config", "--variable=models", "bearing").strip() + "/asean-affairs.safetensors"
    system.run("sh", "-ec", "cd /tmp/consumers/c-consumer && cc -std=c99 -Wall -Wextra -Werror consumer.c -o /tmp/by-pkg-config "
                            "$(pkg-config --cflags --libs bearing)")
    system.run("/tmp/by-pkg-config", model, ARTICLE)
    needed = system.run("sh", "-c", "objdump -p /tmp/by-pkg-config | grep NEEDED")
    expect("libbearing.so.0" in needed, f"the program needs {needed}")
    say("C and C++ by CMake")
    # apt passes over what a package recommends that is there already.
    recommended = system.run("dpkg-query", "-W", "-f=${Recommends}", "libbearing-dev").replace(",", " ").split()
    system.install("g++", *recommended)
    for project in ("c-consumer", "consumer"):
        system.run("sh", "-ec", f"cmake -S /tmp/consumers/{project} -B /tmp/{project} >/dev/null && cmake --build /tmp/{project}")
        system.run(f"/tmp/{project}/consumer", model, *([ARTICLE] if project == "c-consumer" else []))


def train_and_label(system):
    say("bearing train")
    topics = {"harbour": "ship port cargo crane dock container tide sailor", "kitchen": "oven flour butter recipe whisk dough sugar salt"}
    lines = []
    for number in range(60):
        topic, words = list(topics.items())[number % 2]
        text = " ".join(f"The {word} of day {number} was {other}." for word in words.split() for other in words.split()[number % 5:][:3])
        lines.append(json.dumps({"id": f"d{number}", "text": text, "topics": [topic]}))
    (system.root / "tmp/corpus.jsonl").write_text("\n".join(lines) + "\n")
    system.run("bearing", "train", "/tmp/corpus.jsonl", "-o", "/tmp/own.safetensors", "--quiet")
    labelled = system.run("bearing", "label", "--model", "/tmp/own.safetensors", "-", 
                          input="The port of day 7 was cargo. The crane of day 8 was dock. The sailor was tide.")
    expect("harbour" in json.dumps(json.loads(labelled)["topics"]), f"the model that was trained says {labelled}")


def all_files(root):
    places = ["bin", "etc", "lib", "opt", "sbin", "srv", "usr", "var"]
    paths = (os.path.relpath(os.path.join(folder, name), root) for place in places for folder, _, names in os.walk(root / place) for name in names)
    # What man keeps of pages that were read goes with its own cleaning.
    return {path for path in paths if "bearing" in path and not path.startswith("var/cache/man/")}


def purge(system, names):
    say("purging")
    system.run("apt-get", "purge", "-y", "-qq", *names)
    left = sorted(all_files(system.root))
    expect(not left, f"left after the purge: {left}")
    known = system.run("sh", "-c", "dpkg-query -W -f='${Package} ${db:Status-Status}\\n' '*bearing*' 2>/dev/null || true")
    expect(" installed" not in known and "config-files" not in known, f"dpkg still knows {known}")


def main():
    parser = argparse.ArgumentParser(description="Installs the packages on a fresh Debian 12, uses them and purges them.")
    parser.add_argument("--packages", type=pathlib.Path, required=True)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--root", type=pathlib.Path)
    parser.add_argument("--mirror")
    parser.add_argument("--without-training", action="store_true", help="LibTorch and what it needs take a gigabyte")
    options = parser.parse_args()
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        print("skipped: needs root and debootstrap")
        return 77
    begin = time.monotonic()
    with contextlib.ExitStack() as stack:
        root = options.root or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        system = make_system(root, options.mirror)
        shutil.rmtree(root / "tmp/packages", ignore_errors=True)
        shutil.copytree(options.packages, root / "tmp/packages", ignore=lambda _, names: [n for n in names if not n.endswith(".deb")])
        files = {path.name.split("_")[0]: f"/tmp/packages/{path.name}" for path in (root / "tmp/packages").glob("*.deb")}
        system.install(files["bearing"], files["libbearing"])
        system.install("curl", "man-db", "bash-completion")
        use_program(system)
        use_documents(system)
        system.install(files["libbearing-dev"], "gcc", "libc6-dev", "cmake", "make", "pkgconf")
        use_libraries(system, options.source)
        names = ["bearing", "libbearing", "libbearing-dev"]
        if not options.without_training and "bearing-train" in files:
            # What it recommends itself; its dependencies recommend half a desktop.
            system.install(files["bearing-train"], "libopenblas0")
            train_and_label(system)
            names.append("bearing-train")
        purge(system, names)
    say(f"passed after {time.monotonic() - begin:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
