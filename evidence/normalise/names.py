"""People and groups as authors: family names with their particles, initials, suffixes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from evidence.model import Name
from evidence.normalise.text import RAISED_DIGITS, fold, strip_markup

__all__ = [
    "DEGREE",
    "GLUED",
    "MARKS",
    "PARTICLES",
    "SUFFIX",
    "are_initials",
    "capitals_first",
    "initials_of",
    "is_group",
    "parse_name",
    "surname_keys",
]

PARTICLES = frozenset(
    """
    de del della delle dello degli dei di da das do dos du des d den der het ter ten te tot t van vande
    vanden vander von vom zu zum zur af av le la las los el al ben bin ibn bint abu abou ould y e san
    santa saint st mac mc o
    """.split()  # noqa: SIM905
)
# Particles that are also given names or syllables ("Ben Smith", "Le Wang", "Al Gore", "Van Nguyen") need a name before.
_NEVER_FIRST = frozenset({"san", "santa", "saint", "st", "mac", "mc", "o", "y", "e"})
SUFFIX = re.compile(r"(?:jr|sr|jnr|snr|junior|ii|iii|iv|2nd|3rd|4th|5th|2d|3d)\.?", re.IGNORECASE)
# In capitals behind a surname alone, initials: "Boulman JR".
_INITIALS_TOO = frozenset({"JR", "SR", "II"})
DEGREE = re.compile(
    r"(?:M\.?D|Ph\.?\s?D|M\.?Sc|B\.?Sc|M\.?P\.?H|D\.?Sc|Dr\.?PH|Pharm\.?D|M\.?B\.?B\.?S|FRCPC?|FACR|RN|DO|MS|MA|MBA)\.?"
)
_TITLE = re.compile(r"^(?:Dr|Prof|Pr|Mr|Mrs|Ms|Mme)\.\s+(?=\w\w)|^(?:Professor|Professeur)\s+", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:groups?|groupe|grupo|gruppe|consorti(?:um|a)|collaborat(?:ive|ion|ors|ory)|committee|comit[eé]|network|r[eé]seau|"
    r"investigators|trialists?|society|soci[eé]t[eé]|sociedad|gesellschaft|association|asociaci[oó]n|college|coll[eè]ge|"
    r"academy|acad[eé]mie|organi[sz]ation|ministry|minist[eè]re|department|institutes?|institut|university|universit[eé]|"
    r"cent(?:er|re)s?|agency|foundation|fondation|council|task\s+force|working\s+party|panel|stud(?:y|ies)|registry|project|"
    r"initiative|editors|program(?:me)?|trial|team|alliance|federation|board|office|service|hospitals?)\b",
    re.IGNORECASE,
)
MARKS = re.compile(r"[*†‡§¶#∗⁎‖✉]+|(?<=[^\W\d_])\d+(?:,\d+)*$|[" + RAISED_DIGITS + "]+")
_PART = re.compile(r"[^\W\d_]+")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.\s?-?)+[^\W\d_]?\.?")
GLUED = re.compile(r"(?<=[^\W\d_]\.)(?=[^\W\d_]['’\w])")  # "A.Weber"
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def initials_of(given: str) -> str:
    """The initials of fore names, without dots; small particles are no fore names.

    >>> initials_of("Jean-Pierre"), initials_of("J.-P."), initials_of("JM"), initials_of("Ludwig van")
    ('JP', 'JP', 'JM', 'L')
    """
    found = []
    for token in re.split(r"[\s.\-‐‑]+", given):
        letters = "".join(_PART.findall(token))
        if not letters or (letters.islower() and letters in PARTICLES):
            continue
        found.append(letters if _is_run(letters) else letters[0].upper())
    return "".join(found)


def _is_run(letters: str) -> bool:
    """Capitals that are initials in a row ("JM", "JMB"), not a name in capitals ("JOHN")."""
    return letters.isupper() and (
        len(letters) <= 3 or (len(letters) == 4 and not set("AEIOUY") & set(fold(letters).upper()))
    )


@lru_cache(maxsize=65536)
def are_initials(token: str, shouted: bool) -> bool:
    """Whether a token of a name holds initials; in a name all in capitals only short ones can be told."""
    letters = "".join(_PART.findall(token))
    if not letters or not letters[0].isupper() or token == "St." or (SUFFIX.fullmatch(token) and not token.isupper()):
        return False
    if _DOTTED.fullmatch(token) or len(letters) == 1:
        return True
    if re.fullmatch(r"[^\W\d_]\.?-[^\W\d_]\.?", token):
        return True
    vowels = set("AEIOUY") & set(fold(letters).upper())
    return _is_run(letters) and (not shouted or len(letters) == 2 or not vowels)


@lru_cache(maxsize=65536)
def parse_name(text: str, *, collective: bool = False) -> Name:
    """One author out of any printed form; a group stays whole in `family`. Spelling and case stay as printed.

    >>> parse_name("de la Cruz, Juan M., Jr.")
    Name(family='de la Cruz', given='Juan M.', initials='JM', suffix='Jr', collective=False)
    """
    text = MARKS.sub("", strip_markup(text)).strip(" ,;:&")
    if collective or is_group(text):
        return Name(family=text, collective=True)
    text = _TITLE.sub("", text)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    suffix = ""
    if not (len(parts) == 2 and parts[1] in _INITIALS_TOO and not parts[0].isupper()):
        suffix = next((part.rstrip(".") for part in parts[1:] if SUFFIX.fullmatch(part)), "")
        parts = parts[:1] + [part for part in parts[1:] if not SUFFIX.fullmatch(part)]
    while len(parts) > 1 and DEGREE.fullmatch(parts[-1]) and (len(parts) > 2 or _is_full(parts[0])):
        parts.pop()
    if not parts:
        return Name(family="")
    family, given, found = _comma_form(parts) if len(parts) > 1 else _running_form(parts[0])
    return Name(family=family, given=given, initials=_initials(family, given), suffix=suffix or found)


@lru_cache(maxsize=65536)
def is_group(text: str) -> bool:
    hit = _GROUP.search(text)
    if hit is None:
        return False
    if "," in text and all(are_initials(t, False) for t in text.split(",")[1].split()):
        return False
    others = [token for token in text.replace(hit[0], " ", 1).split() if token not in {",", "the", "The"}]
    # "Council ML" and "Trial J" are people.
    return any(len("".join(_PART.findall(token))) > 3 or (token.isupper() and len(token) > 2) for token in others)


def _is_full(text: str) -> bool:
    tokens = text.split()
    return len(tokens) > 1 and fold(tokens[0]) not in PARTICLES


def _initials(family: str, given: str) -> str:
    if family.isupper() and given.isupper() and len(family) > 3 and not re.search(r"[.\-]", given):
        # A name all in capitals: "SMITH ANNA" has one initial, "SMITH JM" two.
        return "".join(t if are_initials(t, True) else t[0] for t in given.split())
    return initials_of(given)


def _comma_form(parts: list[str]) -> tuple[str, str, str]:
    """ "Family, Given": particles at the end of the given names belong to the family name."""
    family, given = parts[0], " ".join(parts[1:])
    tokens = given.split()
    suffix = ""
    if len(tokens) > 1 and SUFFIX.fullmatch(tokens[-1]):
        suffix = tokens.pop().rstrip(".")
    particles: list[str] = []
    while len(tokens) > 1 and tokens[-1].islower() and fold(tokens[-1]).strip("'") in PARTICLES:
        particles.insert(0, tokens.pop())
    words = family.split()
    if not suffix and len(words) > 1 and SUFFIX.fullmatch(words[-1]):
        suffix = words.pop().rstrip(".")
    return " ".join([*particles, *words]), " ".join(tokens), suffix


def _running_form(text: str) -> tuple[str, str, str]:
    """A name without comma: "Smith JP", "J.-P. Smith", "Maria de la Cruz", "van der Berg"."""
    tokens = GLUED.sub(" ", text).split()
    suffix = ""
    only_initials = tokens[-1] in _INITIALS_TOO and not any(token.isupper() for token in tokens[:-1])
    if len(tokens) > 1 and SUFFIX.fullmatch(tokens[-1]) and not only_initials:
        suffix = tokens.pop().rstrip(".")
    if len(tokens) < 2:
        return " ".join(tokens), "", suffix
    if capitals := capitals_first(tokens):
        return " ".join(tokens[:capitals]), " ".join(tokens[capitals:]), suffix
    shouted = all(not any(c.islower() for c in token) for token in tokens)
    short = [are_initials(token, shouted) for token in tokens]
    tail = len(tokens)
    while tail > 1 and short[tail - 1]:
        tail -= 1
    if tail < len(tokens) and not (short[0] and tail == 1 and _reads_inverted(tokens)):
        # An initial inside what is left ("Smith J Jones K") is not ours to explain.
        return " ".join(tokens[:tail]), " ".join(tokens[tail:]), suffix
    start = next((i for i in range(1, len(tokens) - 1) if _opens_family(tokens[i])), len(tokens) - 1)
    first = fold(tokens[0])
    if first in PARTICLES - _NEVER_FIRST and not any(short) and (tokens[0].islower() or len(tokens) > 2):
        start = 0
    return " ".join(tokens[start:]), " ".join(tokens[:start]), suffix


def capitals_first(tokens: Sequence[str]) -> int:
    """How many words of a name are its surname, put first in capitals ("DE VRIES Jan"); 0 in any other form."""
    count = next((at for at, token in enumerate(tokens) if len(token) < 2 or not token.isupper()), 0)
    if not count or are_initials(tokens[count - 1], False) or all(map(str.isupper, tokens[count:])):
        return 0
    return count if all(len(token.strip(".")) == 1 for token in tokens[count:] if token.isupper()) else 0


def _reads_inverted(tokens: list[str]) -> bool:
    """Whether "J LI" has its initials first: one letter, then more than one."""
    return len("".join(_PART.findall(tokens[0]))) == 1 and len("".join(_PART.findall(tokens[-1]))) > 1


def _opens_family(token: str) -> bool:
    folded = fold(token).rstrip("'.")
    return token == "St." or (
        folded in PARTICLES
        and len(token) > 1
        and not token.endswith(".")
        and (folded not in _NEVER_FIRST or len(folded) > 1)
    )


@lru_cache(maxsize=65536)
def _keys(family: str) -> tuple[str, ...]:
    spelt = [fold(family)]
    umlauts = family.casefold().translate(_UMLAUTS)
    if umlauts != family.casefold():
        spelt.append(fold(umlauts))
    keys: dict[str, None] = {}
    for form in spelt:
        tokens = re.split(r"[\s'\-]+", form)
        start = 0
        while start < len(tokens) - 1 and tokens[start] in PARTICLES - {
            "mac",
            "mc",
            "o",
            "saint",
            "st",
            "san",
            "santa",
        }:
            start += 1
        for kept in (tokens, tokens[start:]):
            if key := "".join(c for c in "".join(kept) if c.isalnum()):
                keys[key] = None
    return tuple(keys)


def surname_keys(name: Name | str) -> tuple[str, ...]:
    """Folded family names under which an author may stand elsewhere: with and without particles, ü as u and ue.

    >>> surname_keys("Le Quintrec"), surname_keys("Müller")
    (('lequintrec', 'quintrec'), ('muller', 'mueller'))
    """
    return _keys(name if isinstance(name, str) else name.family)
