"""What people coded of a topic: the embedded library, and what was entered by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evidence.model import Decision, Protocol
from evidence.pipeline.stages import extracted, joined
from evidence.protocol.query import load_protocol
from evidence.sources.by_hand import RULE, entered
from evidence.sources.library import Library, load_library


def by_people(protocol: Protocol, decisions: Sequence[Decision]) -> Library:
    """The library, where it is of this topic, and the entries by hand; of a text without a coded outcome the rules
    read what they can. Raises BadDataError when the embedded library holds faults.
    """
    ours = protocol.topic_id == load_protocol().topic_id
    hand = entered(decisions, protocol.topic_id)
    coded = {finding.record_id for finding in hand.findings}
    texts = (record for record in hand.records if record.sections and record.record_id not in coded)
    read = extracted(texts, protocol.condition)
    ids = {record.record_id for record in read.records}
    hand = replace(hand, exclusions=tuple(x for x in hand.exclusions if x.record_id not in ids))
    read = replace(read, records=(), findings=tuple(replace(f, rule=f"{RULE}+{f.rule}") for f in read.findings))
    return joined([*([load_library(strict=True)] if ours else ()), hand, read])
