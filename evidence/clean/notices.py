"""What was published about a paper after it: a retraction, a correction, a concern, a version that replaces it."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.clean.wording import table
from evidence.model import Citation, Problem

__all__ = ["notices"]


def notices(record: Citation) -> Iterator[Problem]:
    """A problem for each notice that the record of a paper links to; kinds are PubMed's (see `Relation`)."""
    if record.retracted:
        yield Problem("retracted", f"“{record.title}” has been retracted: do not cite it as evidence.")
    for relation in record.relations:
        if told := table("notices").get(relation.kind):
            code, what, advice = told
            where = ", ".join(filter(None, (relation.text.rstrip(" ."), relation.pmid and f"PMID {relation.pmid}")))
            yield Problem(code, f"{what}{f' ({where})' if where else ''}: {advice}.")
