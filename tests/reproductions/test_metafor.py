"""Beside R's metafor (Debian: r-cran-metafor, r-cran-lme4), where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache

import pytest

from evidence.stats import pool_proportions
from tests.reproductions.test_nielweise2007 import COATED, STANDARD
from tests.reproductions.test_pritz1997 import EVENTS, TOTALS

ARMS = {"pritz": tuple(zip(EVENTS, TOTALS, strict=True)), "standard": STANDARD, "coated": COATED}
_SCRIPT = """
suppressPackageStartupMessages(library(metafor))
for (line in readLines(file("stdin"))) {
  word <- strsplit(line, " ")[[1]]
  x <- as.numeric(strsplit(word[3], ",")[[1]]); n <- as.numeric(strsplit(word[4], ",")[[1]])
  fit <- if (word[2] == "glmm") rma.glmm(xi = x, ni = n, measure = "PLO")
         else rma(xi = x, ni = n, measure = "PLO", method = toupper(word[2]))
  p <- predict(fit, transf = transf.ilogit)
  cat(word[1], word[2], sprintf("%.6f", c(p$pred, p$ci.lb, p$ci.ub, p$pi.lb, p$pi.ub)), "\\n")
}
"""


@cache
def metafor() -> dict[tuple[str, str], list[float]]:
    """Estimate, interval and prediction interval by (arm, method); {} where R, metafor or lme4 is missing."""
    asked = [
        f"{arm} {method} {','.join(str(k) for k, _ in series)} {','.join(str(n) for _, n in series)}"
        for arm, series in ARMS.items()
        for method in ("glmm", "reml", "dl")
    ]
    if shutil.which("Rscript") is None:
        return {}
    ran = subprocess.run(
        ["Rscript", "-e", _SCRIPT], input="\n".join(asked) + "\n", capture_output=True, text=True, check=False
    )
    if "no package called" in ran.stderr or "install the 'lme4'" in ran.stderr:
        return {}
    assert ran.returncode == 0, ran.stderr
    words = [line.split() for line in ran.stdout.splitlines()]
    return {(arm, method): [float(figure) for figure in figures] for arm, method, *figures in words}


@pytest.mark.parametrize("arm", ARMS)
@pytest.mark.parametrize("method", ["glmm", "reml", "dl"])
def test_pooled_as_metafor_pools(arm: str, method: str) -> None:
    if not metafor():
        pytest.skip("R with metafor and lme4 is not installed")
    ours = pool_proportions([k for k, _ in ARMS[arm]], [n for _, n in ARMS[arm]], method)  # type: ignore[arg-type]
    figures = (ours.estimate, ours.lower, ours.upper, ours.prediction_lower, ours.prediction_upper)
    assert figures == pytest.approx(metafor()[arm, method], abs=5e-4)
