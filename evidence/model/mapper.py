"""The seam at which work is spread: a function over batches, here or on other machines."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

S = TypeVar("S")
B = TypeVar("B")
R = TypeVar("R")


class Mapper(Protocol):
    """Calls `function(shared, batch)` for every batch and gives the answers in the order of the batches.

    The function is one of a module, so that it can be named elsewhere; `shared` is sent once, not with every batch.
    """

    def __call__(self, function: Callable[[S, B], R], shared: S, batches: Iterable[B]) -> Iterator[R]: ...


def serially(function: Callable[[S, B], R], shared: S, batches: Iterable[B]) -> Iterator[R]:
    """The mapper of one process."""
    return (function(shared, batch) for batch in batches)


def in_turn(submit: Callable[[B], Any], batches: Iterable[B], most: int) -> Iterator[Any]:
    """The results of the futures that `submit` gives for the batches, in order, with at most so many under way."""
    running: deque[Any] = deque()
    for batch in batches:
        running.append(submit(batch))
        if len(running) >= most:
            yield running.popleft().result()
    while running:
        yield running.popleft().result()


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection: frozen records make no circles, and it would walk millions of them again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
