"""A manuscript: its reference section, and what it says where it cites."""

from __future__ import annotations

import pytest

from evidence.clean.clean import clean_list
from evidence.clean.given import taken
from evidence.clean.headings import depth, is_heading, names_list, names_notes, names_other_part
from evidence.clean.manuscript import Context, context_of, find_section, why_no_manuscript
from evidence.model import Citation, GivenList, Name
from evidence.sources.index import build_index

BODY = """Calcinosis under colchicine: a case

We report a woman of 42 years with lupus whose deposits went. Calcinosis is rare in lupus (1). It was seen before in
a child [2, 4-6]. Nobody knows why. Ravel et al. measured it in 2014 and found nothing of note in 12 patients.⁷ The
dose was 1 mg a day for two years, and it was well borne."""
ENTRIES = ["1. Ravel M. One paper. Nature. 2014;508:331-9.", "2. Dumas A. Another paper. Nature. 2015;518:31-9."]
LIST = "\n".join(ENTRIES)


@pytest.mark.parametrize(
    "heading",
    [
        *("References", "RÉFÉRENCES :", "Bibliographie", "Bibliography", "Literatur", "Literaturverzeichnis"),
        *("Bibliografía", "Referências", "7. References", "VII. Références bibliographiques", "5.2 Works cited"),
        *(
            "## References",
            "**Références**",
            "### 4. Literature cited",
            "References and notes",
            "Re\u0301fe\u0301rences",
        ),
    ],
)
def test_the_section_is_found_by_its_heading(heading: str) -> None:
    lines = f"{BODY}\n\n{heading}\n{LIST}\n".split("\n")
    section = find_section(lines)
    assert lines[section.first - 1 : section.last] == ENTRIES
    assert lines[section.body] == heading


@pytest.mark.parametrize(
    "heading",
    [
        *("Figures", "Légendes des figures", "Tableaux", "ANNEXES", "Acknowledgements", "8. Remerciements", "Funding"),
        *("Correspondence", "Korrespondenzadresse: Dr. A. Muster, Klinik, 10115 Berlin", "Received 3 March 2019."),
        *(
            "Auteur correspondant : A. Exemple",
            "Interessenkonflikt. Der Autor gibt keinen an.",
            "Accepted: June 1, 2020",
        ),
        *("Table 1. Calcium by year", "Figure 2: A hand", "Tableau 3 – Dosages", "# Anything", "Conflits d’intérêts"),
    ],
)
def test_it_ends_at_the_next_heading(heading: str) -> None:
    lines = f"{BODY}\n# References\n{LIST}\n\n{heading}\n1. A legend of 2014\n".split("\n")
    section = find_section(lines)
    assert lines[section.first - 1 : section.last] == ENTRIES
    (told,) = (p for p in taken(GivenList("\n".join(lines)), "-")[0].problems if p.code == "manuscript")
    assert told.sentence.startswith(f"The references were read from the heading on line {section.body + 1} to what")


@pytest.mark.parametrize(
    "line",
    [
        *("received 3 March 2019 a dose of it. Nature. 2015;518:31-9.", "Received wisdom on colchicine in 2014."),
        *("Correspondence. Lancet. 2015;518:31-9.", "Funding: who pays? Nature. 2015;518:31-9."),
    ],
)
def test_it_goes_on_where_a_line_only_begins_like_the_end_of_a_paper(line: str) -> None:
    assert not names_other_part(line)


def test_the_last_list_that_has_entries_is_taken_and_the_others_told() -> None:
    section = f"References\n{LIST}\n\n"
    text = f"Contents\nReferences\nFigures\n\n{BODY}\n{section}More text.\n\n{section}References\n"
    split, _ = taken(GivenList(text), "-")
    assert [r.number for r in split.references] == [1, 2]
    (told,) = (p.sentence for p in split.problems if p.code == "manuscript")
    assert "Another such heading stands on line 10" in told
    assert split.references[0].place.line == 17


def test_footnotes_are_the_list_where_there_is_no_other() -> None:
    notes = f"{BODY}\n# Footnotes\n{LIST}"
    assert [r.raw for r in taken(GivenList(notes), "-")[0].references] == [entry[3:] for entry in ENTRIES]
    both = f"{BODY}\n# References\n1. Only one. 2001.\n# Footnotes\n{LIST}"
    assert [r.raw for r in taken(GivenList(both), "-")[0].references] == ["Only one. 2001."]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"References\n{LIST}", id="heading first"),
        pytest.param(f"{LIST}\nBibliography\n3. Li W. A third. 2001.", id="heading in the middle"),
        pytest.param(f"For the editor\n\nReferences\n{LIST}\n\n", id="a few words before"),
        pytest.param(f"{LIST}\n# Footnotes\n1. A note. 2001.", id="a list with a note"),
    ],
)
def test_a_list_is_no_manuscript(text: str) -> None:
    split, context = taken(GivenList(text), "-")
    assert context == Context()
    assert "manuscript" not in {problem.code for problem in split.problems}
    assert {entry[3:] for entry in ENTRIES} <= {r.raw for r in split.references}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"For the editor\n\n# References\n{LIST}", "only 3 words stand before the heading “# References”, and a"),
        (f"Dear,\nNotes\n{LIST}", "only 1 word stands before the heading “Notes”, and a manuscript has 40 or more"),
        (f"{BODY}\nReferences\nNone.", "no reference stands under the heading “References”"),
        (
            f"{LIST}\n" * 9 + f"References\n{LIST}",
            "what stands before the heading “References” looks like a part of the",
        ),
        (f"\nReferences\n{LIST}", ""),
        (LIST, ""),
    ],
)
def test_why_it_is_no_manuscript(text: str, why: str) -> None:
    lines = text.split("\n")
    assert find_section(lines).body == 0
    told = why_no_manuscript(lines)
    assert told.startswith(why)
    assert bool(told) == bool(why)


def test_what_comes_after_a_list_is_no_part_of_it() -> None:
    split, _ = taken(GivenList(f"References\n{LIST}\nFigure legends\nFigure 1. A hand."), "-")
    assert [r.number for r in split.references] == [1, 2]
    assert [p.code for p in split.problems] == ["manuscript", "heading"]


CITING = [
    (1, "", None, ["Calcinosis is rare in lupus (1)."]),
    (2, "", None, ["It was seen before in a child [2, 4-6]."]),
    (5, "", None, ["It was seen before in a child [2, 4-6]."]),
    (7, "", None, ["Ravel et al. measured it in 2014 and found nothing of note in 12 patients.⁷"]),
    (None, "Ravel", 2014, ["Ravel et al. measured it in 2014 and found nothing of note in 12 patients.⁷"]),
    (None, "Ravel", 2013, []),
    (None, "", None, []),
    (8, "", None, []),
]


@pytest.mark.parametrize(("number", "family", "year", "sentences"), CITING)
def test_citing_sentences(number: int | None, family: str, year: int | None, sentences: list[str]) -> None:
    lines = f"{BODY}\n\nReferences\n{LIST}".split("\n")
    context = context_of(lines, find_section(lines))
    assert context.title == "Calcinosis under colchicine: a case"
    assert list(context.citing(number, family, year)) == sentences


def test_headings_and_what_is_none() -> None:
    assert is_heading("## Anything at all")
    assert not is_heading("1. References to calcium in the works of Ravel. 2001.")
    assert [depth("## A"), depth("A"), depth("#1")] == [2, 0, 0]
    assert names_list("IV - Références")
    assert names_notes("Notes de bas de page")
    assert names_other_part("Fig. 3. A hand")
    assert not names_list("x" * 200)
    assert not names_other_part("Table manners in 1900. J Test. 2001.")


PAPERS = [
    Citation(citation_id="a", title="Ulceration of the fingers after frost", year=2017),
    Citation(citation_id="b", title="Surgery for pruritic keloids", year=2017),
    Citation(citation_id="c", title="Keloids of the ear", year=2011),
]
UNCLEAR = "3. Annales de dermatologie et vénéréologie décembre 2017"
CITED = f"{BODY}\nPruritic keloids were treated by surgery before [3].\n\nReferences\n{LIST}\n{UNCLEAR}\n"


def test_an_entry_that_says_too_little_is_shown_what_the_citing_sentence_speaks_of() -> None:
    with build_index(PAPERS, None) as index:
        alone = clean_list(f"{LIST}\n{UNCLEAR}", index).entries[-1]
        item = clean_list(CITED, index).entries[-1]
    assert item.status == alone.status == "unidentifiable"
    assert item.match is None
    assert [c.citation.citation_id for c in item.candidates] == ["b"]
    assert "“Pruritic keloids were treated by surgery before [3]”" in item.explanation
    assert "cited" not in alone.explanation


def test_of_several_papers_that_fit_the_one_on_the_topic_comes_first_and_none_is_claimed() -> None:
    papers = [
        Citation(citation_id=key, title=title, journal="Nature", year=2017, names=(Name("Ravel", initials="M"),))
        for key, title in (("a", "Ulceration of the fingers after frost"), ("b", "Surgery for pruritic keloids"))
    ]
    text = CITED.replace(UNCLEAR, "3. Ravel et al. 2017, Nature")
    with build_index(papers, None) as index:
        item = clean_list(text, index).entries[-1]
    assert (item.status, item.match) == ("ambiguous", None)
    assert [c.citation.citation_id for c in item.candidates] == ["b", "a"]


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        pytest.param("Pruritic keloids were treated by surgery before [3].", ["b"], id="on the topic"),
        pytest.param("Something else was done before [3].", [], id="on none"),
    ],
)
def test_of_an_author_who_is_not_found_the_papers_of_the_journal_on_the_topic_are_shown(
    sentence: str, shown: list[str]
) -> None:
    papers = [
        Citation(citation_id=key, title=title, journal="Nature", journal_id="0410462", year=year)
        for key, title, year in (
            ("a", "Ulceration of the fingers after frost", 2017),
            ("b", "Surgery for pruritic keloids", 2017),
            ("c", "Pruritic keloids revisited", 2015),
        )
    ]
    text = CITED.replace("Pruritic keloids were treated by surgery before [3].", sentence)
    with build_index(papers, None) as index:
        item = clean_list(text.replace(UNCLEAR, "3. Revel et al. 2017, Nature"), index).entries[-1]
    assert (item.status, item.match) == ("not_found", None)
    assert [c.citation.citation_id for c in item.candidates] == shown
    assert ("none fits all that is written, but one of them may be meant" in item.explanation) == bool(shown)
