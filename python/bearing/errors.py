"""What Bearing raises, besides TypeError for arguments of the wrong type."""

from __future__ import annotations


class Error(Exception):
    """Base of all errors. `code` is "usage", "invalid-data", "invalid-model", "io" or "internal"."""

    code: str = "internal"


class UsageError(Error, ValueError):
    """The caller asked for something that makes no sense, or that the model can't do."""


class ModelError(Error, ValueError):
    """A model file is damaged, of another version, or no model."""


class ReadError(Error, OSError):
    """The operating system refused to read."""


class TrainingError(Error, RuntimeError):
    """The training program is not there, or failed; the message holds what it said."""


_CLASSES: dict[str, type[Error]] = {"usage": UsageError, "invalid-model": ModelError, "io": ReadError}


def error_of(code: str, message: str) -> Error:
    """The exception for one of Bearing's error codes."""
    error = _CLASSES.get(code, Error)(message)
    error.code = code
    return error
