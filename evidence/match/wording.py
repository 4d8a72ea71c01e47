"""The words by which citations are compared, of data/lexicon/titles.toml."""

from __future__ import annotations

import tomllib
from typing import Any

from evidence.protocol.shipped import shipped

__all__ = ["WORDS"]

WORDS: dict[str, Any] = tomllib.loads(shipped("data", "lexicon", "titles.toml").read_text(encoding="utf-8"))
