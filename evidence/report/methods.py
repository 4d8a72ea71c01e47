"""The methods paragraphs of a manuscript (PRISMA-S, SWiM), from the facts of the run and nothing else."""

from __future__ import annotations

import re
from collections import Counter

from evidence.model import STRATA, Dossier, Protocol
from evidence.report.words import LANGUAGES, Words, words

# Numbers that are told with what they count.
_SAID = dict.fromkeys(("included_reports", *STRATA), "reports")
_SAID |= {"duplicates": "records", "findings": "findings", "uncounted": "findings"}


def title_of(protocol: Protocol, t: Words) -> str:
    """The title of the topic in a language."""
    return protocol.titles.get(t.code) or protocol.title


def numbers_of(dossier: Dossier) -> dict[str, int]:
    """Every number that the methods tell: it stands in run.json too."""
    counted = [row for row in dossier.rows if row.counted]
    answers = {(a.record_id, a.question) for row in dossier.rows for a in row.appraisal}
    return {
        **{box.box: box.n for box in dossier.prisma},
        **{stratum: len({r.finding.record_id for r in counted if r.stratum == stratum}) for stratum in STRATA},
        "findings": len(dossier.rows),
        "coded": sum(row.finding.coding is not None for row in dossier.rows),
        "read": sum(row.finding.coding is None for row in dossier.rows),
        "confirmed": sum(row.finding.state in ("confirmed", "corrected") for row in dossier.rows),
        "uncounted": len(dossier.rows) - len(counted),
        "decisions": int(dict(dossier.run.facts).get("decisions", "0")),
        "vanished": len({x.record_id for x in dossier.exclusions if x.code == "vanished"}),
        "lines": len(dossier.protocol.lines),
        "series_from": dossier.protocol.series_from,
        "appraised": len(answers),
        **{f"not counted: {why}": k for why, k in uncounted_because(dossier, words()).items()},
    }


def methods(dossier: Dossier, t: Words) -> list[str]:
    """The paragraphs in a language; what was not done is said to be so."""
    n, facts, because = Counter(numbers_of(dossier)), dict(dossier.run.facts), uncounted_because(dossier, t)
    limits = t.said(dossier.protocol.limits)
    kinds = next((box.reasons for box in dossier.prisma if box.box == "identified"), ())
    searched = "database" in facts
    told: dict[str, object] = {
        **dict.fromkeys(("excluded", "sought", "not_retrieved", "reports_excluded"), 0),
        **n,
        **{name: t(f"say.{kind}", n=n[name]) for name, kind in _SAID.items()},
        "publications": t("say.publications", n=n["screened"]),
        "studies": t("methods.studies", n=n["included_studies"]),
        "found": t("say.records", n=int(facts["hits"]) if searched else n["identified"]),
        "database": t.said(facts.get("database", "")),
        "sources": ", ".join(f"{t.said(kind)} ({number})" for kind, number in kinds) or "–",
        "lines": t("methods.lines", n=n["lines"]) if n["lines"] else "",
        "limits": limits if limits.endswith(".") else f"{limits}.",
        "run": dossier.run.run_id,
        "version": dossier.run.tool_version,
        "why": t("say.then").join(f"{why} ({k})" for why, k in because.items()) or t("say.none"),
        "n": n["appraised"],
    }
    gone = t("methods.gone", n=n["vanished"]) if searched and n["vanished"] else ""
    levels = ["levels"] if any(row.level_why for row in dossier.rows) else []
    appraised = "appraisal" if n["appraised"] else "no_appraisal"
    rest = ("dedupe", "selection", "extraction", "synthesis", *levels, appraised, "limits")
    search = t("methods.search_database" if searched else "methods.search_files", **told)
    return [search + gone, *(t(f"methods.{name}", **told) for name in rest)]


def uncounted_because(dossier: Dossier, t: Words) -> dict[str, int]:
    """Why findings are not counted, commonest first, with how many; reasons are told up to their detail."""
    whys = (t.said(row.why_not) for row in dossier.rows if not row.counted)
    return dict(Counter(why[:1].lower() + re.split(r"\s*[:(]", why)[0].rstrip(".")[1:] for why in whys).most_common())


def methods_file(dossier: Dossier) -> bytes:
    """methods.md: the paragraphs in every language."""
    parts = [f"# {t('section.methods')}\n\n" + "\n\n".join(methods(dossier, t)) for t in map(words, LANGUAGES)]
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")
