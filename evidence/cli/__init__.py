"""The command line: one file a command, thin over `evidence.pipeline`."""

from evidence.cli.main import main

__all__ = ["main"]
