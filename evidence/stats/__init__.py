"""What the numbers can carry: intervals for one series, pooling on request. Numbers in, numbers out."""

from __future__ import annotations

from evidence.stats.intervals import proportion_interval
from evidence.stats.pooling import Pooled, pool_proportions

__all__ = ["Pooled", "pool_proportions", "proportion_interval"]
