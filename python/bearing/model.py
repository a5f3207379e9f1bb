"""Models: opened once, used by any number of threads."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Union, overload

from . import _bearing
from .errors import UsageError
from .labels import Explanation, Labels, explanation_of, labels_of

#: A text; the bytes of a file or page in any encoding; or the fields id, lang, title, text, targets and html of a
#: document. Other fields are passed over; None and NaN are as good as nothing.
Document = Union[str, bytes, Mapping[str, Any]]

_SHIPPED_MODEL = Path(__file__).parent / "models" / "asean-affairs.safetensors"


def _given(value: Any) -> Any:
    """"" for None and for the NaN of tables, which stand for nothing."""
    return "" if value is None or value != value else value


def _raw_document(document: Document) -> tuple[Any, ...]:
    if isinstance(document, (str, bytes)):
        return ("", "", "", document, (), False)
    if not isinstance(document, Mapping):
        raise TypeError(f"a document is str, bytes, or a mapping with a field text, not {type(document).__name__}")
    text = document.get("text")
    if not isinstance(text, (str, bytes)):
        raise TypeError(f"a document's text is str or bytes, not {type(text).__name__}")
    targets = _given(document.get("targets"))
    return (
        str(_given(document.get("id"))),
        _given(document.get("lang")),
        _given(document.get("title")),
        text,
        (targets,) if isinstance(targets, str) and targets else tuple(targets),
        bool(_given(document.get("html"))),
    )


class Model:
    """An immutable trained model. Safe for several threads; the interpreter's lock is not held while it works."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Maps a model file (*.safetensors). Raises ReadError, ModelError."""
        self.path = os.fspath(path)
        self._model = _bearing.Model(self.path)
        self.id: str = self._model.id
        self.topics: tuple[str, ...] = tuple(self._model.topics)
        self.targets: tuple[str, ...] = tuple(self._model.targets)
        self.stances: tuple[str, ...] = tuple(self._model.stances)
        self.exclusive: bool = self._model.exclusive  #: Each document has exactly one topic.
        self.judges_free_targets: bool = self._model.judges_free_targets

    def __repr__(self) -> str:
        return f"<bearing.Model {self.id}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Model, (self.path,))

    @overload  # A string is an iterable of strings, too, but counts as one document.
    def label(  # type: ignore[overload-overlap]
        self, documents: str | bytes | Mapping[str, Any], *, min_confidence: float = ..., all_stances: bool = ...,
        threads: int = ...
    ) -> Labels: ...

    @overload
    def label(
        self, documents: Iterable[Document], *, min_confidence: float = ..., all_stances: bool = ..., threads: int = ...
    ) -> list[Labels]: ...

    def label(
        self,
        documents: Document | Iterable[Document],
        *,
        min_confidence: float = 0.0,
        all_stances: bool = False,
        threads: int = 1,
    ) -> Labels | list[Labels]:
        """The labels of one document, or of each in an iterable, in its order.

        min_confidence: topics and stances below it are not assigned. all_stances: judge the stances on targets that
        are not touched, too. threads: how many work on a list; 0: one per core.
        """
        if isinstance(documents, (str, bytes, Mapping)):
            return self._label([documents], min_confidence, all_stances, 1)[0]
        if not isinstance(documents, Iterable):
            raise TypeError(f"expected a document or an iterable of documents, not {type(documents).__name__}")
        return self._label(documents, min_confidence, all_stances, threads)

    def _label(
        self, documents: Iterable[Document], min_confidence: float, all_stances: bool, threads: int
    ) -> list[Labels]:
        if threads < 0:
            raise UsageError(f"threads: expected 0 or more, found {threads}")
        raw = [_raw_document(document) for document in documents]
        return [labels_of(one) for one in self._model.label(raw, min_confidence, all_stances, threads)]

    def label_stream(
        self,
        documents: Iterable[Document],
        *,
        batch_size: int = 32,
        min_confidence: float = 0.0,
        all_stances: bool = False,
        threads: int = 1,
    ) -> Iterator[Labels]:
        """The labels of each document, in order, without holding more than batch_size of them.

        With batch_size=1, a result comes before the next document is asked for.
        """
        if batch_size < 1:
            raise UsageError(f"batch_size: expected 1 or more, found {batch_size}")
        return self._stream(iter(documents), batch_size, min_confidence, all_stances, threads)

    def _stream(
        self, documents: Iterator[Document], size: int, min_confidence: float, all_stances: bool, threads: int
    ) -> Iterator[Labels]:
        while batch := list(itertools.islice(documents, size)):
            yield from self._label(batch, min_confidence, all_stances, threads)

    def explain(self, document: Document) -> list[Explanation]:
        """Why: each topic, in scheme order; then each target touched, followed by the stances assigned on it."""
        return [explanation_of(raw) for raw in self._model.explain(_raw_document(document), 0.0)]


def load(path: str | os.PathLike[str] | None = None) -> Model:
    """Opens a model file; without a path that of the environment variable BEARING_MODEL, else the one that ships."""
    return Model(path or os.environ.get("BEARING_MODEL") or _SHIPPED_MODEL)
