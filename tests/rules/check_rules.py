#!/usr/bin/env python3
"""Holds the tree against the rules of docs/design.md: who may include whom, what the executables link, names.

    check_rules.py --source DIR [--lean-binary FILE]... [--training-binary FILE]... [--c-library FILE]
    check_rules.py --self-test

Exit code 1 and one line for each broken rule; files that have grown too long are warnings only.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

# A folder and those whose headers it may include besides its own. include/bearing is open to all.
ROOMS = {
    "src/base": [],
    "src/text": ["src/base"],
    "src/attribution": ["src/base", "src/text"],
    "src/feature": ["src/base", "src/text", "src/scheme"],  # The scheme's terms are features.
    "src/corpus": ["src/base"],
    "src/intake": ["src/base", "src/text", "src/corpus"],
    "src/scheme": ["src/base"],
    "src/model": ["src/base", "src/text", "src/feature", "src/scheme", "src/attribution"],  # A model file records their rules.
    "src/metric": ["src/base"],
}
ALL_ROOMS = list(ROOMS)
ROOMS["training"] = ALL_ROOMS
ROOMS["inference"] = ALL_ROOMS
ROOMS["archive"] = ALL_ROOMS + ["inference"]
ROOMS["serving"] = ALL_ROOMS + ["inference"]
ROOMS["interface"] = ALL_ROOMS + ["inference", "serving"]
ROOMS["python"] = ALL_ROOMS + ["inference", "serving"]
ROOMS["apps"] = ALL_ROOMS + ["training", "inference", "archive", "serving"]

# Exceptions for single files, each with its reason.
ALSO_ALLOWED = {
    "src/corpus/validate.hpp": ["src/scheme"],  # Annotations are held against the scheme.
    "src/corpus/validate.cpp": ["src/scheme"],
}

# Headers of heavy dependencies and the only files that may include them.
CONFINED = [
    ("LibTorch", re.compile(r"^(torch|ATen|c10|caffe2)/"), re.compile(r"^training/[^/]+\.cpp$")),
    ("Eigen", re.compile(r"^(unsupported/)?Eigen/"), re.compile(r"^inference/[^/]+\.cpp$")),
    ("ICU", re.compile(r"^unicode/"), re.compile(r"^src/text/[^/]+\.cpp$")),
    ("SQLite", re.compile(r"^sqlite3(ext)?\.h$"), re.compile(r"^archive/[^/]+\.cpp$")),
    ("Boost", re.compile(r"^boost/"), re.compile(r"^serving/http_([a-z_]+\.cpp|connection\.hpp)$")),
    ("OpenSSL", re.compile(r"^openssl/"), re.compile(r"^serving/http_[a-z_]+\.cpp$")),
    ("librdkafka", re.compile(r"^librdkafka/"), re.compile(r"^serving/kafka_([a-z_]+\.cpp|client\.hpp)$")),
    ("CLI11", re.compile(r"^CLI/"), re.compile(r"^apps/")),
    ("pybind11", re.compile(r"^pybind11/"), re.compile(r"^python/[^/]+\.[ch]pp$")),
]

STANDARD_HEADER = re.compile(r"^([a-z_0-9]+|std(def|int|bool)\.h)$")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.MULTILINE)
FORBIDDEN_NAME = re.compile(r"(^|[_.-])(utils?|utilit(y|ies)|commons?|helpers?|managers?)($|[_.-])", re.IGNORECASE)
SOURCE_FOLDERS = ["include", "src", "training", "inference", "archive", "serving", "interface", "python", "apps", "tests", "bench"]
NAMED_FOLDERS = SOURCE_FOLDERS + ["cmake", "docs", "examples", "models", "datasets", "packaging"]
MAX_LINES = {".cpp": 400, ".hpp": 200}


def files_below(source, folders, suffixes=None):
    for folder in folders:
        for path in sorted((source / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and (not suffixes or path.suffix in suffixes):
                yield path.relative_to(source).as_posix()


def room_of(name):
    """The room of a file: src/x, training, inference, archive or apps; None for all other files."""
    parts = name.split("/")
    room = "/".join(parts[:2]) if parts[0] == "src" else parts[0]
    return room if room in ROOMS else None


def room_of_include(quote, target, including_room):
    """The room that an #include reaches, "include/bearing", or None for what isn't ours."""
    first = target.split("/")[0]
    if target == "bearing.h":
        return "include/bearing"
    if "/" not in target:
        return including_room if quote == '"' else None
    if first == "bearing":
        return "include/bearing"
    return next((room for room in (f"src/{first}", first) if room in ROOMS), None)


def check_includes(source):
    for name in files_below(source, SOURCE_FOLDERS, {".cpp", ".hpp", ".h"}):
        room = room_of(name)
        public = name.startswith("include/")
        allowed = [room, "include/bearing"] + ROOMS.get(room, []) + ALSO_ALLOWED.get(name, [])
        for quote, target in INCLUDE.findall((source / name).read_text(encoding="utf-8")):
            if ".." in target.split("/"):
                yield f"{name}: includes {target}: name headers by their room"
            for dependency, header, where in CONFINED:
                ours = room is not None or public
                if ours and header.match(target) and not where.match(name):
                    yield f"{name}: includes {target}: {dependency} is allowed in {where.pattern} only"
            reached = room_of_include(quote, target, room or "include/bearing" if public else room)
            if public:
                if reached != "include/bearing" and not (quote == "<" and STANDARD_HEADER.match(target)):
                    yield f"{name}: includes {target}: public headers include the standard library and each other only"
            elif room and reached and reached not in allowed:
                yield f"{name}: includes {target}: {room} may not include {reached}"


def check_names(source):
    for name in files_below(source, NAMED_FOLDERS):
        if any(FORBIDDEN_NAME.search(part) for part in name.split("/")):
            yield f"{name}: a name that says nothing (util, common, helper, manager): name the noun"


def warn_lengths(source):
    for name in files_below(source, SOURCE_FOLDERS, set(MAX_LINES)):
        lines = (source / name).read_text(encoding="utf-8").count("\n")
        limit = MAX_LINES[pathlib.PurePath(name).suffix]
        if lines > limit:
            yield f"{name}: {lines} lines, more than {limit}: does it hold more than one noun?"


def libraries_of(binary):
    """All libraries that the executable loads, direct or not."""
    listing = subprocess.run(["ldd", str(binary)], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in listing.splitlines() if line.strip()]


def check_links(name, libraries, training):
    torch = [library for library in libraries if re.match(r"^(.*/)?lib(torch|c10|caffe2)", library)]
    if training and not torch:
        yield f"{name}: does not link LibTorch"
    if not training and torch:
        yield f"{name}: links {', '.join(torch)}: only bearing-train may"


def exports_of(library):
    """The symbols that a shared library exports, with their versions: "bearing_open@@BEARING_0.1"."""
    listing = subprocess.run(["nm", "-D", "--defined-only", str(library)], capture_output=True, text=True, check=True)
    return [line.split()[-1] for line in listing.stdout.splitlines() if line.split()[-2] != "A"]


def check_exports(name, exports, header):
    """What the library of the C interface exports is what its header declares, each with a version, and nothing else."""
    declared = set(re.findall(r"^BEARING_API\b[^;(]*?\b(\w+)\(", header, re.MULTILINE))
    found = {symbol.split("@")[0]: symbol for symbol in exports}
    for symbol in sorted(found.keys() - declared):
        yield f"{name}: exports {found[symbol]}, which bearing.h does not declare"
    for symbol in sorted(declared - found.keys()):
        yield f"{name}: does not export {symbol}, which bearing.h declares"
    for symbol in sorted(found.keys() & declared):
        if not re.fullmatch(r"bearing_\w+@@BEARING_\d+\.\d+", found[symbol]):
            yield f"{name}: exports {found[symbol]}: expected a name that begins with bearing_, and a version"


def check_tree(source):
    return list(check_includes(source)) + list(check_names(source))


def self_test():
    """Each rule must be able to fail: a small tree that keeps all rules, then one breach after the other."""
    clean = {
        "include/bearing/a.hpp": '#include <vector>\n#include "bearing/b.hpp"\n',
        "include/bearing/c.h": "#include <stdint.h>\n",
        "include/bearing.h": "#include <stddef.h>\n",
        "interface/c.cpp": '#include "bearing.h"\n#include "serving/x.hpp"\n#include "inference/x.hpp"\n',
        "python/module.cpp": '#include <pybind11/pybind11.h>\n#include "serving/x.hpp"\n',
        "src/base/file.cpp": '#include "base/file.hpp"\n#include <sys/stat.h>\n',
        "src/text/fold.cpp": '#include <unicode/uchar.h>\n#include "base/file.hpp"\n',
        "src/feature/x.hpp": '#include "text/fold.hpp"\n#include "scheme/scheme.hpp"\n',
        "src/model/m.hpp": '#include "feature/x.hpp"\n#include "scheme/scheme.hpp"\n#include "text/fold.hpp"\n',
        "src/corpus/validate.cpp": '#include "scheme/scheme.hpp"\n',
        "inference/labeler.cpp": '#include <Eigen/Core>\n#include "model/tensor_file.hpp"\n',
        "archive/rows.cpp": '#include <sqlite3.h>\n#include "corpus/x.hpp"\n#include "inference/x.hpp"\n',
        "serving/kafka_worker.cpp": "#include <librdkafka/rdkafka.h>\n",
        "serving/http_server.cpp": '#include <boost/asio.hpp>\n#include "inference/x.hpp"\n',
        "training/net.cpp": '#include <torch/torch.h>\n#include "metric/x.hpp"\n',
        "apps/main.cpp": '#include <CLI/CLI.hpp>\n#include "training/train.hpp"\n#include "inference/x.hpp"\n#include "archive/x.hpp"\n',
        "tests/unit/training/t.cpp": "#include <torch/torch.h>\n",
    }
    breaches = {
        "include/bearing/d.hpp": ['#include "base/file.hpp"\n', "#include <Eigen/Core>\n", "#include <unistd.h>\n"],
        "src/base/b.cpp": ['#include "text/fold.hpp"\n', '#include "inference/x.hpp"\n', "#include <unicode/uchar.h>\n"],
        "src/base/c.cpp": ["#  include <text/fold.hpp>\n", '#include "../text/fold.hpp"\n', "#include <CLI/CLI.hpp>\n"],
        "src/text/b.hpp": ["#include <unicode/uchar.h>\n", '#include "feature/x.hpp"\n', '#include "scheme/s.hpp"\n'],
        "src/corpus/reader.cpp": ['#include "scheme/scheme.hpp"\n', '#include "text/fold.hpp"\n'],
        "src/feature/b.cpp": ['#include "model/m.hpp"\n', '#include "corpus/record.hpp"\n'],
        "src/attribution/b.cpp": ['#include "feature/x.hpp"\n', '#include "corpus/record.hpp"\n'],
        "src/model/b.cpp": ['#include "corpus/record.hpp"\n', '#include "metric/x.hpp"\n'],
        "src/metric/b.cpp": ['#include "corpus/record.hpp"\n', "#include <torch/torch.h>\n", "#include <Eigen/Dense>\n"],
        "inference/b.cpp": ['#include "training/train.hpp"\n', "#include <c10/core/Device.h>\n"],
        "inference/b.hpp": ["#include <Eigen/Core>\n", '#include "apps/flags.hpp"\n'],
        "inference/c.cpp": ['#include "archive/x.hpp"\n', "#include <sqlite3.h>\n"],
        "src/corpus/c.cpp": ['#include "archive/x.hpp"\n', "#include <sqlite3.h>\n"],
        "archive/b.cpp": ['#include "apps/x.hpp"\n', '#include "training/x.hpp"\n'],
        "archive/b.hpp": ["#include <sqlite3.h>\n"],
        "serving/b.cpp": ["#include <boost/asio.hpp>\n", "#include <openssl/ssl.h>\n", '#include "archive/x.hpp"\n'],
        "serving/kafka_worker.hpp": ["#include <librdkafka/rdkafka.h>\n"],
        "serving/http_server.hpp": ["#include <boost/asio.hpp>\n"],
        "training/b.cpp": ['#include "inference/x.hpp"\n', "#include <Eigen/Core>\n"],
        "training/b.hpp": ["#include <torch/torch.h>\n", "#include <ATen/ATen.h>\n"],
        "include/bearing.h": ['#include "base/file.hpp"\n', "#include <unistd.h>\n"],
        "interface/b.cpp": ['#include "apps/x.hpp"\n', "#include <pybind11/pybind11.h>\n", '#include "training/x.hpp"\n'],
        "python/b.cpp": ['#include "apps/x.hpp"\n', '#include "interface/x.hpp"\n', "#include <torch/torch.h>\n"],
        "serving/b.cpp": ['#include "interface/x.hpp"\n'],
        "apps/b.cpp": ["#include <torch/torch.h>\n", "#include <Eigen/Core>\n"],
        "src/base/string_util.hpp": [""],
        "src/common/x.hpp": [""],
        "tests/helpers.cpp": [""],
        "docs/task-manager.md": [""],
    }

    def problems_of(files):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return check_tree(pathlib.Path(folder))

    failures = [f"kept rules were called broken: {problem}" for problem in problems_of(clean)]
    for name, texts in breaches.items():
        for text in texts:
            if not any(problem.startswith(name) for problem in problems_of({**clean, name: text})):
                failures.append(f"not seen: {name} with {text!r}")
    torch = ["libc.so.6", "libtorch_cpu.so.1.13"]
    if not list(check_links("bearing", torch, training=False)) or list(check_links("bearing", ["libc.so.6"], False)):
        failures.append("not seen: bearing links LibTorch")
    if not list(check_links("bearing-train", ["libc.so.6"], training=True)) or list(check_links("t", torch, True)):
        failures.append("not seen: bearing-train without LibTorch")
    header = "BEARING_API const char* bearing_id(int a);\nBEARING_API void bearing_b(void);\n"
    kept = ["bearing_id@@BEARING_0.1", "bearing_b@@BEARING_0.1"]
    if list(check_exports("l", kept, header)):
        failures.append("kept rules were called broken: exports")
    for exports in (kept[:1], kept + ["bearing_c@@BEARING_0.1"], kept + ["_ZN3foo"], [kept[0], "bearing_b"]):
        if not list(check_exports("l", exports, header)):
            failures.append(f"not seen: exports {exports}")
    return failures


def main():
    parser = argparse.ArgumentParser(description="Holds the tree against the rules of docs/design.md.")
    parser.add_argument("--source", type=pathlib.Path)
    parser.add_argument("--lean-binary", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--training-binary", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--c-library", type=pathlib.Path, help="shared library of include/bearing.h")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        problems = self_test()
    elif options.source is None:
        parser.error("--source or --self-test is needed")
    else:
        problems = check_tree(options.source)
        for warning in warn_lengths(options.source):
            print("warning:", warning)
    for training, binaries in ((False, options.lean_binary), (True, options.training_binary)):
        for binary in binaries:
            problems += check_links(binary.name, libraries_of(binary), training)
    if options.c_library:
        header = (options.source / "include/bearing.h").read_text(encoding="utf-8")
        problems += check_exports(options.c_library.name, exports_of(options.c_library), header)
        problems += check_links(options.c_library.name, libraries_of(options.c_library), training=False)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} broken rules")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
