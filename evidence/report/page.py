"""index.html: one file that a clinician opens, reads and shows; nothing in it leaves it."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from evidence.formats.vancouver import entry
from evidence.model import DOMAINS, STRATA, Dossier, Gap, Protocol, SummaryRow
from evidence.report import words
from evidence.report.notes import Note
from evidence.tabulate import class_table, disagreements

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a summary cell says, the notes that it counts and the notes that it only lists."""

    text: str
    notes: tuple[int, ...]
    also: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a summary table: treatment class, disease, outcome, and the cells of the three strata."""

    treatment: str
    disease: str
    domain: str
    strata: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """A leading class on deposits over all diseases: a sentence per stratum that has a counted report."""

    treatment: str
    cells: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing of a leading class: whole sentences, the diseases without a report of their own, and whether
    reports on several diseases together may hold such patients."""

    treatment: str
    sentences: tuple[str, ...]
    diseases: tuple[str, ...]
    unsplit: bool


def render_page(dossier: Dossier, notes: Sequence[Note], files: Sequence[str]) -> bytes:
    """The page as UTF-8. `files` are the names of the other files of the folder, for the list of files."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    style, script = (_inline(name) for name in ("page.css", "page.js"))
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words=words, reference=entry)
    number_of = {note.finding.finding_id: note.number for note in notes}
    by_class = class_table(dossier.rows, dossier.protocol)
    lines = _lines(by_class, number_of)
    text = environment.get_template("page.html.j2").render(
        dossier=dossier,
        protocol=dossier.protocol,
        style=style,
        script=script,
        policy=_policy(style, script),
        boxes={box.box: box for box in dossier.prisma},
        tally=_tally(dossier, notes),
        glance=_glance(by_class, number_of, dossier.protocol),
        deposits=[line for line in lines if line.domain == DOMAINS[0]],
        others=[line for line in lines if line.domain != DOMAINS[0]],
        missing=_missing(dossier.gaps),
        uncounted=Counter(note.row.why_not for note in notes if not note.row.counted).most_common(),
        disagreements=[
            (number_of[d.coded], number_of[d.machine], d.sentence)
            for d in disagreements(dossier.findings, dossier.studies)
            if d.coded in number_of and d.machine in number_of
        ],
        notes=notes,
        files=files,
    )
    return text.encode("utf-8", "replace")


def _inline(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """A content security policy that lets this style and this script run, and nothing else, ever."""
    hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _tally(dossier: Dossier, notes: Iterable[Note]) -> Mapping[str, int]:
    counted = [note for note in notes if note.row.counted]
    by_stratum = {s: {n.finding.record_id for n in counted if n.row.stratum == s} for s in STRATA}
    return {
        "reports": len({note.finding.record_id for note in counted}),
        "findings": len(dossier.findings),
        **{stratum: len(ids) for stratum, ids in by_stratum.items()},
    }


def _cell(rows: Sequence[SummaryRow], number_of: Mapping[str, int], text: str) -> Cell:
    counted = sorted(number_of[i] for row in rows for i in row.findings)
    return Cell(text, tuple(counted), tuple(sorted(number_of[i] for row in rows for i in row.also)))


def _lines(rows: Sequence[SummaryRow], number_of: Mapping[str, int]) -> list[Line]:
    grouped: dict[tuple[str, str, str], dict[str, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        key = (row.intervention_class, row.disease, row.domain)
        grouped[key][row.stratum].append(_cell([row], number_of, words.summary_words(row)))
    return [
        Line(
            words.capital(words.class_words(treatment)),
            words.disease_words(disease),
            domain,
            tuple(tuple(by_stratum.get(stratum, ())) for stratum in STRATA),
        )
        for (treatment, disease, domain), by_stratum in grouped.items()
    ]


def _glance(rows: Sequence[SummaryRow], number_of: Mapping[str, int], protocol: Protocol) -> list[Glance]:
    found = []
    for code in protocol.leading:
        cells = []
        for stratum in STRATA:
            here = [
                r
                for r in rows
                if (r.intervention_class, r.domain, r.stratum, r.unit) == (code, DOMAINS[0], stratum, "patients")
                and r.reports
            ]
            if here:
                cells.append((words.STRATUM_WORDS[stratum], _cell(here, number_of, _over_diseases(here))))
        found.append(Glance(words.capital(words.class_words(code)), tuple(cells)))
    return found


def _over_diseases(rows: Sequence[SummaryRow]) -> str:
    if len(rows) == 1:
        return words.summary_words(rows[0])
    said = Counter[str]()
    for row in rows:
        said.update(dict(row.direction))
    reports, treated = sum(row.reports for row in rows), sum(row.treated.k or 0 for row in rows)
    told = words.directions(said, reports == treated)
    return f"{words.counted(reports, 'report')}, {words.of_unit(treated, rows[0].unit)}: {told}"


def _missing(gaps: Sequence[Gap]) -> list[Missing]:
    found = []
    for code in dict.fromkeys(gap.intervention_class for gap in gaps):
        own = [gap for gap in gaps if gap.intervention_class == code]
        unheard = [gap for gap in own if gap.disease and gap.sentence.startswith("No human report")]
        found.append(
            Missing(
                words.class_words(code),
                tuple(gap.sentence for gap in own if gap not in unheard),
                tuple(words.disease_words(gap.disease) for gap in unheard),
                any("several diseases together" in gap.sentence for gap in unheard),
            )
        )
    return found
