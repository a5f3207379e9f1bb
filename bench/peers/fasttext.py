"""fastText as its documentation says: text lower-cased, punctuation apart, input shuffled (it doesn't shuffle itself),
word 2-grams; softmax for one label each, one-vs-all with a threshold for several. Learning rate and epochs are chosen
on the development part, and so is the threshold."""

import re
import shutil
import subprocess

from peers import data, measures
from peers.process import Failed, timed

DIMENSIONS = 50  # Half of its default, which is kind to its times.
RATES, EPOCHS = (0.1, 0.25, 0.5, 1.0), (5, 15, 30)
# What the documentation's sed does, in one expression.
APART = re.compile(r"([.!?,'/()\"])")


def plain(record):
    text = (record.get("title", "") + " " + record["text"]).lower()
    return " ".join(APART.sub(r" \1 ", text).split())


class FastText:
    name = "fastText"

    def __init__(self, bench, prepared):
        self.program = shutil.which("fasttext")
        if self.program is None:
            raise data.Missing("fasttext is not installed (apt-get install fasttext)")
        self.bench, self.prepared = bench, prepared
        self.one_label = prepared.data_set.one_label
        self.model = prepared.folder / "fasttext.bin"
        self.threshold = 0.5

    @staticmethod
    def version(_):
        if shutil.which("dpkg-query") is None:
            return "fasttext"
        done = subprocess.run(["dpkg-query", "-W", "fasttext"], capture_output=True, text=True)
        return " ".join(done.stdout.split()) or "fasttext"

    def learning_file(self, part):
        number = {label: i for i, label in enumerate(self.prepared.labels)}
        return data.written_once(self.prepared.folder / f"{part}.ft", lambda: [
            " ".join(f"__label__{number[label]}" for label in record["labels"]) + " " + plain(record)
            for record in data.records(self.prepared.path(part))], shuffled=True)

    def input(self, path):
        # An empty line would be no document: a full stop is one that says nothing.
        return data.written_once(path.with_suffix(".txt"),
                                 lambda: [plain(record) or "." for record in data.records(path)])

    def command(self, part, model, settings):
        loss = "softmax" if self.one_label else "ova"
        return [self.program, "supervised", "-input", self.learning_file(part), "-output", model, "-loss", loss,
                "-wordNgrams", "2", "-dim", DIMENSIONS, "-lr", settings["lr"], "-epoch", settings["epoch"], "-thread",
                self.bench.threads, "-verbose", "0"]

    def tune(self):
        best = None
        trial = self.prepared.folder / "fasttext-trial"
        truth = self.prepared.truth("dev")
        for lr in RATES:
            for epoch in EPOCHS:
                settings = {"lr": lr, "epoch": epoch}
                try:
                    timed(self.command("fit", trial, settings), self.bench.log, self.bench.limit)
                except Failed:  # It diverges at high rates.
                    continue
                probabilities = self.probabilities(trial.with_suffix(".bin"), self.prepared.path("dev"))
                settings["threshold"] = 0.5 if self.one_label else measures.best_threshold(probabilities, truth)
                predicted = self.decide(probabilities, settings["threshold"])
                score = measures.micro_macro(predicted, truth, len(self.prepared.labels))[0]
                self.bench.note(f"  fastText lr {lr} epoch {epoch}: micro-F1 {score:.4f} on dev")
                if best is None or score > best[0]:
                    best = (score, settings)
        trial.with_suffix(".bin").unlink(missing_ok=True)
        if best is None:
            raise Failed("no setting of fastText could be trained")
        return best[1]

    def train(self, settings):
        self.threshold = settings["threshold"]
        return [self.command("learn", self.model.with_suffix(""), settings)]

    def model_bytes(self):
        return self.model.stat().st_size

    def predict(self, path, out):
        # Through the shell: fastText writes to standard output only.
        script = 'exec "$1" predict "$2" "$3" "$4" "$5" > "$6"'
        most, least = ("1", "0") if self.one_label else ("-1", str(self.threshold))
        return ["/bin/sh", "-c", script, "sh", self.program, self.model, path, most, least, out]

    def decide(self, probabilities, threshold):
        if self.one_label:
            return [{max(range(len(row)), key=row.__getitem__)} for row in probabilities]
        return [{i for i, p in enumerate(row) if p >= threshold} for row in probabilities]

    def probabilities(self, model, path):
        words = [self.program, "predict-prob", model, self.input(path), "-1", "0"]
        done = subprocess.run([str(word) for word in words], check=True, stdout=subprocess.PIPE, text=True)
        rows = []
        for line in done.stdout.splitlines():
            row, cells = [0.0] * len(self.prepared.labels), line.split()
            for label, p in zip(cells[::2], cells[1::2]):
                row[int(label.removeprefix("__label__"))] = min(float(p), 1.0)
            rows.append(row)
        return rows

    def judge(self, path):
        probabilities = self.probabilities(self.model, path)
        return self.decide(probabilities, self.threshold), probabilities
