#!/usr/bin/env python3
"""Packs what is built and looks into the packages: what each holds, what it depends on, and whose it is.

    package_contents.py --build DIR --work DIR --version VERSION --components NAME... [--server]

Exit code 77, skipped, where there is no dpkg-deb. debian_packages.py installs the packages, too.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

SCRIPT_MODE = "-rwxr-xr-x"

# Of each package, patterns of paths that it must have, fields that must match, and control files.
PACKAGES = {
    "programs": ("bearing",
                 ["usr/bin/bearing", "usr/share/bearing/models/asean-affairs.safetensors", "usr/share/man/man1/bearing.1.gz",
                  "usr/share/man/man1/bearing-label.1.gz", "usr/share/bash-completion/completions/bearing",
                  "usr/share/zsh/vendor-completions/_bearing", "usr/share/fish/vendor_completions.d/bearing.fish"],
                 {"Depends": r"libc6", "Section": "text"}, []),
    "training": ("bearing-train",
                 ["usr/bin/bearing-train", "usr/share/bearing/configs/pairs.toml", "usr/share/man/man1/bearing-train.1.gz",
                  "usr/share/bash-completion/completions/bearing-train"],
                 {"Depends": r"bearing \(= {version}\).*libtorch", "Recommends": "libopenblas0"}, []),
    "library": ("libbearing", [r"usr/lib/.*libbearing\.so\.0", r"usr/lib/.*libbearing\.so\.0\.\d+\.\d+"],
                {"Depends": r"libc6", "Provides": r"libbearing0 \(= {version}\)", "Section": "libs"}, ["shlibs", "triggers"]),
    "development": ("libbearing-dev",
                    ["usr/include/bearing.h", "usr/include/bearing/labeler.hpp", r"usr/lib/.*libbearing\.so",
                     r"usr/lib/.*libbearing\.a", r"usr/lib/.*pkgconfig/bearing\.pc", r"usr/lib/.*cmake/bearing/bearing-config\.cmake"],
                    {"Depends": r"libbearing \(= {version}\)", "Section": "libdevel"}, []),
}
ALLOWED = re.compile(r"^(usr/(bin|include|lib|share/(bearing|man|doc|bash-completion|zsh|fish|lintian))|lib/systemd|etc/default)(/|$)")

failures = []


def check(holds, message):
    if not holds:
        failures.append(message)


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout


def pack(options):
    shutil.rmtree(options.work, ignore_errors=True)
    # Packing without compression takes a third of the time.
    run("cpack", "--config", options.build / "CPackConfig.cmake", "-G", "DEB", "-B", options.work,
        "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=none")
    return {path.name.split("_")[0]: path for path in options.work.glob("*.deb")}


def check_files(name, path, patterns):
    """Returns the files of the package."""
    files = {}
    for line in run("dpkg-deb", "-c", path).splitlines():
        mode, owner, _, _, _, entry, *link = line.split()
        entry = entry.removeprefix("./").rstrip("/")
        check(owner == "root/root", f"{name}: {entry} belongs to {owner}")
        check(mode.startswith("l") or (mode[5] != "w" and mode[8] != "w"), f"{name}: {entry} can be written: {mode}")
        if mode.startswith("d"):
            check(mode == "drwxr-xr-x", f"{name}: {entry} has mode {mode}")
            continue
        files[entry] = link[-1] if link else ""
        check(ALLOWED.match(entry), f"{name}: {entry} is in no place for it")
        check(not re.search(r"man\d/.*\.\d$", entry), f"{name}: {entry} is not compressed")
        executable = "/bin/" in entry
        check(link or (mode == SCRIPT_MODE) == executable or entry.endswith(".so"), f"{name}: {entry} has mode {mode}")
    documents = [f"usr/share/doc/{name}/{document}" for document in ("copyright", r"changelog\.gz", r"changelog\.Debian\.gz")]
    for pattern in patterns + documents:
        check(any(re.fullmatch(pattern, entry) for entry in files), f"{name}: no {pattern}")
    return files


def check_control(name, path, fields, control_files, version):
    control = {key: run("dpkg-deb", "-f", path, key).strip() for key in ("Version", "Maintainer", "Priority", "Description", *fields)}
    check(control["Version"] == version, f"{name}: version {control['Version']}, expected {version}")
    check(re.fullmatch(r".+ <[^ ]+@[^ ]+>", control["Maintainer"]), f"{name}: maintainer {control['Maintainer']!r}")
    check(control["Priority"] == "optional", f"{name}: priority {control['Priority']}")
    lines = control["Description"].splitlines()
    check(len(lines) > 3 and len(lines[0]) < 80 and lines[0][0].islower(), f"{name}: description {lines[:1]}")
    check(all(len(line) <= 80 for line in lines), f"{name}: the description has lines of more than 80 characters")
    for key, pattern in fields.items():
        expected = pattern.replace("{version}", re.escape(version))
        check(re.search(expected, control[key]), f"{name}: {key} is {control[key]!r}, expected {expected}")
    found = run("dpkg-deb", "--info", path)
    for file in ["md5sums", *control_files]:
        check(re.search(rf"\b{file}\b", found), f"{name}: no control file {file}")


def check_stripped(name, path, work):
    root = work / "root" / name
    root.mkdir(parents=True)
    run("dpkg-deb", "-x", path, root)
    for binary in [*root.glob("usr/bin/*"), *root.glob("usr/lib/**/*.so.*")]:
        sections = run("readelf", "-SW", binary)
        check(".symtab" not in sections and ".debug" not in sections, f"{name}: {binary.name} is not stripped")
    return root


def check_unit(root):
    unit = root / "lib/systemd/system/bearing.service"
    text = unit.read_text()
    check("ExecStart=/usr/bin/bearing serve" in text, "bearing.service does not start /usr/bin/bearing")
    if not shutil.which("systemd-analyze"):
        return
    # No unit that it needs is there; what it says of this one's keys and values counts.
    said = subprocess.run(["systemd-analyze", "verify", "--man=no", f"--root={root}", "bearing.service"], capture_output=True, text=True).stderr
    for line in said.splitlines():
        check(not re.search(r"bearing\.service:\d+:", line), f"systemd-analyze verify: {line}")
    graded = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=15", unit], capture_output=True, text=True)
    check(graded.returncode == 0, f"systemd-analyze security: {(graded.stdout + graded.stderr).splitlines()[-1:]}")


def main():
    parser = argparse.ArgumentParser(description="Packs what is built and looks into the packages.")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--components", nargs="+", required=True)
    parser.add_argument("--server", action="store_true", help="the program can serve: there is a unit")
    options = parser.parse_args()
    if not shutil.which("dpkg-deb") or not shutil.which("dpkg-shlibdeps"):
        print("skipped: needs dpkg-deb and dpkg-shlibdeps")
        return 77
    packages = pack(options)
    expected = {PACKAGES[component][0] for component in options.components}
    check(set(packages) == expected, f"packages {sorted(packages)}, expected {sorted(expected)}")
    owners = {}
    for component in options.components:
        name, patterns, fields, control_files = PACKAGES[component]
        if name not in packages:
            continue
        if name == "bearing" and options.server:
            patterns = patterns + ["lib/systemd/system/bearing.service", "etc/default/bearing"]
            control_files = control_files + ["conffiles", "postinst", "prerm", "postrm"]
        for file in check_files(name, packages[name], patterns):
            check(file not in owners, f"{file} is in {owners.get(file)} and in {name}")
            owners[file] = name
        check_control(name, packages[name], fields, control_files, options.version)
        root = check_stripped(name, packages[name], options.work)
        if name == "bearing" and options.server:
            check_unit(root)
    for failure in failures:
        print(failure)
    print(f"{len(packages)} packages, {len(owners)} files, {len(failures)} failures")
    shutil.rmtree(options.work, ignore_errors=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
