"""One request as the server sees it, and one answer before it goes on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

JSON = "application/json; charset=UTF-8"
TEXT = "text/plain; charset=UTF-8"
XML = "text/xml; charset=UTF-8"
HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True)
class Request:
    """A request read whole; `ids` are its PMIDs, those behind WebEnv, retstart and retmax too."""

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    ids: tuple[str, ...] = ()

    @property
    def utility(self) -> str:
        """einfo, esearch, epost, efetch, esummary, espell, ecitmatch; "" for any other path."""
        stem, _, end = self.path.rpartition("/")[2].partition(".")
        return stem if end == ("cgi" if stem == "ecitmatch" else "fcgi") else ""

    def get(self, name: str, default: str = "") -> str:
        """One parameter."""
        return self.params.get(name, default)

    def number(self, name: str, default: int) -> int:
        """One whole, non-negative number; the default where it is none."""
        return int(text) if (text := self.get(name)).isascii() and text.isdigit() else default


@dataclass(frozen=True)
class Answer:
    """Status, body and headers; `wire` says how it is sent ("" for whole, with its length)."""

    body: bytes
    status: int = 200
    type: str = XML
    headers: Mapping[str, str] = field(default_factory=dict)
    wire: str = ""
    pause: float = 0.0
    """Seconds between two bytes of a trickle."""


@dataclass(frozen=True)
class Seen(Request):
    """A request that came in: `time` is monotonic seconds, `answered_status` 0 where the connection was dropped."""

    time: float = 0.0
    answered_status: int = 0
    trouble: str = ""
    """Name of the fault that hit it; "" for none."""
