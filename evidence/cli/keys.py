"""Single keys from a person at a terminal."""

from __future__ import annotations

import sys

import click

from evidence.cli.talk import Talk
from evidence.errors import UsageError

_END_OF_INPUT = "q"  # Ctrl-D is said to stop everywhere


def read_key() -> str:
    """Wait for a key; its letter in lower case. Raises KeyboardInterrupt for Ctrl-C."""
    try:
        return click.getchar().lower()
    except EOFError:
        return _END_OF_INPUT


_HINT = "Run it in a terminal, with the list in a file, or leave out --interactive: what was decided counts."


def check_terminal(talk: Talk, asking: str = "--interactive", hint: str = _HINT) -> None:
    """Refuse to ask where nobody can answer. Raises UsageError."""
    if talk.json or talk.quiet:
        said = "--json" if talk.json else "--quiet"
        raise UsageError(f"{asking} asks questions, and {said} leaves no place for them", hint=f"Leave out {said}.")
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{asking} asks questions, and there is no terminal to ask them on", hint=hint)
