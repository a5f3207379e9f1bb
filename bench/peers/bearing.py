"""Bearing with its default options: what a newcomer gets."""

import json
import subprocess


class Bearing:
    name = "Bearing"

    def __init__(self, bench, prepared):
        self.bench, self.prepared = bench, prepared
        self.program = bench.bearing
        self.model = prepared.folder / "bearing.safetensors"

    @staticmethod
    def version(bench):
        done = subprocess.run([bench.bearing, "--version"], check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def tune(self):
        """Nothing: the defaults are what is measured."""
        return {}

    def train(self, _):
        return [[self.program, "train", self.prepared.path("learn"), "-o", self.model, "--quiet"]]

    def model_bytes(self):
        return self.model.stat().st_size

    def predict(self, path, out):
        return [self.program, "label", path, "-m", self.model, "-j", "1", "-o", out]

    def input(self, path):
        return path

    def judge(self, path):
        """(Assigned labels, probabilities) of each document."""
        out = self.prepared.folder / "bearing.all.jsonl"
        subprocess.run([self.program, "label", path, "-m", self.model, "--all", "-o", out], check=True)
        number = {label: i for i, label in enumerate(self.prepared.labels)}
        predicted, probabilities = [], []
        with open(out, encoding="utf-8") as lines:
            for line in lines:
                row = [0.0] * len(number)
                topics = json.loads(line)["topics"]
                for topic in topics:
                    row[number[topic["label"]]] = topic["confidence"]
                predicted.append({number[topic["label"]] for topic in topics if topic["assigned"]})
                probabilities.append(row)
        return predicted, probabilities
