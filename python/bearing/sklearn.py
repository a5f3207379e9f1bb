"""A classifier that scikit-learn's pipelines, searches and metrics can use. Works without scikit-learn, too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from .errors import TrainingError, UsageError
from .labels import Labels
from .model import Document, Model

try:
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.exceptions import NotFittedError
except ImportError:
    from ._estimator import BaseEstimator, ClassifierMixin, NotFittedError

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]


def _array(values: list[Any]) -> Any:
    """An array of numpy where there is numpy, else the list."""
    return values if numpy is None else numpy.asarray(values)


def _plain(value: Any) -> Any:
    """Numbers and strings of numpy as Python's own."""
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", 0) == 0 else value


def _find_program(program: str | None) -> list[str]:
    for name in [program, os.environ.get("BEARING_TRAIN"), "bearing-train"] if program is None else [program]:
        found = shutil.which(name) if name else None
        if found:
            return [found]
    raise TrainingError(
        f"training needs the program {program or 'bearing-train'}, which is not on the PATH: install it, or say where it is "
        "(parameter program, or the environment variable BEARING_TRAIN)"
    )


class BearingClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Learns labels of texts with the program bearing-train.

    X is an iterable of documents (strings, bytes, or mappings as for Model.label). y has one label a document; or it
    is an indicator matrix [documents, labels] of 0 and 1, where documents have any number of them. Learning takes
    seconds for ten thousand documents; the same data and seed give the same model.

    After fit: classes_ (labels sorted, or the columns of the matrix), model_ (a bearing.Model), multilabel_.
    """

    def __init__(
        self, program: str | None = None, min_documents: int = 2, passes: int = 5, seed: int = 1, threads: int = 0
    ) -> None:
        self.program = program
        self.min_documents = min_documents
        self.passes = passes
        self.seed = seed
        self.threads = threads

    def fit(self, X: Iterable[Document], y: Iterable[Any]) -> BearingClassifier:
        documents, rows = list(X), [_plain(label) for label in y]
        if len(documents) != len(rows):
            raise UsageError(f"X has {len(documents)} documents, y has {len(rows)} labels")
        self.multilabel_ = any(not isinstance(row, (str, bytes)) and isinstance(row, Iterable) for row in rows)
        if self.multilabel_:
            rows = [list(row) for row in rows]
            classes: list[Any] = list(range(len(rows[0])))
            if any(len(row) != len(classes) for row in rows):
                raise UsageError("y: expected one label a document, or rows of 0 and 1 that are equally long")
            chosen = [[at for at in classes if row[at]] for row in rows]
        else:
            classes = sorted(set(rows))
            numbers = {label: at for at, label in enumerate(classes)}
            chosen = [[numbers[label]] for label in rows]
        if len(classes) < 2:
            raise UsageError(f"y: expected two labels or more, found {len(classes)}")
        self.classes_ = _array(classes)
        self._open(self._train(documents, chosen, len(classes)))
        return self

    def _train(self, documents: list[Document], chosen: list[list[int]], count: int) -> bytes:
        with tempfile.TemporaryDirectory(prefix="bearing-") as folder:
            corpus, model, scheme = Path(folder, "corpus.jsonl"), Path(folder, "model"), Path(folder, "scheme.toml")
            # Labels of any type become ids, in an order that doesn't depend on the documents.
            lines = ['name = "classifier"', f"exclusive = {'false' if self.multilabel_ else 'true'}"]
            lines += [f'[[topic]]\nid = "c{at}"' for at in range(count)]
            scheme.write_text("\n".join(lines) + "\n", encoding="utf-8")
            with corpus.open("w", encoding="utf-8", errors="replace") as file:
                for number, (document, topics) in enumerate(zip(documents, chosen)):
                    file.write(_corpus_line(number, document, topics) + "\n")
            command = _find_program(self.program) + [
                str(corpus), "--scheme", str(scheme), "-o", str(model), "--quiet",
                "--min-documents", str(self.min_documents), "--passes", str(self.passes),
                "--seed", str(self.seed), "--threads", str(self.threads),
            ]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace")
            if done.returncode != 0:
                raise TrainingError(f"{command[0]} failed (exit code {done.returncode}): {done.stderr.strip()}")
            return model.read_bytes()

    def _open(self, model_bytes: bytes) -> None:
        self._model_bytes = model_bytes
        with tempfile.TemporaryDirectory(prefix="bearing-") as folder:
            path = Path(folder, "classifier.safetensors")
            path.write_bytes(model_bytes)
            self.model_ = Model(path)  # Stays mapped when the file is gone.

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model to a file, for bearing.load and the programs; its topics are c0, c1, ... as in classes_."""
        self._check_fitted()
        Path(path).write_bytes(self._model_bytes)

    def predict_proba(self, X: Iterable[Document]) -> Any:
        """Confidences [documents, classes]: rows add up to 1, unless documents have any number of labels."""
        return _array([[topic.confidence for topic in labels.all_topics] for labels in self._labels(X)])

    def predict(self, X: Iterable[Document]) -> Any:
        """The most probable class of each document; or an indicator matrix of those that reach their thresholds."""
        labelled = self._labels(X)
        if self.multilabel_:
            return _array([[int(topic.assigned) for topic in labels.all_topics] for labels in labelled])
        rows = [[topic.confidence for topic in labels.all_topics] for labels in labelled]
        best = [row.index(max(row)) for row in rows]
        return self.classes_[best] if numpy is not None else [self.classes_[at] for at in best]

    def _labels(self, X: Iterable[Document]) -> list[Labels]:
        self._check_fitted()
        return self.model_.label(X if not isinstance(X, (str, bytes)) else _refuse_one(), threads=self.threads)

    def _check_fitted(self) -> None:
        if not hasattr(self, "model_"):
            raise NotFittedError("this BearingClassifier is not fitted yet: call fit first")

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__getstate__().items() if name != "model_"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        if "_model_bytes" in state:
            self._open(state["_model_bytes"])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.target_tags.multi_output = False
        tags.classifier_tags.multi_label = True
        return tags

    def _more_tags(self) -> dict[str, Any]:  # Before scikit-learn 1.6.
        return {"X_types": ["string"], "multilabel": True}


def _refuse_one() -> Sequence[Document]:
    raise TypeError("X is an iterable of documents, not one text")


def _corpus_line(number: int, document: Document, topics: list[int]) -> str:
    fields = {"text": document} if isinstance(document, (str, bytes)) else dict(document)
    text = fields.get("text")
    if isinstance(text, bytes):
        text = text.decode("utf-8", errors="replace")
    if not isinstance(text, str):
        raise TypeError(f"a document's text is str or bytes, not {type(text).__name__}")
    line = {"id": str(number), "title": fields.get("title") or "", "text": text, "topics": [f"c{at}" for at in topics]}
    return json.dumps(line, ensure_ascii=True)
