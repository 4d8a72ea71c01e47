from __future__ import annotations

import io

import pytest

from evidence.clean.clean import clean_list
from evidence.formats import READERS
from evidence.model import Citation, GivenList, Name, Record
from evidence.report.references import render_references
from evidence.sources.index import build_index

PAPER = Citation(
    citation_id="pmid:90000006",
    pmid="90000006",
    doi="10.1000/right",
    title="Colchicine in skin disease",
    names=(Name("Fontaine", initials="GB"), Name("Petit", initials="M")),
    journal="Lancet (London, England)",
    journal_abbrev="Lancet",
    journal_id="2985213R",
    issn=("0140-6736", "1474-547X"),
    year=1998,
    volume="351",
    first_page="1210",
    last_page="1213",
)
BIB = r"""@article{o'brien&co,
  author = {Fontaine, Gaston B. and Petit, Marie}, title = {{C}olchicine in skin disease}, journaltitle = {The Lancet},
  year = 1997, month = may, volume = 315, pages = {1210--3}, doi = {10.1000/wrong}, note = {keep me}, file = {a.pdf}
}
@phdthesis{dupont, author = {Dupont, Marie}, title = {Calcinosis of the hand and its forms}, school = {Alger},
  year = 2019, howpublished = {\url{https://example.org/a_b}}, urldate = {2024-03-12}, pages = {1-4; 7}}
@book{robbins, author = {Kumar, V}, title = {Basic pathology of tissue}, publisher = {Elsevier}, edition = {10},
  address = {Boston}, isbn = {9780323353175}, year = 2018}
"""
RIS = """TY  - JOUR
ID  - mine7
AU  - Fontaine, Gaston
AU  - Petit, Marie
TI  - Colchicine in skin disease
JO  - Lancet
PY  - 1998
DA  - 1998/05/02
VL  - 315
SP  - 1210
PB  - Elsevier
KW  - colchicine
ER  -

TY  - THES
AU  - Dupont, Marie
TI  - Calcinosis of the hand and its forms
PB  - Alger
PY  - 2019
ER  -
"""


def cleaned(kind: str, text: str, name: str) -> str:
    items = READERS[kind](io.BytesIO(text.encode()), f"x.{name}")
    given = GivenList(records=tuple(item for item in items if isinstance(item, Record)))
    with build_index([PAPER], None) as index:
        return render_references(clean_list(given, index))[f"references.{name}"].decode()


def test_a_corrected_bibtex_entry_keeps_its_key_and_the_fields_that_nothing_corrects() -> None:
    entry = cleaned("bibtex", BIB, "bib").split("\n@")[0]
    assert entry.startswith("@article{o'brien&co,\n")
    for kept in ("note = {keep me}", "file = {a.pdf}", "author = {Fontaine, Gaston B. and Petit, Marie}"):
        assert kept in entry
    for corrected in ("volume = {351}", "year = {1998}", "doi = {10.1000/right}", "pages = {1210--1213}"):
        assert corrected in entry
    for wrong in ("315", "1997", "month", "wrong", "journaltitle"):
        assert wrong not in entry
    assert entry.count("issn") == 1


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("phdthesis{dupont", ["school = {Alger}", "urldate = {2024-03-12}", "{https://example.org/a_b}", "1--4; 7"]),
        ("book{robbins", ["publisher = {Elsevier}", "edition = {10}", "address = {Boston}", "isbn = {9780323353175}"]),
    ],
)
def test_a_bibtex_entry_that_is_not_found_stays_whole(key: str, fields: list[str]) -> None:
    (entry,) = [entry for entry in cleaned("bibtex", BIB, "bib").split("\n@") if entry.startswith(key)]
    assert all(field in entry for field in fields)


def test_ris_keeps_its_id_type_and_tags() -> None:
    first, second = cleaned("ris", RIS, "ris").split("ER  - ")[:2]
    for line in ("ID  - mine7", "PB  - Elsevier", "KW  - colchicine", "VL  - 351", "DA  - 1998/05/02", "EP  - 1213"):
        assert line in first.splitlines()
    assert "315" not in first
    assert "TY  - THES" in second
    assert "PB  - Alger" in second


def test_a_record_without_a_key_of_its_own_has_that_of_the_paper() -> None:
    assert "ID  - pmid:90000006" in cleaned("ris", RIS.replace("ID  - mine7\n", ""), "ris")
