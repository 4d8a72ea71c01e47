"""The runs of a topic as an Atom feed, so that a reader is told what is new without asking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from evidence.model import CellChange, Run
from evidence.report.citing import capital, clip
from evidence.report.frame import rendered
from evidence.report.news import cell_place, cell_words, counts, has_news, news_name, pubmed, title_of, utc
from evidence.report.words import words

_ENTRIES = 50
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_feed(runs: Sequence[Run], title: str) -> bytes:
    """Atom 1.0 (RFC 4287), an entry for each run that has something to tell, newest first, at most 50.

    Links are relative to the folder that the feed lies in. Raises ValueError for a run without a start.
    """
    newest = sorted(runs, key=lambda run: (utc(run), run.run_id), reverse=True)
    feed = rendered(
        "feed.xml.j2",
        newest=newest,
        shown=[run for run in newest if has_news(run)][:_ENTRIES],
        topic=newest[0].topic_id if newest else title,
        title=title,
        clip=clip,
        counts=partial(counts, t=words()),
        moved=lambda cells: [*map(_moved, cells)],
        news_name=news_name,
        pubmed=pubmed,
        title_of=title_of,
        urn=_urn,
        when=_when,
    )
    return _NO_XML.sub("", feed).encode() + b"\n"


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_URL, f"evidence:{name}".encode("utf-8", "replace").decode()).urn


def _when(runs: Sequence[Run]) -> str:
    return f"{utc(runs[0]):%Y-%m-%dT%H:%M:%SZ}" if runs else "1970-01-01T00:00:00Z"


def _moved(change: CellChange) -> str:
    """What a cell was and is, and why, as text."""
    t, row = words(), change.after or change.before
    name = f"{capital(t.treatment(row.intervention))}, {cell_place(row, t)}" if row else ""
    why = clip("; ".join(change.why).replace("pmid:", "PMID "), 600)
    return f"{clip(name, 200)}: {cell_words(change.before, t)} → {cell_words(change.after, t)}. {why}"
