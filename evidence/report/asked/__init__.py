"""The answer to a question, as blocks of text that a terminal, Markdown and JSON share."""

from __future__ import annotations

from evidence.report.asked.block import Block
from evidence.report.asked.blocks import blocks
from evidence.report.asked.written import as_csv, as_markdown, as_object

__all__ = ["Block", "as_csv", "as_markdown", "as_object", "blocks"]
