"""Where the shipped data live: inside the wheel as `evidence/shipped/`, in a checkout at its top."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(*parts: str) -> Path:
    """The path of a shipped file or folder, e.g. `shipped("data", "lexicon", "treatments.toml")`."""
    wheel = _PACKAGE / "shipped"
    root = wheel if wheel.is_dir() else _PACKAGE.parent
    return root.joinpath(*parts)
