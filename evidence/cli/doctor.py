"""`evidence doctor`: what works here, what does not, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from evidence.cli.talk import Talk, speaking

_MARKS = {"ok": "ok   ", "note": "note ", "fault": "FAULT"}


@click.command(name="doctor")
@click.option("--index", type=click.Path(path_type=Path), help="Look at this citation index as well.")
@speaking
def command(index: Path | None, talk: Talk) -> int:
    """Check environment, store, decisions, key and network; say how to mend them.

    Writes nothing. Exits with 1 when there is a fault; a note is no fault. Where a setting cannot be read, what needs
    the settings is not looked at.

    \b
    evidence doctor
    evidence doctor --index pubmed.db --json
    """
    from evidence.pipeline.checks import checks

    found = tuple(checks(talk.settings, index, Talk(quiet=True).pubmed))
    lines = [
        f"{_MARKS[check.state]}  {check.name:12} {check.said}" + (f"\n{'':20}next: {check.fix}" if check.fix else "")
        for check in found
    ]
    talk.data({"checks": [asdict(check) for check in found]}, "\n".join(lines))
    return 1 if any(check.state == "fault" for check in found) else 0
