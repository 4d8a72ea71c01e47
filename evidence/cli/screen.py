"""Questions and answers as a terminal shows them: questions on stderr, answers on stdout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from evidence.cli.talk import plain
from evidence.review.questions import Line

if TYPE_CHECKING:
    from evidence.report.asked.block import Block

__all__ = ["TerminalScreen", "print_blocks"]

_MARK = "bold reverse"
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
            text = _text(line.text if line.marked else " ".join(line.text.split()), line.style)
            for start, end in line.marked:
                text.stylize(_MARK, start, end)
            grid.add_row(_text(line.lead, "bold" if line.lead.isdigit() else "dim"), text)
        self._console.print(grid)
        self._console.print(_text(keys, "bold"))

    def say(self, text: str) -> None:
        """A line of talk."""
        self._console.print(_text(text))

    def ask(self, prompt: str) -> str:
        """A line that the person types; an end of input is an empty one."""
        try:
            return self._console.input(_text(prompt, "bold"))
        except EOFError:
            return ""


class _Answers(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError  # no failure, as for every other output; rich would leave with 1


def print_blocks(blocks: Iterable[Block], console: Console | None = None) -> None:
    """Blocks under their titles, tables as wide as the terminal."""
    console = console or _Answers()
    for block in blocks:
        if block.title:
            console.print(_text(block.title, "bold"))
        if block.lines:
            table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
            for column in block.columns:
                table.add_column(_text(column), overflow="fold", justify="right" if column == "#" else "left")
            for line in block.lines:
                table.add_row(*(_text(" ".join(cell.split())) for cell in line))
            console.print(table)
        for sentence in block.sentences:
            console.print(_text(sentence))
        console.print()


def _text(text: str, style: str = "") -> Text:
    return Text(plain(text), style=style)
