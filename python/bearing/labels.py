"""What comes out: labels and explanations of one document, as plain immutable values."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Quotation(NamedTuple):
    """Words of the document: `text[begin:end]`, or `title[begin:end]`, of the labels' own title and text."""

    text: str
    begin: int
    end: int
    in_title: bool


class TopicLabel(NamedTuple):
    """A topic of the scheme: the calibrated probability that it applies; from `threshold` on it is assigned."""

    label: str
    confidence: float
    threshold: float
    assigned: bool


class TargetLabel(NamedTuple):
    """A target: the calibrated probability that the document touches it; `free`: asked for by the document."""

    target: str
    confidence: float
    threshold: float
    touched: bool
    free: bool


class StanceLabel(NamedTuple):
    """A stance on a target: who takes it (words, "author" or "none"), and the sentence that shows it best."""

    target: str
    stance: str
    confidence: float
    assigned: bool
    holder: str
    holder_words: Quotation
    evidence: Quotation


class Contribution(NamedTuple):
    """A word and its part of a score; where it stands as in Quotation."""

    text: str
    begin: int
    end: int
    in_title: bool
    weight: float


class Explanation(NamedTuple):
    """Why a topic, a target (`stance` is empty) or a stance got its score: bias + the sum of all weights."""

    label: str
    stance: str
    score: float
    bias: float
    confidence: float
    assigned: bool
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True)
class Labels:
    """All that a model says of one document. Can be pickled, compared and hashed."""

    id: str
    lang: str  #: Language found (BCP 47), "und" when undetermined.
    title: str = field(repr=False)  #: As given, or what was left of a page or of other encodings.
    text: str = field(repr=False)
    all_topics: tuple[TopicLabel, ...] = field(repr=False)  #: Every topic of the scheme, in its order.
    targets: tuple[TargetLabel, ...] = field(repr=False)  #: Every target of the scheme, then the free ones.
    all_stances: tuple[StanceLabel, ...] = field(repr=False)  #: By target; also those that are not assigned.
    warnings: tuple[str, ...]  #: For example "unfamiliar-text", "empty-text".
    familiarity: float  #: Share of the text's words that the model knows.
    words: int
    _json: str = field(repr=False)

    @property
    def topics(self) -> list[TopicLabel]:
        """The topics assigned, the surest first."""
        return sorted((topic for topic in self.all_topics if topic.assigned), key=lambda topic: -topic.confidence)

    @property
    def stances(self) -> list[StanceLabel]:
        """The stances assigned, by target."""
        return [stance for stance in self.all_stances if stance.assigned]

    def to_dict(self, all: bool = False) -> dict[str, Any]:
        """The object that `bearing label` writes; with `all` (and all_stances, when labelling) that of `--all`.

        Places in it count bytes of UTF-8.
        """
        result: dict[str, Any] = json.loads(self._json)
        if all:
            return result
        result["topics"] = [
            {"label": topic["label"], "confidence": topic["confidence"]}
            for topic in result["topics"]
            if topic["assigned"]
        ]
        result.pop("targets", None)
        return result

    def to_json(self, all: bool = False) -> str:
        """to_dict() as one line of JSON."""
        return self._json if all else json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"))


def labels_of(raw: tuple[Any, ...]) -> Labels:
    """Labels from what bearing._bearing gives."""
    identifier, lang, title, text, topics, targets, stances, warnings, familiarity, words, as_json = raw
    return Labels(
        identifier,
        lang,
        title,
        text,
        tuple(map(TopicLabel._make, topics)),
        tuple(map(TargetLabel._make, targets)),
        tuple(
            StanceLabel._make((*stance[:5], Quotation._make(stance[5]), Quotation._make(stance[6])))
            for stance in stances
        ),
        tuple(warnings),
        familiarity,
        words,
        as_json,
    )


def explanation_of(raw: tuple[Any, ...]) -> Explanation:
    """An explanation from what bearing._bearing gives."""
    return Explanation._make((*raw[:6], tuple(map(Contribution._make, raw[6]))))
