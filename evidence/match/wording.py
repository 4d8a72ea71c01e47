"""The words by which citations are compared, of data/lexicon/titles.toml."""

from __future__ import annotations

from typing import Any

from evidence.protocol.shipped import shipped_toml

__all__ = ["WORDS"]

WORDS: dict[str, Any] = shipped_toml("data", "lexicon", "titles.toml")
