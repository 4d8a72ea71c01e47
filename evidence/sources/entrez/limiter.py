"""One rate limit for the machine, however many processes and threads ask."""

from __future__ import annotations

import getpass
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from evidence.errors import BusyError, ConfigurationError

_REST = 1.02  # seconds: a little over the sliding second, for clocks that differ in their last digits
_POLL = 0.02


class Limiter:
    """At most `slots` requests to one service in any sliding second, over all processes of this machine.

    Each slot is a locked file. A request holds a slot from before it is sent until it is answered, and the slot then
    rests for a second: so two requests of one slot reach the server at least a second apart, whatever the network does.
    The kernel frees the slot of a killed process. `name` tells services (and keys) apart and is kept as a hash.
    """

    def __init__(self, name: str, slots: int, folder: Path | None = None) -> None:
        self._folder = folder or _shared_folder()
        mark = hashlib.sha256(name.encode()).hexdigest()[:16]
        self._slots = tuple(self._folder / f"{mark}-{number}" for number in range(slots))

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Wait for a slot and hold it; raises BusyError after `seconds`."""
        last = time.monotonic() + seconds
        while True:
            wait = _POLL
            for slot in self._slots:
                lock = FileLock(f"{slot}.lock", blocking=False)
                try:
                    with lock:
                        wait = max(wait, rest := _rest(slot))
                        if rest > 0:
                            continue
                        _stamp(slot)
                        try:
                            yield
                        finally:
                            _stamp(slot)
                        return
                except Timeout:
                    continue
            if time.monotonic() + wait > last:
                raise BusyError("the other runs of this machine use up the allowed rate", hint="Run this again later.")
            time.sleep(min(wait, _POLL * 5))


def _rest(slot: Path) -> float:
    """Seconds that a slot must still rest. The clock is the machine's own, which starts anew with it."""
    try:
        used = float(Path(f"{slot}.time").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0.0
    now = time.monotonic()
    return max(0.0, used + _REST - now) if used <= now else 0.0


def _stamp(slot: Path) -> None:
    Path(f"{slot}.time").write_text(repr(time.monotonic()), encoding="ascii")


def _shared_folder() -> Path:
    """A folder of this user's in the machine's temporary folder, which also a run without a home has."""
    owner = os.getuid() if hasattr(os, "getuid") else getpass.getuser()
    folder = Path(tempfile.gettempdir()) / f"evidence-entrez-{owner}"
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = folder.lstat()
    if not stat.S_ISDIR(kept.st_mode) or (hasattr(os, "getuid") and kept.st_uid != owner):
        raise ConfigurationError(f"{folder} belongs to somebody else", hint="Set TMPDIR to a folder of your own.")
    return folder
