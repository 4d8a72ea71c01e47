"""Titles taken apart."""

from __future__ import annotations

import pytest

from evidence.match.titles import read_title


@pytest.mark.parametrize(
    ("title", "core", "kind"),
    [
        pytest.param("Short report: laser for calcinosis", "laser for calcinosis", "article", id="label"),
        pytest.param("[Laser for calcinosis]. [French]", "laser for calcinosis", "article", id="translated"),
        pytest.param("Laser for calcinosis [Review] [33 refs]", "laser for calcinosis", "article", id="marks"),
        pytest.param("Laser [in vitro] for skin", "laser in vitro for skin", "article", id="brackets-inside"),
        pytest.param(
            "Laser for calcinosis (a pilot)", "laser for calcinosis a pilot", "article", id="parenthesis-kept"
        ),
        pytest.param("Laser (panel session): skin and bone", "laser skin and bone", "article", id="aside"),
        pytest.param("Erratum - Laser for calcinosis", "laser for calcinosis", "erratum", id="erratum"),
        pytest.param("Rectificatif à laser et calcinose", "laser et calcinose", "erratum", id="rectificatif"),
        pytest.param("Correction of scoliosis", "correction of scoliosis", "article", id="correction-is-surgery"),
        pytest.param(
            "Response of deposits to laser", "response of deposits to laser", "article", id="response-is-outcome"
        ),
        pytest.param("Withdrawal of steroids", "withdrawal of steroids", "article", id="withdrawal-of-a-drug"),
        pytest.param("Erraturn: Laser for calcinosis", "laser for calcinosis", "erratum", id="misread-erratum"),
        pytest.param("Rep1y to: Laser for calcinosis", "laser for calcinosis", "reply", id="misread-reply"),
        pytest.param("Deflection: laser for skin", "deflection laser for skin", "article", id="no-notice"),
        pytest.param("Laser for skin - authors' reply", "laser for skin", "reply", id="reply-behind"),
        pytest.param("Re: Laser for calcinosis", "laser for calcinosis", "reply", id="re"),
        pytest.param("Laser (vol 9, pg 4, 2010)", "laser", "erratum", id="corrects"),
        pytest.param("Laser (Lupus (2010) 9, (4-6))", "laser", "reply", id="cites"),
        pytest.param("[Correction] Laser for skin", "laser for skin", "erratum", id="correction-in-brackets"),
        pytest.param("Correspondence on 'Laser for skin'", "laser for skin", "reply", id="correspondence"),
        pytest.param("Letter in response to “Laser for skin”", "laser for skin", "reply", id="letter"),
        pytest.param("Editorial expression of concern: laser", "laser", "retraction_notice", id="concern"),
        pytest.param("Notice of retraction: Laser for skin", "laser for skin", "retraction_notice", id="retraction"),
        pytest.param("RETRACTED: Laser for calcinosis", "laser for calcinosis", "article", id="retracted-itself"),
        pytest.param("Editorial", "editorial", "generic", id="stock"),
        pytest.param("Courrier des lecteurs", "courrier des lecteurs", "generic", id="stock-french"),
        pytest.param("Erratum", "", "erratum", id="bare-erratum"),
        pytest.param("", "", "article", id="none"),
    ],
)
def test_core_and_kind(title: str, core: str, kind: str) -> None:
    read = read_title(title)
    assert (" ".join(read.core), read.kind) == (core, kind)


@pytest.mark.parametrize(
    ("title", "code", "core"),
    [
        pytest.param("AB0600 Laser for calcinosis", "AB0600", "laser for calcinosis", id="eular"),
        pytest.param("[SAT0215] Laser for calcinosis", "SAT0215", "laser for calcinosis", id="brackets"),
        pytest.param("Poster P12-3: laser for calcinosis", "P12-3", "laser for calcinosis", id="poster"),
        pytest.param("25-hydroxyvitamin D in lupus", "", "25 hydroxyvitamin d in lupus", id="substance"),
        pytest.param("CD34 cells in calcinosis", "", "cd34 cells in calcinosis", id="antigen"),
    ],
)
def test_number_in_a_programme(title: str, code: str, core: str) -> None:
    read = read_title(title)
    assert (read.code, " ".join(read.core)) == (code, core)
