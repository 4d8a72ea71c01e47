"""A manuscript rewritten: its citations and its list change, nothing else does, and what was left is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.clean.clean import clean_list
from evidence.clean.renumber import applied, renumbered
from evidence.clean.repeats import Renumbered
from evidence.clean.rewritten import rewritten
from evidence.errors import UsageError
from evidence.formats.docx_copy import copy_docx
from evidence.formats.docx_text import read_docx
from evidence.formats.style import render
from evidence.sources.citation_jsonl import read_rows
from evidence.sources.citation_row import Row, citation_of_row
from evidence.sources.index import CitationIndex
from evidence.sources.lists import read_list
from tests.formats.documents import docx, note_mark, notes, numbering, paragraph, raised

CASES = Path(__file__).parents[1] / "cases"
READ = [citation_of_row(row) for row in read_rows(CASES / "clean_index.jsonl") if isinstance(row, Row)]
A, B, C = render(READ[:3])
UNKNOWN = "Nobody N. A title that *no* record has, on something else. J Rheumatol. 2012;67:1-2."
PROSE = "Calcinosis is a rare complication of lupus, and no treatment is agreed upon to this day by all of us.\n" * 4

Rewrite = Callable[[str, bytes], tuple[str, bytes, list[str]]]


@pytest.fixture
def rewrite(index: CitationIndex, tmp_path: Path) -> Rewrite:
    def run(name: str, data: bytes) -> tuple[str, bytes, list[str]]:
        (tmp_path / name).write_bytes(data)
        listed = read_list(tmp_path / name)
        cleaned = clean_list(listed, index, file=name)
        kept = [item for item in cleaned.entries if item.duplicate_of is None]
        styled = iter(render([item.printed for item in kept if item.match], "vancouver"))
        printed = [next(styled) if item.match else item.reference.raw for item in kept]
        made, copied, problems = rewritten(listed, cleaned, printed, name)
        return made, copied, [problem.sentence for problem in problems]

    return run


def manuscript(body: str, *entries: str, between: str = "\n", after: str = "") -> str:
    return f"A case of calcinosis\n\n{PROSE}\n{body}\n\nReferences\n\n{between.join(entries)}\n{after}"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_joined_entry_moves_the_numbers_and_nothing_else(rewrite: Rewrite, newline: str, encoding: str) -> None:
    body = "Seen\t[3] and [2,3] by  many [1,\n4], œdème.  "
    after = "\nFigure legends\n\nA hand [4].\n"
    before = manuscript(body, f"1. {A}", f"2. {B}", f"3. {A}", f"4. {C}", between="\n\n", after=after)
    told = manuscript(
        "Seen\t[1] and [1,2] by  many [1,\n3], œdème.  ",
        *(f"1. {A}", f"2. {B}", f"3. {C}"),
        between="\n\n",
        after=after.replace("4", "3"),
    )
    name, copied, problems = rewrite("x.txt", before.replace("\n", newline).encode(encoding))
    assert (name, problems) == ("manuscript.txt", [])
    assert copied == told.replace("\n", newline).encode(encoding)


@pytest.mark.parametrize("name", ["x.txt", "x.md"])
def test_what_is_right_stays_byte_for_byte(rewrite: Rewrite, name: str) -> None:
    split = B.index(" ", 40)
    text = manuscript("So [1] and  [2, 3].", f"[1] {A}", f"[2]  {B[:split]}\n  {B[split + 1 :]}", f" [3] {UNKNOWN}")
    _, copied, problems = rewrite(name, text.encode())
    assert (copied.decode(), problems) == (text, [])


def test_a_wrong_entry_is_printed_right_and_a_right_one_keeps_its_markup(rewrite: Rewrite) -> None:
    wrong = B.replace("2011", "2012", 1)
    text = manuscript("So [^3] and [^4].", f"[^1]: {A}", f"[^2]: {A}", f"[^3]: {wrong}", f"[^4]: {UNKNOWN}")
    name, copied, problems = rewrite("x.md", text.replace("*no*", "**no**").encode())
    expected = manuscript("So [^2] and [^3].", f"[^1]: {A}", f"[^2]: {B}", f"[^3]: {UNKNOWN}").replace("*no*", "**no**")
    assert (name, copied.decode(), problems) == ("manuscript.md", expected, [])


def test_what_is_not_certain_is_left_and_told(rewrite: Rewrite) -> None:
    body = "So [2], [7] and\n[3]."
    text = manuscript(body, f"1. {A}", f"2. {A}", f"2. {B}", f"3. {C}\nCorrespondence to the author of this.")
    _, copied, problems = rewrite("x.txt", text.encode())
    assert copied.decode() == manuscript(body, f"1. {A}", f"2. {B}", f"3. {C}\nCorrespondence to the author of this.")
    assert [sentence.partition(";")[0] for sentence in problems] == [
        "“[2]” in line 8 cites number 2, which stands in the list for more than one reference",
        "“[7]” in line 8 cites number 7, which is not in the list",
        "“Correspondence to the author of this.” on line 17 was not read as a part of the reference before it",
    ]


def test_two_on_one_line_and_a_stray_line(rewrite: Rewrite) -> None:
    text = manuscript("So [3].", f"1. {A} 2. {A}", "-- of the clinic --", f"3. {B}")
    _, copied, problems = rewrite("x.txt", text.encode())
    assert [problem.partition(" was ")[0] for problem in problems] == ["“-- of the clinic --” on line 13"]
    assert copied.decode() == manuscript("So [2].", f"1. {A}", "-- of the clinic --", f"2. {B}")


def test_every_way_to_write_a_number(rewrite: Rewrite) -> None:
    plain = UNKNOWN.replace("*", "")
    text = manuscript("So [3] and [4].", f"\\[1\\] {A}", f"\\[2\\] {A}", f"\\[3\\] {plain} \\[4\\]", C)
    _, copied, problems = rewrite("x.md", text.encode())
    entries = (f"\\[1\\] {A}", f"\\[2\\] {plain}", f"\\[3\\] {C}")
    assert [line.replace("\\", "") for line in copied.decode().splitlines()] == manuscript(
        "So [2] and [3].", *entries
    ).replace("\\", "").splitlines()
    assert problems == []


def test_two_references_under_one_number_get_two_and_their_citation_is_left(rewrite: Rewrite) -> None:
    a, b = (text.partition(" doi: ")[0] for text in (A, B))
    cut = b.index(" ", 40)
    text = manuscript("So [1] and [2].", f"1. {a} {b[:cut]}\n{b[cut + 1 :]}", f"2. {C}")
    _, copied, problems = rewrite("x.txt", text.encode())
    assert copied.decode() == manuscript("So [1] and [3].", f"1. {A}", f"2. {B}", f"3. {C}")
    assert problems == [
        "“[1]” in line 8 cites number 1, which stands in the list for more than one reference; it was left as it is."
    ]


def test_a_bullet_before_a_number_stays(rewrite: Rewrite) -> None:
    text = manuscript("So (1, 3).", f"- (1) {A}", f"- (2) {A}", f"- (3) {B}")
    assert rewrite("x.md", text.encode())[1].decode() == manuscript("So (1, 2).", f"- (1) {A}", f"- (2) {B}")


def test_numbers_in_tags_and_between_carets_are_raised_ones(rewrite: Rewrite) -> None:
    entries = (f"<sup>1</sup> {A}", f"<sup>2</sup> {A}", f"<sup>3</sup> {B}")
    body = "So<sup>1, 3</sup>, 10<sup>3</sup> cells, then^2,3^ and¹⁻³."
    _, copied, problems = rewrite("x.md", manuscript(body, *entries).encode())
    assert "So<sup>1, 2</sup>, 10<sup>3</sup> cells, then^1,2^ and¹,²." in copied.decode()
    assert not problems


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("First,1 second2,3 and third.1–3 A drug [2].", "3 numbers may be citations whose raised digits were lost"),
        ("Nobody is cited.", "no numbered citation was found in the text"),
        ("See Table (2); grade (3); in 2 of 3 patients (1).", "no numbered citation was found in the text"),
        ("Seen in one place (2).", "its numbers in parentheses cite too little of the list"),
    ],
)
def test_where_it_is_unclear_how_a_text_cites_no_number_moves(rewrite: Rewrite, body: str, why: str) -> None:
    wrong = A.replace("2011", "2012")
    before = manuscript(body, f"1. {wrong}", f"2. {A}", f"3. {B}", f"4. {C}")
    _, copied, problems = rewrite("x.txt", before.encode())
    assert copied.decode() == manuscript(body, f"1. {A}", f"2. {A}", f"3. {B}", f"4. {C}")
    (told,) = problems
    assert told.startswith("No number was changed")
    assert why in told


def test_a_list_in_a_table_is_refused(rewrite: Rewrite) -> None:
    with pytest.raises(UsageError, match=r"x\.md has its list in a table"):
        rewrite("x.md", manuscript("So [2].", f"| 1 | {A} |", f"| 2 | {B} |").encode())


def test_a_list_without_numbers_stays_without(rewrite: Rewrite) -> None:
    body = "So Silva 2010 (2)."
    _, copied, problems = rewrite("x.md", manuscript(body, f"- {A}", f"- {A}", f"- {B}").encode())
    assert copied.decode() == manuscript(body, f"- {A}", f"- {B}")
    assert problems == ["No numbered citation was found in the text; nothing was renumbered."]


def test_where_authors_work_and_isotopes_are_no_citations(rewrite: Rewrite) -> None:
    front = "Ana Silva¹, Bo Costa²,³\n\n¹Clinic of one town\n²Clinic of another\n³ Clinic of a third\n\n"
    text = front + manuscript(f"{PROSE * 3}Seen by ¹⁸F-PET³ and ³H.", f"1. {A}", f"2. {A}", f"3. {B}")
    _, copied, problems = rewrite("x.txt", text.encode())
    assert copied.decode() == front + manuscript(f"{PROSE * 3}Seen by ¹⁸F-PET² and ³H.", f"1. {A}", f"2. {B}")
    assert all("where an author works" in problem or "belong to a symbol" in problem for problem in problems)


def test_word_in_all_its_ways(rewrite: Rewrite) -> None:
    def made(new: dict[str, str], *entries: str) -> bytes:
        return docx(
            paragraph("A case"),
            *(paragraph(line) for line in PROSE.splitlines()),
            paragraph("Split", raised(new["split"][:1]), raised(new["split"][1:]), " and", raised(new["one"]), "."),
            f"<w:tbl><w:tr><w:tc>{paragraph('cell', raised(new['one']))}</w:tc></w:tr></w:tbl>",
            paragraph("Noted", note_mark("footnote", 1), " by all", raised("9")),
            paragraph("Références", style="Titre1"),
            *(paragraph(entry, num_id=1) for entry in entries),
            paragraph("Figure 1. A hand", raised(new["one"]), "."),
            numbering=numbering("%1."),
            footnotes=notes("footnote", ["Late"]).replace("Late</w:t></w:r>", f"Late</w:t></w:r>{raised(new['one'])}"),
        )

    text = made({"split": "3,4", "one": "4"}, A, B.replace("2011", "2012", 1), A, C)
    name, copied, problems = rewrite("x.docx", text)
    assert name == "manuscript.docx"
    assert problems == ["“⁹” in paragraph 8 cites number 9, which is not in the list; it was left as it is."]
    expected = read_docx(made({"split": "1,3", "one": "3"}, A, B, C), "x").text
    assert read_docx(copied, "x").text == expected


@given(
    pieces=st.lists(st.tuples(st.text("[]()1234, –-ab", min_size=1, max_size=4), st.booleans()), max_size=12),
    new=st.permutations([1, 2, 3, 4]),
)
def test_a_document_changes_as_its_text_does(pieces: list[tuple[str, bool]], new: list[int]) -> None:
    table = [Renumbered(at, at, number) for at, number in enumerate(new, 1)]
    document = docx(paragraph(*(raised(text) if up else text for text, up in pieces)), paragraph("As [1,4]."))
    copied, problems = copy_docx(document, "x", {}, lambda text, places: renumbered(text, table, places))
    text = read_docx(document, "x").text
    edits, told = renumbered(text, table)
    expected = applied(text, edits)
    assert len(problems) == len(told)
    # Word's dash is the raised dash of text
    assert read_docx(copied, "x").text.replace("⁻", "–") == expected.replace("⁻", "–")


def test_numbers_that_word_counts_otherwise_are_told(rewrite: Rewrite) -> None:
    prose = (paragraph(line) for line in PROSE.splitlines())
    body = (*prose, paragraph("So [4]."), paragraph("References"), paragraph(A, num_id=1), paragraph(B, num_id=1))
    _, copied, problems = rewrite("x.docx", docx(*body, numbering=numbering("%1.", start=3)))
    assert "So [2]." in read_docx(copied, "x").text
    assert [problem.partition(",")[0] for problem in problems] == ["The citations follow a list from 1 to 2"]


LISTED = f"1. {A}\n2. {B}\n"
TWO = manuscript("So [1].", f"1. {A}", f"2. {B}", after=f"\n# Chapter\n\n{PROSE}\nReferences\n\n{LISTED}")


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("x.txt", LISTED, "is a list"),
        ("x.txt", f"A note.\nReferences\n{LISTED}", "only 2 words stand before the heading “References”"),
        ("x.md", manuscript("So [Mor10].", f"- [Mor10] {A}", f"- [Sil11] {B}"), "has keys"),
        ("x.bib", "@article{a, title={Calcinosis}, year={2005}}", "is neither text"),
        ("x.txt", TWO, "several reference lists"),
        ("x.txt", manuscript("So [1] à Genève.", f"1. {A}", f"2. {B}").encode("cp1252"), "not UTF-8"),
    ],
)
def test_what_cannot_be_rewritten_is_refused_with_the_next_step(
    name: str, text: str | bytes, why: str, rewrite: Rewrite
) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        rewrite(name, text if isinstance(text, bytes) else text.encode())
    assert caught.value.hint
