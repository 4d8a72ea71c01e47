"""A plain text (a case, a poster, a letter) as one record whose only section is the exact text, so that offsets hold.

A file may begin with header lines and a blank line; keys are English or French:

    Title: ...        Titre: ...
    Language: fre     Langue: ...
    Id: ...           Identifiant: ...
    Study-Group: ...  Groupe: ...
    Type: ...

Without them a first line is the title only where a blank line follows it; the text then begins after the blank line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evidence.formats.fields import lines_between, text_reader
from evidence.model import Fault, Place, Record, Section

_KEYS = {
    "title": "Title", "titre": "Title", "language": "Language", "langue": "Language", "id": "Id", "identifiant": "Id",
    "study-group": "Study-Group", "groupe": "Study-Group", "groupe-étude": "Study-Group", "type": "Type",
}  # fmt: skip
_HEADER = re.compile(rf"({'|'.join(_KEYS)})\s*:[ \t]*(.*)\Z", re.IGNORECASE)
_LANGUAGES = {"en": "eng", "fr": "fre", "fra": "fre", "english": "eng", "french": "fre", "français": "fre"}


def _items(text: str, file: str) -> Iterator[Record | Fault]:
    if not text.strip():
        yield Fault(Place(file, 1), "empty", "The file holds no text.", "Give a file with the text of the case.")
        return
    header, body = _divide(text)
    language = header.get("Language", "")
    language = _LANGUAGES.get(language.lower(), language)
    yield Record(
        key=header.get("Id", ""),
        source="text",
        place=Place(file, 1 + text[: len(text) - len(body)].count("\n"), header.get("Id", "")),
        raw=text,
        title=header.get("Title", ""),
        languages=(language,) if language else (),
        types=(header["Type"],) if header.get("Type") else (),
        sections=(Section("", body, language),) if body else (),
        extra=tuple((name, value) for name, value in header.items() if name == "Study-Group" and value),
    )


read_text = text_reader(_items)  # one record; an empty text is a fault


def _divide(text: str) -> tuple[dict[str, str], str]:
    """The header by key, and the text after the blank line; all of the text where there is no header."""
    head, blank, body = text.partition("\n\n")
    lines = head.split("\n")
    found = [match for line in lines if (match := _HEADER.match(line))]
    if len(found) == len(lines):
        return {_KEYS[match.group(1).lower()]: match.group(2).strip() for match in found}, body
    if blank and len(lines) == 1 and body.strip():
        return {"Title": head.strip()}, body
    return {}, text


def write_text(records: Iterable[Record]) -> Iterator[str]:
    """The records one after the other, each with its header; several in one file read back as one text."""
    return lines_between(map(_written, records))


def _written(record: Record) -> str:
    pairs = [
        ("Title", record.title),
        ("Language", next(iter(record.languages), "")),
        ("Id", record.key),
        ("Type", next(iter(record.types), "")),
        *((name, value) for name, value in record.extra if name == "Study-Group"),
    ]
    header = "".join(f"{name}: {value}\n" for name, value in pairs if value)
    return f"{header}\n{record.abstract}"
