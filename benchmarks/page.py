"""Every figure on one page, docs/benchmarks.md: `python benchmarks/page.py SHARED [--peers PYTHON] [--only SCRIPT]`.

SHARED is the folder of the labelled sets and samples, which are third parties' and not in this repository; PYTHON has
the peers (`make peers`). Each script runs in a process of its own and prints as it goes; a script that misses a bar
or fails is told on the page, and the exit code is 1. With --only nothing is written.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
REFERENCES, SAMPLES, DEDUP = "{shared}/benchmarks/references", "{shared}/data/pubmed_xml", "{shared}/benchmarks/dedup"
# Question, what the project asks of the figures, script and arguments.
RUNS = (
    ("Start", "`--help` within ten times `python -c pass`.", "startup.py"),
    ("Report of 500 studies", "Page under 3 CPU s and 1.5 MB, all files under 15 CPU s.", "report.py"),
    ("Weekly update", "Lost records: none; an update without news asks little.", "update.py"),
    ("PubMed XML", "At least 2,500 full records a CPU s, peak under 150 MB.", f"pubmed_xml.py {SAMPLES}"),
    ("PubMed XML beside others", "Same file, one run.", f"xml_peers.py {SAMPLES} {{peers}}"),
    ("Journals", "Load within .15 CPU s; no invented abbreviation resolved.", "journals.py {shared}/benchmarks"),
    ("References: development set", "Wrong papers and false matches: none.", f"references.py {REFERENCES}"),
    ("References: parsing beside refextract", "Same strings, one run.", f"references_peer.py {REFERENCES} {{peers}}"),
    ("References in documents", "Nothing lost from .docx, .pdf or text.", f"documents.py {REFERENCES}"),
    ("References printed without error", "No false change.", f"perfect_entries.py {REFERENCES}/index.jsonl.gz"),
    (
        "References with drawn errors",
        "Half of the papers are absent; none is claimed.",
        f"noisy_references.py {REFERENCES}",
    ),
    (
        "Index of PubMed files",
        "2,500 citations a CPU s, 500 MB a worker, 200 references a s; look-up hardly grows.",
        f"index.py {SAMPLES} {REFERENCES} --citations 100000",
    ),
    ("Deduplication", "No work lost on biomedical sets; 100,000 records under 30 CPU s.", f"dedupe.py {DEDUP}"),
    (
        "Deduplication over workers",
        "The same bytes; the memory here hardly grows.",
        "dedupe_spread.py 20000",
    ),
    ("Deduplication beside bib-dedupe", "At least 20 times less CPU.", f"dedupe_peer.py {DEDUP} {{peers}}"),
    (
        "Extraction",
        "Development set: the rules were written on it. Figures on unseen texts are in docs/extraction.md.",
        "extraction.py {shared}/data/evidence/gold_dev.jsonl",
    ),
)
WIDEST = 160  # characters of a line on the page; the terminal gets all
PACKAGES = ("biopython", "pandas", "rapidfuzz", "lxml", "bibtexparser", "citeproc-py", "openpyxl", "python-docx")
PEERS = ("bib-dedupe", "biopython", "pubmed_parser", "refextract")


def main() -> int:
    """Run what is wanted; 1 where a script failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared")
    parser.add_argument("--peers", default="")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    parts, failed = [_head(options.peers)], 0
    for title, wanted, line in RUNS:
        script, *arguments = line.format(shared=options.shared, peers=options.peers).split()
        if not script.startswith(options.only):
            continue
        print(f"== {title}", flush=True)
        started = time.perf_counter()
        code, said = _run([sys.executable, str(ROOT / "benchmarks" / script), *arguments], options.shared)
        failed += code != 0
        ended = (
            f"{time.perf_counter() - started:.0f} s"
            if code == 0
            else f"exit code {code}: a bar is missed, or it failed"
        )
        command = line.format(shared="$SHARED", peers="$PEERS")
        parts.append(
            f"## {title}\n\nWanted: {wanted}\n\n`benchmarks/{command}` ({ended})\n\n```\n{said.rstrip()}\n```\n"
        )
    if not options.only:
        PAGE.write_text("\n".join(parts), encoding="utf-8")
    return 1 if failed else 0


def _run(command: list[str], shared: str) -> tuple[int, str]:
    """The exit code and what a script said, without the folders of this machine."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    said = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            said.append(_short(line.replace(f"{ROOT}/", "").replace(f"{shared}/", "")))
    return running.returncode, "".join(said)


def _short(line: str) -> str:
    return line if len(line) <= WIDEST else f"{line[:WIDEST].rstrip()} …\n"


def _head(peers: str) -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    machine = f"{platform.system()} {platform.machine()}, {cores} cores{_model()}, Python {platform.python_version()}"
    return f"""# Benchmarks

Written by `make bench`; do not edit. Figures of one run on one machine: compare within the run. What is wanted is what
the project asks of itself; where the figure is worse, it is worse.

- Machine: {machine}.
- Libraries: {", ".join(map(_version, PACKAGES))}.
- Peers: {_peers(peers) or "none were at hand (`make peers`)"}.
- Day: {time.strftime("%Y-%m-%d")}.
"""


def _model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((f" ({line.partition(':')[2].strip()})" for line in lines if line.startswith("model name")), "")


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} absent"


def _peers(python: str) -> str:
    if not python:
        return ""
    asked = f"from importlib.metadata import version; print(', '.join(f'{{n}} {{version(n)}}' for n in {PEERS!r}))"
    return subprocess.run([python, "-c", asked], capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
