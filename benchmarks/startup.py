"""What `evidence --help` costs, as a multiple of `python -c pass` (CPU time, medians of runs taken in turn)."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

RUNS = 15


def cpu(command: list[str]) -> float:
    """User and system seconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the two medians and their ratio."""
    evidence = str(Path(sys.executable).with_name("evidence"))
    pairs = [(cpu([sys.executable, "-c", "pass"]), cpu([evidence, "--help"])) for _ in range(RUNS)]
    bare, helped = (median(times) for times in zip(*pairs, strict=True))
    print(f"python -c pass {bare * 1000:.1f} ms, evidence --help {helped * 1000:.1f} ms: {helped / bare:.2f} times")


if __name__ == "__main__":
    main()
