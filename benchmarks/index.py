"""Measure the index of PubMed's files: build, memory, size, look-ups, reference cleaning as the index grows, kills.

    python benchmarks/index.py SAMPLES REFERENCES [--citations 1000000] [--kills 10] [--seed 1] [--folder FOLDER]

SAMPLES is a folder of PubMed XML whose records are repeated as other papers (`index_files.py`); REFERENCES holds
index.jsonl.gz, whose citations are among them, and items.jsonl. References are drawn and misprinted as in
`noisy_references.py`; of every second one the paper is left out of the index. FOLDER keeps the files for another run.
An index is built for each size. The largest is built once more by a process that is killed so many times, at random.
Bars: 2,500 citations per CPU second, 500 MB a worker, 200 references a second, load under 1 s.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.index_files import Papers, real_record, templates, write
from benchmarks.noisy_references import NOISES, Print, _printed, _verdict
from evidence.clean.clean import CleanedList, clean_list
from evidence.errors import EvidenceError
from evidence.model import Citation
from evidence.normalise.text import words
from evidence.sources.baseline_index import index_info
from evidence.sources.citation_jsonl import read_rows
from evidence.sources.citation_row import Row, citation_of_row
from evidence.sources.index import CitationIndex, _unpack, open_index

_ALL = 38_000_000
_FIRST, _OF_A_FILE = 10_000, 30_000
_DRAWN = 1000


@dataclass(frozen=True)
class Drawn:
    """A reference: its paper, whether that is in the index, the kind of error, and what is printed."""

    paper: Citation
    present: bool
    printed: Print
    raw: str


def main() -> int:
    """Print the measures after 10,000 citations, 100,000, and all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples", nargs="?", type=Path)
    parser.add_argument("references", nargs="?", type=Path)
    parser.add_argument("--citations", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.samples is None or options.references is None or not (options.references / "index.jsonl.gz").is_file():
        print("Skipped: name a folder of PubMed XML samples and one that holds index.jsonl.gz and items.jsonl.")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(exist_ok=True)
        rows = read_rows(options.references / "index.jsonl.gz")
        real = [citation_of_row(row) for row in rows if isinstance(row, Row)]
        drawn = draw(real, options.references, options.seed)
        steps = files(real, drawn, options.samples, folder, options.citations, options.seed)
        gc.freeze()  # what this script holds is not to be walked while a look-up is timed
        before = (0, 0)
        for step in steps:
            before = measure(folder / f"made{len(step)}.db", step, drawn, before)
        if options.kills:
            kill(folder / f"made{len(steps[-1])}.db", folder / "killed.db", steps[-1], options.kills, options.seed)
    return 0


def draw(real: Sequence[Citation], references: Path, seed: int) -> list[Drawn]:
    """References with the errors of authors; of every second one the paper, and its like, is not to be indexed."""
    chance = random.Random(seed)
    items = map(json.loads, (references / "items.jsonl").read_text(encoding="utf-8").splitlines())
    known = {pmid for item in items for pmid in (item.get("gold_id"), *(item.get("acceptable_ids") or ()))}
    whole = [c for c in real if c.pmid and c.pmid not in known and c.names and c.volume and c.first_page and c.year]
    whole = [c for c in whole if len(words(c.title)) > 3 and c.names_complete]
    kinds = [noise for noise in NOISES if noise.__name__ != "title_foreign"]
    drawn = []
    for at, paper in enumerate(chance.sample(whole, _DRAWN)):
        printed = kinds[at // 2 % len(kinds)](Print(paper), chance, real)
        drawn.append(Drawn(paper, at % 2 == 0, printed, _printed(printed, chance)))
    return drawn


def files(
    real: Sequence[Citation], drawn: Sequence[Drawn], samples: Path, folder: Path, citations: int, seed: int
) -> list[list[Path]]:
    """The files of 10,000 citations, of 100,000, and all."""
    gone = {words(item.paper.title) for item in drawn if not item.present}
    first = {item.paper.pmid for item in drawn if item.present}
    held = sorted((c for c in real if c.pmid and words(c.title) not in gone), key=lambda c: c.pmid not in first)
    named = [folder / f"pubmed26n{number:04}.xml.gz" for number in range(1, 3 - (len(held) - citations) // _OF_A_FILE)]
    lacking = {at: path for at, path in enumerate(named) if not path.exists()}
    if lacking:
        pool = [p for p in sorted(samples.rglob("*.xml.gz")) if {"baseline_like", "pubmed_exports"} & {*p.parts}]
        papers = Papers(real, templates(path for path in pool if "truncated" not in path.name))
        for at, path in lacking.items():
            given = (held[:_FIRST], held[_FIRST:])[at] if at < 2 else ()
            write(path, map(real_record, given) if given else papers.records(seed, (at - 2) * _OF_A_FILE, _OF_A_FILE))
    return [named[:size] for size in sorted({1, min(4, len(named)), len(named)})]


def measure(index: Path, files: Sequence[Path], drawn: Sequence[Drawn], before: tuple[int, int]) -> tuple[int, int]:
    """Build, look up, clean; print it all; the citations and the bytes, which were `before` in a smaller index."""
    index.unlink(missing_ok=True)
    seconds, peak = _run(_build(files, index))
    started = time.perf_counter()
    with open_index(index) as opened:
        opened.by_identifier("pmid", drawn[0].paper.pmid)
        loaded = time.perf_counter() - started
        count, size = len(opened), index.stat().st_size
        megabytes = sum(path.stat().st_size for path in files) / 1e6
        print(f"\n{count:,} citations, {megabytes:.0f} MB of files taken in {seconds:.0f} CPU s: "
              f"{count / seconds:,.0f} citations/CPU s, peak {peak:.0f} MB; load {loaded:.3f} s")  # fmt: skip
        each = (size - before[1]) / (count - before[0])
        print(f"  {size / 1e6:.0f} MB, {size / count:.0f} bytes a citation, {each:.0f} of the last ones: "
              f"{_ALL / 1e6:.0f} million would be {(size + (_ALL - count) * each) / 1e9:.0f} GB "
              f"and {_ALL * seconds / count / 3600:.1f} CPU hours; {_parts(index)}", flush=True)  # fmt: skip
        for name, times in _looked_up(opened, drawn):
            print(f"  {name}: {times}")
        cleaned, first = _cleaned(opened, drawn)  # also reads what is read once: the journals
        cleaned, seconds = _cleaned(opened, drawn)
    found = {item.reference.number: item for item in reversed(cleaned.entries)}
    verdicts: Counter[str] = Counter()
    for number, item in enumerate(drawn, 1):
        verdict = _verdict(found[number], item.paper, item.present, item.printed.form != "people")
        verdicts[verdict] += 1
        if verdict in {"wrong", "false match"}:
            print(f"    {verdict} ({found[number].explanation}): {item.raw[:150]!r}")
    print(f"  cleaning: {len(drawn) / seconds:.0f} references/CPU s, the first time {len(drawn) / first:.0f}; "
          f"{dict(sorted(verdicts.items()))}", flush=True)  # fmt: skip
    return count, size


def _cleaned(index: CitationIndex, drawn: Sequence[Drawn]) -> tuple[CleanedList, float]:
    _unpack.cache_clear()
    started = time.process_time()
    cleaned = clean_list("\n\n".join(f"{n}. {item.raw}" for n, item in enumerate(drawn, 1)) + "\n", index)
    return cleaned, time.process_time() - started


def kill(whole: Path, killed: Path, files: Sequence[Path], times: int, seed: int) -> None:
    """Build an index that is killed so many times at random points; print whether it holds what `whole` holds."""
    chance, total = random.Random(seed), len(files)
    draft = killed.with_name(f"{killed.name}.part")
    for path in (killed, draft):
        path.unlink(missing_ok=True)
    done = []
    for number in range(times):
        process = subprocess.Popen(_build(files, killed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # At a random point of its share of the files, wherever in a transaction that is.
        wanted = total * (number + chance.random()) / times
        while process.poll() is None and (not draft.exists() or _files_in(draft) < int(wanted)):
            time.sleep(0.2)
        time.sleep(chance.random() * 4)
        process.kill()
        process.wait()
        done.append(_files_in(draft) if draft.exists() else total)
    _run(_build(files, killed))
    one, other = index_info(whole), index_info(killed)
    told = "the same content" if (one.citations, one.digest) == (other.citations, other.digest) else "OTHER CONTENT"
    print(f"\nKilled {times} times, after {done} of {total} files: {told} (digest {other.digest})")


def _files_in(draft: Path) -> int:
    try:
        return index_info(draft).files
    except EvidenceError:
        return 0


def _build(files: Sequence[Path], index: Path) -> list[str]:
    script = "from evidence.cli import main; main()"
    return [sys.executable, "-c", script, "index", "build", *map(str, files), "--out", str(index), "--quiet"]


def _looked_up(index: CitationIndex, drawn: Sequence[Drawn]) -> Iterator[tuple[str, str]]:
    looks: dict[str, Callable[[Citation], tuple[Citation, ...]]] = {
        "by PMID": lambda c: index.by_identifier("pmid", c.pmid),
        "by place": lambda c: index.by_place([c.first_page], c.volume, c.year),
        "by words": lambda c: index.by_text([*words(c.title), *words(c.names[0].family)], 8),
        "by author and year": lambda c: index.by_author_year(c.names[0].family, c.year or 0),
    }
    for name, look in looks.items():
        times, found = [], 0
        for item in drawn:
            started = time.process_time()
            result = look(item.paper)
            times.append(1000 * (time.process_time() - started))
            found += item.present and any(c.pmid == item.paper.pmid for c in result)
        times.sort()
        present = sum(item.present for item in drawn)
        yield (
            name,
            (
                f"{sum(times) / len(times):.2f} ms mean, {times[len(times) * 95 // 100]:.2f} ms at 95 %, "
                f"{times[-1]:.1f} ms most; {found} of {present} found"
            ),
        )


def _parts(index: Path) -> str:
    connection = sqlite3.connect(index)
    sizes: Counter[str] = Counter()
    for name, size in connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"):
        sizes[name.partition("_")[0]] += size
    connection.close()
    return ", ".join(f"{name} {sizes[name] / 1e6:.0f} MB" for name in ("doc", "key", "words", "frequency"))


def _run(command: Sequence[str]) -> tuple[float, float]:
    """CPU seconds and peak memory (MB) of our command line."""
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise SystemExit(f"{' '.join(command)[:200]} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
