"""Markdown without what is markup of words: the same lines, so that places hold; headings and list marks stay."""

from __future__ import annotations

import re

from evidence.normalise.text import RAISED

__all__ = ["plain_markdown"]

_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\((\S+?)(?:\s+\"[^\"\n]*\")?\)")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^\s<>]+)>")
_EMPHASIS = re.compile(
    r"(?<![\\\w*])(\*{1,3})(?=[^\s*])([^*\n]+?)(?<=[^\s*])\1(?!\*)|(?<![\\\w])(_{1,3})(?=[^\s_])([^_\n]+?)(?<=[^\s_])\3(?!\w)"
)
_RAISED = re.compile(r"<sup>\s*(\d[\d,–-]*)\s*</sup>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:sup|sub|[biu]|em|strong|small|span|p|li)(?:\s[^<>\n]*)?/?>", re.IGNORECASE)
_BREAK = re.compile(r"[ \t]*<br\s*/?>[ \t]*", re.IGNORECASE)
_ROW = re.compile(r"^[ \t]*\|([^\r\n]*)\|[ \t]*(?=\r?$)", re.MULTILINE)
_RULE = re.compile(r"[\s|:-]*")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def plain_markdown(text: str) -> str:
    r"""Emphasis, links, tags and escapes as the words they mark; the cells of a table's row with tabs between them.

    >>> plain_markdown(r"1\. Li W. *Nature*. **2014**;508:331. [doi](https://doi.org/10.1000/a_b)")
    '1. Li W. Nature. 2014;508:331. https://doi.org/10.1000/a_b'
    """
    text = _LINK.sub(lambda hit: hit[2] if hit[1] in hit[2] else f"{hit[1]} {hit[2]}", text)
    text = _BREAK.sub(" ", _RAISED.sub(lambda hit: hit[1].translate(RAISED), text))
    text = _TAG.sub("", text)
    text = _ROW.sub(lambda hit: "" if _RULE.fullmatch(hit[1]) else "\t".join(map(str.strip, hit[1].split("|"))), text)
    text = _EMPHASIS.sub(lambda hit: hit[2] or hit[4], _AUTOLINK.sub(r"\1", text))
    return _ESCAPE.sub(r"\1", text)
