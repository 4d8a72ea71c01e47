"""The order of the stages: the only room that knows it.

    demo     library + example text → dedupe → extract → decide → tabulate → report, and the example list cleaned
    update   PubMed → records, and what people coded → dedupe → extract → decide → tabulate → what moved → report
    extract  files → records → findings
    dedupe   files → records → clusters
    clean    list + index → cleaned list
    review   what is known of the topic → … → tabulate → the questions that wait for a person
    table    library, files or store → dedupe → extract → decide → tabulate → the part that is asked for

Functions return files as bytes; the caller writes them.
"""

from __future__ import annotations

from evidence.pipeline.adding import addition
from evidence.pipeline.by_people import default_protocol
from evidence.pipeline.demo import run_demo
from evidence.pipeline.extraction import extract_files
from evidence.pipeline.records import deduplicating, explain_pair, export_records
from evidence.pipeline.references import build_citation_index, clean_reference_list
from evidence.pipeline.review import review_dossier, review_questions
from evidence.pipeline.stages import Produced, Streamed
from evidence.pipeline.tables import table_dossier
from evidence.pipeline.update import Updated, update_topic

__all__ = [
    "Produced",
    "Streamed",
    "Updated",
    "addition",
    "build_citation_index",
    "clean_reference_list",
    "deduplicating",
    "default_protocol",
    "explain_pair",
    "export_records",
    "extract_files",
    "review_dossier",
    "review_questions",
    "run_demo",
    "table_dossier",
    "update_topic",
]
