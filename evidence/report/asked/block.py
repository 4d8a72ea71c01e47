"""A part of an answer, and the small words that its parts share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from evidence.model import Dossier, StudyRow
from evidence.protocol.vocabulary import vocabulary
from evidence.report.citing import capital, short_citation
from evidence.report.words import Words


@dataclass(frozen=True, slots=True)
class Block:
    """A part of an answer: a title (or none), a table (or none), and sentences below it."""

    title: str = ""
    columns: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()
    sentences: tuple[str, ...] = ()


def short_disease(code: str, t: Words) -> str:
    """The abbreviation of a disease where it has one ("SLE"), else its name."""
    label = vocabulary().diseases.get(code)
    return label.short if label and label.short else t.disease(code)


def abbreviations(parts: Iterable[Block], t: Words) -> str:
    """What the abbreviations of diseases in the tables stand for, as below a table; "" where there are none."""
    said = {word for part in parts for line in part.lines for cell in line for word in re.findall(r"\w+", cell)}
    known = [label for label in vocabulary().diseases.values() if label.short in said]
    return f"{'; '.join(f'{label.short}, {t.disease(label.code)}' for label in known)}." if known else ""


def labels(dossier: Dossier, t: Words) -> dict[str, str]:
    """The publication in a few words ("Balin 2012") by the id of each of its records."""
    return {i: short_citation(cluster.citation, t) for cluster in dossier.clusters for i in cluster.record_ids}


def plain(code: str) -> str:
    """A code in words: "any_response" is any response."""
    return code.replace("_", " ")


def span(bounds: tuple[float, float]) -> str:
    """ "31–74 %"."""
    return f"{100 * bounds[0]:.0f}–{100 * bounds[1]:.0f} %"


def remarks(row: StudyRow, names: Mapping[str, str]) -> Iterator[str]:
    """What a reader must know of a row before using it, gravest first; `names` are the labels of records."""
    f = row.finding
    if row.citation.retracted:
        yield "RETRACTED: not counted."
    elif not row.counted:
        yield f"Not counted: {row.why_not}"
    if f.coding and f.coding.second_hand and not row.why_not.startswith("Second-hand"):
        yield "Second-hand: the report itself was not seen."
    if row.shared_with and row.leads:
        yield f"Shares, or may share, patients with {', '.join(names.get(i, i) for i in row.shared_with)}."
    if f.read_as:
        yield f"{capital(f.read_as)}."
    if f.state != "proposed":
        yield f"{capital(f.state)} by a person."
    if f.disputed:
        yield f"Two readers differ ({f.disputed}): until it is settled it stands as it was found."
    if row.appraisal:
        yield f"Appraised: {', '.join(f'{a.question} {a.answer} ({a.who})' for a in row.appraisal)}."
