#!/usr/bin/env python3
"""Looks into the source distribution of the Python package: what the wheel is built of is there, and no more than that.

    sdist.py --source DIR

Builds nothing. Exit code 77, skipped, where scikit-build-core isn't installed.
"""

import argparse
import os
import pathlib
import sys
import tarfile
import tempfile

NEEDED = ["cmake", "include", "inference", "interface", "models", "python/bearing", "serving", "src"]
NEEDED_FILES = ["CMakeLists.txt", "LICENSE", "docs/python.md", "pyproject.toml", "python/CMakeLists.txt", "python/module.cpp"]
UNWANTED = ["bench", "build", "datasets", "examples", "python/tests", "shared", "tests"]
MOST_BYTES = 20_000_000


def main():
    parser = argparse.ArgumentParser(description="Looks into the source distribution of the Python package.")
    parser.add_argument("--source", type=pathlib.Path, required=True)
    source = parser.parse_args().source.resolve()
    try:
        from scikit_build_core.build import build_sdist
    except ImportError:
        print("skipped: needs scikit-build-core")
        return 77
    os.chdir(source)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, build_sdist(folder))
        size = path.stat().st_size
        with tarfile.open(path) as archive:
            names = {name.partition("/")[2] for name in archive.getnames()}
    needed = set(NEEDED_FILES)
    for room in NEEDED:
        needed.update(file.relative_to(source).as_posix() for file in (source / room).rglob("*")
                      if file.is_file() and "__pycache__" not in file.parts)
    problems = [f"lacks {name}" for name in sorted(needed - names)]
    problems += [f"has {name}" for name in sorted(names) if any(name == folder or name.startswith(folder + "/") for folder in UNWANTED)]
    if size > MOST_BYTES:
        problems.append(f"has {size} bytes, more than {MOST_BYTES}")
    for problem in problems:
        print(f"{path.name} {problem}")
    print(f"{len(names)} files, {size} bytes, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
