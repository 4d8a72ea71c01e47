"""The runs of a topic as an Atom feed, so that a reader is told what is new without asking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evidence.model import CellChange, News, RecordChange, Run
from evidence.normalise.text import strip_markup
from evidence.report.citing import capital, clip
from evidence.report.news import cell_place, cell_words, counts, has_news, news_name, pubmed, utc
from evidence.report.words import words

_ENTRIES = 50
_LISTED = 20
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_feed(runs: Sequence[Run], title: str) -> bytes:
    """Atom 1.0 (RFC 4287), an entry for each run that has something to tell, newest first, at most 50.

    Links are relative to the folder that the feed lies in. Raises ValueError for a run without a start.
    """
    newest = sorted(runs, key=lambda run: (utc(run), run.run_id), reverse=True)
    shown = [run for run in newest if has_news(run)][:_ENTRIES]
    topic = newest[0].topic_id if newest else title
    feed = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _add(feed, "id", _urn(topic))
    _add(feed, "title", f"What's new: {clip(title, 240)}")
    _add(feed, "updated", _when(shown or newest))
    SubElement(SubElement(feed, "author"), "name").text = "evidence"
    SubElement(feed, "link", rel="alternate", type="text/html", href="index.html")
    for run in shown:
        entry = SubElement(feed, "entry")
        news = run.news or News()
        _add(entry, "id", _urn(f"{topic}/{run.started}"))
        _add(entry, "title", counts(news, words()) if run.complete else f"Not complete: {counts(news, words())}")
        _add(entry, "updated", _when([run]))
        SubElement(entry, "link", rel="alternate", type="text/html", href=f"news/{news_name(run)}")
        _add(entry, "content", _content(run, news)).set("type", "html")
    indent(feed)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add(parent: Element, tag: str, text: str) -> Element:
    child = SubElement(parent, tag)
    child.text = _NO_XML.sub("", text)
    return child


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_URL, f"evidence:{name}".encode("utf-8", "replace").decode()).urn


def _when(runs: Sequence[Run]) -> str:
    return f"{utc(runs[0]):%Y-%m-%dT%H:%M:%SZ}" if runs else "1970-01-01T00:00:00Z"


def _content(run: Run, news: News) -> str:
    """The entry as HTML: what could not be had, the cells that moved, the records; titles stay text."""
    body = Element("div")
    if not run.complete:
        missing = f" Not fetched: PMID {_first(news.failed)}." if news.failed else ""
        _add(body, "p", f"This harvest is not complete.{missing}")
    _add(body, "p", counts(news, words()))
    if not news.since:
        return tostring(body, encoding="unicode", method="html")
    _list(body, "Cells that moved", [_cell(change) for change in news.cells])
    for heading, kind in (("Retracted", "retracted"), ("New", "new"), ("Changed", "changed"), ("Gone", "vanished")):
        _list(body, heading, [_record(change) for change in news.records if change.kind == kind])
    return tostring(body, encoding="unicode", method="html")


def _list(body: Element, heading: str, items: Sequence[Element]) -> None:
    if not items:
        return
    _add(body, "h3", heading)
    listed = SubElement(body, "ul")
    listed.extend(items[:_LISTED])
    if len(items) > _LISTED:
        _add(listed, "li", f"and {len(items) - _LISTED} more")


def _cell(change: CellChange) -> Element:
    item, t = Element("li"), words()
    if row := change.after or change.before:
        name = f"{capital(t.treatment(row.intervention))}, {cell_place(row, t)}"
        why = clip("; ".join(change.why).replace("pmid:", "PMID "), 600)
        _add(item, "bdi", f"{clip(name, 200)}: {cell_words(change.before, t)} → {cell_words(change.after, t)}. {why}")
    return item


def _record(change: RecordChange) -> Element:
    item = Element("li")
    withdrawn = change.kind == "retracted" or "already retracted" in change.what
    title = SubElement(item, "del") if withdrawn else item
    _add(title, "bdi", clip(" ".join(strip_markup(change.title).split()) or change.record_id, 300)).tail = " "
    name, address = pubmed(change.record_id)
    link = _add(item, "a" if address else "span", name)
    link.attrib.update({"href": address} if address else {})
    link.tail = " "
    _add(item, "bdi", clip("; ".join(change.what), 300))
    return item


def _first(pmids: Iterable[str]) -> str:
    listed = list(pmids)
    return ", ".join(listed[:_LISTED]) + (f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else "")
