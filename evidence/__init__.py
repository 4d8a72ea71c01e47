"""Evidence: what was tried for a rare problem, in whom, with what response; and reference lists made right."""

from __future__ import annotations

__version__ = "0.1.0"
