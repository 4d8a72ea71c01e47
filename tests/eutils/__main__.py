"""`python -m tests.eutils --port 0 [--corpus FILE.json]`: prints the base URL and serves until interrupted."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
from pathlib import Path

from tests.eutils.corpus import Corpus, load_corpus, replicate
from tests.eutils.server import EutilsServer


def main() -> None:
    """Serve a corpus, or 300 invented records on calcinosis."""
    parser = argparse.ArgumentParser(prog="python -m tests.eutils", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--corpus", type=Path, help="JSON array of articles")
    parser.add_argument("--limit", action="store_true", help="429 above 3 requests a second (10 with a key)")
    asked = parser.parse_args()
    corpus = load_corpus(asked.corpus) if asked.corpus else Corpus(replicate(300))
    with EutilsServer(corpus, limit=asked.limit, port=asked.port) as server, contextlib.suppress(KeyboardInterrupt):
        sys.stdout.write(f"{server.base_url}\n")
        sys.stdout.flush()
        signal.pause()


if __name__ == "__main__":
    main()
