"""The flow adds up, in both of its forms, whatever the records are; and it is drawn as it is counted."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.model import Cluster, Dossier, Exclusion, News, Place, PrismaCount, Record, RecordChange
from evidence.report.flow import draw_flow, draw_update, update_counts, with_deciders
from evidence.report.words import words
from evidence.tabulate.prisma import prisma_counts
from evidence.tabulate.rows import study_rows
from evidence.tabulate.studies import studies_of
from tests.report.build import PROTOCOL, citation, coded, dossier, updated

IDS = [f"r{n}" for n in range(8)]


def numbers(boxes: tuple[PrismaCount, ...]) -> dict[str, int]:
    return {box.box: box.n for box in boxes}


def adds_up(n: dict[str, int]) -> bool:
    return (
        n["identified"] - n["duplicates"] == n["screened"]
        and n["screened"] - n["excluded"] == n["sought"]
        and n["sought"] - n["not_retrieved"] == n["assessed"]
        and n["assessed"] - n["reports_excluded"] == n["included_reports"]
        and min(n.values()) >= 0
    )


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """Records in clusters, some with a finding, some excluded, some told of as new, some sharing patients."""
    kind = {i: draw(st.sampled_from(["finding", "excluded", "both", "silent", "retracted"])) for i in IDS}
    records = tuple(
        Record(key=i, source="library", place=Place("x", 1), title=i,
               types=("Retracted Publication",) if kind[i] == "retracted" else ())
        for i in IDS
    )  # fmt: skip
    groups = draw(st.lists(st.integers(0, 5), min_size=8, max_size=8))
    together: dict[int, list[Record]] = {}
    for record, group in zip(records, groups, strict=True):
        together.setdefault(group, []).append(record)
    clusters = tuple(
        Cluster(some[0].record_id, tuple(r.record_id for r in some), citation(some[0])) for some in together.values()
    )
    findings = [
        replace(coded(f"f-{i}", i, n_treated=6, n_complete=1), group=draw(st.sampled_from(["", "same"])))
        for i in IDS
        if kind[i] in ("finding", "both", "retracted")
    ]
    exclusions = tuple(
        Exclusion(i, draw(st.sampled_from(["animal", "review_no_patients"])), "why")
        for i in IDS
        if kind[i] in ("excluded", "both")
    )
    rows = study_rows(findings, clusters, studies_of(records, clusters, findings), PROTOCOL)
    new = draw(st.sets(st.sampled_from(IDS)))
    news = News(since="r0", records=tuple(RecordChange(i, "new", i) for i in sorted(new)))
    full = dossier()
    return replace(
        full, records=records, clusters=clusters, exclusions=exclusions, rows=rows, findings=tuple(findings),
        prisma=prisma_counts(records, clusters, exclusions, rows, full.protocol), run=replace(full.run, news=news),
    )  # fmt: skip


@given(dossiers())
@settings(max_examples=150, deadline=None)
def test_known_and_new_add_up_to_all(made: Dossier) -> None:
    counts = update_counts(made)
    assert counts is not None
    known, new, all_ = numbers(counts[0]), numbers(counts[1]), numbers(made.prisma)
    assert adds_up(all_)
    assert adds_up(known)
    assert adds_up(new)
    for box in ("identified", "duplicates"):  # a new record of a known publication is new, and a duplicate
        assert new[box] <= all_[box]
    for box in all_.keys() - {"identified", "duplicates"}:
        assert known[box] + new[box] == all_[box], box
    fresh = {c.record_id for c in made.run.news.of("new")} if made.run.news else set()
    assert new["identified"] == len(fresh)


def drawn(svg: str) -> list[int]:
    words_of = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))
    return [int(n) for n in re.findall(r"n\u00a0=\u00a0(\d+)", words_of)]


def test_every_box_is_drawn_with_its_number() -> None:
    boxes = dossier().prisma
    assert sorted(drawn(draw_flow(boxes, words()))) == sorted(box.n for box in boxes)
    given_ = updated()
    counts = update_counts(given_)
    assert counts is not None
    known, new = counts
    included = [box.n for some in (known, given_.prisma) for box in some if box.box.startswith("included")]
    assert sorted(drawn(draw_update(given_, words("fr")))) == sorted([*included, *(box.n for box in new)])


def test_a_first_run_has_no_update_form() -> None:
    assert draw_update(dossier(), words()) == ""
    assert draw_update(updated(since=""), words()) == ""


def test_exclusions_say_who_decided() -> None:
    given_ = dossier()
    box = next(box for box in with_deciders(given_) if box.box == "reports_excluded")
    assert (box.n, box.label.partition(" (")[2]) == (2, "by people 2, by written rules 0)")
    read = tuple(replace(record, source="nbib") for record in given_.records)
    box = next(box for box in with_deciders(replace(given_, records=read)) if box.box == "reports_excluded")
    assert box.label.endswith("(by people 0, by written rules 2)")
    assert words("fr").said(box.label) == "Articles exclus (par des personnes 0, par des règles écrites 2)"


def test_new_records_name_their_source() -> None:
    counts = update_counts(updated())
    assert counts is not None
    identified = counts[1][0]
    assert identified.reasons
    assert sum(n for _, n in identified.reasons) == identified.n
