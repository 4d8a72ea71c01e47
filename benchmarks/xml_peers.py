"""PubMed XML read by others and by us, in one run: `python benchmarks/xml_peers.py SAMPLES PYTHON [--megabytes 60]`.

SAMPLES is the folder of `benchmarks/pubmed_xml.py`; PYTHON is the interpreter of an environment of its own where
`pip install biopython pubmed_parser` was done. One file is made by repeating the records, and each reader reads it in a
process of its own. Bio.Entrez.read holds the whole file, ours streams; pubmed_parser
gives fewer fields than ours, and stops at a record without a journal, so there is none in the file.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.pubmed_xml import make

# Entrez.read asks for the document type that PubMed itself declares.
_DOCTYPE = (
    b'<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2024//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_240101.dtd">\n'
)
_READERS = {
    "evidence": """
from evidence.formats.pubmed_xml import read_pubmed_xml
from evidence.model import Record
started = time.process_time()
with gzip.open(sys.argv[1]) as stream:
    found = sum(isinstance(item, Record) for item in read_pubmed_xml(stream, "large.xml"))""",
    "Bio.Entrez.read": """
from Bio import Entrez
started = time.process_time()
with gzip.open(sys.argv[1]) as stream:
    found = len(Entrez.read(stream, validate=False)["PubmedArticle"])""",
    "pubmed_parser": """
import pubmed_parser
started = time.process_time()
found = sum(1 for record in pubmed_parser.parse_medline_xml(sys.argv[1]))""",
}
_TIMED = "import gzip, resource, sys, time\n{reader}\n" + (
    "print('READ', found, time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
)


def main() -> int:
    """Print a line a reader; 0 also where samples or peers are absent."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples", nargs="?", default="")
    parser.add_argument("python", nargs="?", default="")
    parser.add_argument("--megabytes", type=int, default=60)
    options = parser.parse_args()
    if not options.python or not Path(options.samples).is_dir():
        print("Skipped: name a folder of PubMed XML samples and a Python that has biopython and pubmed_parser.")
        return 0
    samples = sorted(path for path in Path(options.samples).rglob("*.xml*") if path.is_file())
    with tempfile.TemporaryDirectory() as scratch:
        plain, target = Path(scratch) / "large.xml", Path(scratch) / "large.xml.gz"
        made = make(samples, plain, options.megabytes * 1_000_000, b"<Journal>")
        with plain.open("rb") as made_file, gzip.open(target, "wb") as packed:
            packed.write(made_file.readline() + _DOCTYPE)
            shutil.copyfileobj(made_file, packed)
        print(f"{made} records, {plain.stat().st_size / 1e6:.0f} MB")
        print(f"{'reader':<18}{'records':>9}{'CPU s':>8}{'a CPU s':>10}{'peak MB':>9}")
        for name, reader in _READERS.items():
            python = sys.executable if name == "evidence" else options.python
            run = subprocess.run(
                [python, "-c", _TIMED.format(reader=reader), str(target)], capture_output=True, text=True
            )
            told = next((line.split() for line in run.stdout.splitlines() if line.startswith("READ ")), None)
            if told is None:
                print(f"{name:<18}failed: {' '.join(run.stderr.split())[-200:]}")
                continue
            found, spent, peak = int(told[1]), float(told[2]), float(told[3])
            print(f"{name:<18}{found:>9}{spent:>8.1f}{found / spent:>10.0f}{peak:>9.0f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
