"""What bearing.sklearn needs of scikit-learn where that is not installed."""

from __future__ import annotations

import inspect
from typing import Any


class NotFittedError(ValueError, AttributeError):
    """A classifier was used before it was fitted."""


class BaseEstimator:
    """Parameters by the names of the constructor's arguments."""

    @classmethod
    def _names(cls) -> list[str]:
        return [name for name in inspect.signature(cls.__init__).parameters if name != "self"]

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._names()}

    def set_params(self, **parameters: Any) -> Any:
        for name, value in parameters.items():
            if name not in self._names():
                raise ValueError(f"no parameter {name!r}; there are {', '.join(self._names())}")
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.get_params().items())
        return f"{type(self).__name__}({values})"

    def __getstate__(self) -> dict[str, Any]:
        return dict(self.__dict__)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


class ClassifierMixin:
    """Accuracy as the score."""

    def score(self, X: Any, y: Any) -> float:
        expected = list(y)
        return sum(bool(found == label) for found, label in zip(self.predict(X), expected)) / len(expected)  # type: ignore[attr-defined]
