"""Measure reference cleaning on citations of an index, printed with the errors that authors make.

usage: python benchmarks/noisy_references.py FOLDER [SIZE] [SEED] [--show]

FOLDER holds index.jsonl.gz and items.jsonl (whose papers are left out). SIZE citations (2,000) are drawn with SEED (1),
each gets one kind of error and one style; of every second one the paper is taken out of the index. `--show` prints the
entries that went wrong.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evidence.clean.clean import clean_list
from evidence.model import Citation, Cleaned
from evidence.normalise.text import fold, words
from evidence.sources.citation_jsonl import read_rows
from evidence.sources.citation_row import Row, citation_of_row
from evidence.sources.index import build_index
from evidence.sources.index_entry import journal_key

_SIZE = 2000


@dataclass(frozen=True)
class Print:
    """What an author prints: a citation, what may stand after it, and which fields are not as in the record."""

    paper: Citation
    tail: str = ""
    wrong: frozenset[str] = frozenset()
    form: str = ""  # "place" and "people" say little; "" is a whole reference


Noise = Callable[[Print, random.Random, Sequence[Citation]], Print]


def _with(given: Print, *wrong: str, tail: str = "", **fields: object) -> Print:
    paper = replace(given.paper, **fields)  # type: ignore[arg-type]
    return replace(given, paper=paper, wrong=given.wrong | set(wrong), tail=tail or given.tail)


def _typo(text: str, chance: random.Random) -> str:
    places = [at for at in range(1, len(text) - 1) if text[at].isalpha() and text[at + 1].isalpha()]
    if not places:
        return text + "e"
    at, how = chance.choice(places), chance.randrange(4)
    letter = chance.choice("aeinorst")
    made = (
        text[:at] + text[at + 1 :],
        text[:at] + letter + text[at:],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        text[:at] + letter + text[at + 1 :],
    )[how]
    return made if made != text else text[:at] + text[at + 1 :]


def author_typo(given: Print, chance: random.Random, _: Sequence[Citation]) -> Print:
    """One letter of one author is wrong."""
    names = list(given.paper.names)
    at = chance.randrange(min(3, len(names)))
    names[at] = replace(names[at], family=_typo(names[at].family, chance))
    return _with(given, "authors", names=tuple(names))


def authors_missing(given: Print, chance: random.Random, _: Sequence[Citation]) -> Print:
    """The first, or any other, of several authors is left out."""
    names = list(given.paper.names)
    if len(names) < 2:
        return given
    del names[chance.choice([0, chance.randrange(len(names))])]
    return _with(given, "authors", names=tuple(names))


def year_off(given: Print, chance: random.Random, _: Sequence[Citation]) -> Print:
    """The year of electronic publication, or the next."""
    return _with(given, "year", year=(given.paper.year or 0) + chance.choice([-1, 1]))


def page_slip(given: Print, chance: random.Random, _: Sequence[Citation]) -> Print:
    """Two digits of the first page are swapped, or one is lost."""
    page = given.paper.first_page
    if len(page) < 3 or not page.isdigit():
        return given
    at = chance.randrange(len(page) - 1)
    slipped = page[:at] + page[at + 1] + page[at] + page[at + 2 :] if chance.random() < 0.6 else page[:-1]
    return _with(given, "fpage", first_page=slipped) if slipped not in (page, "0") else given


def page_elided(given: Print, _: random.Random, __: Sequence[Citation]) -> Print:
    """Only the first page is printed."""
    return _with(given, last_page="")


def volume_issue(given: Print, chance: random.Random, _: Sequence[Citation]) -> Print:
    """Volume and issue are swapped, or the volume is another."""
    paper = given.paper
    if paper.issue and paper.issue != paper.volume:
        return _with(given, "volume", "issue", volume=paper.issue, issue=paper.volume)
    if not paper.volume.isdigit():
        return given
    return _with(given, "volume", volume=str(int(paper.volume) + chance.choice([-1, 1, 10])))


def journal_free(given: Print, chance: random.Random, _: Sequence[Citation]) -> Print:
    """An abbreviation that no list has: words cut where the author likes."""
    said = [word for word in re.findall(r"[\w-]+", re.split(r"[:(=]", given.paper.journal)[0]) if word]
    cut = [w if len(w) < 5 else f"{w[: chance.randrange(3, len(w))]}." for w in said if fold(w) not in _SMALL]
    return _with(given, "journal", journal_abbrev=" ".join(cut).title(), journal=" ".join(cut).title())


def journal_misspelt(given: Print, chance: random.Random, _: Sequence[Citation]) -> Print:
    """A letter of the journal's name is wrong, or its words are put into French or German."""
    name = re.split(r" [:(=]", given.paper.journal)[0]
    language = chance.choice(["", "fr", "de"])
    made = _translated(name, language).title() if language else _typo(name, chance)
    return _with(given, "journal", journal_abbrev=made, journal=made) if fold(made) != fold(name) else given


def title_cut(given: Print, _: random.Random, __: Sequence[Citation]) -> Print:
    """The title stops after its first half, or before its subtitle."""
    said = given.paper.title.split()
    if len(said) < 8:
        return given
    head = re.split(r": |\? |\. ", given.paper.title)[0]
    kept = head if len(head.split()) > 3 and head != given.paper.title else " ".join(said[: max(4, len(said) // 2)])
    return _with(given, "title", title=kept)


def title_retyped(given: Print, chance: random.Random, _: Sequence[Citation]) -> Print:
    """Typed from memory: a typo, a small word left out or put in, a plural."""
    said = given.paper.title.rstrip(".").split()
    for _round in range(2):
        at = chance.randrange(len(said))
        if len(said) > 5 and fold(said[at]) in _SMALL:
            del said[at]
        elif said[at].isalpha() and len(said[at]) > 4:
            said[at] = _typo(said[at], chance)
    made = " ".join(said)
    return _with(given, "title", title=made) if words(made) != words(given.paper.title) else given


def title_foreign(given: Print, chance: random.Random, _: Sequence[Citation]) -> Print:
    """The title in the language of the article, near to or far from the English one that PubMed has in brackets."""
    language = chance.choice(["fr", "de", "es"])
    made = _translated(given.paper.title, language)
    if chance.random() < 0.6:
        pool = _POOL.strip().splitlines()[_COLUMNS[language] - 1].split()
        made = re.sub(r"(?<!\w)\w{6,}", lambda hit: chance.choice(pool), made)
    return _with(given, title=made[:1].upper() + made[1:])


def wrong_doi(given: Print, chance: random.Random, others: Sequence[Citation]) -> Print:
    """The DOI of another paper."""
    other = chance.choice([c for c in chance.sample(list(others), 20) if c.doi and c.doi != given.paper.doi])
    return _with(given, "doi", tail=f" doi:{other.doi}")


def broken_doi(given: Print, chance: random.Random, _: Sequence[Citation]) -> Print:
    """A DOI that the end of a line breaks."""
    doi = given.paper.doi
    if not doi:
        return given
    at = chance.randrange(doi.index("/") + 1, len(doi))
    return _with(given, tail=f" https://doi.org/{doi[:at]}\n   {doi[at:]}")


def place_only(given: Print, _: random.Random, __: Sequence[Citation]) -> Print:
    """Journal, year, volume and page."""
    return replace(given, form="place")


def people_only(given: Print, _: random.Random, __: Sequence[Citation]) -> Print:
    """First author, journal and year."""
    return replace(given, form="people")


def optical(given: Print, chance: random.Random, _: Sequence[Citation]) -> Print:
    """Letters and digits as a scanner reads them."""
    signs = [("l", "1"), ("rn", "m"), ("m", "rn"), ("O", "0"), ("i", "l"), ("cl", "d")]

    def scanned(text: str) -> str:
        for sign, read in chance.sample(signs, 3):
            places = [hit.start() for hit in re.finditer(sign, text)]
            if places:
                at = chance.choice(places)
                text = text[:at] + read + text[at + len(sign) :]
        return text

    title = scanned(scanned(given.paper.title))
    names = tuple(replace(n, family=scanned(n.family)) if at == 0 else n for at, n in enumerate(given.paper.names))
    wrong = {"title"} if words(title) != words(given.paper.title) else set()
    return _with(given, *wrong, "authors", title=title, names=names)


def mojibake(given: Print, _: random.Random, __: Sequence[Citation]) -> Print:
    """UTF-8 read as Latin-1, marked in the form."""
    return replace(given, form="mojibake")


def several(given: Print, chance: random.Random, others: Sequence[Citation]) -> Print:
    """Three of the errors above."""
    for noise in chance.sample([author_typo, year_off, page_slip, volume_issue, journal_free, title_retyped], 3):
        given = noise(given, chance, others)
    return given


def clean(given: Print, _: random.Random, __: Sequence[Citation]) -> Print:
    """No error."""
    return given


NOISES: tuple[Noise, ...] = (
    *(clean, author_typo, authors_missing, year_off, page_slip, page_elided, volume_issue, journal_free),
    *(journal_misspelt, title_cut, title_retyped, title_foreign, wrong_doi, broken_doi, place_only, people_only),
    *(optical, mojibake, several),
)

_SMALL = frozenset(["a", "an", "the", "of", "and", "in", "for", "on", "to", "et", "de", "la", "und", "der", "y"])
_COLUMNS = {"fr": 1, "de": 2, "es": 3}
_WORDS = """
of de von de|the le die el|and et und y|in dans bei en|with avec mit con|for pour für para|by par durch por
|on sur über sobre|a un eine un|an un eine un|to à zu a|from de aus de|between entre zwischen entre|is est ist es
|effect effet Wirkung efecto|effects effets Wirkungen efectos|study étude Studie estudio|role rôle Rolle papel
|patients malades Kranken pacientes|treatment traitement Behandlung tratamiento|disease maladie Krankheit enfermedad
|children enfants Kindern niños|women femmes Frauen mujeres|cell cellule Zelle célula|cells cellules Zellen células
|plant plante Pflanze planta|plants plantes Pflanzen plantas|growth croissance Wachstum crecimiento
|analysis analyse Analyse análisis|risk risque Risiko riesgo|heart cœur Herz corazón|muscle muscle Muskel músculo
|exercise exercice Training ejercicio|diet régime Ernährung dieta|gene gène Gen gen|genes gènes Gene genes
|protein protéine Protein proteína|human humain menschlich humano|acid acide Säure ácido|stress stress Stress estrés
|review revue Übersicht revisión|new nouveau neue nuevo|during pendant während durante|after après nach después
|journal journal Zeitschrift revista|medicine médecine Medizin medicina|science science Wissenschaft ciencia
|research recherche Forschung investigación|american américain amerikanische americana|annals annales Annalen anales
|health santé Gesundheit salud|clinical clinique klinische clínica|root racine Wurzel raíz|water eau Wasser agua
|blood sang Blut sangre
"""
_LEXICON = {said[0]: said for entry in _WORDS.split("|") for said in [entry.split()]}
_POOL = """
apport intérêt surveillance atteinte rein peau os poids sujet âgé grossesse foie prise charge observation
Befund Leber Niere Haut Knochen Schwangerschaft Ursache Verlauf Erfahrung Übergewicht Beitrag Alter
hallazgo hígado riñón piel hueso embarazo causa manejo experiencia peso aporte mayores seguimiento
"""
_ENDINGS = (
    ("ology", "ologie", "ologie", "ología"),
    ("tion", "tion", "tion", "ción"),
    ("sis", "se", "se", "sis"),
    ("itis", "ite", "itis", "itis"),
    ("ity", "ité", "ität", "idad"),
    ("ical", "ique", "isch", "ico"),
    ("ic", "ique", "isch", "ico"),
    ("al", "al", "al", "al"),
    ("ism", "isme", "ismus", "ismo"),
    ("ine", "ine", "in", "ina"),
    ("ing", "age", "ung", "ado"),
    ("ed", "é", "t", "ado"),
    ("s", "s", "en", "as"),
)


def _translated(text: str, language: str) -> str:
    column = _COLUMNS[language]

    def put(hit: re.Match[str]) -> str:
        word = hit[0]
        if known := _LEXICON.get(word.lower()):
            return known[column]
        for ending in _ENDINGS:
            if word.islower() and len(word) > len(ending[0]) + 2 and word.endswith(ending[0]):
                return word.removesuffix(ending[0]) + ending[column]
        return word

    return re.sub(r"[A-Za-z]+", put, text)


def _printed(given: Print, chance: random.Random) -> str:
    paper = given.paper
    names = [(n.family, n.initials) for n in paper.names]
    journal = paper.journal_abbrev or paper.journal
    pages = f"{paper.first_page}-{paper.last_page}" if paper.last_page else paper.first_page
    issue = f"({paper.issue})" if paper.issue else ""
    title, year, volume = paper.title.strip("[].").strip(), paper.year, paper.volume
    if given.form == "place":
        return f"{journal} {year};{volume}{issue}:{pages}"
    if given.form == "people":
        who = f"{names[0][0]} et al." if len(names) > 1 else f"{names[0][0]} {names[0][1]}"
        return chance.choice([f"{who}, {journal} {year}", f"{who} {journal}. {year}."])
    vancouver = ", ".join(f"{f} {i}".strip() for f, i in names[:6]) + (", et al" if len(names) > 6 else "")
    dotted = [(f, "".join(f"{c}." for c in i if c.isalpha())) for f, i in names]
    apa = ", ".join(f"{f}, {i}" for f, i in dotted)
    made = {
        "vancouver": f"{vancouver}. {title}. {journal}. {year};{volume}{issue}:{pages}.",
        "apa": f"{apa} ({year}). {title}. {paper.journal}, {volume}{issue}, {pages}.",
        "harvard": f"{apa} {year}, '{title}', {paper.journal}, vol. {volume}, pp. {pages}.",
        "elsevier": f"{', '.join(f'{i} {f}' for f, i in dotted)}, {title}, {journal} {volume} ({year}) {pages}.",
        "french": f"{vancouver}. {title}. {journal} {year} ; {volume} : {pages}.",
        "german": f"{', '.join(f'{f} {i}' for f, i in names[:3])}: {title}. {journal} {volume}: {pages} ({year})",
    }
    text = made[chance.choice(sorted(made))] + given.tail
    if given.form == "mojibake":
        text = text.replace("-", "–").encode().decode("cp1252", "replace")
    return text


def main() -> int:
    """Print the measures by kind of error, and in all."""
    given = [a for a in sys.argv[1:] if not a.startswith("--")]
    folder = Path(given[0]) if given else Path()
    if not given or not (folder / "index.jsonl.gz").is_file():
        print("Skipped: name the folder that holds index.jsonl.gz and items.jsonl.")
        return 0
    chance = random.Random(int(given[2]) if len(given) > 2 else 1)
    every = [citation_of_row(row) for row in read_rows(folder / "index.jsonl.gz") if isinstance(row, Row)]
    known = {
        pmid
        for line in (folder / "items.jsonl").read_text(encoding="utf-8").splitlines()
        for item in [json.loads(line)]
        for pmid in (item.get("gold_id"), *(item.get("acceptable_ids") or ()))
    }
    whole = [c for c in every if c.pmid and c.pmid not in known and c.names and c.volume and c.first_page and c.year]
    whole = [c for c in whole if len(words(c.title)) > 3 and c.names_complete]
    chosen = chance.sample(whole, int(given[1]) if len(given) > 1 else _SIZE)
    kinds = [NOISES[at // 2 % len(NOISES)] for at in range(len(chosen))]
    entries = [
        (c, noise.__name__, at % 2 == 0, noise(Print(c), chance, every))
        for at, (c, noise) in enumerate(zip(chosen, kinds, strict=True))
    ]
    raws = [_printed(printed, chance) for *_, printed in entries]
    gone = {c.citation_id for c, _, present, _ in entries if not present}
    copies = {words(c.title) for c in every if c.citation_id in gone}
    held = [c for c in every if words(c.title) not in copies]
    foreign = {c.citation_id for c, kind, *_ in entries if kind == "title_foreign"}
    held = [replace(c, title=f"[{c.title}]") if c.citation_id in foreign else c for c in held]
    text = "\n\n".join(f"{number}. {raw}" for number, raw in enumerate(raws, 1)) + "\n"
    with build_index(held, None) as index:
        started = time.process_time()
        cleaned = clean_list(text, index)
        seconds = time.process_time() - started
    people = Counter((words(c.names[0].family), c.year, journal_key(c)) for c in held if c.names)
    print(json.dumps({"references": len(cleaned.entries), "per_cpu_second": round(len(raws) / seconds, 1)}))
    found = {item.reference.number: item for item in reversed(cleaned.entries)}
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for number, ((paper, kind, present, printed), raw) in enumerate(zip(entries, raws, strict=True), 1):
        item = found[number]
        alone = people[words(paper.names[0].family), paper.year, journal_key(paper)] == 1
        verdict = _verdict(item, paper, present, alone or printed.form != "people")
        for tally in (counted[kind], counted["all"]):
            tally[verdict] += 1
            if item.match:
                tally["claims"] += 1
                tally["squares"] += round(1e4 * (item.confidence - (verdict == "right")) ** 2)
            if verdict == "right" and not printed.form:
                tally.update(_changes(item, paper, printed))
        if "--show" in sys.argv and verdict in {"wrong", "false match", "missed", "unlisted"}:
            print(f"{verdict} {kind}: {raw}\n    {paper.pmid} {item.status} {item.explanation}")
    for kind in (*sorted(set(counted) - {"all"}), "all"):
        print(_line(kind, counted[kind]))
    return 0


def _verdict(item: Cleaned, paper: Citation, present: bool, telling: bool) -> str:
    if item.match is not None:
        right = present and item.match.citation_id == paper.citation_id
        return "right" if right else "wrong" if present else "false match"
    if not present:
        return "refused"
    listed = any(c.citation.citation_id == paper.citation_id for c in item.candidates)
    return "missed" if telling else "listed" if listed else "unlisted"


def _changes(item: Cleaned, paper: Citation, printed: Print) -> Counter[str]:
    """Errors reported, errors not reported, and changes of what was printed as in the record."""
    changed = {change.field for change in item.changes if change.before or change.field in printed.wrong}
    values = {"fpage": paper.first_page, "year": str(paper.year), "volume": paper.volume, "title": paper.title}
    told = Counter({"told": len(changed & printed.wrong), "untold": len(printed.wrong - changed - {"doi"})})
    for change in item.changes:
        as_printed = change.before and change.field in values and change.field not in printed.wrong
        told["invented"] += bool(as_printed and words(change.before) == words(values[change.field]))
    return told


def _line(kind: str, n: Counter[str]) -> str:
    present, absent = n["right"] + n["wrong"] + n["missed"], n["refused"] + n["false match"]
    recall = f"recall {n['right'] / present:.3f}" if present else ""
    brier = n["squares"] / 1e4 / max(n["claims"], 1)
    return (
        f"{kind:17} {recall}  missed {n['missed']}  wrong {n['wrong']}  listed {n['listed']}/"
        f"{n['listed'] + n['unlisted']}  false {n['false match']}/{absent}  brier {brier:.4f}"
        f"  told {n['told']}/{n['told'] + n['untold']}  invented {n['invented']}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
