"""The virtual environment of the Python peers, made on first use; their programs run in it, apart from the bench."""

import json
import subprocess
import sys

from peers import data

PACKAGES = {"scikit-learn": "scikit-learn", "vowpalwabbit": "vowpalwabbit"}


def python_with(bench, package):
    """Its interpreter, with `package` installed by pip."""
    python = bench.environment / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(bench.environment)], check=True)
    show = [str(python), "-m", "pip", "--disable-pip-version-check"]
    if subprocess.run(show + ["show", "-q", package], capture_output=True).returncode != 0:
        bench.note(f"installing {package} into {bench.environment}")
        done = subprocess.run(show + ["install", "-q", PACKAGES[package]], capture_output=True, text=True)
        if done.returncode != 0:
            raise data.Missing(f"{package} can't be installed: {done.stderr.strip().splitlines()[-1:]}")
    return python


def versions(bench, *packages):
    python = bench.environment / "bin" / "python"
    done = subprocess.run([str(python), "-m", "pip", "--disable-pip-version-check", "list", "--format", "json"],
                          capture_output=True, text=True, check=True)
    found = {package["name"].lower(): package["version"] for package in json.loads(done.stdout)}
    return ", ".join(f"{name} {found[name]}" for name in packages if name in found)
