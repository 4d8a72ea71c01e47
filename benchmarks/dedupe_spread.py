"""Deduplication with the records on workers: `python benchmarks/dedupe_spread.py [RECORDS]` (20000).

Artificial records with abstracts, in files of 5,000, are deduplicated in one process and with the workers of a Dask
cluster of this machine; printed are the peak memory of the process that the user runs, CPU seconds with those of the
workers, and whether the files are the same, byte for byte. It needs `pip install 'evidence[distributed]'`.
"""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.dedupe_records import rows
from evidence.formats.csv_records import COLUMNS

_FILE = 5_000  # records
_ABSTRACT = 250  # words
_RUN = """
import json, resource, sys
from evidence.cli import main
def tell():
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    spent = [use.ru_utime + use.ru_stime for use in (own, children)]
    print(json.dumps([own.ru_maxrss / 1000, spent[0], sum(spent)]))
try:
    main()
finally:
    tell()
"""


def main() -> int:
    """Print the table; 1 where the files differ."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with TemporaryDirectory() as place:
        folder = Path(place)
        files = list(map(str, _write(records, folder)))
        size = sum(Path(file).stat().st_size for file in files) / 1e6
        print(f"{records} records in {len(files)} files of {size:.0f} MB in all")
        print(f"{'run':<20}{'MB here':>9}{'CPU s here':>12}{'CPU s in all':>14}")
        for name, more in (("one process", []), ("--scheduler local", ["--scheduler", "local"])):
            command = ["dedupe", *files, "--out", str(folder / name), "--quiet", *more]
            run = subprocess.run([sys.executable, "-c", _RUN, *command], capture_output=True, text=True, check=False)
            if run.returncode:
                print(run.stderr)
                return 1
            memory, here, spent = json.loads(run.stdout.splitlines()[-1])
            print(f"{name:<20}{memory:>9.0f}{here:>12.1f}{spent:>14.1f}", flush=True)
        alone, spread = (
            {path.name: path.read_bytes() for path in (folder / name).iterdir()}
            for name in ("one process", "--scheduler local")
        )
    print(f"    {'ok ' if alone == spread else 'NOT'} the same bytes in {len(alone)} files")
    return int(alone != spread)


def _write(records: int, folder: Path) -> list[Path]:
    draw = random.Random(7)
    words = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(2_000)]
    told = list(rows(records))
    files = []
    for number in range(0, len(told), _FILE):
        files.append(folder / f"part{number // _FILE:03}.csv")
        with files[-1].open("w", encoding="utf-8", newline="") as stream:
            table = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
            table.writeheader()
            for row, _ in told[number : number + _FILE]:
                table.writerow(row | {"abstract": " ".join(draw.choices(words, k=_ABSTRACT))})
    return files


if __name__ == "__main__":
    sys.exit(main())
