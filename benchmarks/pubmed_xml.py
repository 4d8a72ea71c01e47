"""Speed and memory of the PubMed XML reader on a file of any size, made by repeating real records.

    python benchmarks/pubmed_xml.py SAMPLES [--megabytes 400]

SAMPLES (or EVIDENCE_PUBMED_SAMPLES) is a folder of PubMed XML, plain or gzipped; nothing of it is kept. Every record is
first counted by a parse that is not ours (lxml) and compared with what the reader finds. Then records are repeated with
PMIDs of their own until the file has the size asked for, and read in a process of its own.
Bars: 2,500 full records per CPU second, 150 MB peak.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any

from evidence.formats.pubmed_xml import read_pubmed_xml
from evidence.model import Fault, Record
from evidence.sources.files import read_files

_RECORD = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>", re.DOTALL)
_PMID = re.compile(rb"(<PMID[^>]*>)\d+(</PMID>)")
_ROOT = b'<?xml version="1.0" encoding="UTF-8"?>\n<PubmedArticleSet>\n'


def bytes_of(path: Path) -> bytes:
    data = path.read_bytes()
    return zlib.decompressobj(31).decompress(data) if data[:2] == b"\x1f\x8b" else data


def elements_in(data: bytes) -> int:
    """Record elements as lxml counts them; of a broken file as many as it can recover."""
    from lxml import etree

    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False, huge_tree=True, recover=True)
    root: Any = etree.fromstring(data, parser)
    sets = {"PubmedArticle", "PubMedArticle", "PubmedBookArticle"}
    inside = sum(1 for element in root.iter(*sets))
    alone = sum(1 for element in root.iter("MedlineCitation") if element.getparent().tag not in sets)
    return inside + alone


def compare(samples: list[Path]) -> None:
    total = refused = 0
    for path in samples:
        found = list(read_files([path]))
        records = sum(isinstance(item, Record) for item in found)
        faults = [item for item in found if isinstance(item, Fault) and not item.notice]
        elements = elements_in(bytes_of(path))
        total, refused = total + records, refused + sum(fault.code in {"pmid", "truncated", "xml"} for fault in faults)
        if elements != records:
            print(f"  {path.name}: {elements} elements, {records} records; {'; '.join(map(str, faults))[:300]}")
    print(f"{len(samples)} files: {total} records, {refused} record elements refused with their place")


def make(samples: list[Path], target: Path, size: int, holding: bytes = b"<MedlineCitation") -> int:
    pool = [record for path in samples for record in _RECORD.findall(bytes_of(path)) if holding in record]
    number = written = 0
    with target.open("wb") as out:
        out.write(_ROOT)
        while written < size:
            for record in pool:
                number += 1
                text = _PMID.sub(rb"\g<1>%d\g<2>" % (100_000_000 + number), record, count=1)
                written += out.write(text + b"\n")
                if written >= size:
                    break
        out.write(b"</PubmedArticleSet>\n")
    return number


def measure(path: Path) -> None:
    start = time.process_time()
    records = faults = 0
    with path.open("rb") as stream:
        for item in read_pubmed_xml(stream, path.name):
            records += isinstance(item, Record)
            faults += isinstance(item, Fault)
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = path.stat().st_size / 1e6
    print(f"{size:.0f} MB: {records} records, {faults} faults, {spent:.1f} CPU s, {records / spent:.0f} records/CPU s, "
          f"{size / spent:.0f} MB/CPU s, peak {peak:.0f} MB")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples", nargs="?", default="")
    parser.add_argument("--megabytes", type=int, default=400)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        measure(options.read)
        return 0
    folder = Path(options.samples) if options.samples else None
    if folder is None or not folder.is_dir():
        print("Skipped: name a folder of PubMed XML samples.")
        return 0
    samples = sorted(path for path in folder.rglob("*.xml*") if path.is_file())
    compare(samples)
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "large.xml"
        made = make(samples, target, options.megabytes * 1_000_000)
        print(f"made {target.stat().st_size / 1e6:.0f} MB with {made} records")
        subprocess.run([sys.executable, __file__, "--read", str(target)], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
