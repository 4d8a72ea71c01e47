"""The numbers that Word sets before the paragraphs of a list: counted from numbering.xml, never in the text."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from evidence.formats.office import attribute, child, named

__all__ = ["Numbering"]

_PLAIN = re.compile(r"[\[(]?\d+[\]).:]*\Z")


class Numbering:
    """Counts paragraphs in the order of the document, each list by itself."""

    def __init__(self, numbering: Any | None, styles: dict[str, Any]) -> None:
        """`numbering` is the root of numbering.xml if there is one, `styles` the style elements by id."""
        self._styles = styles
        self._lists = {attribute(n, "numId"): n for n in named(numbering, "num")} if numbering is not None else {}
        abstract = named(numbering, "abstractNum") if numbering is not None else ()
        self._abstract = {attribute(a, "abstractNumId"): a for a in abstract}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()

    def style_of(self, paragraph: Any) -> str:
        """The id of a paragraph's style, '' for the default one."""
        return attribute(child(child(paragraph, "pPr"), "pStyle"), "val")

    def label(self, paragraph: Any) -> str:
        """The number of a paragraph with a space after it ("3. ", "[3] ", "• "), or ''."""
        num_id, level = self._numbered(paragraph)
        item = self._lists.get(num_id)
        abstract_id = attribute(child(item, "abstractNumId"), "val")
        definition = self._level(self._abstract.get(abstract_id), level)
        kind = attribute(child(definition, "numFmt"), "val") or "decimal"
        if definition is None or kind == "none":
            return ""
        if kind == "bullet":
            return "• "
        number = self._count(num_id, abstract_id, level, definition)
        shown = attribute(child(definition, "lvlText"), "val").replace(f"%{level + 1}", str(number)).strip()
        return f"{shown} " if _PLAIN.match(shown) else f"{number}. "

    def _numbered(self, paragraph: Any) -> tuple[str, int]:
        """(list id, level) of a paragraph, its own or its style's; a list id of '' or '0' is none."""
        properties = child(child(paragraph, "pPr"), "numPr")
        style, seen = self.style_of(paragraph), set[str]()
        while properties is None and style in self._styles and style not in seen:
            seen.add(style)
            properties = child(child(self._styles[style], "pPr"), "numPr")
            style = attribute(child(self._styles[style], "basedOn"), "val")
        level = attribute(child(properties, "ilvl"), "val")
        return attribute(child(properties, "numId"), "val"), int(level) if level.isdecimal() else 0

    def _level(self, abstract: Any | None, level: int) -> Any | None:
        if abstract is None:
            return None
        if (link := attribute(child(abstract, "numStyleLink"), "val")) in self._styles:
            num_id = attribute(child(child(child(self._styles[link], "pPr"), "numPr"), "numId"), "val")
            linked = attribute(child(self._lists.get(num_id), "abstractNumId"), "val")
            abstract = self._abstract.get(linked, abstract)
        return next((found for found in named(abstract, "lvl") if attribute(found, "ilvl") == str(level)), None)

    def _count(self, num_id: str, abstract_id: str, level: int, definition: Any) -> int:
        """The next number of a list; lists of one kind go on counting unless one of them starts anew."""
        counts = self._counts[abstract_id]
        if num_id not in self._begun:
            self._begun.add(num_id)
            for override in named(self._lists[num_id], "lvlOverride"):
                at, start = attribute(override, "ilvl"), attribute(child(override, "startOverride"), "val")
                if at.isdecimal() and start.isdecimal():
                    counts[int(at)] = int(start) - 1
        start = attribute(child(definition, "start"), "val")
        counts[level] = counts.get(level, (int(start) if start.isdecimal() else 1) - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        return counts[level]
