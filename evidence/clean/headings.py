"""The headings of a manuscript: what they are called in the languages in which one is likely to be written."""

from __future__ import annotations

import re

from evidence.normalise.text import fold

__all__ = ["depth", "is_heading", "names_list", "names_notes", "names_other_part", "stands_apart"]


def _names(text: str) -> frozenset[str]:
    return frozenset(" ".join(name.split()) for name in text.split(","))


# As `fold` leaves them, without number and marks.
_LISTS = _names(
    """
    references, reference, reference list, references list, list of references, references cited, cited references,
    references and notes, notes and references, bibliographic references, bibliography, selected bibliography, works
    cited, literature, literature cited, cited literature, sources, references bibliographiques, reference
    bibliographique, liste des references, references et notes, notes et references, bibliographie, bibliographies,
    literatur, literaturverzeichnis, literaturangaben, quellen, quellenverzeichnis, referenzen, referencias,
    referencias bibliograficas, bibliografia, bibliografia citada, literatura, literatura citada, riferimenti,
    riferimenti bibliografici, literatuur, referenties
    """
)
_NOTES = _names("notes, footnotes, endnotes, notes de bas de page, notes de fin, fussnoten, endnoten, notas")
_OTHERS = _names(
    """
    figures, figure, figure legends, figure captions, list of figures, legends, legends to figures, legends to the
    figures, legends for figures, tables, table, table legends, list of tables, tables and figures, figures and
    tables, tableaux, tableaux et figures, figures et tableaux, legendes, legendes des figures, abbildungen,
    tabellen, abbildungslegenden, figuras, tablas, tabelas, annex, annexes, annexe, appendix, appendices, anhang,
    anexo, anexos, apendice, apendices, acknowledgements, acknowledgments, acknowledgement, acknowledgment,
    remerciements, danksagung, agradecimientos, funding, financement, finanzierung, conflict of interest, conflicts
    of interest, declaration of interest, declarations of interest, competing interests, declaration of competing
    interest, conflit d'interets, conflits d'interets, liens d'interets, declaration de liens d'interets,
    interessenkonflikt, author contributions, author information, authors' contributions, data availability, data
    availability statement, supplementary material, supplementary materials, supplementary data, supplementary
    information, supporting information, correspondence, corresponding author, address for correspondence,
    korrespondenz, korrespondenzadresse, correspondance, auteur correspondant, adresse de correspondance,
    correspondencia, materiel supplementaire, abbreviations, abreviations, about the authors,
    about the author
    """
)
_NAME = re.compile(r"\W*(?:(?:\d+(?:\.\d+)*|[ivx]+)[\W_]+)?(.*?)[\W_]*")
_CAPTION = re.compile(
    r"\W*(?:figure|fig|table|tableau|abbildung|abb|tabelle|figura|tabla)\.?\s*\d+\s*[.:–—|]", re.IGNORECASE
)
# A short line in capitals or with a capital first, no sentence; a note; a page number or running head.
_APART = re.compile(
    r"(?:[A-Z]\.\s+)?[A-ZÀ-Þ][^\d.,;]{2,60}(?<![.,;:&–—-])|\W*(?i:note|nota|notiz|anm|todo|nb)\b.{0,100}"
    r"|.{0,80}\b(?i:page|seite|página|pag)\s+\d+\s+(?i:of|von|de|sur)\s+\d+\W*|[-–— ]*\d{1,4}[-–— ]*"
)
# What closes a paper in one line: "Korrespondenzadresse: Dr. med. …", "Received 3 March 2019."
_CLOSING = re.compile(
    r"(?-i:(?=\W*[A-ZÀ-Þ]))(?:\W*(?:(?:address for |author for )?correspond(?:ence|ing author|ance)"
    r"|auteur correspondant|adresse de correspondance"
    r"|korrespondenz\w*|autor f[uü]r korrespondenz|correspondencia|interessenkonflikte?|conflits? d['’]int[eé]r[eê]ts?"
    r"|(?:conflicts?|declarations?) of interests?|competing interests?|funding|financement"
    r"|acknowledge?ments?|remerciements|danksagung)\s*[:.–—]\s*\S"
    r"|\W*(?:received|accepted|revised|eingegangen|angenommen|re[cç]u|accept[eé])\s*(?::|on|le|am)?\s*"
    r"(?:\d{1,2}\.?\s)?\w+\s(?:\d{1,2},\s)?(?:19|20)\d\d\b)",
    re.IGNORECASE,
)
_PLACED = re.compile(r"\d\s*[;:(]\s*\d")  # such a line is a reference
_MARKED = re.compile(r"#{1,6}\s+\S")
_LONGEST = 120  # characters of a heading


def is_heading(line: str) -> bool:
    """Whether a line is no entry but a heading: that of a list, or any that is marked as one (`## …`)."""
    return bool(_MARKED.match(line)) or names_list(line)


def depth(line: str) -> int:
    """How deep a heading is marked, 1 to 6; 0 for a line without such marks."""
    return len(line) - len(line.lstrip("#")) if _MARKED.match(line) else 0


def names_list(line: str) -> bool:
    """Whether a line is the heading of a reference list."""
    return _name(line) in _LISTS


def names_notes(line: str) -> bool:
    """Whether a line is the heading of footnotes or endnotes."""
    return _name(line) in _NOTES


def names_other_part(line: str) -> bool:
    """Whether a line is the heading of what may follow a reference list, a caption, or a closing line of a paper."""
    closes = _CLOSING.match(line) and not _PLACED.search(line)
    return _name(line) in _OTHERS or bool(_CAPTION.match(line) or closes)


def stands_apart(line: str) -> bool:
    """Whether a line between two entries may be a heading, a note or a page's number or running head."""
    return _APART.fullmatch(line) is not None


def _name(line: str) -> str:
    """What a line says if it is short enough for a heading, without its number and marks."""
    found = _NAME.fullmatch(fold(line)) if 2 < len(line) < _LONGEST else None
    return found[1] if found else ""
