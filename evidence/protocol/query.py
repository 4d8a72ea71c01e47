"""A topic file (`queries/*.toml`) made into a Protocol: everything wrong with it is said at once, with its line."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from evidence.errors import ConfigurationError
from evidence.model import DESIGNS, Fault, Protocol, SearchLine
from evidence.protocol.given import reading
from evidence.protocol.places import key_lines, parse_toml
from evidence.protocol.reader import Reader, Table
from evidence.protocol.shipped import shipped, shipped_toml
from evidence.protocol.strategy import expand, imbalances, named_in
from evidence.protocol.suggest import did_you_mean
from evidence.protocol.tables import table_names, table_specs
from evidence.protocol.vocabulary import vocabulary

_KEYS: Mapping[str, tuple[str, ...]] = {
    "topic": ("id", "title", "titles", "question", "condition"),
    "search": ("query", "lines", "limits"),
    "eligibility": ("include", "exclude"),
    "strata": ("comparative", "never_counted", "series_from"),
    "tables": ("leading", "diseases"),
}
_LANGUAGES = ("en", "fr")
_DEFAULTS = "defaults.toml"


def topic_files(folder: Path) -> list[Path]:
    """The topic files of a folder, sorted by name."""
    return sorted(path for path in folder.glob("*.toml") if path.name != _DEFAULTS)


def load_protocol(path: Path | None = None) -> Protocol:
    """The protocol of a topic file, that of the embedded library if None; `queries/defaults.toml` has the defaults.

    Raises BadDataError where there is no such file, ConfigurationError with every fault of the file and its line.
    """
    path = path or shipped("queries", "calcinosis.toml")
    label = str(path)
    with reading(path, "Name a topic file in UTF-8, e.g. queries/calcinosis.toml."):
        text = path.read_text(encoding="utf-8")
    content = parse_toml(text, label)
    if isinstance(content, Fault):
        raise _refusal(label, [content])
    reader = Reader(label, key_lines(text))
    protocol = _read(content, reader)
    if reader.faults:
        raise _refusal(label, reader.faults)
    return protocol


def _refusal(label: str, faults: list[Fault]) -> ConfigurationError:
    ordered = sorted(faults, key=lambda fault: (fault.place.line or 0, fault.message))
    many = "1 fault" if len(ordered) == 1 else f"{len(ordered)} faults"
    hint = "Correct the lines named and run the same command again."
    return ConfigurationError(f"the topic file {label} has {many}", hint=hint, faults=ordered)


def _read(content: Table, reader: Reader) -> Protocol:
    reader.known(content, "", _KEYS)
    named = table_names(content, _KEYS["tables"])
    known = {**_KEYS, "tables": (*_KEYS["tables"], *named)}
    tables = {name: reader.table(content, name, keys) for name, keys in known.items()}
    required: dict[str, str] = {}
    for key, hint in (
        ("topic.id", 'id = "calcinosis": lower case letters, digits, - and _'),
        ("topic.title", 'title = "Calcinosis in …"'),
        ("search.query", 'query = "…", or "{one} AND {two}" with the lines in [search.lines]'),
    ):
        table, _, name = key.partition(".")
        value = reader.text(tables[table], key)
        if name not in tables[table] or value == "":
            reader.fault(key, "missing-key", f"{key} is missing", f"Add to [{table}]: {hint}.")
        required[key] = value or ""
    if required["topic.id"] and not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", required["topic.id"]):
        reader.fault("topic.id", "bad-id", f'topic.id "{required["topic.id"]}" names files', "Use a-z, 0-9, - and _.")
    lines = _lines(tables["search"], reader)
    query = _strategy(required["search.query"], lines, reader)
    protocol = Protocol(
        topic_id=required["topic.id"],
        title=required["topic.title"],
        query=query,
        question=reader.text(tables["topic"], "topic.question") or "",
        lines=lines,
        titles=_titles(tables["topic"], required["topic.title"], reader),
        tables=tuple(table_specs(tables["tables"], named, reader)),
    )
    protocol = _for_condition(protocol, tables["topic"], reader)
    protocol = _options(_options(protocol, shipped_toml("queries", _DEFAULTS), None), tables, reader)
    return replace(protocol, fingerprint=_fingerprint(protocol))


def _for_condition(protocol: Protocol, topic: Table, reader: Reader) -> Protocol:
    code, known = reader.text(topic, "topic.condition"), vocabulary().conditions
    if code is None:
        return protocol
    if code not in known:
        hint = did_you_mean(code, known) or f"Known are: {', '.join(known)}."
        reader.fault("topic.condition", "unknown-code", f'topic.condition: "{code}" is not a known condition', hint)
        return protocol
    return replace(protocol, condition=code, domain=known[code].domain)


def _options(protocol: Protocol, tables: Mapping[str, Table], reader: Reader | None) -> Protocol:
    """The protocol with the optional keys that these tables give."""
    read = reader or Reader(f"queries/{_DEFAULTS}", {})
    codes = vocabulary()
    eligibility, strata, shown = tables["eligibility"], tables["strata"], tables["tables"]
    diseases = read.words(shown, "tables.diseases", codes.diseases)
    given = {
        "limits": read.text(tables["search"], "search.limits"),
        "include": read.criteria(eligibility, "eligibility.include"),
        "exclude": read.criteria(eligibility, "eligibility.exclude"),
        "comparative": read.words(strata, "strata.comparative", DESIGNS),
        "never_counted": read.words(strata, "strata.never_counted", DESIGNS),
        "series_from": _series_from(strata, read),
        "leading": read.words(shown, "tables.leading", codes.classes),
        "diseases": tuple(codes.diseases) if diseases == () else diseases,
    }
    return replace(protocol, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


def _series_from(strata: Table, reader: Reader) -> int | None:
    value = strata.get("series_from")
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 2):
        return value
    reader.fault(
        "strata.series_from", "wrong-type", "strata.series_from must be a whole number from 2", "The usual one is 5."
    )
    return None


def _titles(topic: Table, title: str, reader: Reader) -> Mapping[str, str]:
    """The title by language; English unless the file says otherwise."""
    table = reader.table(topic, "topic.titles", _LANGUAGES)
    given = {name: reader.text(table, f"topic.titles.{name}") for name in _LANGUAGES}
    return {name: value or title for name, value in given.items()}


def _lines(search: Table, reader: Reader) -> tuple[SearchLine, ...]:
    table = search.get("lines", {})
    if not isinstance(table, dict):
        reader.fault("search.lines", "wrong-type", "search.lines must be a table", "Write it as [search.lines].")
        return ()
    found: list[SearchLine] = []
    for name, value in table.items():
        key = f"search.lines.{name}"
        if isinstance(value, str):
            found.append(SearchLine(name, " ".join(value.split())))
            continue
        if not isinstance(value, dict):
            reader.fault(key, "wrong-type", f"{key} must be text, or a table with text and reason")
            continue
        reader.known(value, key, ("text", "reason"))
        text = reader.text(value, f"{key}.text")
        if not text:
            reader.fault(key, "missing-key", f"{key}.text is missing", 'Write { text = "…", reason = "…" }.')
        found.append(SearchLine(name, text or "", reader.text(value, f"{key}.reason") or ""))
    return tuple(found)


def _strategy(query: str, lines: tuple[SearchLine, ...], reader: Reader) -> str:
    """The query with the lines put in; what cannot be resolved is a fault and stays as it is."""
    texts = {line.name: line.text for line in lines}
    places = {"search.query": query, **{f"search.lines.{name}": text for name, text in texts.items()}}
    before = len(reader.faults)
    meant = ""
    for key, text in places.items():
        for sentence in imbalances(text):
            reader.fault(key, "unbalanced", f"{key}: {sentence}", "Close what was opened.")
        for name in named_in(text):
            if name not in texts:
                hint = did_you_mean(name, texts)
                meant += hint
                reader.fault(
                    key, "unknown-line", f"{key} names {{{name}}}, which is not a line of [search.lines]", hint
                )
    used = _reached(named_in(query), texts)
    for name in texts:
        if query and name not in used and f'"{name}"' not in meant:
            hint = f"Put {{{name}}} into search.query, or delete the line."
            reader.fault(f"search.lines.{name}", "unused-line", f"search.lines.{name} is not used", hint)
    if len(reader.faults) > before:
        return query
    try:
        return expand(query, texts)
    except ValueError as circle:
        reader.fault("search.lines", "circle", f"lines name each other in a circle: {circle}", "Break the circle.")
        return query


def _reached(names: Iterable[str], texts: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(named_in(texts.get(name, "")))
    return found


def _fingerprint(protocol: Protocol) -> str:
    """SHA-256 over what the protocol says: moves with its content, not with comments, spacing or order of keys.

    The usual condition is left out: files from before it could be named keep their fingerprint.
    """
    content = asdict(replace(protocol, fingerprint=""))
    if protocol.condition == "calcinosis":
        del content["condition"], content["domain"]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
