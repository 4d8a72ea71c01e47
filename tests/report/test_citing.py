from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.model import Citation, Name
from evidence.report.citing import clip, first_address, links, printable, short_citation


@given(st.text(max_size=60), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_clip_never_lengthens_by_more_than_the_ellipsis(text: str, limit: int) -> None:
    assert len(clip(text, limit)) <= max(len(text), limit + 1)
    if len(text) <= limit:
        assert clip(text, limit) == text


@pytest.mark.parametrize(
    ("citation", "short"),
    [
        pytest.param(Citation(names=(Name("Balin", initials="SJ"),), year=2012), "Balin 2012", id="author"),
        pytest.param(Citation(journal="Annals", year=1978), "Annals 1978", id="no-author"),
        pytest.param(
            Citation(url="https://example.org/a"), "untitled report at example.org, undated", id="only-an-address"
        ),
        pytest.param(Citation(citation_id="x1"), "untitled report, undated", id="nothing-known"),
    ],
)
def test_short_citation(citation: Citation, short: str) -> None:
    assert short_citation(citation) == short


def test_only_web_addresses_become_links() -> None:
    assert first_address("user file", "javascript:alert(1)") == ""
    assert first_address("seen at https://example.org/a?b=1; copy") == "https://example.org/a?b=1"
    assert links(Citation(pmid="1 OR 1", doi="", url="file:///etc/passwd")) == ()
    assert links(Citation(doi='10.1/a"><b')) == (("DOI", "https://doi.org/10.1/a%22%3E%3Cb"),)


def test_a_text_fragment_escapes_what_means_something_in_it() -> None:
    ((_, address),) = links(Citation(pmid="1"), ["low-dose, 9 & more"])
    assert address == "https://pubmed.ncbi.nlm.nih.gov/1/#:~:text=low%2Ddose%2C%209%20%26%20more"


def test_printable_drops_what_turns_the_words_after_it_and_keeps_the_letters() -> None:
    assert printable("\u202eتكلس\u2069 a\x00b\ud800") == "تكلس ab"
