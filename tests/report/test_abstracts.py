from __future__ import annotations

import json
import zlib
from base64 import b64decode
from dataclasses import replace
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.model import Section, Span
from evidence.report.abstracts import abstracts, packed
from evidence.report.notes import notes_of
from tests.report.build import dossier

_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
FULL = dossier()


@given(_TEXT, _TEXT, _TEXT, st.sampled_from(["abstract", "title"]))
@settings(max_examples=40, deadline=None)
def test_a_script_finds_each_quote_by_its_place(before: str, quote: str, after: str, field: str) -> None:
    text = before + quote + after
    span = Span("pmid:1", field, "", len(before), len(before + quote), quote, sha256(text.encode()).hexdigest())  # type: ignore[arg-type]
    row = next(row for row in FULL.rows if row.finding.finding_id == "f-read")
    row = replace(row, finding=replace(row.finding, spans=(span,)))
    title, section = (text, "no") if field == "title" else ("no", text)
    record = next(record for record in FULL.records if record.pmid)
    record = replace(record, title=title, sections=(Section("A", "first"), Section("", section)))
    notes = notes_of([row, row], [record])
    places, texts = abstracts(notes, [record])
    assert len(texts) == 1
    number, passage, start = map(int, places[notes[0].quotes[0]].split())
    units = texts[number][passage][1].encode("utf-16-le")
    assert units[2 * start :].startswith(quote.encode("utf-16-le"))


def test_what_is_not_at_hand_has_no_place() -> None:
    places, texts = abstracts(notes_of(FULL.rows, ()), ())
    assert (places, texts) == ({}, [])


@given(_TEXT)
@settings(max_examples=20, deadline=None)
def test_what_is_packed_is_had_back(text: str) -> None:
    assert json.loads(zlib.decompress(b64decode(packed([text])))) == [text]
