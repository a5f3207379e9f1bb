"""TF-IDF and LinearSVC, end to end. Runs in the bench's virtual environment.

    linear_svc_program.py tune FIT DEV one|several words[,characters] SETTINGS
    linear_svc_program.py train LEARN SETTINGS MODEL
    linear_svc_program.py predict|judge MODEL INPUT OUTPUT

`tune` chooses C and the kind of features by micro-F1 on the development part, and learns there what LinearSVC lacks: a
sigmoid for each label (Platt 1999; with one label each, probabilities are scaled to the sum 1), and with several labels
a threshold for each on its score. `train` fits once on everything.
"""

import json
import pickle
import sys

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

CHOICES = (0.1, 0.3, 1.0, 3.0)
FAMILIES = {
    "words": {"ngram_range": (1, 2), "sublinear_tf": True},
    "characters": {"analyzer": "char_wb", "ngram_range": (2, 5), "sublinear_tf": True},
}


def read(path):
    with open(path, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    texts = [(record.get("title", "") + "\n" + record["text"]).strip() for record in records]
    return texts, [record["labels"] for record in records]


def flags(all_labels, names):
    number = {name: i for i, name in enumerate(names)}
    out = np.zeros((len(all_labels), len(names)), dtype=bool)
    for row, labels in enumerate(all_labels):
        out[row, [number[label] for label in labels if label in number]] = True
    return out


class Linear:
    """A LinearSVC for each label, scores [documents, labels]."""

    def __init__(self, matrix, truth, strength):
        self.weights = np.zeros((truth.shape[1], matrix.shape[1]))
        self.bias = np.full(truth.shape[1], -1.0)
        for label in range(truth.shape[1]):
            if not truth[:, label].any():
                continue
            svc = LinearSVC(C=strength).fit(matrix, truth[:, label])
            self.weights[label], self.bias[label] = svc.coef_[0], svc.intercept_[0]

    def scores(self, matrix):
        return matrix @ self.weights.T + self.bias


def f1(predicted, truth):
    return 2 * (predicted & truth).sum() / max(1, predicted.sum() + truth.sum())


def best_threshold(scores, truth):
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    quality = 2 * hits / (np.arange(1, len(order) + 1) + truth.sum())
    best = int(quality.argmax())
    return float((scores[order[best]] + scores[order[min(best + 1, len(order) - 1)]]) / 2)


def decide(scores, kind, thresholds):
    if kind == "one":
        return np.arange(scores.shape[1]) == scores.argmax(1)[:, None]
    return scores >= np.array(thresholds)


def probabilities(scores, settings):
    p = 1 / (1 + np.exp(-(scores * settings["slopes"] + settings["intercepts"])))
    return p / p.sum(1, keepdims=True) if settings["kind"] == "one" else p


def tune(fit, dev, kind, families, out):
    fit_texts, fit_labels = read(fit)
    dev_texts, dev_labels = read(dev)
    names = sorted({label for labels in fit_labels + dev_labels for label in labels})
    fit_truth, dev_truth = flags(fit_labels, names), flags(dev_labels, names)
    best = None
    for family in families.split(","):
        vectorizer = TfidfVectorizer(**FAMILIES[family])
        fit_matrix, dev_matrix = vectorizer.fit_transform(fit_texts), vectorizer.transform(dev_texts)
        for strength in CHOICES:
            scores = Linear(fit_matrix, fit_truth, strength).scores(dev_matrix)
            # With a handful of positives a threshold of one's own is chance.
            thresholds = [best_threshold(scores[:, i], dev_truth[:, i]) if dev_truth[:, i].sum() >= 5 else 0.0
                          for i in range(len(names))]
            quality = f1(decide(scores, kind, thresholds), dev_truth)
            print(f"{family} C {strength}: micro-F1 {quality:.4f} on dev", flush=True)
            if best is None or quality > best[0]:
                best = (quality, family, strength, thresholds, scores)
    _, family, strength, thresholds, scores = best
    slopes, intercepts = [], []
    for i in range(len(names)):
        if 0 < dev_truth[:, i].sum() < len(dev_truth):
            platt = LogisticRegression(C=1e4).fit(scores[:, i : i + 1], dev_truth[:, i])
            slopes.append(float(platt.coef_[0, 0]))
            intercepts.append(float(platt.intercept_[0]))
        else:  # Nothing to learn from.
            slopes.append(3.0)
            intercepts.append(0.0)
    json.dump({"kind": kind, "family": family, "C": strength, "thresholds": thresholds, "slopes": slopes,
               "intercepts": intercepts}, open(out, "w", encoding="utf-8"))


def train(learn, settings_path, out):
    settings = json.load(open(settings_path, encoding="utf-8"))
    texts, labels = read(learn)
    names = sorted({label for row in labels for label in row})
    vectorizer = TfidfVectorizer(**FAMILIES[settings["family"]])
    matrix = vectorizer.fit_transform(texts)
    linear = Linear(matrix, flags(labels, names), settings["C"])
    with open(out, "wb") as file:
        pickle.dump((names, vectorizer, linear, settings), file)


def label(model, path, out, everything):
    with open(model, "rb") as file:
        names, vectorizer, linear, settings = pickle.load(file)
    texts, _ = read(path)
    scores = linear.scores(vectorizer.transform(texts))
    chosen = decide(scores, settings["kind"], settings["thresholds"])
    p = probabilities(scores, settings)
    with open(out, "w", encoding="utf-8") as file:
        for row in range(len(texts)):
            found = {"labels": [names[i] for i in np.flatnonzero(chosen[row])]}
            if everything:
                found["probabilities"] = p[row].tolist()
            file.write(json.dumps(found, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    action, *rest = sys.argv[1:]
    if action in ("predict", "judge"):
        label(*rest, everything=action == "judge")
    else:
        {"tune": tune, "train": train}[action](*rest)
