"""Vowpal Wabbit, from its Python wheel: one-vs-all logistic regression over hashed words and word 2-grams. Learning
rate and passes are chosen on the development part, with several labels also the threshold."""

import subprocess

from peers import data, environment, measures
from peers.fasttext import plain
from peers.process import Failed, timed

PROGRAM = __file__.replace("vowpal.py", "vowpal_program.py")
RATES, PASSES = (0.25, 0.5, 1.0), (3, 10, 20)
BITS = 22


class VowpalWabbit:
    name = "Vowpal Wabbit"

    def __init__(self, bench, prepared):
        self.python = environment.python_with(bench, "vowpalwabbit")
        self.bench, self.prepared = bench, prepared
        self.one_label = prepared.data_set.one_label
        self.model = prepared.folder / "vowpal.model"
        self.threshold = 0.5

    @staticmethod
    def version(bench):
        return environment.versions(bench, "vowpalwabbit")

    def line(self, record, labels):
        # ":" and "|" have a meaning in its format.
        return f"{labels} |t {plain(record).replace(':', ' ').replace('|', ' ')}"

    def learning_file(self, part):
        first = 1 if self.one_label else 0  # Of the label numbers.
        number = {label: i + first for i, label in enumerate(self.prepared.labels)}
        return data.written_once(self.prepared.folder / f"{part}.vw", lambda: [
            self.line(record, ",".join(str(number[label]) for label in record["labels"]))
            for record in data.records(self.prepared.path(part))], shuffled=True)

    def input(self, path):
        return data.written_once(path.with_suffix(".vwt"),
                                 lambda: [self.line(record, "") for record in data.records(path)])

    def command(self, part, model, settings):
        kind = "--oaa" if self.one_label else "--multilabel_oaa"
        cache = model.with_suffix(".cache")
        return [self.python, PROGRAM, "-d", self.learning_file(part), kind, len(self.prepared.labels),
                "--loss_function", "logistic", "-b", BITS, "--ngram", "t2", "-l", settings["rate"], "--passes",
                settings["passes"], "--holdout_off", "--cache_file", cache, "-k", "-f", model, "--quiet"]

    def tune(self):
        best, truth = None, self.prepared.truth("dev")
        trial = self.prepared.folder / "vowpal-trial.model"
        for rate in RATES:
            for passes in PASSES:
                settings = {"rate": rate, "passes": passes}
                timed(self.command("fit", trial, settings), self.bench.log, self.bench.limit)
                probabilities = self.probabilities(trial, self.prepared.path("dev"))
                settings["threshold"] = 0.5 if self.one_label else measures.best_threshold(probabilities, truth)
                predicted = self.decide(probabilities, settings["threshold"])
                score = measures.micro_macro(predicted, truth, len(self.prepared.labels))[0]
                self.bench.note(f"  Vowpal Wabbit rate {rate} passes {passes}: micro-F1 {score:.4f} on dev")
                if best is None or score > best[0]:
                    best = (score, settings)
        if best is None:
            raise Failed("no setting of Vowpal Wabbit could be trained")
        return best[1]

    def train(self, settings):
        self.threshold = settings["threshold"]
        return [self.command("learn", self.model, settings)]

    def model_bytes(self):
        return self.model.stat().st_size

    def predict(self, path, out):
        more = [] if self.one_label else ["--probabilities"]
        return [self.python, PROGRAM, "-d", path, "-t", "-i", self.model, "-p", out, "--quiet", *more]

    def decide(self, probabilities, threshold):
        if self.one_label:
            return [{max(range(len(row)), key=row.__getitem__)} for row in probabilities]
        return [{i for i, p in enumerate(row) if p >= threshold} for row in probabilities]

    def probabilities(self, model, path):
        out = self.prepared.folder / "vowpal.all"
        words = [self.python, PROGRAM, "-d", self.input(path), "-t", "-i", model, "-p", out, "--probabilities",
                 "--quiet"]
        subprocess.run([str(word) for word in words], check=True)
        first = 1 if self.one_label else 0
        rows = []
        for line in filter(str.strip, out.read_text().splitlines()):  # With several labels, every other one is blank.
            row = [0.0] * len(self.prepared.labels)
            for cell in line.split():
                label, p = cell.split(":")
                row[int(label) - first] = float(p)
            rows.append(row)
        return rows

    def judge(self, path):
        probabilities = self.probabilities(self.model, path)
        return self.decide(probabilities, self.threshold), probabilities
