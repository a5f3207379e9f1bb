"""Bearing: topic and stance classification of news articles.

    import bearing
    model = bearing.load()
    for topic in model.label("Fishing boats were rammed near the disputed shoal.").topics:
        print(topic.label, topic.confidence)
"""

from ._bearing import version as __version__
from .errors import Error, ModelError, ReadError, TrainingError, UsageError
from .labels import Contribution, Explanation, Labels, Quotation, StanceLabel, TargetLabel, TopicLabel
from .model import Document, Model, load

__all__ = [
    "Contribution",
    "Document",
    "Error",
    "Explanation",
    "Labels",
    "Model",
    "ModelError",
    "Quotation",
    "ReadError",
    "StanceLabel",
    "TargetLabel",
    "TopicLabel",
    "TrainingError",
    "UsageError",
    "__version__",
    "load",
]
