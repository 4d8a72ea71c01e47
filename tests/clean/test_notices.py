from __future__ import annotations

import json
from dataclasses import replace

import pytest

from evidence.clean.clean import clean_list
from evidence.model import Citation, Name, Relation
from evidence.report.references import references_json
from evidence.sources.index import build_index

PAPER = Citation(
    citation_id="pmid:90000500",
    pmid="90000500",
    title="Carbon dioxide laser for painful calcified nodules of the fingers",
    names=(Name("Moreau", "Anne", "A"),),
    journal="British Journal of Dermatology",
    journal_abbrev="Br J Dermatol",
    year=1996,
    volume="135",
    first_page="302",
    last_page="304",
)
ENTRY = "1. Moreau A. Carbon dioxide laser for painful calcified nodules of the fingers. Br J Dermatol 1996;135:302-4."


@pytest.mark.parametrize(
    ("kind", "code", "begins"),
    [
        (
            "erratum_in",
            "corrected-later",
            "A correction of this paper was published (Br J Dermatol. 1997, PMID 90000501)",
        ),
        ("expression_of_concern_in", "concern", "The journal has voiced concern about this paper (Br J"),
        ("partial_retraction_in", "partly-retracted", "A part of this paper was retracted (Br J"),
        ("corrected_and_republished_in", "replaced", "This paper was corrected and published anew (Br J"),
        ("retracted_and_republished_in", "replaced", "This paper was retracted and published anew (Br J"),
        ("update_in", "replaced", "A newer version of this paper was published (Br J"),
    ],
)
def test_a_notice_is_named(kind: str, code: str, begins: str) -> None:
    record = replace(PAPER, relations=(Relation(kind, "90000501", "Br J Dermatol. 1997."), Relation("comment_in", "9")))
    with build_index([record], None) as index:
        (entry,) = json.loads(references_json(clean_list(ENTRY, index)))
    assert entry["match"]["pmid"] == "90000500"
    assert entry["status"] == "matched"
    (problem,) = entry["problems"]
    assert problem["code"] == code
    assert problem["sentence"].startswith(begins)


def test_a_paper_without_notices_has_no_problem() -> None:
    with build_index(
        [replace(PAPER, relations=(Relation("erratum_for", "9"), Relation("update_of", "9")))], None
    ) as index:
        (entry,) = clean_list(ENTRY, index).entries
    assert entry.problems == ()


def test_a_link_without_a_number_is_named_by_its_words() -> None:
    with build_index([replace(PAPER, relations=(Relation("erratum_in"),))], None) as index:
        (entry,) = clean_list(ENTRY, index).entries
    assert [p.sentence for p in entry.problems] == [
        "A correction of this paper was published: see whether what you cite still stands."
    ]
