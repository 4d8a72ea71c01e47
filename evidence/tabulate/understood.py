"""A question in a person's words made into codes, by the names of the lexicon alone; what is not known is an error."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from evidence.errors import UsageError
from evidence.extract.lexicon import load
from evidence.extract.text import fold
from evidence.model import DESIGNS, DOMAINS, Fault, Place, TableSpec
from evidence.protocol.suggest import did_you_mean
from evidence.protocol.vocabulary import vocabulary

_WORD = re.compile(r"\w+")
_LONGEST = 8  # words in a name
_AGE = "age"


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a name stands for: a disease, a treatment (or class), an outcome (domain), the sign of a failure, what no
    table can use (unused), nothing (small), or an unknown word."""

    kind: str
    code: str = ""


def understood(
    spec: TableSpec,
    *,
    patient: str | None = None,
    diseases: Sequence[str] = (),
    treatments: Sequence[str] = (),
    failed: Sequence[str] = (),
    domains: Sequence[str] = (),
    designs: Sequence[str] = (),
    confirmed_only: bool = False,
) -> TableSpec:
    """The spec with what is asked beside it, names made into codes; a list that is given replaces the spec's own.

    `patient` is a sentence such as "SLE, failed colchicine and bisphosphonates"; one that asks nothing is an error, for
    everything would be its answer. Raises UsageError with every name
    that is not known, each with the nearest one that is.
    """
    faults: list[Fault] = []
    said = _sentence(patient, faults) if patient is not None else dict[str, list[str]]()
    known_domains, known_designs = ({code: code for code in codes} for codes in (DOMAINS, DESIGNS))
    found: dict[str, tuple[str, ...]] = {
        "diseases": (*said.get("disease", ()), *_codes("--disease", diseases, _names("disease"), faults)),
        "treatments": (*said.get("treatment", ()), *_codes("--class", treatments, _names("treatment"), faults)),
        "failed": (*said.get("failed", ()), *_codes("--failed", failed, _names("treatment"), faults)),
        "domains": (*said.get("domain", ()), *_codes("--domain", domains, known_domains, faults)),
        "designs": tuple(_codes("--design", designs, known_designs, faults)),
        "unused": tuple(said.get("unused", ())),
    }
    if faults:
        many = "1 part" if len(faults) == 1 else f"{len(faults)} parts"
        raise UsageError(f"{many} of the question cannot be understood", hint=_HINT, faults=faults)
    given = {name: tuple(dict.fromkeys(codes)) for name, codes in found.items() if codes}
    asked = replace(spec, **given)  # type: ignore[arg-type]
    return replace(asked, confirmed_only=asked.confirmed_only or confirmed_only)


_HINT = "Use codes or names, in English or French: SLE, lupus; colchicine, bisphosphonates, zoledronate."


def _codes(option: str, given: Sequence[str], names: Mapping[str, str], faults: list[Fault]) -> Iterator[str]:
    known = vocabulary()
    for text in given:
        if (code := names.get(_key(text))) is not None:
            yield code
        else:
            what = option.removeprefix("--")
            message = f'no {"treatment or class" if what == "class" else what} is called "{text}"'
            codes = [code for code in dict.fromkeys(names.values()) if code in {**known.diseases, **known.classes}]
            hint = did_you_mean(text, _shown(names)) or f"Known: {', '.join(codes)}."
            faults.append(Fault(Place(option), "unknown-code", message, hint))


def _sentence(text: str, faults: list[Fault]) -> dict[str, list[str]]:
    """The codes of a sentence by what they are: disease, treatment (asked for), failed, domain, unused.

    All treatments have failed where the sentence says so of one; where one stands before a single "failed" and another
    after it, nobody knows which is meant.
    """
    meanings = list(_meanings(text))
    of = {kind: [m.code for m in meanings if m.kind == kind] for kind in ("disease", "treatment", "domain", "unused")}
    cues = [place for place, meaning in enumerate(meanings) if meaning.kind == "failed"]
    drugs = [place for place, meaning in enumerate(meanings) if meaning.kind == "treatment"]
    strange = [meaning.code for meaning in meanings if meaning.kind == "unknown"]
    lacking = [kind for kind in ("disease", "treatment") if not of[kind]]
    faults += (_unknown(word, lacking) for word in strange)
    if not strange and not (of["disease"] or of["treatment"] or of["domain"] or cues):
        message = f'no disease, treatment or outcome is named in "{text}"'
        faults.append(Fault(Place("--patient"), "unclear", message, 'Write: "SLE, failed colchicine and surgery".'))
    if cues and not drugs and not strange:
        faults.append(Fault(Place("--patient"), "unclear", "no treatment is named that failed", "Name it."))
    if len(cues) == 1 and drugs and drugs[0] < cues[0] < drugs[-1]:
        message = f'which treatments failed, those before or after "failed"? ("{text}")'
        faults.append(Fault(Place("--patient"), "unclear", message, 'Write: "SLE, failed colchicine and surgery".'))
    of["unused"] += [meanings[place].code for place in cues if meanings[place].code]
    return of | ({"treatment": [], "failed": of["treatment"]} if cues else {"failed": []})


def _unknown(word: str, kinds: Collection[str]) -> Fault:
    """A word that means nothing here, with the nearest name of what the sentence still lacks."""
    names = {name for name, meaning in _lexicon().items() if " " not in name and meaning.kind in (*kinds, "failed")}
    near = did_you_mean(word, {name for name in names if name[0] == _key(word)[:1]}, alike=0.75)
    hint = near if near.startswith("Did") else "Say it with --disease, --class and --failed."
    return Fault(Place("--patient"), "unknown-word", f'"{word}" is not understood', hint)


def _meanings(text: str) -> Iterator[_Meaning]:
    """What the words stand for, the longest name first; an age is taken as one."""
    words = [match.group() for match in _WORD.finditer(_ages().sub(f" {_AGE} ", text))]
    known, short = _lexicon(), _abbreviations()
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + _LONGEST), at, -1):
            said = " ".join(words[at:end])
            if meaning := short.get(said) or known.get(_key(said)):
                yield meaning
                at = end
                break
        else:
            yield _Meaning("unknown", words[at])
            at += 1


@cache
def _ages() -> re.Pattern[str]:
    told = load("questions.toml")["ages"]
    return re.compile("|".join(form for language in told.values() for form in language), re.IGNORECASE)


def _key(text: str) -> str:
    return " ".join(_WORD.findall(fold(text).text))


@cache
def _lexicon() -> Mapping[str, _Meaning]:
    """Every name and small word by its folded form."""
    found: dict[str, _Meaning] = {}
    words = load("questions.toml")
    kinds = {"failed": _Meaning("failed"), "intolerance": _Meaning("failed", "intolerance"), "small": _Meaning("small")}
    told = [(meaning, words[name]) for name, meaning in kinds.items()]
    told += [(_Meaning(kind, code), forms) for kind in ("domain", "unused") for code, forms in words[kind].items()]
    for meaning, forms in told:
        found |= {_key(word): meaning for language in forms.values() for word in language}
    for entry in load("diseases.toml")["disease"]:
        terms = (*(t for name, terms in entry.items() if name.startswith("terms_") for t in terms), entry["en"])
        found |= {_key(term): _Meaning("disease", entry["code"]) for term in (*terms, entry["fr"])}
    known = vocabulary()
    for drug in known.treatments.values():
        # "bisphosphonate" is how a text names no drug: who asks for it means the class.
        generic = drug.inn.replace(" ", "_") in (drug.treatment_class, f"{drug.treatment_class}s")
        meaning = _Meaning("treatment", drug.treatment_class if generic else drug.inn)
        for name in (drug.inn, *drug.en, *drug.fr, *drug.other, *drug.brands, *drug.misspelt):
            found[_key(name)] = meaning
    for code, label in known.classes.items():
        found |= {_key(name): _Meaning("treatment", code) for name in (code.replace("_", " "), label.en, label.fr)}
    return found | {_key(code): _Meaning("disease", code) for code in known.diseases}


@cache
def _abbreviations() -> Mapping[str, _Meaning]:
    """Diseases by abbreviations that mean them only as printed: LES is lupus, "les" an article."""
    entries = load("diseases.toml")["disease"]
    return {short: _Meaning("disease", e["code"]) for e in entries for short in e.get("abbreviations", ())}


def _names(kind: str) -> dict[str, str]:
    found = {name: meaning.code for name, meaning in _lexicon().items() if meaning.kind == kind}
    known = vocabulary()
    short = {_key(name): meaning.code for name, meaning in _abbreviations().items()} if kind == "disease" else {}
    return short | found | {_key(code): code for code in (known.diseases if kind == "disease" else known.classes)}


def _shown(names: Mapping[str, str]) -> Collection[str]:
    return {*names, *names.values()}
