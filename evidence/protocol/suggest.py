"""What a misspelt word was probably meant to be: used wherever a code or a key can be mistyped."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str], *, alike: float = 0.6) -> str:
    """A hint that names the nearest known word, or all of them when there are few, else ""; `alike` from 0 to 1.

    >>> did_you_mean("colchicin", ["colchicine", "warfarin"])
    'Did you mean "colchicine"?'
    """
    folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    near = difflib.get_close_matches(word.casefold(), sorted(folded), n=1, cutoff=alike)
    if near:
        return f'Did you mean "{folded[near[0]]}"?'
    return f"Known: {', '.join(sorted(folded.values()))}." if 0 < len(folded) <= 16 else ""
