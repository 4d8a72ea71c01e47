"""The rate limit holds over processes and survives a killed one."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from evidence.errors import BusyError
from evidence.sources.entrez.limiter import Limiter

_MANY = """
import sys, time
from pathlib import Path
from evidence.sources.entrez.limiter import Limiter
limiter = Limiter("service", 3, Path(sys.argv[1]))
for _ in range(3):
    with limiter.turn(30):
        sent = time.monotonic()
        time.sleep(0.05)  # an answer takes its time
    print(sent, time.monotonic())
"""

_KILLED = """
import os, sys
from pathlib import Path
from evidence.sources.entrez.limiter import Limiter
with Limiter("service", 1, Path(sys.argv[1])).turn(30):
    os.kill(os.getpid(), 9)
"""


def test_several_processes_share_three_slots(tmp_path: Path) -> None:
    runs = [
        subprocess.Popen([sys.executable, "-c", _MANY, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    spans = []
    for run in runs:
        told, _ = run.communicate(timeout=60)
        spans += [tuple(map(float, line.split())) for line in told.splitlines()]
    assert len(spans) == 9
    starts = sorted(start for start, _ in spans)
    # The server may see a request at any time between its start and its end.
    ends = sorted(end for _, end in spans)
    assert all(starts[at + 3] - ends[at] >= 1 for at in range(len(spans) - 3))


def test_a_killed_process_frees_its_slot(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], check=False)
    with Limiter("service", 1, tmp_path).turn(5):
        pass


def test_a_rate_that_others_use_up_is_told(tmp_path: Path) -> None:
    first, second = Limiter("service", 1, tmp_path), Limiter("service", 1, tmp_path)
    with first.turn(1), pytest.raises(BusyError, match="rate"), second.turn(0.05):
        pass


def test_services_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with Limiter("one", 1, tmp_path).turn(1), Limiter("other", 1, tmp_path).turn(0.05):
        pass


def test_a_clock_that_began_anew_is_no_reason_to_wait(tmp_path: Path) -> None:
    limiter = Limiter("service", 1, tmp_path)
    with limiter.turn(1):
        pass
    (stamp,) = tmp_path.glob("*.time")
    stamp.write_text(repr(time.monotonic() + 1e6))
    with limiter.turn(0.05):
        pass


def test_the_name_of_a_service_stands_in_no_file(tmp_path: Path) -> None:
    with Limiter("https://example.org KEY123", 1, tmp_path).turn(1):
        pass
    assert not any("KEY123" in path.name or "KEY123" in path.read_text() for path in tmp_path.iterdir())
