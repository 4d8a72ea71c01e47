from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize("module", ["dates", "identifiers", "journal_keys", "names", "pages", "text"])
def test_the_examples_in_the_docstrings_hold(module: str) -> None:
    results = doctest.testmod(import_module(f"evidence.normalise.{module}"))
    assert results.attempted > 0
    assert results.failed == 0
