"""Count the entries found when the development lists come as documents: how many lists are right, by form.

usage: python benchmarks/documents.py FOLDER      (the folder that holds lists.jsonl)

Every list is given as text, as a Word document, at the end of a manuscript, and as a PDF whose lines are wrapped at 80
characters, with page numbers and a running head.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections import Counter
from html import escape
from io import BytesIO
from pathlib import Path

from evidence.clean.given import taken
from evidence.formats.docx_text import read_docx
from evidence.formats.pdf_text import read_pdf
from evidence.model import GivenList
from tests.formats.documents import docx, paragraph, pdf

BODY = ["A case of calcinosis", "", "We saw it in a woman of 42 years who took colchicine for lupus. " * 5, ""]
WIDTH, PAGE = 80, 45


def main() -> int:
    """Print the number of lists whose entries are as many as its references; 0 also where the set is absent."""
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "") / "lists.jsonl"
    if not path.is_file():
        print("Skipped: name the folder that holds lists.jsonl.")
        return 0
    lists = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    right: Counter[str] = Counter()
    for given in lists:
        for form, read in forms(given["text"]).items():
            right[form] += len(taken(read, form)[0].references) == len(given["entries"])
    print(json.dumps({"lists": len(lists), "count_right": dict(right)}))
    return 0


def forms(text: str) -> dict[str, GivenList]:
    """A list in every form that it may come in."""
    lines = text.split("\n")
    entries = [line for line in lines if not re.match(r"\W*r[ée]f[ée]rences", line, re.IGNORECASE)]
    manuscript = [*BODY, "References", "", *entries, "", "Figures", "Figure 1. A hand in 2014."]
    printed = (line.encode("cp1252", "replace").decode("cp1252") for line in lines)
    wrapped = [part for line in printed for part in (textwrap.wrap(line, WIDTH) or [""])]
    pages = [wrapped[at : at + PAGE] for at in range(0, len(wrapped), PAGE)]
    head = ["J Test Med 2020"] if len(pages) > 1 else []
    return {
        "text": GivenList(text),
        "docx": read_docx(docx(*(paragraph(_xml(line)) for line in lines)), "docx"),
        "manuscript": GivenList("\n".join(manuscript)),
        "pdf": read_pdf(BytesIO(pdf(*([*head, *page, str(at)] for at, page in enumerate(pages, 101)))), "pdf"),
    }


def _xml(line: str) -> str:
    return escape(re.sub(r"[\x00-\x08\x0b-\x1f]", "", line))


if __name__ == "__main__":
    raise SystemExit(main())
