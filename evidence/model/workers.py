"""The seam at which work is spread: functions that run here, or where there is more memory."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Held(Protocol[R_co]):
    """A value that stays where it was made until somebody asks for it."""

    def result(self) -> R_co:
        """The value, brought here."""


class Workers(Protocol):
    """Where functions run and what they gave is held.

    A function is one of a module, so that it can be named elsewhere. What it is given may be held values, or lists of
    them: it gets the values. `ahead` is how many calls keep everybody busy.
    """

    @property
    def ahead(self) -> int: ...

    def submit(self, function: Callable[..., R], /, *given: Any) -> Held[R]: ...

    def keep(self, value: R, *, everywhere: bool = False) -> Held[R]: ...


@dataclass(frozen=True, slots=True)
class _Value(Generic[R]):
    value: R

    def result(self) -> R:
        return self.value


class Here:
    """The workers of one process: a call is made at once."""

    ahead = 1

    def submit(self, function: Callable[..., R], /, *given: Any) -> Held[R]:
        """Call the function."""
        return _Value(function(*map(plain, given)))

    def keep(self, value: R, *, everywhere: bool = False) -> Held[R]:
        """Hold a value."""
        return _Value(value)


def plain(given: Any) -> Any:
    """The value of what `Here` holds, or each value of a list of that."""
    if isinstance(given, list):
        return [item.value if isinstance(item, _Value) else item for item in given]
    return given.value if isinstance(given, _Value) else given


def in_turn(calls: Iterable[Held[R]], ahead: int) -> Iterator[R]:
    """The results of calls in their order; a call is made when fewer than `ahead` are under way."""
    running: deque[Held[R]] = deque()
    for call in calls:
        running.append(call)
        if len(running) >= ahead:
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
