"""The report folder: files appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from evidence.errors import EvidenceError, UsageError

Content = bytes | Iterable[bytes]


def check_folder(folder: Path) -> None:
    """Refuse a path that cannot become the output folder. Raises UsageError."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file, not a folder", hint="Name a folder with --out; it is made if missing.")


def changes(folder: Path, files: Mapping[str, Content]) -> dict[str, str]:
    """What `write_folder` would do with each file, sorted by name: new, changed or same. Raises UsageError."""
    check_folder(folder)
    return {name: _change(folder / name, content) for name, content in sorted(files.items())}


def _change(target: Path, content: Content) -> str:
    try:
        with target.open("rb") as file:
            same = all(file.read(len(piece)) == piece for piece in _pieces(content))
            return "same" if same and not file.read(1) else "changed"
    except OSError:
        return "new"


def _pieces(content: Content) -> Iterable[bytes]:
    return [content] if isinstance(content, bytes) else content


def write_folder(folder: Path, files: Mapping[str, Content]) -> None:
    """Write every file (relative names with '/'), each by write, fsync and rename; a content may come in pieces.

    Raises EvidenceError.
    """
    check_folder(folder)
    try:
        for name, content in sorted(files.items()):
            relative = PurePosixPath(name)
            if relative.is_absolute() or ".." in relative.parts:
                raise ValueError(f"not a name inside the folder: {name}")
            target = folder / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            _write(target, content)
    except OSError as error:
        raise EvidenceError(
            f"{folder} cannot be written: {error.strerror or error}",
            hint="Check the free space and the permissions, or name another folder with --out.",
        ) from error


def _write(target: Path, content: Content) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(_pieces(content))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
