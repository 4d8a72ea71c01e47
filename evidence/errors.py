"""Every error a user can meet, in one tree.

    EvidenceError                 exit 1    something failed
    ├── UsageError                exit 2    the command line asks for what cannot be done
    ├── BadDataError              exit 65   an input file is not there, or holds faults; all of them are listed
    ├── ServiceError              exit 69   a service stayed down after all retries
    ├── BusyError                 exit 75   locked or temporary: try again
    └── ConfigurationError        exit 78   a setting or a query file cannot be used

An error says what, where and why in its message, and in `hint` the next step; `facts` are what was reached before it,
for --json. Errors never act.
Exit 10 ("new evidence", only with --exit-code) and 130 (interrupted) are answers, not errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

__all__ = [
    "BadDataError",
    "BusyError",
    "ConfigurationError",
    "EvidenceError",
    "ServiceError",
    "UsageError",
]


class EvidenceError(Exception):
    """Base of all errors that are meant for the user; anything else is a defect of ours."""

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        faults: Sequence[object] = (),
        facts: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.faults = tuple(faults)
        self.facts = facts

    def __str__(self) -> str:
        return self.message


class UsageError(EvidenceError):
    """The command line asks for what cannot be done."""

    exit_code = 2


class BadDataError(EvidenceError):
    """An input is not there or holds faults; `faults` lists every one with its place."""

    exit_code = 65


class ServiceError(EvidenceError):
    """A remote service stayed down after all retries."""

    exit_code = 69


class BusyError(EvidenceError):
    """Another run holds the lock, or the fault is temporary: the same call may work later."""

    exit_code = 75


class ConfigurationError(EvidenceError):
    """A setting or a query file cannot be used as it stands."""

    exit_code = 78
