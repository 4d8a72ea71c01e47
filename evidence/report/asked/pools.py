"""What pooling gave, or why it was refused, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evidence.model import StudyRow
from evidence.report.asked.block import plain, span
from evidence.report.citing import capital, short_citation
from evidence.report.words import Words
from evidence.tabulate.pooled import Pool


def pool_sentences(pools: Sequence[Pool], t: Words) -> Iterator[str]:
    """The estimate with its intervals or the refusal, the series behind it, what is left out and why."""
    if not pools:
        yield "Not pooled: no series here states how many patients responded completely, responded, or relapsed."
    for pool in pools:
        name = capital(plain(pool.measure))
        if pool.pooled is None:
            yield f"{name}: not pooled. {' '.join(capital(reason) for reason in pool.refusals)}"
        else:
            fit = pool.pooled
            yield (
                f"{name}: {100 * fit.estimate:.1f} %, 95 % CI {span((fit.lower, fit.upper))}; a further series would "
                f"lie within {span((fit.prediction_lower, fit.prediction_upper))} (95 % prediction interval). "
                f"Binomial-normal model, tau² {fit.tau2:.2f}."
            )
            if not any(row.finding.outcome_measure for row in pool.series):
                yield "No series states how the outcome was judged: whether it is the same in all is not known."
        series = (_series(row, pool.measure, t) for row in pool.series)
        yield f"Series: {'; '.join(series)}."
    out = dict(item for pool in pools for item in pool.left_out)
    yield from (f"Left out, {n} {'row' if n == 1 else 'rows'}: {why}" for why, n in out.items())


def _series(row: StudyRow, measure: str, t: Words) -> str:
    f = row.finding
    who = f"{t.treatment(f.intervention)}, {t.disease(f.disease)}"
    return f"{short_citation(row.citation, t)} {getattr(f.counts, f'n_{measure}')}/{f.counts.n_treated} ({who})"
