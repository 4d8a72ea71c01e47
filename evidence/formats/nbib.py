"""MEDLINE text (.nbib) as records and back, line by line.

Bio.Medline merges repeated fields and knows neither lines nor order; this reads the same grammar (tag in four columns,
"- ", continuation lines indented by six) and keeps both. Tags without a field of ours stay in `extra`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from evidence.formats.fields import Fields, Table, lines_between, pmid_fault, relation_text, subject_terms, text_reader
from evidence.model import Fault, Name, Place, Record, Relation, Section
from evidence.normalise import identifiers
from evidence.normalise.dates import parse_date
from evidence.normalise.names import initials_of, parse_name

_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) *- ?(.*)\Z")
_TABLE = Table(
    "nbib",
    """
    title=TI book=BTI title_vernacular=TT journal=JT journal_abbrev=TA issn=IS nlm_id=JID volume=VI issue=IP
    pages=PG pmcid=PMC languages=LA types=PT abstract=AB keywords=OT
    publisher=PB edition=EN isbn=ISBN
    """,
    also="mesh relation other_abstract revised",
)
_RELATED_TAGS = """
    CIN=comment_in CON=comment_on CRF=corrected_and_republished_from CRI=corrected_and_republished_in
    DDIN=dataset_described_in DRIN=dataset_use_reported_in ECF=expression_of_concern_for
    ECI=expression_of_concern_in EFR=erratum_for EIN=erratum_in ORI=original_report_in PRIN=partial_retraction_in
    PROF=partial_retraction_of RIN=retraction_in ROF=retraction_of RPF=republished_from RPI=republished_in
    RRI=retracted_and_republished_in RRF=retracted_and_republished_from SPIN=summary_for_patients_in UIN=update_in
    UOF=update_of
"""
_RELATIONS = {tag: kind for tag, _, kind in (word.partition("=") for word in _RELATED_TAGS.split())}
_TAG_OF = {kind: tag for tag, kind in _RELATIONS.items()}
_RELATED = re.compile(r"(?:\A| )PMID: ([1-9]\d*)\Z")
_OWN_TAGS = {"status": "STAT", "publication_status": "PST"}
_AUTHOR_TAGS = frozenset({"FAU", "AU", "CN"})


def _lines_read(text: str, file: str) -> Iterator[Record | Fault]:
    lines = text.split("\n")
    pairs: list[tuple[str, str]] = []
    begin = 0
    blank = True
    for number, line in enumerate([*lines, "", "PMID- "]):
        found = _TAG.match(line)
        if found and pairs and (blank or found.group(1) == "PMID"):
            yield from _items(Fields(pairs), "\n".join(lines[begin:number]).rstrip(), Place(file, begin + 1))
            pairs = []
        if found:
            begin = begin if pairs else number
            pairs.append((found.group(1), found.group(2).strip()))
        elif line.strip() and pairs and line.startswith(" "):
            tag, value = pairs[-1]
            pairs[-1] = (tag, f"{value} {line.strip()}".strip())
        elif line.strip():
            place = Place(file, number + 1)
            yield Fault(place, "stray", "A line without a tag; it was not read.", raw=line, notice=True)
        blank = not line.strip()


read_nbib = text_reader(_lines_read)  # records in file order; one whose PMID is none is a fault


def _items(fields: Fields, raw: str, place: Place) -> Iterator[Record | Fault]:
    pmid = fields.first("PMID")
    if not pmid:
        yield Fault(place, "no-pmid", "The record has no PMID; it was read without.", raw=raw, notice=True)
    elif fault := pmid_fault(pmid, place, raw):
        yield fault
        return
    date_text = fields.first("DP")
    year, date = parse_date(date_text)
    others = zip_longest(fields.every("OAB"), fields.every("OABL"), fillvalue="")
    headings = fields.every("MH")
    values = _TABLE.read(fields)
    yield Record(
        key=pmid,
        source="nbib",
        place=Place(place.file, place.line, f"PMID {pmid}" if pmid else ""),
        raw=raw,
        **values | {"title": values["title"] or values["book"]},
        names=tuple(_names(fields.pairs(_AUTHOR_TAGS))),
        year=year,
        date=date,
        date_text=date_text,
        pmid=pmid,
        doi=fields.valid(_doi, "LID", "AID"),
        other_sections=tuple(Section("", text, language) for text, language in others),
        mesh=_terms(headings),
        relations=tuple(_relation(*pair) for pair in fields.pairs(_RELATIONS)),
        revised=_dashed(fields.first("LR")),
        extra=fields.rest() + (tuple(("MH", line) for line in headings) if "*" in "".join(headings) else ()),
    )


def _doi(text: str) -> str:
    return identifiers.doi(text.removesuffix("[doi]")) if text.endswith("[doi]") else ""


def _dashed(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if len(text) == 8 and text.isdigit() else text


def _terms(headings: Iterable[str]) -> tuple[str, ...]:
    """Subject headings one qualifier each: "Calcinosis/*drug therapy/pathology" is two terms."""
    split = (heading.replace("*", "").split("/") for heading in headings)
    return tuple(term for descriptor, *qualifiers in split for term in subject_terms(descriptor, qualifiers))


def _relation(tag: str, text: str) -> Relation:
    pmid = _RELATED.search(text)
    kind = _RELATIONS[tag]
    return Relation(kind, pmid.group(1), text[: pmid.start()]) if pmid else Relation(kind, "", text)


def _names(pairs: Iterable[tuple[str, str]]) -> Iterator[Name]:
    """FAU gives the fore names, the AU line after it the initials; either may stand alone."""
    full = ""
    for tag, text in (*pairs, ("", "")):
        if tag == "AU" and full:
            yield _person(full, text)
            full = ""
            continue
        if full:
            yield parse_name(full)
        full = text if tag == "FAU" else ""
        if tag == "CN":
            yield Name(text, collective=True)
        elif tag == "AU":
            yield parse_name(text)


def _person(full: str, short: str) -> Name:
    """FAU "King, Martin Luther Jr" with AU "King ML Jr"."""
    family, _, given = full.partition(", ")
    if not short.startswith(f"{family} "):
        return Name(family, given, initials_of(given))
    initials, _, suffix = short[len(family) + 1 :].partition(" ")
    if not suffix or not given.endswith(f" {suffix}"):
        return Name(family, given, f"{initials} {suffix}".strip())
    return Name(family, given.removesuffix(f" {suffix}"), initials, suffix)


def write_nbib(records: Iterable[Record]) -> Iterator[str]:
    """Records as MEDLINE text; what it has no tag for goes into GN (general note) with its name."""
    return lines_between("".join(_lines(record)) for record in records)


def _lines(record: Record) -> Iterator[str]:
    for tag, value in _pairs(record):
        if value:
            lines = (line.strip() for line in value.split("\n"))
            yield f"{tag:4}- " + "\n      ".join(line for line in lines if line) + "\n"


def _pairs(record: Record) -> Iterator[tuple[str, str]]:
    extra = _TABLE.own_extra(record)
    headings = [value for tag, value in extra if tag == "MH"]
    starred = _terms(headings) == record.mesh
    yield "PMID", record.pmid
    yield "LR", record.revised.replace("-", "")
    yield "DP", record.date_text or record.date or str(record.year or "")
    yield from ((t, v) for t, v in _TABLE.write(record) if t != "TI" or record.title != record.book)
    yield "LID", f"{record.doi} [doi]" if record.doi else ""
    for section in record.other_sections:
        yield "OAB", f"{section.label}: {section.text}" if section.label else section.text
        yield "OABL", section.language
    for author in record.names:
        suffix = f" {author.suffix}" if author.suffix else ""
        if author.collective:
            yield "CN", author.family
        else:
            yield "FAU", f"{author.family}, {author.given or author.initials}{suffix}".removesuffix(", ")
            yield "AU", f"{author.family} {author.initials}{suffix}" if author.initials else ""
    yield from (("MH", heading) for heading in (headings if starred else record.mesh))
    for relation in record.relations:
        tag, told = _TAG_OF.get(relation.kind, "GN"), relation_text(relation)
        yield tag, told if tag == "GN" else told.removeprefix(f"{relation.kind}: ")
    yield from ((tag, value) for tag, value in extra if tag != "MH")
    for name, value in _TABLE.foreign(record):
        yield (_OWN_TAGS[name], value) if name in _OWN_TAGS else ("GN", f"{name}: {value}")
