from __future__ import annotations

import json
from pathlib import Path

import pytest

from evidence.clean.clean import CleanedList, clean_list
from evidence.errors import UsageError
from evidence.model import Citation, Name
from evidence.report.references import references_json, render_references
from evidence.sources.index import build_index

LIST = """RÉFÉRENCES
(1) Fontaine G. Colchicine <b>in</b> skin disease. Lancet. 1998;315:1210-3.
(2) Anales de dermatologie et Vénérologie décembre 2009
(3) Fontaine G. Colchicine in skin disease. Lancet. 1998;351:1210-3.
"""
PAPER = Citation(
    citation_id="pmid:90000006",
    pmid="90000006",
    title="Colchicine in skin disease",
    names=(Name("Fontaine", initials="G"),),
    journal="Lancet (London, England)",
    journal_abbrev="Lancet",
    journal_id="2985213R",
    year=1998,
    volume="351",
    first_page="1210",
    last_page="1213",
)


@pytest.fixture(scope="module")
def cleaned() -> CleanedList:
    with build_index([PAPER], None) as index:
        return clean_list(LIST, index)


def test_every_file_is_there(cleaned: CleanedList) -> None:
    files = render_references(cleaned)
    names = ["bib", "csl.json", "docx", "html", "json", "ris", "txt"]
    assert sorted(files) == [*(f"references.{name}" for name in names), "renumbering.csv"]
    again = render_references(cleaned)
    assert all(files[name] == again[name] for name in files if not name.endswith(".docx"))


def test_a_year_without_a_date_is_the_year_in_csl_json(cleaned: CleanedList) -> None:
    first = json.loads(render_references(cleaned)["references.csl.json"])[0]
    assert first["issued"] == {"date-parts": [[1998]]}


def test_json_follows_the_contract(cleaned: CleanedList) -> None:
    first, second, third = json.loads(render_references(cleaned)["references.json"])
    assert (first["number"], first["status"], first["match"]["pmid"]) == (1, "corrected", "90000006")
    assert {"field": "volume", "before": "315", "after": "351", "reason": "The record gives volume 351."} in first[
        "changes"
    ]
    assert first["fields"]["lpage"] == "1213"
    assert (second["status"], second["match"]) == ("unidentifiable", None)
    assert second["changes"][0]["after"] == "Annales de dermatologie et de vénéréologie"
    assert (third["status"], third["duplicate_of"]) == ("duplicate", 1)
    assert [entry["new_number"] for entry in (first, second, third)] == [1, 2, 1]
    keys = "number new_number raw status match fields changes confidence candidates duplicate_of problems explanation"
    keys += " decision"
    assert set(first) == set(keys.split())


def test_the_list_holds_a_repeated_entry_once_and_an_unclear_one_with_its_journal_put_right(
    cleaned: CleanedList,
) -> None:
    lines = render_references(cleaned)["references.txt"].decode().splitlines()
    assert lines[0].startswith("1. Fontaine G. Colchicine in skin disease. Lancet. 1998;351:1210-3.")
    assert lines[1] == "2. Annales de dermatologie et de vénéréologie décembre 2009"
    assert len(lines) == 2


def test_two_references_on_one_line_are_named_among_what_is_wrong_with_the_list() -> None:
    with build_index([PAPER], None) as index:
        page = render_references(
            clean_list("1. Silva A. One. Lancet 2001;1:1-2. 2. Costa B. Two. Lancet 2002;2:3-4.", index)
        )
    head = page["references.html"].decode().partition("Entry by entry")[0]
    assert head.count("Two references stand") == 1


def test_the_new_numbers_are_in_the_page_and_where_one_changes_in_a_table(cleaned: CleanedList) -> None:
    files = render_references(cleaned)
    assert files["renumbering.csv"].decode() == "number,position,new_number\n1,1,1\n2,2,2\n3,3,1\n"
    assert "<td>3</td><td>3</td><td>1</td>" in files["references.html"].decode()
    with build_index([PAPER], None) as index:
        same = render_references(clean_list("".join(LIST.splitlines(keepends=True)[:3]), index))
        bare = render_references(
            clean_list("".join(LIST.splitlines(keepends=True)[1:2] * 2).replace("(1) ", ""), index)
        )
    assert "renumbering.csv" not in same
    assert bare["renumbering.csv"].decode() == "number,position,new_number\n,1,1\n,2,1\n"


def test_the_page_is_safe_and_self_contained(cleaned: CleanedList) -> None:
    page = render_references(cleaned)["references.html"].decode()
    assert "default-src 'none'" in page
    assert "<b>in</b>" not in page
    assert "&lt;b&gt;" in page
    assert "<script" not in page
    assert "src=" not in page.replace("-src", "")
    assert "The record gives volume 351." in page


def test_an_unknown_style_is_refused(cleaned: CleanedList) -> None:
    with pytest.raises(UsageError):
        render_references(cleaned, style="nosuch")


def test_no_template_is_left_out() -> None:
    folder = Path(render_references.__code__.co_filename).parent / "templates"
    assert (folder / "references.html.j2").is_file()


def test_a_defect_of_the_list_stands_with_the_entry_that_it_follows() -> None:
    text = (
        "References\n"
        "1. Moreau A. A first title about nodules of the hand. J Test. 2001;1:1-2.\n"
        "2. Petit D. A second title about the colchicine of old. J Test. 2002;2:3-4.\n"
        "* * *\n"
        "4. Roux E. A fourth title about the laser in the clinic. J Test. 2003;3:5-6.\n"
        "5. Noir F. A fifth title about the surgery of nodules. J Test. 2004;4:7-8.\n"
    )
    with build_index([], None) as index:
        entries = json.loads(references_json(clean_list(text, index)))
    codes = [[problem["code"] for problem in entry["problems"]] for entry in entries]
    assert codes == [["heading"], ["stray-text"], ["number-skipped"], []]
