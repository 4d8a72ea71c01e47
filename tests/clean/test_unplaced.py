"""Of an entry without a paper every word stands in a field of what is printed, or it is printed as it was written."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.clean.entry import Entry
from evidence.clean.parse import parse
from evidence.clean.reading import read
from evidence.clean.unplaced import cannot_place, unplaced
from evidence.formats import READERS, WRITERS
from evidence.formats.vancouver import entry as vancouver
from evidence.model import Citation, Record
from evidence.normalise.citation import citation_of, record_of
from evidence.normalise.text import words

CASES = Path(__file__).parents[1] / "cases"
WORKS: list[dict[str, Any]] = json.loads((CASES / "clean_works.json").read_text(encoding="utf-8"))
PAPERS = [case["raw"] for case in json.loads((CASES / "clean_entries.json").read_text(encoding="utf-8"))]
RAWS = [*(case["raw"] for case in WORKS), *PAPERS]
# Words that say how the parts are joined, and nothing of the work.
LABELS = """
    in dans ed eds editor editors edition edn editeurs editrices dir directeur hrsg hg herausgeber coord aufl
    auflage p pp pages pag pags s seiten vol volume tome t bd band n no nr num issue heft available at from
    retrieved recupere cited accessed consulte consultee le on internet en ligne online isbn et al and und y e u a
    mitarb coll cols disponible sur a verfugbar unter abgerufen am report rapport presented published doi
    https http dx org pmid pubmed pmc pmcid id url publie publiee veroffentlicht paru the la les der die das
    dem el l de to bis siehe voir see dazu also aussi cf vgl selon nach 10 d apres
"""


def entry(raw: str) -> Entry:
    return parse(read(raw))


def said(printed: Citation) -> set[str]:
    """The words of every value; also run together, since an elided page or a broken DOI is not as printed."""
    values = [getattr(printed, name) for name in Citation.__dataclass_fields__ if name not in ("origin", "kind")]
    flat = [str(part) for value in values for part in (value if isinstance(value, tuple) else (value,)) if part]
    given = [name.given for name in (*printed.names, *printed.editors)]
    return {word for value in (*flat, *given) for word in words(value)}


def lost(of: Entry) -> set[str]:
    """Words of an entry that are neither labels nor in a value; initials and elided pages are looked for in parts."""
    known = said(of.printed)
    initials = "".join(name.initials.lower() for name in (*of.printed.names, *of.printed.editors))
    pages = of.printed.last_page.lower()
    if of.printed.date:
        known |= set(words(next(f.value for f in of.fields if f.field == "date")))
    left = set(words(of.reading.text)) - known - set(LABELS.split())
    return {
        w
        for w in left
        if not (len(w) <= 5 and w in "".join(words(initials)))
        and not pages.endswith(w)
        and not any(w in other or other in w for other in known if len(w) > 1 and len(other) > 1)
    }


@pytest.mark.parametrize("case", WORKS, ids=[case["id"] for case in WORKS])
def test_a_work(case: dict[str, Any]) -> None:
    found: dict[str, list[str]] = {}
    for field in entry(case["raw"]).fields:
        if field.field != "wording":
            assert case["raw"][field.start : field.end] == field.value
            found.setdefault(field.field, []).append(field.value)
    assert found == {name: value if isinstance(value, list) else [value] for name, value in case["fields"].items()}
    problem = cannot_place(entry(case["raw"]))
    assert (problem.sentence if problem else None) == case["problem"]
    if case["printed"]:
        assert vancouver(entry(case["raw"]).printed) == case["printed"]


@pytest.mark.parametrize("raw", RAWS)
def test_no_word_is_lost(raw: str) -> None:
    of = entry(raw)
    if cannot_place(of) is None and of.printed.title:
        assert lost(of) == set()


@settings(max_examples=80, deadline=None)
@given(one=st.sampled_from(RAWS), other=st.sampled_from(RAWS), at=st.floats(0, 1), by=st.floats(0, 1))
def test_no_word_is_lost_of_entries_cut_and_spliced(one: str, other: str, at: float, by: float) -> None:
    of = entry(one[: round(at * len(one))] + other[round(by * len(other)) :])
    if cannot_place(of) is None and of.printed.title:
        assert lost(of) == set(), of.reading.text


def test_a_word_without_a_field_is_named() -> None:
    of = entry("Zed A. Skin. 3rd ed. Berlin: Springer; 2012. Reprinted with corrections.")
    assert "Reprinted with corrections" in " ".join(unplaced(of)) or "Reprinted" in of.printed.publisher
    problem = cannot_place(entry(f"{WORKS[0]['raw']} (Reprinted 2004, with a note)"))
    assert problem is not None
    assert problem.code == "not-placed"
    assert "Reprinted" in problem.sentence


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("Zed A. Skin of a kind. J Skin 34.x. 2019;12(3):1-9.", "“J Skin 34.x” reads as no name of a journal"),
        ("Zed A. Skin of a kind. ternal journal. 2019;12:1-9.", "“ternal journal” reads as no name of a journal"),
        (
            "Zed A. Skin of a kind. J Skin. 2019;12:1-9. doi: 10.9999/skin- kind.2019.01",
            "the DOI “10.9999/skin- kind.2019.01” is broken by a space",
        ),
        ("Zed A. Skin of a kind. J Skin, 2019, vol. 12.", "volume and page do not both stand where they are expected"),
    ],
)
def test_a_paper_whose_fields_are_not_surely_read_stays_as_written(raw: str, reason: str) -> None:
    problem = cannot_place(entry(raw))
    assert problem is not None
    assert problem.sentence == f"It is printed as it was written: {reason}."


@pytest.mark.parametrize(
    "raw",
    [
        "Zed A. Skin of a kind. 3 Biotech. 2019;12(3):1-9.",
        "Zed A. Skin of a kind. J Nowhere Stud. 2019 Mar;1833(3):1-9.",
        "Smith J Jr, Silva A. Skin of a kind. J Nowhere Stud. 2018;12(Suppl 1):S1-S9.",
        "Zed A. 2017 guideline on skin. J Nowhere Stud. 2018;12(3):1-9.",
    ],
)
def test_a_paper_whose_fields_are_surely_read_is_set_in_the_style(raw: str) -> None:
    assert cannot_place(entry(raw)) is None


@pytest.mark.parametrize("kind", ["bibtex", "ris", "csl", "csv"])
def test_every_format_carries_the_words(kind: str) -> None:
    printed = [of.printed for case in WORKS if case["printed"] and (of := entry(case["raw"]))]
    text = "".join(WRITERS[kind]([record_of(citation) for citation in printed]))
    back = [citation_of(item) for item in READERS[kind](io.BytesIO(text.encode()), "x") if isinstance(item, Record)]
    for before, after in zip(printed, back, strict=True):
        assert said(before) - said(after) == set(), before
