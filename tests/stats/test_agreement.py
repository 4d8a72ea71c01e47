"""Cohen's kappa, worked out by hand."""

from __future__ import annotations

import pytest

from evidence.stats.agreement import agreement


@pytest.mark.parametrize(
    ("table", "n", "agreed", "kappa"),
    [
        # po 35/50 = .70; pe .5 × .6 + .5 × .4 = .50; (.70 - .50) / .50
        ({"yy": 20, "yn": 5, "ny": 10, "nn": 15}, 50, 35, 0.4),
        # po 7/10; one says a 4, b 3, c 3 times, the other a 6, b 3, c 1: pe (24 + 9 + 3) / 100; (.70 - .36) / .64
        ({"aa": 4, "bb": 2, "ba": 1, "cc": 1, "cb": 1, "ca": 1}, 10, 7, 0.53125),
        ({"aa": 7}, 7, 7, None),
        ({"ab": 1, "ba": 1}, 2, 0, -1.0),
        ({}, 0, 0, None),
    ],
)
def test_kappa(table: dict[str, int], n: int, agreed: int, kappa: float | None) -> None:
    pairs = [(codes[0], codes[1]) for codes, times in table.items() for _ in range(times)]
    told = agreement(pairs)
    assert (told.n, told.agreed) == (n, agreed)
    assert told.kappa == (None if kappa is None else pytest.approx(kappa))
