from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from evidence.model import News, RecordChange, Run
from evidence.report.feed import render_feed
from tests.report.build import updated

ATOM = "{http://www.w3.org/2005/Atom}"
RUN = updated().run


def run(minute: int, *titles: str, kind: str = "new") -> Run:
    records = tuple(RecordChange(f"pmid:{n}", kind, title) for n, title in enumerate(titles, start=1))  # type: ignore[arg-type]
    started = f"2026-11-25T{minute // 60:02}:{minute % 60:02}:00+00:00"
    return replace(RUN, run_id=f"r{minute}", started=started, news=News(since="r0", records=records))


def entries(feed: bytes) -> list[Element]:
    return fromstring(feed).findall(f"{ATOM}entry")


def content(entry: Element) -> str:
    held = entry.find(f"{ATOM}content")
    assert held is not None
    assert held.get("type") == "html"
    return held.text or ""


def test_a_feed_has_what_atom_asks_for() -> None:
    feed = fromstring(render_feed([RUN], "Treatment of calcinosis"))
    assert feed.tag == f"{ATOM}feed"
    for node in (feed, *feed.findall(f"{ATOM}entry")):
        assert (node.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
        assert node.findtext(f"{ATOM}title")
        assert node.findtext(f"{ATOM}updated") == "2026-11-25T15:52:58Z"
        assert node.find(f"{ATOM}link") is not None
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "evidence"


def test_newest_first_quiet_runs_left_out_and_at_most_fifty() -> None:
    runs = [run(minute, "A title") for minute in range(60)]
    quiet = replace(RUN, run_id="quiet", started="2026-11-25T23:00:00+00:00", news=News(since="r0"))
    feed = render_feed([*runs, quiet, replace(RUN, news=None)], "T")
    links = [entry.find(f"{ATOM}link").get("href") for entry in entries(feed)]  # type: ignore[union-attr]
    assert links == [f"news/2026-11-25T00{minute:02}00Z.html" for minute in range(59, 9, -1)]
    assert len({entry.findtext(f"{ATOM}id") for entry in entries(feed)}) == 50
    assert feed == render_feed([quiet, *reversed(runs)], "T")


def test_an_entry_tells_cells_records_and_what_is_missing() -> None:
    (entry,) = entries(render_feed([updated(complete=False).run], "T"))
    body = html.fragment_fromstring(content(entry))
    said = body.text_content()
    assert (entry.findtext(f"{ATOM}title") or "").startswith("Not complete: 4 new, 1 retracted, 2 changed")
    assert "Not fetched: PMID 123, 456." in said
    assert "8 partial (26–69%) → 1 report, 17 patients: 9 partial (31–74%)" in said
    assert [e.text_content().strip() for e in body.xpath("//del")] == ["Withdrawn"]
    assert "https://pubmed.ncbi.nlm.nih.gov/1/" in body.xpath("//a/@href")


def test_a_long_list_ends_with_how_many_are_left() -> None:
    (entry,) = entries(render_feed([run(0, *(f"Title {n}" for n in range(30)))], "T"))
    assert "and 10 more" in content(entry)
    assert "Title 25" not in content(entry)


HOSTILE = [
    "<script>alert(1)</script>",
    "\u202eabc",
    "x" * 10_000,
    "]]>",
    "a\x00\x0b\ufffe\ud800b",
    "<![CDATA[",
    "&amp;lt;",
]


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_title_harms_nothing(title: str) -> None:
    feed = render_feed([run(0, title)], title)
    (entry,) = entries(feed)
    body = html.fragment_fromstring(content(entry))
    assert {e.tag for e in body.iter()} <= {"div", "p", "h3", "ul", "li", "bdi", "a"}
    assert len(feed) < 4_000


@given(st.lists(st.text(st.characters(), max_size=20), min_size=1, max_size=3), st.text(st.characters(), max_size=20))
@settings(max_examples=50, deadline=None)
def test_any_title_gives_sound_xml(titles: list[str], title: str) -> None:
    assert len(entries(render_feed([run(0, *titles)], title))) == 1


def test_a_topic_without_runs_has_an_empty_feed() -> None:
    assert entries(render_feed([], "T")) == []
