"""The words of both languages: the same keys and places, French set as French, and what other rooms say."""

from __future__ import annotations

import csv
import re
import tomllib
from string import Formatter

import pytest

from evidence.protocol.query import load_protocol
from evidence.protocol.shipped import shipped
from evidence.report.words import LANGUAGES, words


def texts(code: str) -> dict[str, tuple[str, ...]]:
    read = tomllib.loads(shipped("data", "words", f"{code}.toml").read_text(encoding="utf-8"))
    sections = {k: v for k, v in read.items() if isinstance(v, dict) and k != "said"}
    return {
        f"{name}.{key}": (text,) if isinstance(text, str) else tuple(text)
        for name, section in sections.items()
        for key, text in section.items()
    }


def places(given: tuple[str, ...]) -> set[str]:
    return {name for text in given for _, name, _, _ in Formatter().parse(text) if name}


def test_a_language_is_a_file() -> None:
    assert set(LANGUAGES) == {path.stem for path in shipped("data", "words").glob("*.toml")}


def test_both_languages_have_the_same_keys_with_the_same_places() -> None:
    english, french = texts("en"), texts("fr")
    assert list(english) == list(french)
    assert {key: places(text) for key, text in english.items()} == {key: places(text) for key, text in french.items()}


def test_every_key_is_used() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for room in ("report", "review")
        for path in shipped("data").parent.joinpath("evidence", room).rglob("*")
        if path.suffix in (".py", ".j2", ".js")
    )
    for key in texts("en"):
        section = key.partition(".")[0]
        made = rf'"{section}\."\s*~|f"{section}\.\{{|section\("{section}"\)|\.of\("{section}"|f"{section}\.\w+_\{{'
        made_up = re.search(made, code)
        assert made_up or key in code, f"{key} is not used"


@pytest.mark.parametrize(
    ("key", "values", "english", "french"),
    [
        ("say.reports", {"n": 0}, "0 reports", "0 article"),
        ("say.reports", {"n": 1}, "1 report", "1 article"),
        ("say.reports", {"n": 2}, "2 reports", "2 articles"),
        ("say.named", {"treatment": "x", "what": "y"}, "x: y", "x\u00a0: y"),
    ],
)
def test_plurals_and_signs(key: str, values: dict[str, object], english: str, french: str) -> None:
    assert words("en")(key, **values) == english
    assert words("fr")(key, **values) == french


def test_french_has_no_break_before_high_punctuation() -> None:
    for key in texts("fr"):
        given = words("fr")._texts[key]
        for text in (given,) if isinstance(given, str) else given:
            assert not re.search(r" [:;?!»%]|« | '|[^\u00a0\s\d(][:;?!](?=\s|$)", text), (key, text)


def test_numbers_have_the_mark_of_the_language() -> None:
    assert (words("en").number(0.9), words("fr").number(0.9), words("fr").number(1.0)) == ("0.9", "0,9", "1")


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("Calciphylaxis: not calcinosis of a connective tissue disease.",
         "Calciphylaxie\u00a0: pas une calcinose de connectivite."),
        ("The number of lesions treated is not stated", "Le nombre de lésions ayant reçu le traitement n'est pas dit"),
        (
            "Only reviews or second-hand accounts of surgery for calcinosis in these records where the disease is "
            "systemic lupus erythematosus or dermatomyositis alone.",
            "chirurgie\u00a0: seulement des revues ou récits de seconde main pour la calcinose dans ces notices "
            "quand la maladie est seulement lupus érythémateux systémique ou dermatomyosite.",
        ),
        ("Only a journal and a date are given: no author, no title, volume, page or identifier.",
         "Seules une revue et une date sont données\u00a0: pas d'auteur, ni titre, ni volume, ni page, "
         "ni identifiant."),
        ("Reports on systemic sclerosis as a whole may hold such patients.",
         "Des articles (sclérodermie systémique, toutes formes ensemble) ont peut-être de tels patients."),
        ('Stems find acid. "calcinose" is French and Portuguese; [tt] searches the title in its own language.',
         "Stems find acid. «\u00a0calcinose\u00a0» est français et portugais\u00a0; "
         "[tt] cherche le titre dans sa langue."),
        ("Leads the table. Told of “a”.", "En tête du tableau. Told of «\u00a0a\u00a0»."),
        ("0 of 1 patient", "0 patient sur 1"),
        ("3 of 21 lesions", "3 sur 21 lésions"),
        ("Nobody translated this.", "Nobody translated this."),
        ("Second-hand (a {b} in it): the report itself was not seen.",
         "De seconde main (a {b} in it)\u00a0: l'article lui-même n'a pas été vu."),
    ],
)  # fmt: skip
def test_what_other_rooms_say(english: str, french: str) -> None:
    assert words("fr").said(english) == french
    assert words("en").said(english) == english


def test_names_come_from_the_vocabulary() -> None:
    french = words("fr")
    assert french.disease("SLE") == "lupus érythémateux systémique"
    assert french.class_name("surgery; colchicine") == "chirurgie + colchicine"
    assert french.treatment("surgery") == "chirurgie"
    assert french.treatment("alendronic acid; nobody knows") == "alendronate + nobody knows"
    assert words("en").treatment("alendronic acid") == "alendronic acid"


def test_what_coders_noted_and_why_a_line_is_searched_is_said_in_french() -> None:
    with shipped("data", "library", "outcomes.csv").open(encoding="utf-8", newline="") as file:
        told = {row["note"] for row in csv.DictReader(file)} | {
            line.reason for line in load_protocol(shipped("queries", "calcinosis.toml")).lines
        }
    known = [note for note in told if len(note.split()) > 1 or note == "explicit"]
    assert [note for note in known if words("fr").said(note) == note] == []
