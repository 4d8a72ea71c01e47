"""One run a store: a second one learns at once that it is not alone."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from evidence.errors import BusyError, EvidenceError


@contextmanager
def locked(store: Path) -> Iterator[None]:
    """Hold the lock of a store; the kernel frees it when the process dies. Raises BusyError at once if it is held.

    `<store>.holder` says who holds it, for the message only; it goes with the run, unless that is killed. The empty
    `<store>.lock` stays: were it removed, one that waits for it and one that makes it anew could both hold it.
    """
    holder = Path(f"{store}.holder")
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{store}.lock", blocking=False)
        lock.acquire()
    except Timeout:
        held = ""
        with suppress(OSError, UnicodeDecodeError):
            held = holder.read_text()
        raise BusyError(f"another run is using {store}{held}", hint="Run this again when it is done.") from None
    except OSError as error:
        raise EvidenceError(
            f"{store} cannot be locked: {error.strerror}", hint="Check the folder's permissions, or use --store."
        ) from None
    try:
        with suppress(OSError):  # on a full disk the run itself will say so
            now = datetime.now(UTC).isoformat(timespec="seconds")
            holder.write_text(f" (process {os.getpid()} on {platform.node()}, since {now})")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()
