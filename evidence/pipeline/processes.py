"""Work spread over processes of this machine."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from evidence.errors import EvidenceError
from evidence.model import Mapper, serially
from evidence.model.mapper import B, R, S, in_turn

__all__ = ["processes"]

_AHEAD = 2  # batches a process has or waits for, so that answers do not pile up before who takes them


@contextmanager
def processes(workers: int) -> Iterator[Mapper]:
    """A mapper over so many processes beside this one; over none for 1. Raises EvidenceError when one is killed."""
    if workers < 2:
        yield serially
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:

        def mapper(function: Callable[[S, B], R], shared: S, batches: Iterable[B]) -> Iterator[R]:
            return in_turn(lambda batch: pool.submit(function, shared, batch), batches, _AHEAD * workers)

        try:
            yield mapper
        except BrokenProcessPool:
            hint = "Run the same command again, with fewer --workers if the memory was short."
            raise EvidenceError("A worker process was killed.", hint=hint) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
