"""Typed values out of a parsed TOML file; what does not fit is noted with its line, and reading goes on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from evidence.model import Criterion, Fault, Place
from evidence.protocol.places import line_of
from evidence.protocol.suggest import did_you_mean

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads typed values out of a parsed TOML file and notes what does not fit."""

    label: str
    lines: Mapping[str, int]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, key: str, code: str, message: str, hint: str = "") -> None:
        self.faults.append(Fault(Place(self.label, line_of(self.lines, key) or 1), code, message, hint))

    def table(self, content: Table, key: str, known: Collection[str]) -> Table:
        """A table of the file ({} if left out); unknown keys in it are faults."""
        found = content.get(key.rpartition(".")[2], {})
        if not isinstance(found, dict):
            self.fault(key, "wrong-type", f"{key} must be a table", f"Write it as [{key}].")
            return {}
        self.known(found, key, known)
        return found

    def known(self, table: Table, key: str, known: Collection[str]) -> None:
        for name in table:
            if name not in known:
                dotted = f"{key}.{name}" if key else name
                self.fault(dotted, "unknown-key", f'"{dotted}" is not a known key', did_you_mean(name, known))

    def text(self, table: Table, key: str) -> str | None:
        value = table.get(key.rpartition(".")[2])
        if value is not None and not isinstance(value, str):
            self.fault(key, "wrong-type", f"{key} must be text", "Put it in quotes.")
            return None
        return None if value is None else " ".join(value.split())

    def words(self, table: Table, key: str, known: Collection[str]) -> tuple[str, ...] | None:
        """A list of codes, each of them known."""
        value = table.get(key.rpartition(".")[2])
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(key, "wrong-type", f"{key} must be a list of codes", 'Write it as ["…", "…"].')
            return None
        for item in value:
            if item not in known:
                self.fault(key, "unknown-code", f'{key}: "{item}" is not a known code', did_you_mean(item, known))
        return tuple(dict.fromkeys(value))

    def criteria(self, table: Table, key: str) -> tuple[Criterion, ...] | None:
        value = table.get(key.rpartition(".")[2])
        if value is None:
            return None
        hint = 'Write each as { code = "…", sentence = "…" }.'
        if not isinstance(value, list):
            self.fault(key, "wrong-type", f"{key} must be a list of criteria", hint)
            return None
        found: list[Criterion] = []
        for number, item in enumerate(value, start=1):
            code, sentence = (item.get("code"), item.get("sentence")) if isinstance(item, dict) else (None, None)
            if not (isinstance(code, str) and isinstance(sentence, str) and code and sentence and len(item) == 2):
                self.fault(
                    key, "wrong-type", f"{key}: entry {number} needs a code and a sentence, and nothing else", hint
                )
            elif code in {criterion.code for criterion in found}:
                self.fault(key, "duplicate-code", f'{key}: the code "{code}" stands twice', "Keep one.")
            else:
                found.append(Criterion(code, sentence))
        return tuple(found)
