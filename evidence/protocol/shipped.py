"""Where the shipped data live: inside the wheel as `evidence/shipped/`, in a checkout at its top."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(*parts: str) -> Path:
    """The path of a shipped file or folder, e.g. `shipped("data", "lexicon", "treatments.toml")`."""
    wheel = _PACKAGE / "shipped"
    root = wheel if wheel.is_dir() else _PACKAGE.parent
    return root.joinpath(*parts)


@cache
def shipped_toml(*parts: str) -> dict[str, Any]:
    """The content of a shipped TOML file, read once and shared: it is not to be changed."""
    return tomllib.loads(shipped(*parts).read_text(encoding="utf-8"))
