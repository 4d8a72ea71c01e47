"""The command line: one file a command, thin over `evidence.pipeline`."""

from __future__ import annotations

from evidence.cli.main import main

__all__ = ["main"]
