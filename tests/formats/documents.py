"""Documents made for tests: Word files with parts of our own, PDF files of plain lines."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def paragraph(*runs: str, style: str = "", num_id: int = 0, level: int = 0) -> str:
    """A paragraph of texts, or of runs that are XML already."""
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>' if num_id else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    texts = (run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    return f"<w:p><w:pPr>{styled}{numbered}</w:pPr>{''.join(texts)}</w:p>"


def raised(text: str) -> str:
    """A run in superscript."""
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{text}</w:t></w:r>'


def field(code: str, result: str) -> str:
    """The runs of a field with its code, as reference managers and links make them."""
    marks = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    begin, separate, end = marks
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{separate}<w:r><w:t>{result}</w:t></w:r>{end}"


def note_mark(kind: str, note_id: int) -> str:
    """The mark of a footnote or endnote in the text."""
    return f'<w:r><w:{kind}Reference w:id="{note_id}"/></w:r>'


def notes(kind: str, texts: Sequence[str]) -> str:
    """The root of footnotes.xml or endnotes.xml: a separator, then the notes with ids from 1."""
    made = "".join(f'<w:{kind} w:id="{at}">{paragraph(text)}</w:{kind}>' for at, text in enumerate(texts, 1))
    return f'<w:{kind}s {_W}><w:{kind} w:id="0" w:type="separator"><w:p/></w:{kind}>{made}</w:{kind}s>'


def numbering(*shown: str, start: int = 1) -> str:
    """numbering.xml with list 1, whose levels show their numbers so ("%1.", "[%1]"); "•" is a bullet."""
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/>'
        f'<w:numFmt w:val="{"bullet" if text == "•" else "decimal"}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, text in enumerate(shown)
    )
    anew = '<w:num w:numId="3"><w:abstractNumId w:val="7"/>'
    anew += '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    more = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="7"/></w:num>' for n in (1, 2))
    return f'<w:numbering {_W}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>{more}{anew}</w:numbering>'


STYLES = (
    f'<w:styles {_W}><w:style w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="Listed"><w:name w:val="List Number"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="Own"><w:name w:val="Own list"/><w:basedOn w:val="Listed"/></w:style></w:styles>'
)


def docx(*body: str, prolog: str = "", root: str = "document", main: str = "word/document.xml", **parts: str) -> bytes:
    """A Word document of a body and further parts (numbering, footnotes, endnotes, …) as XML."""
    parts = {"styles": STYLES, **parts}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", _RELATIONS.format(_link("officeDocument", main)))
        links = "".join(_link(kind, f"{kind}.xml") for kind in parts)
        folder, _, name = main.rpartition("/")
        archive.writestr(f"{folder}/_rels/{name}.rels", _RELATIONS.format(links))
        archive.writestr(main, f"{prolog}<w:{root} {_W}><w:body>{''.join(body)}</w:body></w:{root}>")
        for kind, xml in parts.items():
            archive.writestr(f"word/{kind}.xml", xml)
    return out.getvalue()


def _link(kind: str, target: str) -> str:
    return f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def pdf(*pages: Sequence[str]) -> bytes:
    """A PDF with these lines on its pages, in Latin-1."""
    return _pdf(*("40 800 Td 14 TL " + " ".join(f"({_escaped(line)}) Tj T*" for line in lines) for lines in pages))


def pdf_of_columns(*rows: Sequence[str]) -> bytes:
    """A PDF of one page whose columns are written row by row, as some programs do."""
    return _pdf(
        " ".join(
            f"1 0 0 1 {40 + 270 * column} {800 - 14 * row} Tm ({_escaped(text)}) Tj"
            for row, texts in enumerate(rows)
            for column, text in enumerate(texts)
            if text
        )
    )


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _pdf(*pages: str) -> bytes:
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        font.encode(),
    ]
    for at, shown in enumerate(pages):
        stream = f"BT /F1 11 Tf {shown} ET".encode("cp1252")
        page = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * at} 0 R"
        )
        objects += [page.encode() + b">>", b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream)]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%b endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
