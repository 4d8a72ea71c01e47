"""Extraction against hand-annotated texts: python benchmarks/extraction.py [GOLD.jsonl] [--errors].

GOLD (or EVIDENCE_GOLD) holds one annotated text a line: title, sections, publication types, the findings that are
right. The figures are those of the scorer beside it (`score_extraction.py`, or the folder in EVIDENCE_SCORER), which
says what each means. Prints all, per language and per half of the texts (by a hash of the text's id: a rule that was
written on one half and does not help the other shows as a gap), then abstracts per CPU second.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from evidence.extract.extract import extract
from evidence.extract.output import finding_object
from evidence.model import Place, Record, Section

LANGUAGES = {"en": "eng", "fr": "fre", "es": "spa", "de": "ger", "pt": "por"}


def record_of(item: dict[str, Any]) -> Record:
    """The record that PubMed would hold of an annotated text."""
    foreign, title = item["lang"] != "en", item["title"].rstrip(".")
    vernacular = (item.get("title_vernacular") or "").rstrip(".")
    return Record(
        key=item["pmid"],
        pmid=item["pmid"],
        source="pubmed_xml",
        place=Place("gold", item=item["id"]),
        title=f"[{title}]." if foreign else f"{title}.",
        title_vernacular=f"{vernacular}." if vernacular else "",
        sections=tuple(Section(s["label"] or "", s["text"]) for s in item["sections"]),
        types=tuple(item["pub_types"]),
        languages=(LANGUAGES[item["lang"]],),
    )


def scorer(folder: Path) -> ModuleType | None:
    """The scoring script, if it is there."""
    path = folder / "score_extraction.py"
    spec = importlib.util.spec_from_file_location("score_extraction", path) if path.is_file() else None
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def half(item: dict[str, Any]) -> str:
    """A or B; variants of one text fall in the same half."""
    base = item["id"].split("v")[0]
    return "AB"[hashlib.sha256(base.encode()).digest()[0] % 2]


def main(arguments: Sequence[str]) -> int:
    """Print the figures, or say in a sentence what is missing."""
    paths = [a for a in arguments if not a.startswith("-")] or [os.environ.get("EVIDENCE_GOLD", "")]
    gold = Path(paths[0])
    if not paths[0] or not gold.is_file():
        print("extraction: skipped, no annotated texts (name the file, or set EVIDENCE_GOLD)")
        return 0
    default = gold.resolve().parents[2] / "benchmarks" / "extraction"
    module = scorer(Path(os.environ.get("EVIDENCE_SCORER", default)))
    if module is None:
        print("extraction: skipped, no score_extraction.py (set EVIDENCE_SCORER to its folder)")
        return 0
    items = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    records = [record_of(item) for item in items]
    extract(records[0])
    begin = time.process_time()
    found = [finding_object(f) for record in records for f in extract(record).findings]
    spent = time.process_time() - begin
    result = module.score(items, found)
    print(module.report(result))
    for name in "AB":
        part = [item for item in items if half(item) == name]
        ids = {f"pmid:{item['pmid']}" for item in part}
        figures = module.score(part, [f for f in found if f["record_id"] in ids])["all"]
        print(module.line(f"half {name}", figures))
    print(f"{len(records) / spent:,.0f} abstracts per CPU second")
    if "--errors" in arguments:
        print("\n".join(result["errors"]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
