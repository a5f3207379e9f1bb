"""The examples of docs/python.md run, one after the other, in one folder with the tree's examples/ and datasets/."""

import contextlib
import importlib.util
import io
import os
import re
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ["BEARING_SOURCE"])
BLOCK = re.compile(r"^```python([^\n]*)\n(.*?)^```$(?:\n+```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)


class ExamplesTest(unittest.TestCase):
    def test_examples_do_what_they_say(self):
        text = (SOURCE / "docs/python.md").read_text(encoding="utf-8")
        blocks = BLOCK.findall(text)
        self.assertGreater(len(blocks), 3)
        names = {}
        before = Path.cwd()
        with tempfile.TemporaryDirectory() as folder:
            for name in ("examples", "datasets"):
                Path(folder, name).symlink_to(SOURCE / name)
            os.chdir(folder)
            try:
                for settings, code, expected in blocks:
                    with self.subTest(code=code):
                        self.run_block(settings.split(), code, expected, names)
            finally:
                os.chdir(before)

    def run_block(self, needs, code, expected, names):
        for need in needs:
            if need == "training" and not os.environ.get("BEARING_TRAIN"):
                self.skipTest("bearing-train is not built")
            if need != "training" and importlib.util.find_spec(need) is None:
                self.skipTest(f"{need} is not installed")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "docs/python.md", "exec"), names)
        self.assertEqual(printed.getvalue(), expected)


if __name__ == "__main__":
    unittest.main()
