"""The level of evidence of a finding and of a cell, with its reason in words.

OCEBM Levels of Evidence Working Group 2011, "Does this intervention help?": 1 reviews of randomised trials, 2 a
randomised trial, 3 a controlled cohort, 4 case series and the like, 5 reasoning from mechanisms. A level is where a
design starts: how well a study was done, few patients, or another question than one's own are for the reader to judge.
"""

from __future__ import annotations

from collections.abc import Sequence

from evidence.model import Citation, Finding, Protocol, StudyRow

_UNCONTROLLED = "no control group is told of; with one it would be level 3"
_BY_DESIGN = {
    "rct": (2, "A randomised trial."),
    "prospective": (4, f"Patients followed forward: {_UNCONTROLLED}."),
    "retrospective_cohort": (4, f"Patients looked back on: {_UNCONTROLLED}."),
    "case_series": (4, "A case series."),
    "case_report": (4, "A case report."),
}


def level_of(
    finding: Finding, citation: Citation, protocol: Protocol, *, compares: bool = False
) -> tuple[int | None, str]:
    """(level 1 to 5, or None where there is none to give; the reason as a sentence); `compares`: it has a control."""
    if citation.retracted:
        return None, "Retracted: no evidence."
    if finding.coding is not None and finding.coding.second_hand:
        return None, "The report itself was not seen."
    if finding.design in protocol.never_counted:
        return None, "A review or survey: its primary reports have levels of their own."
    if compares and finding.design != "rct":
        return 3, "Compared with something else, not at random."
    return _BY_DESIGN.get(finding.design, (None, "The design is not known."))


def best_level(rows: Sequence[StudyRow]) -> tuple[int | None, str]:
    """The level of the best of some rows with its reason; (None, "") where none has a level."""
    known = sorted((row.level, row.level_why) for row in rows if row.level is not None)
    if not known:
        return None, ""
    best, reason = known[0]
    alike = {why for level, why in known if level == best}
    return best, reason if len(alike) == 1 else "Case series, case reports and patients followed without a control."
