"""The answer in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evidence.model import Dossier, TableSpec
from evidence.report.asked.block import Block, abbreviations, labels, plain
from evidence.report.asked.failures import failure_blocks, shown_failures
from evidence.report.asked.pools import pool_sentences
from evidence.report.asked.tables import profile_block, quotes_block, reports_block, summary_block
from evidence.report.citing import capital
from evidence.report.notes import notes_of
from evidence.report.words import Words
from evidence.tabulate.asked import Answer, with_parts

_CAUTION = (
    "Published cases favour success: single cases show what was tried, not how often it helps. Strata are not added "
    "up. A number that no report states is unreported, not zero."
)

_UNUSED = {"intolerance": "that it was not tolerated (asked as: gave no response)"}


def blocks(dossier: Dossier, asked: Answer, t: Words, *, quotes: bool = False) -> list[Block]:
    """The parts of the answer; `quotes`: with the words of the sources."""
    parts = list(_blocks(dossier, asked, t, quotes))
    return [*parts, Block(sentences=tuple(filter(None, (_CAUTION, abbreviations(parts, t)))))]


def _blocks(dossier: Dossier, asked: Answer, t: Words, quotes: bool) -> Iterator[Block]:
    notes, spec, names = notes_of(asked.rows, dossier.records), asked.spec, labels(dossier, t)
    told = f"Asked of {len(dossier.clusters)} publications: {question_words(spec, t)}."
    yield Block(spec.title or dossier.protocol.title, sentences=(told,))
    if spec.failed:
        yield from failure_blocks(asked, names, t)
    if notes:
        else_tried = "What else was tried in single patients in whom all had failed"
        yield summary_block(
            else_tried if spec.failed else "What was tried, strata side by side", asked.summary, notes, t
        )
        yield reports_block(notes, names, t)
        if spec.treatments:
            yield profile_block(asked.profiles, t)
    elif not spec.failed:
        yield Block("Nothing found", sentences=(f"No finding in these records fits.{_unconfirmed(dossier, spec)}",))
    if quotes:
        others = (row for one in shown_failures(asked) for row in (*one.failed, *one.then))
        yield quotes_block(notes_of(tuple(dict.fromkeys((*asked.rows, *others))), dossier.records), t)
    if asked.pools is not None:
        yield Block("Pooled", sentences=tuple(pool_sentences(asked.pools, t)))
    if asked.gaps:
        yield Block("Looked for and not found", sentences=tuple(gap.sentence for gap in asked.gaps))
    if unanswered := tuple(_unanswered(asked, names, t)):
        yield Block("Named or given without a result that could be read, in any disease", sentences=unanswered)


def question_words(spec: TableSpec, t: Words) -> str:
    """The question as it was understood, in words."""
    parts = []
    if spec.diseases:
        forms = [code for code in with_parts(spec.diseases) if code not in spec.diseases]
        held = f" with {' and '.join(t.disease(code) for code in forms)}" if forms else ""
        parts.append(" or ".join(t.disease(code) for code in spec.diseases) + held)
    if spec.failed:
        parts.append(f"{' and '.join(t.class_name(code) for code in spec.failed)} failed: what else was tried")
    if spec.treatments:
        parts.append(" or ".join(t.class_name(code) for code in spec.treatments))
    if spec.domains:
        parts.append(f"judged on {' or '.join(t(f'domain.{code}') for code in spec.domains)}")
    if spec.designs:
        parts.append(f"design {' or '.join(plain(code) for code in spec.designs)}")
    if spec.confirmed_only:
        parts.append("only what a person confirmed or corrected")
    asked = "; ".join(parts) or "everything"
    return f"{asked}. Not used: {', '.join(_UNUSED.get(code, code) for code in spec.unused)}" if spec.unused else asked


def _unconfirmed(dossier: Dossier, spec: TableSpec) -> str:
    waiting = sum(finding.state == "proposed" for finding in dossier.findings) if spec.confirmed_only else 0
    return f" {waiting} findings wait for a person to confirm them." if waiting else ""


def _unanswered(asked: Answer, names: Mapping[str, str], t: Words) -> Iterator[str]:
    for one in asked.unanswered:
        if not (ids := (*one.given, *one.named)):
            continue
        which = ", ".join(names.get(i, i) for i in ids[:5]) + (", …" if len(ids) > 5 else "")
        yield f"{capital(t.class_name(one.intervention_class))}: {t('say.reports', n=len(ids))} ({which})."
