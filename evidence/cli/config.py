"""`evidence config`: the settings in force and where each comes from."""

from __future__ import annotations

import click

from evidence.cli.talk import Talk, speaking


@click.command(name="config")
@speaking
def command(talk: Talk) -> int:
    """Show every setting with its origin.

    The order is flag > EVIDENCE_* > evidence.toml > user file > default. The API key is never shown. evidence.toml is
    that of the workspace: the nearest folder, from here upward, that holds evidence.toml or queries/.

    \b
    evidence config
    """
    rows = talk.settings().shown()
    width = max(len(name) for name, _, _ in rows)
    return talk.data(
        {name: {"value": value, "origin": origin} for name, value, origin in rows},
        "\n".join(f"{name:{width}}  {value or '-'}  ({origin})" for name, value, origin in rows),
    )
