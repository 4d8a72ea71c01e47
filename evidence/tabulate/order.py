"""The order in which tables show diseases and treatments: the vocabulary's, leading classes first."""

from __future__ import annotations

from collections.abc import Iterable

from evidence.model import Protocol
from evidence.protocol.vocabulary import vocabulary


def disease_rank(code: str) -> tuple[int, str]:
    """Place of a disease in a table; unknown codes come last, by name."""
    return _place(code, vocabulary().diseases), code


def class_rank(code: str, protocol: Protocol) -> tuple[int, int, str]:
    """Place of a treatment class: leading ones, then the others, then combinations ("a; b")."""
    order = (*protocol.leading, *vocabulary().classes)
    parts = code.split("; ")
    return len(parts) > 1, min(_place(part, order) for part in parts), code


def _place(code: str, order: Iterable[str]) -> int:
    listed = list(order)
    return listed.index(code) if code in listed else len(listed)
