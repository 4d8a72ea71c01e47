"""What Crossref suggests for a reference as it is written: for congress abstracts and the like, which PubMed has not.

Crossref takes what publishers send, unchecked. So nothing of it is ever claimed or corrected from: a person chooses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from evidence.model import Citation, Name
from evidence.normalise import identifiers
from evidence.normalise.names import initials_of
from evidence.normalise.pages import parse_pages
from evidence.normalise.text import strip_markup
from evidence.sources.entrez.limiter import Limiter
from evidence.sources.entrez.transport import Transport
from evidence.sources.entrez.wire import AttemptError

_ROWS = "5"
_ASKED = 400  # characters of an entry: the rest tells nothing more
_SELECT = "DOI,title,author,container-title,issued,volume,issue,page,ISSN"


class Crossref(Transport):
    """The REST interface of Crossref, asked at the pace of its polite pool; a context manager."""

    def __init__(
        self, base_url: str, *, email: str, stall: float, deadline: float, limiter: Limiter | None = None
    ) -> None:
        super().__init__(base_url, stall=stall, deadline=deadline, limiter=limiter)
        self._who = {"mailto": email}
        self._method = "GET"

    def _path(self, utility: str) -> str:
        return utility

    def suggestions(self, text: str) -> tuple[Citation, ...]:
        """At most five papers for an entry as it is written, best first. Raises UnansweredError."""
        said = {"query.bibliographic": " ".join(text.split())[:_ASKED], "rows": _ROWS, "select": _SELECT}
        return self.ask("works", said, _read)


def _read(body: bytes) -> tuple[Citation, ...]:
    try:
        answer = msgspec.json.decode(body)
        items = answer["message"]["items"]
        return tuple(citation for item in items for citation in _citation(item))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise AttemptError("broken", f"the answer is not what Crossref sends ({error})") from None


def _citation(item: dict[str, Any]) -> Iterator[Citation]:
    """The citation of an item; none without a DOI and a title."""
    doi = identifiers.doi(_first(item.get("DOI")))
    title = strip_markup(_first(item.get("title"))).strip()
    if not doi or not title:
        return
    dates = (item.get("issued") or {}).get("date-parts") or [[None]]
    year = dates[0][0] if dates[0] else None
    first, last = parse_pages(_first(item.get("page")))
    yield Citation(
        citation_id=f"crossref:{doi}",
        title=title,
        names=tuple(name for author in item.get("author") or () for name in _name(author)),
        journal=strip_markup(_first(item.get("container-title"))),
        issn=tuple(map(str, item.get("ISSN") or ())),
        year=year if isinstance(year, int) else None,
        volume=_first(item.get("volume")),
        issue=_first(item.get("issue")),
        first_page=first,
        last_page=last,
        doi=doi,
    )


def _name(author: dict[str, Any]) -> Iterator[Name]:
    family, given = _first(author.get("family")), _first(author.get("given"))
    if family:
        yield Name(family, given, initials_of(given))
    elif group := _first(author.get("name")):
        yield Name(group, collective=True)


def _first(value: object) -> str:
    """A text, or the first of a list of texts; "" for nothing."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else "" if value is None else str(value)
