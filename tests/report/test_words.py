from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.model import Citation, Counts, Finding, Name
from evidence.report import words


def said(counts: dict[str, int], unit: str = "patients") -> str:
    base = Finding(
        finding_id="f", record_id="r", disease="SLE", intervention="surgery", intervention_class="surgery",
        domain="deposits", response="mixed", counts=Counts(**counts), count_unit=unit,  # type: ignore[arg-type]
    )  # fmt: skip
    return words.numbers(base)


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        pytest.param({"n_treated": 1, "n_no_response": 1, "n_any_response": 0}, "1 patient", id="one-patient"),
        pytest.param({"n_treated": 1, "n_recurrence": 1}, "1 patient, recurred", id="one-recurrence"),
        pytest.param({"n_treated": 6}, "6 patients treated; complete, partial, no response unreported", id="unsaid"),
        pytest.param({"n_partial": 3}, "3 partial of an unstated number; complete, no response unreported", id="no-n"),
        pytest.param({"n_treated": 5, "n_complete": 0, "n_partial": 0, "n_no_response": 5},
                     "0 complete, 0 partial, 5 no response of 5 patients", id="zero-is-said"),
    ],
)  # fmt: skip
def test_numbers(counts: dict[str, int], text: str) -> None:
    assert said(counts) == text


def test_lesions_are_called_lesions() -> None:
    assert said({"n_treated": 21, "n_complete": 12}, "lesions").startswith("12 complete of 21 lesions")


@given(st.text(max_size=60), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_clip_never_lengthens_by_more_than_the_ellipsis(text: str, limit: int) -> None:
    assert len(words.clip(text, limit)) <= max(len(text), limit + 1)
    if len(text) <= limit:
        assert words.clip(text, limit) == text


@pytest.mark.parametrize(
    ("citation", "short"),
    [
        pytest.param(Citation(names=(Name("Balin", initials="SJ"),), year=2012), "Balin 2012", id="author"),
        pytest.param(Citation(journal="Annals", year=1978), "Annals 1978", id="no-author"),
        pytest.param(Citation(citation_id="x1"), "untitled report, undated", id="nothing-known"),
    ],
)
def test_short_citation(citation: Citation, short: str) -> None:
    assert words.short_citation(citation) == short


def test_only_web_addresses_become_links() -> None:
    assert words.first_address("user file", "javascript:alert(1)") == ""
    assert words.first_address("seen at https://example.org/a?b=1; copy") == "https://example.org/a?b=1"
    assert words.links(Citation(pmid="1 OR 1", doi="", url="file:///etc/passwd")) == ()
    assert words.links(Citation(doi='10.1/a"><b')) == (("DOI", "https://doi.org/10.1/a%22%3E%3Cb"),)
