"""index.html: one file that a clinician opens, reads and shows, in one language or the other; nothing leaves it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import unescape
from urllib.parse import urlsplit

from evidence.formats.style import render
from evidence.model import DOMAINS, STRATA, Dossier, Said
from evidence.protocol.vocabulary import vocabulary
from evidence.report.abstracts import abstracts, packed
from evidence.report.cells import Cell, cell_of
from evidence.report.citing import capital, clip, links, short_citation
from evidence.report.figures import render_figures
from evidence.report.flow import SIDE, update_counts, with_deciders
from evidence.report.frame import part, policy, rendered
from evidence.report.gapmap import GapMap, by_disease, by_domain
from evidence.report.methods import methods, title_of
from evidence.report.news import told
from evidence.report.notes import Note, Quoted, Source
from evidence.report.sentences import numbers, summary_words, told_words
from evidence.report.words import LANGUAGES, Words, words
from evidence.tabulate.disagreements import disagreements
from evidence.tabulate.order import class_rank, disease_rank
from evidence.tabulate.summary import summarise

_FIGURES = ("forest", "timeline")
_ATTRIBUTES = re.compile(r'(?:aria-label|placeholder)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a summary table: treatment class, disease, outcome (codes), and a cell a treatment in each stratum."""

    treatment_class: str
    disease: str
    domain: str
    strata: tuple[tuple[Cell, ...], ...]


def render_page(
    dossier: Dossier,
    notes: Sequence[Note],
    sources: Mapping[str, Source],
    files: Sequence[str],
    language: str = "en",
    style: str = "vancouver",
) -> bytes:
    """The page as UTF-8, in `language`, with what it takes to show it in the other one.

    `sources` are the publications by citation id, `files` the names of the other files of the folder; the cleaned list
    is in the CSL `style`.
    """
    differing = disagreements(dossier.findings, dossier.studies)
    (other,) = (words(code) for code in LANGUAGES if code != language)
    places, texts = abstracts(notes, dossier.records)
    own, switched = (
        _text(dossier, notes, sources, files, differing, places, style, t) for t in (words(language), other)
    )
    before, _, after = own.rpartition("@packed@")
    data = packed({"pairs": _pairs(own, switched), "texts": texts})
    return (before + data + after).encode("utf-8", "replace")


def _pairs(own: str, other: str) -> dict[str, str]:
    """What one language says, with what the other says in its place; the two pages have the same elements."""
    pairs: dict[str, str] = {}
    for one, two in zip(re.split(r"(<[^>]*>)", own), re.split(r"(<[^>]*>)", other), strict=True):
        if one == two:
            continue
        found = (
            zip(_ATTRIBUTES.findall(one), _ATTRIBUTES.findall(two), strict=True)
            if one.startswith("<")
            else [(one, two)]
        )
        pairs |= {unescape(a).strip(): unescape(b).strip() for a, b in found if a != b}
    return pairs


def _text(
    dossier: Dossier,
    notes: Sequence[Note],
    sources: Mapping[str, Source],
    files: Sequence[str],
    differing: Sequence[tuple[str, str, str]],
    places: Mapping[Quoted, str],
    cited_in: str,
    t: Words,
) -> str:
    """The page in one language; "@packed@" stands for what its script unpacks: the other language and the abstracts."""
    style, script = part("page.css") + _labels() + (part("news.css") if dossier.run.news else ""), part("page.js")
    note_of = {note.finding.finding_id: note for note in notes}
    ui = {code: words(code).section("script") for code in LANGUAGES}
    lines, leading = list(_lines(dossier, note_of, t)), dossier.protocol.domain
    first_note: dict[str, Note] = {}
    notes_on: dict[str, list[int]] = defaultdict(list)
    for note in notes:
        first_note.setdefault(note.finding.record_id, note)
        notes_on[note.finding.intervention].append(note.number)

    def numbered(said: Said) -> list[int]:
        return sorted(note_of[i].number for i in said.findings if i in note_of)

    known = {i: cluster.citation for cluster in dossier.clusters for i in cluster.record_ids}
    return rendered(
        "page.html.j2",
        t=t,
        clip=clip,
        capital=capital,
        links=links,
        numbers=numbers,
        numbered=numbered,
        reference=lambda citation: render([citation], cited_in)[0],
        host=lambda address: urlsplit(address).hostname or address,
        side=SIDE,
        flow=with_deciders(dossier),
        update=update_counts(dossier),
        asked=vocabulary().appraisal,
        unread=[x for x in dossier.exclusions if x.code == "too_long"],
        named_otherwise=lambda f: f.disease_as_said not in {"", *(words(c).disease(f.disease) for c in LANGUAGES)},
        dossier=dossier,
        protocol=dossier.protocol,
        title=title_of(dossier.protocol, t),
        news=told(dossier, note_of, t) if dossier.run.news else None,
        linked=True,
        struck={note.number for note in notes if note.row.citation.retracted},
        withdrawn={note.finding.record_id for note in notes if note.row.citation.retracted},
        style=style,
        script=script,
        policy=policy(style, script),
        counted={s: _reports(notes, s) for s in STRATA},
        telling=len({note.finding.record_id for note in notes if note.row.counted}),
        glance=list(_glance(dossier, note_of, t)),
        maps=[
            (gaps, _cells(gaps, note_of), caption, name)
            for gaps, caption, name in (
                (by_disease(dossier.rows, dossier.protocol), t("page.map_disease"), t.disease),
                (by_domain(dossier.rows, dossier.protocol), t("page.map_domain"), lambda d: t(f"domain.{d}")),
            )
        ],
        tables=([x for x in lines if x.domain == leading], [x for x in lines if x.domain != leading]),
        notes_on=notes_on,
        first_note=first_note,
        citation_of=known,
        short=partial(short_citation, t=t),
        figures={name: drawn for name, drawn in render_figures(dossier, t).items() if name in _FIGURES},
        methods=methods(dossier, t),
        strategy=[(line, re.split(r"\{(\w+)\}", line.text)) for line in dossier.protocol.lines],
        uncounted=Counter(note.row.why_not for note in notes if not note.row.counted).most_common(),
        differing=[(note_of[a].number, note_of[b].number, said) for a, b, said in differing if {a, b} <= set(note_of)],
        notes=notes,
        places=places,
        ui=json.dumps(ui, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        sources=sources,
        files=files,
    )


def _labels() -> str:
    """What the narrow page writes before the cells of a line, whose heads it does not show."""
    heads = {
        "summary": [f"stratum.{stratum}" for stratum in STRATA],
        "studies": ["head.level", "head.counted"],
        "profiles": [f"head.{name}" for name in ("reports", "dose", "duration", "adverse", "recurrence")],
    }
    rule = '[lang="{}"] .{} td:nth-last-child({})::before {{ content: "{}"; }}'
    rules = [
        rule.format(code, table, len(names) - place, words(code)("say.because", what=words(code)(name), reason=""))
        for code in LANGUAGES
        for table, names in heads.items()
        for place, name in enumerate(names)
    ]
    return "@media screen and (max-width: 40rem) {\n" + "\n".join(rules) + "\n}\n"


def _cells(gaps: GapMap, note_of: Mapping[str, Note]) -> dict[tuple[str, str], int]:
    """The first note of each cell, of what is counted if anything is; its script finds the others."""
    ordered = {key: sorted(rows, key=lambda row: not row.counted) for key, rows in gaps.cells.items()}
    return {key: note_of[rows[0].finding.finding_id].number for key, rows in ordered.items()}


def _reports(notes: Sequence[Note], stratum: str) -> int:
    return len({n.finding.record_id for n in notes if n.row.counted and n.row.stratum == stratum})


def _lines(dossier: Dossier, note_of: Mapping[str, Note], t: Words) -> Iterator[Line]:
    """Classes as lines; within a cell each treatment speaks for itself, named where the class is not its name."""

    def mark(finding_id: str) -> str:
        return f" [{note_of[finding_id].number}]"

    def place(key: tuple[str, str, str]) -> tuple[object, ...]:
        treatment_class, disease, domain = key
        return DOMAINS.index(domain), class_rank(treatment_class, dossier.protocol), disease_rank(disease)

    cells: dict[tuple[str, str, str], dict[str, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for row in dossier.summary:
        treatment, text = t.treatment(row.intervention), summary_words(row, t, mark)
        if row.intervention == row.intervention_class != words().class_name(row.intervention_class):
            text = t("say.named", treatment=t("say.no_name", treatment=treatment), what=text)
        elif treatment != t.class_name(row.intervention_class):
            text = t("say.named", treatment=treatment, what=text)
        cells[row.intervention_class, row.disease, row.domain][row.stratum].append(cell_of([row], note_of, text, t))
    for key in sorted(cells, key=place):
        yield Line(*key, tuple(tuple(cells[key].get(stratum, ())) for stratum in STRATA))


def _glance(dossier: Dossier, note_of: Mapping[str, Note], t: Words) -> Iterator[tuple[str, list[Cell], str]]:
    """The leading classes on the condition, all diseases: a sentence a stratum, and which strata are empty."""
    known = {
        (row.intervention_class, row.stratum): row
        for row in summarise(dossier.rows, dossier.protocol, whole_class=True)
        if (row.domain, row.unit) == (dossier.protocol.domain, "patients") and row.reports
    }
    for code in dossier.protocol.leading:
        here = {stratum: known.get((code, stratum)) for stratum in STRATA}
        cells = [
            cell_of([row], note_of, t(f"page.in_{stratum}", n=row.reports, told=told_words(row, t)), t)
            for stratum, row in here.items()
            if row
        ]
        empty = [t(f"page.no_stratum_{stratum}") for stratum, row in here.items() if not row]
        lacking = capital(t("page.no_others", which=t("page.and").join(empty))) if empty else ""
        yield code, cells, lacking if cells else t.of("page", "no_report", dossier.protocol.domain)
