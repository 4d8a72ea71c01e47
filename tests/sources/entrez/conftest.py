"""A client that is as patient as the real one, in less time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.sources.entrez import limiter, transport
from evidence.sources.entrez.limiter import Limiter
from evidence.sources.entrez.transport import Transport

KEY = "0123456789abcdef0123456789abcdef0123"


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Transport]:
    """Makes a Transport to a base address; gaps and rests are a hundredth of the real ones."""
    monkeypatch.setattr(transport, "_GAP", 0.005)
    monkeypatch.setattr(limiter, "_REST", 0.0)

    def make(base_url: str, **settings: object) -> Transport:
        given = {"email": "tests@example.org", "api_key": KEY, "stall": 0.5, "deadline": 30.0, **settings}
        return Transport(base_url, limiter=Limiter(base_url, 1, tmp_path), **given)  # type: ignore[arg-type]

    return make
