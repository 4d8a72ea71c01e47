"""Work spread over processes of this machine."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from evidence.errors import EvidenceError
from evidence.model import Here, Workers
from evidence.model.workers import Held, R, plain

__all__ = ["processes"]


class _Pool(Here):
    """Processes beside this one; what they are given is sent with every call."""

    def __init__(self, pool: ProcessPoolExecutor, workers: int) -> None:
        self.ahead = 2 * workers  # so that none waits, and answers do not pile up before who takes them
        self._pool = pool

    def submit(self, function: Callable[..., R], /, *given: Any) -> Held[R]:
        return self._pool.submit(function, *map(plain, given))


@contextmanager
def processes(workers: int) -> Iterator[Workers]:
    """So many processes as workers; this one for 1. Raises EvidenceError when one is killed."""
    if workers < 2:
        yield Here()
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        try:
            yield _Pool(pool, workers)
        except BrokenProcessPool:
            hint = "Run the same command again, with fewer --workers if the memory was short."
            raise EvidenceError("A worker process was killed.", hint=hint) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
