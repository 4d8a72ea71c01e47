"""Counts of patients (lesions, limbs, sessions): k, k of n, all, both, none; everything else with a number is left out.

A count has `k`, or `of_all` with the share it takes of whatever the group is (all, none). Percentages never become
counts; ages, delays, doses, ranges, dates, scores and numbers of studies are no counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from evidence.extract.lexicon import Mention, context
from evidence.extract.numbers import Number, numbers
from evidence.extract.text import Passage

_BRACKET = r"(?:\s*\([^)]{0,40}\))?"
_OF = re.compile(
    rf"{_BRACKET}\s*(?P<unit>(?:[^\W\d]+\s+){{0,2}}?)\(?(?:/|of|out of|among|sur|parmi|des|d'entre|de|of a total of|dos"
    r"|von)"
    r"\s*(?:the|these|those|our|its|all|les|ces|nos|los|las|with|a total of|the last|them)?\s*$"
)
_BEFORE = re.compile(
    r"(?:\b(?:age|aged|ages|grade|stage|type|phase|week|month|day|year|p|mean|median|average|version|table|fig"
    r"|ratio|or|hr"
    r"|about|for|over|during|every|within|after|since|in the last|depuis|pendant|apres|tous les|toutes les|en"
    r"|vers|age de"
    r"|agee? de|agee?s? de|moyenne de|mediane de|mean of|median of|last|from|dose of|rodnan|score|scores|eva"
    r"|vas|il|l|s|t"
    r"|anti|cd|co|mda|nxp|mi|vitamin|alpha|au bout de|the age of)\s*(?:of|a|de|=|:|was|were)?|[<>=±+~]"
    r"|\d\s*[-/]|[-–]|\d\s*x)\s*$"
)
_GROUP = re.compile(r"\(?\s*n\s*=\s*$")
_AFTER_NOT = re.compile(r"\s*(?:%|[-/]\s*\d|[-]?(?:year|month|week|day|ans?\b|mois|fold|jahrige)|°|\s*(?:\+/-|±))")
_ALL = re.compile(
    r"(?<!\w)(?P<all>both|all of them|all|each of the|every|tous les deux|toutes les deux|les deux"
    r"|l'un et l'autre|tous|toutes|ambos|ambas|todos"
    r"|todas|beide|alle|chez les deux)(?!\w)"
    r"(?:\s+(?:of\s+)?(?:the\s+|les\s+|these\s+|los\s+|las\s+|our\s+|ces\s+)?(?P<rest>[^\W\d]+"
    r"|\d+)(?:\s+(?P<next>[^\W\d]+))?)?"
)
_ALL_BUT = re.compile(
    r"(?<!\w)(?:all|tous|toutes|every)(?:\s+[^\W\d]+){0,3}\s+(?:but|except|excepting|sauf|excepte"
    r"|a l'exception d[eu'])\s"
)
_NONE_AFTER = re.compile(
    r"(?<!\w)(?:in|among|for|chez|pour|en)\s+(?P<none>none|neither|aucun|aucune|ninguno|ninguna)(?!\w)"
)
_ZERO = re.compile(
    r"(?<!\w)(?:none|neither|no|not a single|aucun|aucune|ninguno|ninguna|ni l'un ni l'autre)\s+(?:of\s+|des\s+"
    r"|de\s+|d'entre\s+)?"
    r"(?:(?:the|these|les|ces|our|los|las|eux|elles|them|deux)\s*)?(?P<what>[^\W\d]+|\d+)?"
)
_SINGLE = re.compile(
    r"(?<!\w)(?:(?:in|chez|only|a)\s+)?(?P<one>one (?:patient|child|case|of them|woman|man|girl|boy)"
    r"|a single (?:patient|child|case)|un seul (?:patient|enfant|malade|cas)"
    r"|une seule (?:patiente|enfant|malade)|chez un(?:e)? (?:seule? )?(?:patiente?|enfant|malade)|un patient"
    r"|une patiente|l'un d'(?:eux|entre eux)"
    r"|l'une d'(?:elles|entre elles)|the other|in the elder|in the younger|in one case|dans un cas|(?:the|le|la"
    r"|el) (?:second|third|fourth|fifth|remaining|deuxieme|troisieme|quatrieme)(?: patiente?| child| case"
    r"| one)?(?=,?\s(?:did|was|had|showed|remained|improved|n'|a |s'|est))|in one|only one|one|un seul"
    r"|une seule|un sur|un des|une des|l'autre)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Tally:
    """k of n in a unit at a place; `share` is "all" or "none" where the text gives no number of its own."""

    start: int
    end: int
    k: int | None
    n: int | None = None
    unit: str = ""
    share: str = ""
    ratio: bool = False
    group: bool = False


def tallies(passage: Passage, start: int, end: int) -> tuple[Tally, ...]:
    """The counts in folded[start:end], in order, none inside another."""
    folded = passage.folded.text
    found = numbers(folded, start, end, passage.language)
    units = tuple(context("unit").find(folded, folded, start, end))
    counted: list[Tally] = []
    used: set[int] = set()
    for i, number in enumerate(found[:-1]):
        other = found[i + 1]
        between = folded[number.end : other.start]
        if i in used or len(between) > 60 or number.value > other.value or not _OF.fullmatch(between):
            continue
        if (other.article and not number.article) or _not_counted(folded, other, units, ratio=True):
            continue
        slash = "/" in between
        if not slash and _unit(folded, number.end, units) == "not a count":
            continue
        if slash and other.value in {10, 100} and _scored(folded, start, end):
            continue
        if re.search(r"\d\s*[-–]\s*$", folded[: number.start][-4:]):
            continue
        unit = _unit(folded, other.end, units) or _unit(folded, number.end, units, between=other.start)
        if unit == "not a count":
            continue
        nested = re.search(r"\b(?:these|those|ces|estos|them)\b", between)
        counted.append(Tally(number.start, other.end, number.value, None if nested else other.value, unit, ratio=True))
        used |= {i, i + 1}
    for i, number in enumerate(found):
        if i in used or _not_counted(folded, number, units):
            continue
        if number.article:
            continue
        unit = _unit(folded, number.end, units)
        counted.append(
            Tally(
                number.start,
                number.end,
                number.value,
                None,
                unit,
                group=bool(_GROUP.search(folded[: number.start][-8:])),
            )
        )
    counted += _words(folded, start, end, found, units, counted)
    return tuple(sorted(counted, key=lambda t: (t.start, -t.end)))


def _words(
    folded: str, start: int, end: int, found: tuple[Number, ...], units: tuple[Mention, ...], counted: list[Tally]
) -> list[Tally]:
    more: list[Tally] = []
    excepted = start

    def free(a: int, b: int) -> bool:
        return not any(t.start < b and a < t.end for t in (*counted, *more))

    for match in _ALL.finditer(folded, start, end):
        number = next(
            (n for n in found if match.start("all") <= n.start <= match.end() and n.start - match.end("all") < 12), None
        )
        two = match["all"] in {
            "both",
            "les deux",
            "tous les deux",
            "toutes les deux",
            "ambos",
            "ambas",
            "beide",
            "chez les deux",
            "l'un et l'autre",
        }
        unit = _unit(folded, match.end("all"), units)
        k = 2 if two else number.value if number is not None else None
        if unit == "not a count" or (
            two
            and re.match(
                r"\s+(?:the\s+|les\s+)?(?:legs|sides|knees|hips|arms|eyes|buttocks|thighs|elbows|forearms"
                r"|jambes|cotes|cuisses|coudes|bras|fesses|of which|drugs|treatments|local|clinically|pain)",
                folded[match.end("all") :],
            )
        ):
            continue
        if k is None and unit not in {"patients", ""}:
            continue
        if (
            k is None
            and unit == ""
            and not re.match(
                r"\s*(?:of them|had|were|showed|reported|responded|improved|experienced|felt|but|received|ont"
                r"|avaient|etaient|se sont|,|;|\.|$)",
                folded[match.end("all") :],
            )
        ):
            continue
        if number is not None:
            counted[:] = [t for t in counted if t.start != number.start]
        stop = number.end if number is not None else match.end("all")
        if free(match.start(), stop):
            more.append(Tally(match.start(), stop, k, k, unit, share="all"))
    for match in _ALL_BUT.finditer(folded, start, end):
        counted[:] = [t for t in counted if not (match.start() <= t.start < match.end() + 12)]
        more[:] = [t for t in more if not (match.start() <= t.start < match.end() + 12)]
        excepted = match.end() + 12
    for match in _NONE_AFTER.finditer(folded, start, end):
        if free(match.start(), match.end()):
            more.append(Tally(match.start("none"), match.end("none"), 0, None, "", share="none"))
    for match in _SINGLE.finditer(folded, max(start, excepted), end):
        if free(match.start("one"), match.end("one")) and not re.search(
            r"\b(?:no|the|every|at least|session of|than)\s+$", folded[: match.start("one")][-14:]
        ):
            text = match["one"]
            if text in {"one", "the other", "l'autre"} and not re.match(
                r"\s*(?:was|were|had|of|improved|responded|did|showed|achieved|experienced|worsened|recurred"
                r"|relapsed|remained|a |s'est|est|[,;.)]|$|and\b)",
                folded[match.end("one") : match.end("one") + 14],
            ):
                continue
            if text in {"one"} and _unit(folded, match.end("one"), units) == "not a count":
                continue
            more.append(
                Tally(match.start("one"), match.end("one"), 1, None, _unit(folded, match.start("one") + 3, units) or "")
            )
    return more


def denied(folded: str, start: int, end: int, counted: tuple[Tally, ...]) -> Tally | None:
    """ "None of the six", "neither patient", "aucun des deux": the group that a denial counts, if it does."""
    for match in _ZERO.finditer(folded, start, end):
        inside = next((t for t in counted if match.start() <= t.start <= match.end() + 8 and t.share != "none"), None)
        if inside is not None and inside.k and inside.start - match.start() < 24 and not inside.ratio:
            return replace(inside, n=inside.k, share="all")
        word = match["what"] or ""
        pair = match.group().startswith(("neither", "ni l'un"))
        if (
            pair
            and re.match(
                r"patient|child|of them|case|of the two"
                r"|of the patients",
                match.group()[8:] + folded[match.end() :][:12],
            )
        ) or match.group().startswith("ni l'un"):
            return Tally(match.start(), match.end(), 2, 2, "patients", share="all")
        if word in {
            "patient",
            "patients",
            "patiente",
            "child",
            "malade",
            "enfant",
            "them",
            "had",
            "of",
            "improved",
            "responded",
            "n",
        } or match.group().strip() in {"none", "aucun"}:
            return Tally(match.start(), match.end(), None, None, "patients", share="all")
    return None


def _scored(folded: str, start: int, end: int) -> bool:
    return bool(re.search(r"\b(?:score|scale|vas|eva|echelle|scores)\b", folded[start:end]))


def _unit(folded: str, at: int, units: tuple[Mention, ...], between: int | None = None) -> str:
    """The unit right after a place, up to two adjectives allowed."""
    for unit in units:
        if unit.start >= at:
            gap = folded[at : unit.start]
            if between is not None and unit.start > between:
                return ""
            if re.fullmatch(
                r"[\s-]*(?:\([^)]*\)\s*)?(?:of\s+(?:the|these|our)\s+|des\s+)?(?:[a-z'-]+\s+){0,3}", gap
            ) and not re.search(
                r"\b(?:in|with|had|was|were|and|at|after|over|for|the|these|les|la|le|chez|ont|et|dans|avec|sous)\b",
                re.sub(r"^[\s-]*(?:of\s+(?:the|these|our)|des)\s", "", gap),
            ):
                return unit.code
            return ""
    return ""


def _not_counted(folded: str, number: Number, units: tuple[Mention, ...], *, ratio: bool = False) -> bool:
    after = folded[number.end : number.end + 14]
    before = folded[: number.start][-25:]
    if _AFTER_NOT.match(after) or folded[number.end : number.end + 2].strip()[:1] == "%":
        return True
    unit = _unit(folded, number.end, units)
    if unit == "not a count":
        return True
    if ratio:
        return False
    if _GROUP.search(before):
        return False
    if 1900 <= number.value <= 2100 and not number.worded and unit != "patients":
        return True
    return (bool(_BEFORE.search(before)) and unit != "patients") or bool(
        re.search(r"[a-z]-$|\d\s*[-/]\s*$|[<>=±]\s*$", before)
    )
