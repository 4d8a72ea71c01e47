"""`evidence explain`: the sentence of a finding, the part that each word plays, and why it says what it says."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evidence.cli.talk import Talk, only, plain, speaking
from evidence.errors import BadDataError
from evidence.protocol.given import reading

if TYPE_CHECKING:
    from evidence.extract.explain import Explanation, Sentence
    from evidence.model import Finding

_STYLES: dict[str, dict[str, Any]] = {
    "treatment": {"fg": "cyan", "bold": True},
    "outcome": {"fg": "green", "bold": True},
    "negation": {"fg": "red", "bold": True},
    "count": {"fg": "magenta"},
    "disease": {"fg": "blue"},
    "harm": {"fg": "yellow"},
    "judged on": {"underline": True},
    "other treatment": {"fg": "cyan", "dim": True},
    "other outcome": {"fg": "green", "dim": True},
}


@click.command(name="explain")
@click.argument("finding", metavar="FINDING")
@click.option("--from", "folder", type=click.Path(path_type=Path), help="Folder, or file, of findings.jsonl.")
@click.option("--store", type=click.Path(path_type=Path), help="The store, without --from.  [default: the workspace's]")
@speaking
def command(finding: str, folder: Path | None, store: Path | None, talk: Talk) -> int:
    """Show why a finding says what it says.

    FINDING is its id, or the beginning of it. Every quoted sentence is shown with the part that each word plays, then
    the rule, the numbers and the confidence in words, and what was seen and not used. Of a finding that a person coded,
    where it was coded from; those of the library (lib-…) need no store.

    \b
    evidence explain 70aee992 --from findings
    """
    from evidence.extract.explain import explain
    from evidence.extract.output import finding_object

    known = list(_from_folder(folder)) if folder else _from_store(talk, store, finding)
    ids = {one.finding_id: one for one in known}
    explained = explain(only(finding, ids, "finding", "The id is the first field of a line of findings.jsonl."))
    shown = {
        "finding": finding_object(explained.finding),
        "sentences": [
            {
                "quote": s.span.quote,
                "field": s.span.field,
                "section": s.span.section,
                "marks": [asdict(m) for m in s.marks],
            }
            for s in explained.sentences
        ],
        "why": [{"of": of, "reason": reason} for of, reason in explained.why],
        "rejected": list(explained.rejected),
    }
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return talk.data(shown, _text(explained, coloured=coloured))


def _from_folder(folder: Path) -> Iterator[Finding]:
    from evidence.extract.output import read_finding

    path = folder / "findings.jsonl" if folder.is_dir() else folder
    with reading(path, "Make one with: evidence extract FILE --out DIR"):
        lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        try:
            yield read_finding(line)
        except (ValueError, KeyError, TypeError) as error:
            raise BadDataError(
                f"{path}:{number}: not a finding", hint="Make the file again with evidence extract."
            ) from error


def _from_store(talk: Talk, store: Path | None, beginning: str) -> Sequence[Finding]:
    """The findings of the store, before them those of the library if one of these is asked: they need no store."""
    from evidence.model import Finding
    from evidence.sources.library import load_library

    config = talk.settings(store=store)
    ours = load_library().findings if beginning.lower().startswith("lib-") else ()
    if ours and store is None and not Path(config.value("store")).is_file():
        return ours
    with talk.store(config) as kept:
        topics = sorted({run.topic_id for run in kept.runs()} | {"demo"})
        return [*ours, *(finding for topic in topics for finding in kept.derived(topic, Finding))]


def _text(explained: Explanation, *, coloured: bool) -> str:
    f = explained.finding
    numbers = ", ".join(f"{name} {value}" for name, value in f.counts.items() if value is not None)
    lines = [
        f"{f.finding_id}  {f.record_id}",
        f"{f.intervention}, {f.disease}: {f.domain} {f.response}" + (f" ({numbers})" if numbers else ""),
        f"{f.state}, rule {f.rule or 'none'}",
        "",
    ]
    for sentence in explained.sentences:
        where = f"{sentence.span.section or sentence.span.field}, {sentence.span.start}-{sentence.span.end}"
        lines += [f"{where}:", f"  {_shown(sentence, coloured=coloured)}", ""]
    if coloured and explained.sentences:
        lines += ["  ".join(click.style(role, **style) for role, style in _STYLES.items()), ""]
    lines += ["Why", *(f"  {of}: {reason}" for of, reason in explained.why)]
    lines += ["", "Seen and not used", *(f"  {reason}" for reason in explained.rejected)] if explained.rejected else []
    return "\n".join(lines)


def _shown(sentence: Sentence, *, coloured: bool) -> str:
    """The sentence with its marks: coloured, or each in brackets with the part that it plays."""
    text, at, out = re.sub(r"\s", " ", sentence.span.quote), 0, ""
    for mark in sentence.marks:
        word = plain(text[mark.start : mark.end])
        out += plain(text[at : mark.start])
        out += click.style(word, **_STYLES[mark.role]) if coloured else f"[{mark.role}: {word}]"
        at = mark.end
    return out + plain(text[at:])
