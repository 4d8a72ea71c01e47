from __future__ import annotations

import json
import re
from dataclasses import replace

from evidence.report.methods import methods, methods_file, numbers_of
from evidence.report.report import render_report
from evidence.report.words import LANGUAGES, words
from tests.report.build import dossier, updated

SAID = {"95", "2011", "2018"}  # the interval, and the years of two standards


def test_every_number_of_the_methods_stands_in_run_json() -> None:
    for given in (dossier(), updated()):
        run = json.loads(render_report(given)["run.json"])
        known = {str(n) for n in run["numbers"].values()} | {run["facts"].get("hits", "")}
        kinds = {str(n) for box in given.prisma for _, n in box.reasons}
        for language in LANGUAGES:
            told = " ".join(methods(given, words(language))).replace(f"({run['run_id']})", "")
            assert set(re.findall(r"(?<![\w.])\d+(?![\w.])", told)) <= known | kinds | SAID


def test_a_search_is_claimed_only_where_a_database_was_searched() -> None:
    searched = replace(updated().run, facts=(*updated().run.facts, ("database", "MEDLINE")))
    english = words()
    assert methods(dossier(), english)[0].startswith("Search. No database was searched in this run (r1): 9 records")
    assert methods(replace(updated(), run=searched), english)[0].startswith("Search. Source: MEDLINE. It was searched")


def test_an_appraisal_is_told_only_if_somebody_made_one() -> None:
    assert any("risk of bias was not appraised" in paragraph for paragraph in methods(dossier(), words()))
    assert numbers_of(dossier())["appraised"] == 0


def test_the_file_has_both_languages() -> None:
    text = methods_file(dossier()).decode()
    assert text.index("# Methods, for a manuscript") < text.index("# Méthodes, pour un manuscrit")
    assert text.count("SWiM") == 2
