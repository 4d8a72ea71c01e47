"""Questions as a terminal shows them, on stderr."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evidence.cli.questions import Line

__all__ = ["TerminalScreen"]

# Controls could move the cursor or colour the screen, marks of direction could swap what is read: show that they are
# there, and no more.
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_WIDEST = 110  # longer lines are hard to read


class TerminalScreen:
    """A terminal, or any other console of rich."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._console.width = min(self._console.width, _WIDEST)

    def show(self, title: str, lines: Sequence[Line], keys: str) -> None:
        """A question under a rule, its lines in two columns, its keys below."""
        self._console.print()
        self._console.rule(style="dim")
        self._console.print(_text(title, "bold"))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(justify="right", no_wrap=True)
        grid.add_column(overflow="fold")
        for line in lines:
            grid.add_row(
                _text(line.lead, "bold" if line.lead.isdigit() else "dim"),
                _text(" ".join(line.text.split()), line.style),
            )
        self._console.print(grid)
        self._console.print(_text(keys, "bold"))

    def say(self, text: str) -> None:
        """A line of talk."""
        self._console.print(_text(text))


def _text(text: str, style: str = "") -> Text:
    return Text(_UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", text), style=style)
