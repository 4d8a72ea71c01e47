"""What a publication is about: design, one patient or several, disease, and whether it is ours at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from evidence.extract.counts import Tally, tallies
from evidence.extract.lexicon import CONDITION, entries, find, of_condition
from evidence.extract.mentions import clean, find_diseases
from evidence.extract.patterns import pattern, scan, stands
from evidence.extract.sentences import own_sentences
from evidence.extract.text import Passage
from evidence.model import UNITS, Record

Stretch = tuple[Passage, int, int]
_WIDER = {"lcSSc": "SSc", "dcSSc": "SSc", "JDM": "DM"}
_VAGUE = {"MIXED_CTD_COHORT", "IDIOPATHIC", "OTHER"}
_BARRED = {
    "review": "a review",
    "systematic_review": "a systematic review: its patients are those of the primary reports",
    "survey": "a survey: its numbers are physicians",
    "protocol": "a protocol: planned numbers only",
    "notice": "a notice about another publication: it reports no patients of its own",
}
_REVIEWS = {"Review", "Guideline", "Practice Guideline", "Editorial", "Consensus Development Conference"}
_NOTICES = {"Retraction of Publication", "Retraction Notice", "Expression of Concern", "Published Erratum"}


@dataclass(frozen=True, slots=True)
class Study:
    """The frame of a publication's findings; `barred` is (code, reason) where it can have none."""

    design: str
    single: bool
    cohort: int | None
    disease: str
    disease_as_said: str
    about: bool
    units: tuple[tuple[int, str], ...] = ()
    barred: tuple[str, str] | None = None


def study_of(record: Record, texts: Sequence[Passage]) -> Study:
    """Read the frame from publication types, title and abstract."""
    whole = " ".join(p.folded.text for p in texts)
    condition = of_condition(CONDITION.get())
    if not stands("calcified", whole) or not re.search(condition.get("required", ""), whole):
        code, reason = condition["absent"]
        return Study("other", False, None, "OTHER", "", False, barred=(code, reason))
    if typed := _typed(set(record.types), whole):
        return Study(typed, False, None, "OTHER", "", False, barred=(typed, _BARRED[typed]))
    own = tuple(own_sentences(texts))
    counted = [t for p, start, end in own for t in tallies(p, start, end)]
    single, cohort = _patients(record, own, counted)
    design = _design(record, texts, own, single)
    disease, said = _disease(own, single)
    titled = [p.folded.text for p in texts if p.field != "abstract" and stands("calcified", p.folded.text)]
    about = not all(map(_in_passing, titled)) if titled else single or len(list(scan("calcified", whole))) > 2
    barred = (design, _BARRED[design]) if design in _BARRED else _scope(own, disease)
    return Study(design, single, cohort, disease, said, about, _units(counted), barred)


def _in_passing(title: str) -> bool:
    """Whether calcinosis is a feature of patients treated for something else: "Digital ulcers in CREST with ..."."""
    place = pattern("calcified").search(title)
    before = title[: place.start()] if place else title
    others = any(t.code in {"other", "ulcers"} for t in find("target", title))
    return others and bool(pattern("as-a-feature").search(before))


def _patients(record: Record, own: Sequence[Stretch], counted: Sequence[Tally]) -> tuple[bool, int | None]:
    sizes = (t.n if t.n is not None else t.k for t in counted if t.unit == "patients")
    cohort = next((size for size in sizes if size is not None and size > 1), None)
    fields: dict[str, str] = {}
    for passage, start, end in own:
        fields[passage.field] = fields.get(passage.field, "") + passage.folded.text[start:end] + " "
    whole = " ".join(fields.values())
    aged = [{m["age"] or m["age_fr"] for m in scan("aged-person", text)} for text in fields.values()]
    persons = any(aged) or any(find("person", p.folded.text, start, end) for p, start, end in own)
    plural = any(len(ages) > 1 for ages in aged) or cohort is not None
    if "Case Reports" in record.types:
        return not plural, cohort
    return persons and not plural and not pattern("several").search(whole), cohort


def _units(counted: Sequence[Tally]) -> tuple[tuple[int, str], ...]:
    """What the numbers of the text that come with a unit are numbers of."""
    return tuple((t.n or t.k or 0, t.unit) for t in counted if t.unit in UNITS)


def _typed(types: Set[str], whole: str) -> str:
    """What a publication is by its types, or as a letter on others', where that bars it; else ''."""
    if types & _NOTICES or (stands("comment", whole) and not stands("own-patient", whole)):
        return "notice"
    if types & {"Systematic Review", "Meta-Analysis"}:
        return "systematic_review"
    return "review" if types & _REVIEWS and "Case Reports" not in types else ""


def _design(record: Record, texts: Sequence[Passage], own: Sequence[Stretch], single: bool) -> str:
    types = set(record.types)
    body = " ".join(p.folded.text[start:end] for p, start, end in own if p.field == "abstract")
    reported = any(stands("own-title", p.folded.text) for p in texts if p.field != "abstract")
    case = "Case Reports" in types
    found = ""
    titled = {id(m.term.note) for p in texts if p.field != "abstract" for m in find("design", p.folded.text)}
    anywhere = titled | {id(m.term.note) for p, start, end in own for m in find("design", p.folded.text, start, end)}
    asked = any(m.code == "survey" for p in texts for m in find("design", p.folded.text))
    for entry in entries("design"):
        code = str(entry["code"])
        of_own = stands("own-data", body) and (code == "survey" or (code == "review" and entry.get("title_only")))
        barred = of_own or ((case or reported) and code in {"review", "systematic_review", "survey"})
        there = (asked and code == "survey") or id(entry) in (titled if entry.get("title_only") else anywhere)
        if code and not barred and there:
            found = code
            break
    if found in {"systematic_review", "review", "survey", "protocol"}:
        patient = single and stands("own-patient", body)
        if not patient:
            return found
        found = ""
    if single:
        return "letter" if "Letter" in types and not case else "case_report"
    if found == "rct" or "Randomized Controlled Trial" in types:
        return "rct"
    if found == "prospective" or types & {"Clinical Trial", "Clinical Study"}:
        return "prospective"
    return found or "case_series"


def _disease(own: Sequence[Stretch], single: bool) -> tuple[str, str]:
    seen: Counter[str] = Counter()
    said: dict[str, str] = {}
    theirs: set[str] = set()
    for passage, start, end in own:
        for mention in find_diseases(passage, start, end):
            seen[mention.code] += 1 + (passage.field != "abstract")
            said.setdefault(mention.code, passage.span(mention.start, mention.end).quote)
            if passage.field != "abstract" or pattern("patients-with").search(
                passage.folded.text, start, mention.start
            ):
                theirs.add(mention.code)
    codes = {code for code in seen if code in theirs} if theirs - _VAGUE else set(seen)
    if single:  # a narrower form, wherever it is named, is that of the one patient
        codes |= {code for code in seen if _WIDER.get(code) in codes}
    codes -= {_WIDER[c] for c in codes if c in _WIDER}
    if codes & {"DM", "JDM"} and not said.get("PM", "poly").lower().startswith(("poly", "pm")):
        codes.discard("PM")
    if "LUPUS_PANNICULITIS" in codes and "SLE" in codes:
        codes.discard("SLE" if seen["LUPUS_PANNICULITIS"] >= seen["SLE"] else "LUPUS_PANNICULITIS")
    named = codes - _VAGUE
    words = "; ".join(said[code] for code in sorted(named))
    if {"lcSSc", "dcSSc"} <= named:
        named = (named - {"lcSSc", "dcSSc"}) | {"SSc"}
    apart = not single and len(named) > 1 and any(stands("or-overlap", p.folded.text, a, b) for p, a, b in own)
    if "OVERLAP" in named and (single or len(named) < 3) and not apart:
        code = "OVERLAP"
    elif len(named) > 1:
        code = "OVERLAP" if single else "MIXED_CTD_COHORT"
    else:
        vague = ("IDIOPATHIC",) if single else ("IDIOPATHIC", "MIXED_CTD_COHORT")
        code = [*named, *(code for code in vague if code in codes), "OTHER"][0]
    return code, said.get(code, words)


def _scope(own: Sequence[Stretch], disease: str) -> tuple[str, str] | None:
    ours = disease not in _VAGUE
    met = [(p.field, m.code) for p, start, end in own for m in clean("exclusion", p, start, end)]
    for entry in entries("exclusion"):
        code = str(entry["code"])
        fields = {field for field, found in met if found == code}
        in_title = bool(fields - {"abstract"})
        if not fields:
            continue
        if code in {"animal", "in_vitro"}:
            hit = in_title or not any(stands("people", p.folded.text, start, end) for p, start, end in own)
        else:
            hit = not ours or (in_title and code in {"uraemic", "genetic"} and not _titled_on_ours(own))
        if hit:
            return code, str(entry["reason"])
    return None


def _titled_on_ours(own: Sequence[Stretch]) -> bool:
    """Whether a title names a disease of ours and does not only speak of calciphylaxis."""
    titled = [(p, start, end) for p, start, end in own if p.field != "abstract"]
    if any(pattern("calciphylaxis-only").search(p.folded.text) for p, *_ in titled):
        return False
    return any(m.code not in _VAGUE for p, start, end in titled for m in find_diseases(p, start, end))
