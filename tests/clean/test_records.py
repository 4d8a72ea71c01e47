"""Entries given as records: fields and places of the record, nothing parsed again."""

from __future__ import annotations

from io import BytesIO

import pytest

from evidence.clean.clean import CleanedList, clean_list
from evidence.clean.records import reference_of
from evidence.formats import READERS
from evidence.model import Fault, GivenList, Place, Record, Reference
from evidence.report.references import render_references
from evidence.sources.index import CitationIndex

BIB = r"""@article{k1,
  author = {Zimmermann, Ernst and \v{S}koda, Jos\'e},
  title  = {Calcinose cutan{\'e}e et 34 nodules:
            une {\'e}tude},
  journal = "J Test", volume = 34, number = {6}, pages = {805--12},
  year = 2005, doi = {10.1000/j.test.2005.34}
}"""
RIS = """TY  - JOUR
ID  - 34
TI  - Calcinosis of 34 nodules
AU  - Zimmermann, Ernst
N2  - In 2005, 34 nodules of 805 patients. Zimmermann.
JO  - J Test
VL  - 34
IS  - 6
SP  - 805
EP  - 812
PY  - 2005
ER  - """
NBIB = """PMID- 34
DP  - 2005 Jun
TI  - Calcinosis of 34
      nodules.
PG  - 805-12
AB  - Zimmermann saw 34 nodules in 2005.
FAU - Zimmermann, Ernst
AU  - Zimmermann E
TA  - J Test
VI  - 34
IP  - 6"""


def reference(kind: str, text: str) -> Reference:
    (record,) = (item for item in READERS[kind](BytesIO(text.encode()), "l") if isinstance(item, Record))
    return reference_of(record)


TITLE = "Calcinose cutan{\\'e}e et 34 nodules:\n            une {\\'e}tude"
PLACES = [
    pytest.param("bibtex", BIB, {"title": TITLE}, id="bib"),
    pytest.param("ris", RIS, {"title": "Calcinosis of 34 nodules"}, id="ris"),
    pytest.param("nbib", NBIB, {"title": "Calcinosis of 34\n      nodules", "pmid": "34"}, id="nbib"),
]


@pytest.mark.parametrize(("kind", "text", "wanted"), PLACES)
def test_every_field_stands_where_its_record_has_it(kind: str, text: str, wanted: dict[str, str]) -> None:
    given = reference(kind, text)
    found = {field.field: given.raw[field.start : field.end] for field in reversed(given.fields)}
    common = {
        "authors": "Zimmermann",
        "volume": "34",
        "issue": "6",
        "fpage": "805",
        "year": "2005",
        "journal": "J Test",
    }
    for name, place in (common | wanted).items():
        assert found[name] == place
    for name, label in (("volume", "v"), ("year", "y|DP|PY"), ("fpage", "pages|SP|PG")):
        field = next(f for f in given.fields if f.field == name)
        line = given.raw[: field.start].rpartition("\n")[2]
        assert any(tag.lower() in line.lower() for tag in label.split("|"))


def test_a_field_that_is_written_otherwise_has_the_record_for_its_place() -> None:
    given = reference("bibtex", BIB.replace(r"\v{S}koda", r"\unknown{}ma {\textcommabelow S}"))
    assert all(0 <= field.start < field.end <= len(given.raw) for field in given.fields)


def cleaned(kind: str, text: str, index: CitationIndex) -> CleanedList:
    records = tuple(item for item in READERS[kind](BytesIO(text.encode()), "l") if isinstance(item, Record))
    return clean_list(GivenList(records=records), index, file="l")


KNOWN = r"""@article{a, author = {Fontaine, G.}, title = {Colchicine in inflamatory skin disease}, journal = {Lancet},
  year = {1998}, volume = {351}, number = {9110}, pages = {1210--3}}
@article{b, author = {Fontaine, Gis{\`e}le}, title = {Colchicine in inflammatory skin disease}, journal = {The Lancet},
  year = {1998}, volume = {351}}
@misc{c, author = {Nobody, Anna Maria}, title = {A paper that no index holds}, year = {2001},
  howpublished = {Leaflet}}"""


def test_records_are_identified_corrected_and_joined(index: CitationIndex) -> None:
    first, second, third = cleaned("bibtex", KNOWN, index).entries
    assert first.match is not None
    assert first.status == "corrected"
    assert ("title", "“inflamatory” is “inflammatory” in the record") in {
        (change.field, change.reason.removeprefix("The title differs: ").removesuffix(".")) for change in first.changes
    }
    assert second.match == first.match
    assert second.duplicate_of == 1
    assert (third.status, third.match) == ("not_found", None)
    assert first.reference.raw.startswith("@article{a, author")
    assert third.printed.names[0].given == "Anna Maria"


def test_an_unknown_record_is_printed_in_the_style_and_written_with_its_key(index: CitationIndex) -> None:
    files = render_references(cleaned("bibtex", KNOWN, index))
    assert files["references.txt"].decode().split("\n")[1] == "2. Nobody AM. A paper that no index holds. 2001."
    assert b"{c,\n" in files["references.bib"]


def test_twins_under_two_keys_are_one(index: CitationIndex) -> None:
    twins = "".join(
        f"@article{{key{n}, author={{Nobody, A.}}, title={{A paper that no index holds}}, year={{2001}}}}\n"
        for n in (1, 2)
    )
    assert [item.duplicate_of for item in cleaned("bibtex", twins, index).entries] == [None, 1]


def test_a_record_with_a_damaged_encoding_is_read_as_it_was_meant(index: CitationIndex) -> None:
    (item,) = cleaned("ris", "TY  - JOUR\nTI  - Une Ã©tude Ã  Lyon\nER  - ", index).entries
    assert [problem.code for problem in item.problems] == ["encoding"]
    assert "Ã©tude" in item.reference.raw


def test_a_repeat_of_a_long_record_is_found_in_time(index: CitationIndex) -> None:
    long = "@article{{k{}, title={{{}}}, year={{2001}}}}\n"
    text = "".join(long.format(n, "A word and another. " * 5000) for n in (1, 2))
    assert [item.duplicate_of for item in cleaned("bibtex", text, index).entries] == [None, 1]


def test_a_record_that_could_not_be_read_is_told_with_the_list(index: CitationIndex) -> None:
    fault = Fault(Place("a.bib", 9), "bibtex", "The entry is not well-formed; it was not read.", "Check its braces.")
    (record,) = (item for item in READERS["bibtex"](BytesIO(BIB.encode()), "a.bib") if isinstance(item, Record))
    cleaned = clean_list(GivenList("", records=(record,), faults=(fault,)), index)
    told = "On line 9: The entry is not well-formed; it was not read. Check its braces."
    assert [(problem.code, problem.sentence) for problem in cleaned.problems] == [("not-read", told)]
    files = render_references(cleaned)
    assert all(told.encode() in files[name] for name in ("references.json", "references.html"))
