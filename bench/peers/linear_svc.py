"""scikit-learn's TfidfVectorizer and LinearSVC (LIBLINEAR); linear_svc_program.py does the work in its own process."""

import json
import subprocess

from peers import environment, process

PROGRAM = __file__.replace("linear_svc.py", "linear_svc_program.py")


class LinearSvc:
    name = "LinearSVC"

    def __init__(self, bench, prepared):
        self.python = environment.python_with(bench, "scikit-learn")
        self.bench, self.prepared = bench, prepared
        self.model = prepared.folder / "linear_svc.pickle"
        self.settings = prepared.folder / "linear_svc.json"

    @staticmethod
    def version(bench):
        return environment.versions(bench, "scikit-learn", "scipy", "numpy")

    def words(self, action, *more):
        return [self.python, PROGRAM, action, *more]

    def tune(self):
        kind = "one" if self.prepared.data_set.one_label else "several"
        families = "words,characters" if self.prepared.data_set.characters else "words"
        parts = (self.prepared.path("fit"), self.prepared.path("dev"))
        process.timed(self.words("tune", *parts, kind, families, self.settings), self.bench.log)
        return json.loads(self.settings.read_text())

    def train(self, settings):
        self.settings.write_text(json.dumps(settings))
        return [self.words("train", self.prepared.path("learn"), self.settings, self.model)]

    def model_bytes(self):
        return self.model.stat().st_size

    def input(self, path):
        return path

    def predict(self, path, out):
        return self.words("predict", self.model, path, out)

    def judge(self, path):
        out = self.prepared.folder / "linear_svc.all.jsonl"
        subprocess.run([str(word) for word in self.words("judge", self.model, path, out)], check=True)
        rows = [json.loads(line) for line in open(out, encoding="utf-8")]
        number = {label: i for i, label in enumerate(self.prepared.labels)}
        return [{number[label] for label in row["labels"]} for row in rows], [row["probabilities"] for row in rows]
