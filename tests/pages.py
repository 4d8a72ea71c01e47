"""The pages that are made from the program: `make docs` writes them, tests/test_docs.py holds them equal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import groupby
from typing import get_args, get_type_hints

import click

from evidence import model
from evidence.cli.main import evidence
from evidence.protocol.shipped import shipped

_WIDTH = 100
_COMMANDS = """# Commands

The help of every command, as `evidence COMMAND --help` prints it. This page is made by `make docs`: edit the help, not
the page. [By question](README.md) leads to the pages that explain.
"""
_NOUNS = """# The data model

The nouns in which all rooms speak: frozen dataclasses of `evidence/model`, a file a heading. An arrow leads from a noun
to one that it holds, and bears the name of the field. How the nouns follow from one another:
[architecture](architecture.md). This page is made by `make docs`: edit the docstrings, not the page.
"""


def commands(command: click.Command = evidence, parent: click.Context | None = None) -> Iterator[click.Context]:
    """The context of every command, in the order of `evidence --help`; first the program's own."""
    name = command.name if parent else "evidence"
    settings = {**command.context_settings, "terminal_width": _WIDTH}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from commands(child, context)


def commands_page() -> str:
    """The help of every command."""
    return _COMMANDS + "".join(f"\n## {c.command_path}\n\n```text\n{c.get_help()}\n```\n" for c in commands())


def model_page() -> str:
    """Every noun with its first sentence and what it holds, by the file that it stands in."""
    named = [getattr(model, name) for name in model.__all__]
    nouns = [noun for noun in named if isinstance(noun, type) and is_dataclass(noun)]
    page = _NOUNS
    for module, some in groupby(sorted(nouns, key=lambda n: n.__module__), key=lambda n: n.__module__):
        group = list(some)
        page += f"\n## {module.rpartition('.')[2]}\n\n{(sys.modules[module].__doc__ or '').splitlines()[0]}\n\n"
        page += "".join(f"- `{noun.__name__}`: {_sentence(noun)}\n" for noun in group)
        held = [f"  {noun.__name__} -->|{field}| {other}\n" for noun in group for field, other in _held(noun)]
        page += f"\n```mermaid\nflowchart LR\n{''.join(held)}```\n" if held else ""
    return page


def _sentence(noun: type) -> str:
    return " ".join((noun.__doc__ or "").split("\n\n")[0].split())


def _held(noun: type) -> Iterator[tuple[str, str]]:
    """Each field that holds another noun, with its name."""
    hints = get_type_hints(noun)
    for field in fields(noun):
        for inner in _named(hints[field.name]):
            yield field.name, inner.__name__


def _named(hint: object) -> Iterator[type]:
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for inner in get_args(hint):
        yield from _named(inner)


PAGES: Mapping[str, str] = {"commands.md": commands_page(), "data-model.md": model_page()}

if __name__ == "__main__":
    for name, text in PAGES.items():
        shipped("docs", name).write_text(text, encoding="utf-8")
