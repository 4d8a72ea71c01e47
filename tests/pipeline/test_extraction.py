"""Files in, findings out: every quote stands in what was read, whatever format, line ends and characters."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.extract.extract import extract
from evidence.extract.output import findings_jsonl
from evidence.extract.plugins import Extractor
from evidence.extract.text import passages
from evidence.model import Criterion, Finding, Record
from evidence.pipeline.extraction import extract_files
from evidence.pipeline.stages import read
from evidence.protocol.query import load_protocol

TEXT = "Nine women with lupus and calcinosis took diltiazem. Calcinosis regressed in 3 of 9."


def _xml(text: str) -> str:
    body = re.sub(
        r"&lt;(/?(?:i|b|sup|sub))&gt;", r"<\1>", escape(re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", "", text))
    )
    for name in ("i", "sup"):  # PubMed's markup is well formed
        if body.count(f"<{name}>") != body.count(f"</{name}>") or f"</{name}>" in body.split(f"<{name}>")[0]:
            body = re.sub(rf"</?{name}>", "", body)
    opened = re.sub(r"</?(?:i|sup|b|sub)>", "", body) if "<i>" in body and "<sup>" in body else body
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<PubmedArticleSet><PubmedArticle><MedlineCitation>'
        "<PMID>1</PMID><Article><ArticleTitle>Calcinosis &amp; lupus</ArticleTitle><Abstract>"
        f'<AbstractText Label="RESULTS">{opened}</AbstractText></Abstract>'
        "</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>\n"
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _csv(text: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([["id", "title", "abstract"], ["1", "Calcinosis", text]])
    return out.getvalue()


FORMS: dict[str, tuple[str, Callable[[str], str]]] = {
    "pubmed": ("in.xml", _xml),
    "pubmed-gz": ("in.xml.gz", _xml),
    "nbib": ("in.nbib", lambda text: f"PMID- 1\nTI  - Calcinosis\nAB  - {_line(text)}\n      {_line(text)}\n\n"),
    "ris": ("in.ris", lambda text: f"TY  - JOUR\nID  - 1\nTI  - Calcinosis\nAB  - {_line(text)}\nER  - \n"),
    "csv": ("in.csv", _csv),
    "text": ("in.txt", lambda text: f"Calcinosis\n\n{text}\n"),
}
_PIECES = st.sampled_from(
    [
        TEXT,
        " La calcinose a été améliorée par le diltiazem chez 3 malades sur 5. ",
        " RESULTS: Calcinosis disappeared with minocycline. METHODS: ",
        *(
            "<i>calcinosis</i> ",
            "cm<sup>2</sup>",
            "&gt;",
            "&amp;",
            "\r\n",
            "\n",
            "\u0301",
            "e\u0301",
            "ﬁ",
            "İ",
            "𝒞",
            "\u00a0",
        ),
        *("œ", "ß", "\u200b", "½", "٣", "²", "“", ". ", "; "),
    ]
)
_TEXTS = st.lists(st.one_of(_PIECES, st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=6)), max_size=10)


@pytest.mark.parametrize("kind", FORMS)
@given(_TEXTS.map("".join), st.sampled_from(["\n", "\r\n"]), st.booleans())
@settings(max_examples=25, deadline=None)
def test_every_quote_stands_in_what_was_read(
    kind: str, tmp_path_factory: pytest.TempPathFactory, text: str, end: str, marked: bool
) -> None:
    name, form = FORMS[kind]
    path = tmp_path_factory.getbasetemp() / f"{kind}-{name}"
    data = ("\ufeff" * marked + form(f"{TEXT} {text}").replace("\r\n", "\n").replace("\n", end)).encode()
    path.write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
    records, _ = read([path])
    findings = [(record, json.loads(line)) for record in records for line in _lines(record)]
    assert findings
    for record, finding in findings:
        hosts = {(p.field, p.section): p.host for p in passages(record)}
        for span in finding["evidence"]:
            assert hosts[span["field"], span["section"]][span["start"] : span["end"]] == span["quote"]


def _lines(record: Record) -> list[str]:
    return findings_jsonl(extract(record).findings).splitlines()


def _produced(tmp_path: Path, text: str = TEXT, **options: object) -> dict[str, list[dict[str, object]]]:
    (tmp_path / "case.txt").write_text(f"Calcinosis\n\n{text}\n", encoding="utf-8")
    produced = extract_files([tmp_path / "case.txt"], load_protocol(), **options)  # type: ignore[arg-type]
    lines = {name: body.decode().splitlines() for name, body in produced.files.items() if name.endswith(".jsonl")}
    return {name: [json.loads(line) for line in body] for name, body in lines.items()}


def test_the_order_of_the_files_makes_no_difference(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.csv" for name in "ab"]
    for path in paths:
        path.write_text(_csv(TEXT).replace("\n1,", f"\n{path.stem},"), encoding="utf-8")
    forth, back = (
        extract_files(order, load_protocol()).files
        for order in (
            paths,
            paths[::-1],
        )
    )
    assert forth == back
    assert forth == extract_files([*paths, *paths], load_protocol()).files


def test_what_the_topic_leaves_out_is_shown_and_not_counted(tmp_path: Path) -> None:
    text = "A woman had idiopathic calcinosis. Calcinosis resolved with diltiazem."
    (finding,) = _produced(tmp_path, text)["findings.jsonl"]
    assert finding["disease"] == "IDIOPATHIC"
    assert str(finding["why_not_countable"]).startswith("Idiopathic calcinosis")
    assert _produced(tmp_path)["findings.jsonl"][0]["why_not_countable"] == ""


def test_an_exclusion_names_the_criterion_of_the_topic(tmp_path: Path) -> None:
    (left_out,) = _produced(tmp_path, "Calcinosis in mice. Diltiazem reduced calcinosis in 3 of 9 mice.")[
        "exclusions.jsonl"
    ]
    assert (left_out["code"], left_out["criterion"]) == ("animal", "animal")


def test_a_criterion_that_no_rule_judges_is_for_a_person(tmp_path: Path) -> None:
    (tmp_path / "case.txt").write_text(f"Calcinosis\n\n{TEXT}\n", encoding="utf-8")
    own = replace(load_protocol(), exclude=(Criterion("animal", "Animals."), Criterion("under_18", "Children.")))
    assert extract_files([tmp_path / "case.txt"], own).facts["criteria_for_a_person"] == ["under_18"]
    assert extract_files([tmp_path / "case.txt"], load_protocol()).facts["criteria_for_a_person"] == []


def test_what_the_library_has_coded_otherwise_is_listed(tmp_path: Path) -> None:
    from evidence.sources.library import load_library

    library = load_library()
    identified = {r.record_id: r for r in library.records if r.pmid or r.doi}
    coded = next(
        f for f in library.findings if f.record_id in identified and f.domain == "deposits" and f.response == "none"
    )
    record = identified[coded.record_id]
    text = f"Calcinosis resolved with {coded.intervention} in a patient with dermatomyositis."
    body = f"TY  - JOUR\nID  - 1\nTI  - Calcinosis\nAN  - {record.pmid}\nDO  - {record.doi}\nAB  - {text}\nER  - \n"
    (tmp_path / "in.ris").write_text(body, encoding="utf-8")
    produced = extract_files([tmp_path / "in.ris"], load_protocol())
    told = [json.loads(line) for line in produced.files["disagreements.jsonl"].decode().splitlines()]
    assert produced.facts["in_library"] == 1
    said = {row["difference"] for row in told if row["coded"] == coded.finding_id}
    assert "response none (coded), complete (read by rule)" in said


def test_what_a_plugin_proposes_follows_the_findings_of_the_rules(tmp_path: Path) -> None:
    def twice(record: Record) -> list[Finding]:
        return list(extract(record).findings)

    asked: dict[str, Extractor] = {"twice": twice}
    by_rule, proposed = _produced(tmp_path, extractors=asked)["findings.jsonl"]
    assert (proposed["rule"], proposed["state"], proposed["evidence"]) == (
        "plugin:twice",
        "proposed",
        by_rule["evidence"],
    )
    assert len(_produced(tmp_path)["findings.jsonl"]) == 1
