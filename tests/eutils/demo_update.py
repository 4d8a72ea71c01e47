"""`make demo-update`: a topic updated twice from a loopback server whose records change in between. No network."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from evidence.cli import main as evidence
from tests.eutils.corpus import Corpus, load_corpus
from tests.eutils.server import EutilsServer

_HERE = Path(__file__).parent
_QUERY = _HERE / "demo_update.toml"
_NEW, _CORRECTED, _RETRACTED = "990000009", "990000003", "990000002"
_COMMAND = "evidence update tests/eutils/demo_update.toml"


def main(folder: Path = Path("reports/demo-update")) -> None:
    """Empty the folder, update twice into it, and say what each run told."""
    if folder.exists():
        shutil.rmtree(folder)
    for line in _told(folder):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _told(folder: Path) -> Iterator[str]:
    corpus = load_corpus(_HERE / "demo_corpus.json")
    new = corpus.get(_NEW)
    assert new is not None
    corpus.remove(_NEW)
    with EutilsServer(corpus, limit=True) as server:
        yield f"A server on this machine plays PubMed with {len(corpus)} invented records; no network is used."
        yield f"\nFirst run: {_COMMAND}"
        yield from _summary(_update(server.base_url, folder))
        corpus.add(new)
        _correct(corpus)
        corpus.retract(_RETRACTED, "990000099", date.today())
        yield "\nThe server's records change: one is added, one corrected (5 of 6 becomes 3 of 6), one retracted."
        yield f"\nSecond run: {_COMMAND}"
        yield from _summary(_update(server.base_url, folder))
    yield f"\nOpen {folder / 'index.html'} in a browser: it begins with what is new, the cells that moved and why."
    yield "The retracted study is struck through in its cell, and its numbers have left the totals."
    yield f"Each run has its page in {folder / 'news'}; {folder / 'feed.xml'} is for a feed reader."


def _correct(corpus: Corpus) -> None:
    record = corpus.get(_CORRECTED)
    assert record is not None
    corpus.change(
        _CORRECTED,
        abstract=record.abstract.replace("5 of 6", "3 of 6"),
        relations=(("ErratumIn", "990000098"),),
        revised=date.today(),
    )


def _update(base_url: str, folder: Path) -> dict[str, Any]:
    """What `evidence update --json` prints, whatever the visitor has set; a run that fails ends the demonstration."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("EVIDENCE_")}
    own = {"EVIDENCE_ENTREZ_BASE_URL": base_url, "EVIDENCE_DECISIONS": str(folder.absolute() / "decisions.jsonl")}
    printed = io.StringIO()
    with patch.dict(os.environ, {**others, "NCBI_API_KEY": "", **own}, clear=True), redirect_stdout(printed):
        try:
            evidence(
                [
                    *("update", str(_QUERY), "--quiet", "--json"),
                    *("--store", str(folder / ".evidence" / "store.db"), "--out", str(folder)),
                ]
            )
        except SystemExit as end:
            if end.code:
                raise
    told: dict[str, Any] = json.loads(printed.getvalue())
    return told


def _summary(told: dict[str, Any]) -> Iterator[str]:
    yield f"  {told['found']} records found with {told['requests']} requests."
    for kind in ("new", "changed", "retracted"):
        if pmids := told[kind]:
            changes = [f" ({'; '.join(told['changes'][pmid])})" if pmid in told["changes"] else "" for pmid in pmids]
            listed = ", ".join(f"PMID {pmid}{change}" for pmid, change in zip(pmids, changes, strict=True))
            yield f"  {len(pmids)} {kind}: {listed if len(pmids) < 5 else 'all of them'}"
    if told["cells"]:
        yield f"  {told['cells']} cells of the table moved."


if __name__ == "__main__":
    main()
