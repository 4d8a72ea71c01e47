"""Decisions outlive re-runs: new rules, a changed abstract, a record that is gone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.extract.extract import extract
from evidence.model import Counts, Decision, Finding, Place, Record, Section
from evidence.tabulate.basis import basis_of
from evidence.tabulate.corrected import corrected
from evidence.tabulate.decided import Decided, apply_decisions

TEXT = "Nine patients with systemic sclerosis and calcinosis received diltiazem. Deposits decreased in {} of 9."


def record(k: int = 3, text: str = TEXT) -> Record:
    body = text.format(k)
    return Record(
        key="1", pmid="1", source="nbib", place=Place("x.nbib"), title="Calcinosis", sections=(Section("", body),)
    )


def found(of: Record) -> Finding:
    (finding,) = (f for f in extract(of).findings if f.domain == "deposits")
    return finding


WAS = found(record())
SUBJECT = f"finding:{WAS.finding_id}"
FOUR = corrected(WAS, "n_any_response", "4")


def said(verb: str, field: str = "", value: str = "", *, basis: str | None = None, at: int = 1) -> Decision:
    told = basis_of(WAS, WAS) if basis is None else basis
    return Decision(f"2026-01-{at:02}T00:00:00Z", f"{verb}{at}", verb, SUBJECT, "AB", field, value, "", told)  # type: ignore[arg-type]


def replayed(findings: list[Finding], of: Record | None, *decisions: Decision) -> Decided:
    return apply_decisions(findings, [of] if of else [], decisions)


def moves(decided: Decided) -> list[tuple[str, str, str]]:
    return [fields for moved in decided.moved for fields in moved.fields]


def test_nothing_moved() -> None:
    decided = replayed([WAS], record(), said("confirm"))
    assert (decided.findings, decided.moved, decided.orphans) == ((replace(WAS, state="confirmed"),), (), ())


def test_a_changed_abstract_with_other_numbers_keeps_what_was_confirmed_and_tells_it() -> None:
    now = record(5)
    decided = replayed([found(now)], now, said("confirm"))
    (finding,) = decided.findings
    assert (finding.counts.n_any_response, finding.state) == (3, "confirmed")
    assert moves(decided) == [("n_any_response", "3", "5")]
    assert finding.spans == found(now).spans  # the sentence shown stands in the text of today


def test_a_correction_keeps_the_fields_beside_it_too() -> None:
    now = record(5)
    whole = replace(found(now), counts=Counts(n_treated=12, n_any_response=5))
    decided = replayed([whole], now, said("correct", "n_any_response", "4"))
    assert decided.findings[0].counts == Counts(n_treated=9, n_any_response=4)
    assert decided.findings[0].state == "corrected"
    assert moves(decided) == [("n_treated", "9", "12"), ("n_any_response", "3", "5")]


def test_rules_that_come_to_say_what_was_decided_move_nothing() -> None:
    assert replayed([FOUR], record(), said("correct", "n_any_response", "4")).moved == ()


def test_new_rules_that_read_another_response_or_disease() -> None:
    other = replace(WAS, response="complete")
    decided = replayed([other], record(), said("confirm"))
    assert (decided.findings[0].response, moves(decided)) == (WAS.response, [("response", WAS.response, "complete")])
    renamed = replace(WAS, disease="DM", finding_id="another")
    decided = replayed([renamed], record(), said("confirm"))
    assert [(f.finding_id, f.disease) for f in decided.findings] == [(WAS.finding_id, "SSc")]
    assert moves(decided) == [("disease", "SSc", "DM")]


def test_a_confirmed_finding_that_the_rules_no_longer_find_stands_as_long_as_its_text_does() -> None:
    decided = replayed([], record(), said("confirm"))
    (finding,) = decided.findings
    assert replace(finding, state="proposed", confidence=WAS.confidence) == replace(
        WAS, disease_as_said="", intervention_as_said=""
    )
    assert [name for name, *_ in moves(decided)] == ["finding"]


@pytest.mark.parametrize(
    ("findings", "of", "verb", "why"),
    [
        ([], None, "confirm", "the record pmid:1 is not in these results"),
        ([], record(text="Calcinosis is painful {}."), "confirm", "the text of pmid:1 is another since"),
        ([], record(), "reject", "the rules no longer find it in pmid:1"),
        ([replace(WAS, finding_id=i, group=i) for i in "ab"], record(), "confirm", "the rules now find 2 findings"),
    ],
)
def test_what_cannot_stand_is_listed_with_the_reason(
    findings: list[Finding], of: Record | None, verb: str, why: str
) -> None:
    decided = replayed(findings, of, said(verb))
    (orphan,) = decided.orphans
    assert why in orphan.why
    assert decided.findings == tuple(findings)


def test_a_line_of_before_there_was_a_basis() -> None:
    old = said("confirm", basis="")
    now = found(record(5))
    assert replayed([now], record(5), old).findings == (replace(now, state="confirmed"),)
    (orphan,) = replayed([], record(), old).orphans
    assert orphan.why == f"the finding {WAS.finding_id} is not in these results"


def test_a_mark_for_a_second_reader_on_a_finding_that_is_gone_is_listed() -> None:
    assert [orphan.why for orphan in replayed([], record(), said("ask")).orphans] == [
        f"the finding {WAS.finding_id} is not in these results"
    ]
    assert replayed([WAS], record(), said("ask")).orphans == ()


def test_what_moved_is_settled_by_keeping_or_by_taking_it() -> None:
    now = found(record(5))
    shown = replayed([now], record(5), said("confirm")).findings[0]
    kept = replayed([now], record(5), said("confirm"), said("confirm", basis=basis_of(shown, now), at=2))
    assert (kept.findings[0].counts.n_any_response, kept.findings[0].state, kept.moved) == (3, "corrected", ())
    taken = replayed([now], record(5), said("confirm"), said("confirm", basis=basis_of(now, now), at=2))
    assert (taken.findings[0].counts.n_any_response, taken.findings[0].state, taken.moved) == (5, "confirmed", ())
    later = found(record(6))
    assert moves(replayed([later], record(6), said("confirm", basis=basis_of(shown, now), at=2))) == [
        ("n_any_response", "5", "6")
    ]


def test_the_same_values_in_a_text_that_says_it_otherwise_are_told() -> None:
    now = record(text=TEXT.replace("Deposits decreased in", "There was a decrease of deposits in"))
    same = replace(WAS, spans=found(now).spans)
    assert [name for name, *_ in moves(replayed([same], now, said("confirm")))] == ["text"]


def test_a_rejection_taken_back_counts_again() -> None:
    decided = replayed([WAS], record(), said("reject"), said("confirm", at=2))
    assert decided.findings == (replace(WAS, state="confirmed"),)


def test_a_basis_that_is_not_ours_is_none() -> None:
    for basis in ("not JSON", "[1]", "7", '{"record": 1}', basis_of(WAS, WAS)[:-1] + ',"machine":[]}'):
        assert replayed([WAS], record(), said("confirm", basis=basis)).findings[0].state == "confirmed"


def test_an_excluded_record_takes_its_whole_publication_along() -> None:
    out = Decision("2026-01-01T00:00:00Z", "x", "exclude", "record:other", "AB", value="animal", note="Animals only.")
    both = [record(), replace(record(), key="other", pmid="", source="library")]
    decided = apply_decisions([WAS], both, [out], {"other": ("other", "pmid:1"), "pmid:1": ("other", "pmid:1")})
    assert decided.findings == ()
    assert [(x.record_id, x.code, x.reason) for x in decided.excluded] == [
        ("other", "animal", "Animals only."),
        ("pmid:1", "animal", "Animals only."),
    ]


_KEYS = sorted(json.loads(basis_of(FOUR, WAS)))
_PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
_ROWS = st.lists(_PLAIN, max_size=7)
_JSON = _PLAIN | _ROWS | st.lists(_ROWS, max_size=2) | st.dictionaries(st.text(max_size=5), _PLAIN | _ROWS, max_size=3)


@given(st.sampled_from(_KEYS), _JSON, st.sampled_from(["confirm", "correct", "reject"]))
def test_no_basis_of_whatever_origin_stops_a_run(name: str, value: object, verb: str) -> None:
    """One value of a sound basis is replaced by any other."""
    basis = json.dumps(json.loads(basis_of(FOUR, WAS)) | {name: value})
    for findings in ([WAS], []):
        decided = replayed(findings, record(), said(verb, "n_any_response", "4", basis=basis))
        assert len(decided.findings) + len(decided.orphans) >= 1
        assert {f.domain for f in decided.findings} <= {"deposits"}
