"""What was published about a paper after it: a retraction, a correction, a concern, a version that replaces it."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.model import Citation, Problem

__all__ = ["notices"]

_READ = "see whether what you cite still stands"
_NOTICES = {
    "erratum_in": ("corrected-later", "A correction of this paper was published", _READ),
    "expression_of_concern_in": ("concern", "The journal has voiced concern about this paper", _READ),
    "partial_retraction_in": ("partly-retracted", "A part of this paper was retracted", _READ),
    "corrected_and_republished_in": ("replaced", "This paper was corrected and published anew", "cite the new one"),
    "retracted_and_republished_in": ("replaced", "This paper was retracted and published anew", "cite the new one"),
    "update_in": ("replaced", "A newer version of this paper was published", "see whether that is the one to cite"),
}


def notices(record: Citation) -> Iterator[Problem]:
    """A problem for each notice that the record of a paper links to; kinds are PubMed's (see `Relation`)."""
    if record.retracted:
        yield Problem("retracted", f"“{record.title}” has been retracted: do not cite it as evidence.")
    for relation in record.relations:
        if relation.kind in _NOTICES:
            code, what, advice = _NOTICES[relation.kind]
            where = ", ".join(filter(None, (relation.text.rstrip(" ."), relation.pmid and f"PMID {relation.pmid}")))
            yield Problem(code, f"{what}{f' ({where})' if where else ''}: {advice}.")
