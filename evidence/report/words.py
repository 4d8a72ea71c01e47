"""The words of the report in a language: data/words/<language>.toml, and the names that the vocabulary gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from evidence.protocol.shipped import shipped_toml
from evidence.protocol.vocabulary import vocabulary

LANGUAGES = ("en", "fr")
_Text = str | tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """One language: called with a key and the values of its places, it gives the text; `n` chooses the plural."""

    code: str
    _texts: Mapping[str, _Text]
    _said: tuple[tuple[re.Pattern[str], str], ...]

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key ("page.lead"), its places filled in. Raises KeyError for what is not there."""
        text = self._texts[key]
        if not isinstance(text, str):
            text = text[0 if values["n"] == 1 or (values["n"] == 0 and self.code == "fr") else 1]
        return text.format_map(values)

    def of(self, section: str, name: str, domain: str, /, **values: object) -> str:
        """The text `name` of a section as it is said of an outcome: no response of a recurrence is no recurrence."""
        own = f"{section}.{domain}_{name}"
        return self(own if own in self._texts else f"{section}.{name}", **values)

    def section(self, name: str) -> dict[str, _Text]:
        """The texts of a section by their last name, as they stand in the file."""
        return {key.partition(".")[2]: text for key, text in self._texts.items() if key.startswith(f"{name}.")}

    def disease(self, code: str) -> str:
        """The printed name of a disease."""
        label = vocabulary().diseases.get(code)
        return label.name(self.code) if label else code

    def class_name(self, code: str) -> str:
        """The printed name of a treatment class, combinations joined by " + "."""
        known = vocabulary().classes
        return " + ".join(known[part].name(self.code) if part in known else part for part in code.split("; "))

    def treatment(self, code: str) -> str:
        """The printed name of a treatment, drugs given together joined by " + "."""
        return " + ".join(self._drug(part) for part in code.split("; "))

    def _drug(self, inn: str) -> str:
        known = vocabulary().treatments.get(inn)
        if known is None or known.treatment_class == inn:
            return self.class_name(inn)
        return known.fr[0] if self.code == "fr" and known.fr else inn

    def number(self, value: float) -> str:
        """A number with the decimal mark of the language: 0.9, 0,9."""
        return f"{value:g}".replace(".", self("decimal"))

    def said(self, sentence: str) -> str:
        """A sentence that another room says in English; as it is where its translation is not known."""
        return _translated(self, sentence) if self._said else sentence


@cache
def words(code: str = "en") -> Words:
    """The words of a language of `LANGUAGES`."""
    read = dict(shipped_toml("data", "words", f"{code}.toml"))
    said = read.pop("said", {})
    space = _spaced if code == "fr" else str
    texts = {
        key: space(text) if isinstance(text, str) else (space(text[0]), space(text[1])) for key, text in _flat(read)
    }
    return Words(code, texts, tuple((_pattern(en), space(fr)) for en, fr in said.items()))


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, _Text]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value  # type: ignore[misc]


def _spaced(text: str) -> str:
    """French as it is set: no line breaks before high punctuation nor inside quotation marks."""
    return re.sub(r"« ", "«\u00a0", re.sub(r" (?=[:;?!»%])", "\u00a0", text))


def _pattern(english: str) -> re.Pattern[str]:
    """The pattern of a sentence with places: {n} and {m} are numbers, any other is whatever stands there."""
    number = re.sub(r"\\\{([mn])\\\}", r"(?P<\1>[0-9]+)", re.escape(english))
    return re.compile(re.sub(r"\\\{(\w)\\\}", r"(?P<\1>.+?)", number))


@cache
def _translated(language: Words, text: str) -> str:
    told = " ".join(_sentence(language, part) for part in re.split(r'(?<=\.) (?=[A-Z0-9"])', text))
    return told if told == text or language.code != "fr" else re.sub("“([^”]*)”", "«\u00a0\\1\u00a0»", told)


def _sentence(language: Words, sentence: str) -> str:
    """The sentence in the language, whether or not its full stop was cut off; as it is where it is not known."""
    for pattern, text in language._said:
        for ending in ("", "."):
            if found := pattern.fullmatch(sentence + ending):
                filled = text.format_map({k: _name(language, v) for k, v in found.groupdict().items()})
                return filled.removesuffix(ending)
    return sentence


def _name(language: Words, english: str) -> str:
    """Names of conditions, diseases and classes, "a or b", and other known words in the language; the rest as it is."""
    codes = vocabulary()
    known = {label.en: label for group in (codes.conditions, codes.diseases, codes.classes) for label in group.values()}
    parts = english.split(" or ")
    if all(part in known for part in parts):
        return {"fr": " ou "}.get(language.code, " or ").join(known[part].name(language.code) for part in parts)
    units = language.section("unit").get(english)
    if isinstance(units, tuple):
        return units[1].removeprefix("{n} ")
    whole = _sentence(language, english)
    return whole if whole != english else "".join(_sentence(language, p) for p in re.split("([;,] )", english))
