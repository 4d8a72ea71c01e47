"""The texts that the quotes of a page stand in, each once: its script marks the quotes by offsets."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence

from evidence.model import Record
from evidence.report.notes import Note, Quoted


def abstracts(
    notes: Sequence[Note], records: Iterable[Record]
) -> tuple[Mapping[Quoted, str], Sequence[Sequence[tuple[str, str]]]]:
    """(place of each quote: "text passage start", start in UTF-16 units; the texts).

    A text is the abstract of a record as [label, passage] pairs, behind its title where that is quoted.
    """
    quoted: dict[str, list[Quoted]] = {}
    for note in notes:
        for quote in note.quotes:
            quoted.setdefault(quote.span.record_id, []).append(quote)
    known = {record.record_id: record for record in records if record.record_id in quoted}
    places: dict[Quoted, str] = {}
    texts: list[list[tuple[str, str]]] = []
    for record_id, record in known.items():
        quotes = quoted[record_id]
        wanted = {quote.text for quote in quotes} - {""}
        passages = [("", title) for title in (record.title, record.title_vernacular) if title in wanted]
        passages += [(section.label, section.text) for section in (*record.sections, *record.other_sections)]
        at = {text: place for place, (_, text) in reversed(tuple(enumerate(passages)))}
        for quote in quotes:
            if quote.text in at:
                before = quote.text[: quote.span.start].encode("utf-16-le", "surrogatepass")
                places[quote] = f"{len(texts)} {at[quote.text]} {len(before) // 2}"
        texts.append(passages)
    return places, texts


def packed(value: object) -> str:
    """A value as deflated JSON in base64, for a script to unpack."""
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return b64encode(zlib.compress(told, 9)).decode()
