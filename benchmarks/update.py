"""What an update costs: requests for N new records and for a second run, the rate as the server sees it, time, memory.

Runs the command itself against the tests' loopback server, with a key (9 requests a second):

    PYTHONPATH=. python benchmarks/update.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.eutils.article import Article
from tests.eutils.corpus import Corpus, replicate
from tests.eutils.faults import Schedule
from tests.eutils.server import EutilsServer

TOPIC = '[topic]\nid = "bench"\ntitle = "Bench"\n[search]\nquery = "calcinosis"\n'
SERIES = "Twelve patients with systemic sclerosis and calcinosis received diltiazem. Deposits decreased in 3 of 12."
KEY = "0123456789abcdef0123456789abcdef0123"


def corpus(n: int, days: int) -> Corpus:
    like = Article("", title="Example record: diltiazem for calcinosis", abstract=SERIES)
    plain = replace(like, abstract="Calcinosis, an invented example without an outcome.")
    articles = replicate(n, like=plain, days=days)
    return Corpus([replace(a, abstract=SERIES) if at % 50 == 0 else a for at, a in enumerate(articles)])


def update(server: EutilsServer, folder: Path) -> tuple[dict[str, object], float, float]:
    """What one run printed, its seconds, and its peak memory in MB."""
    (folder / "bench.toml").write_text(TOPIC)
    env = {**os.environ, "EVIDENCE_ENTREZ_BASE_URL": server.base_url, "NCBI_API_KEY": KEY}
    run = "from evidence.cli.main import main; main()"
    peak = (
        "import atexit, resource, sys; atexit.register(lambda: print(resource.getrusage(0).ru_maxrss, file=sys.stderr))"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", f"{peak}; {run}", "update", "bench.toml", "--store", "s.db", "--json", "--quiet"],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    told: dict[str, object] = json.loads(done.stdout)
    return told, time.monotonic() - began, int(done.stderr.split()[-1]) / 1024


def main() -> None:
    print(f"{'records':>9} {'requests':>9} {'allowed':>8} {'second':>7} {'peak/s':>7} {'seconds':>8} {'MB':>6}  stored")
    for n, days in ((1, 1), (200, 365), (401, 365), (2_000, 365), (10_050, 365), (10_050, 1)):
        with tempfile.TemporaryDirectory() as name, EutilsServer(corpus(n, days)) as server:
            first, seconds, memory = update(server, Path(name))
            again, _, _ = update(server, Path(name))
            allowed, peak = -(-n // 200) + 3, server.peak()
        requests, second, new = first["requests"], again["requests"], first["new"]
        stored = f"{len(new) if isinstance(new, list) else '?'} complete={first['complete']} again={again['new']}"
        place = " (one day)" if days == 1 and n > 1 else ""
        print(
            f"{n:>9} {requests:>9} {allowed:>8} {second:>7} {peak:>7} {seconds:>8.1f} {memory:>6.0f}  {stored}{place}"
        )
    with tempfile.TemporaryDirectory() as name:
        schedule = Schedule.at_random(0.05, 3)
        with EutilsServer(corpus(10_050, 365), faults=schedule) as server:
            told, seconds, _ = update(server, Path(name))
            hit = sum(1 for seen in server.requests if seen.trouble)
    print(f"5 % faults: {hit} of {told['requests']} requests hit, complete={told['complete']}, {seconds:.1f} s")


if __name__ == "__main__":
    main()
