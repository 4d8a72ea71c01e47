"""A file that a person names: what keeps it from being read is told in one way, with one exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidence.errors import BadDataError


@contextmanager
def reading(path: Path, hint: str) -> Iterator[None]:
    """While a file is read: raises BadDataError, with the hint, where it is not there or cannot be read."""
    try:
        yield
    except FileNotFoundError:
        raise BadDataError(f"there is no file {path}", hint=hint) from None
    except IsADirectoryError:
        raise BadDataError(f"{path} is a folder, not a file", hint=hint) from None
    except OSError as error:
        raise BadDataError(f"{path} cannot be read: {error.strerror}", hint=hint) from error
    except UnicodeDecodeError as error:
        raise BadDataError(f"{path} is not UTF-8 text", hint=hint) from error
