"""Topic files: what they give, what they may leave out, and what is said of a bad one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from evidence.errors import BadDataError, ConfigurationError
from evidence.model import Fault, Protocol, TableSpec
from evidence.protocol.query import load_protocol
from evidence.protocol.shipped import shipped
from evidence.protocol.strategy import imbalances
from evidence.protocol.vocabulary import vocabulary

CASES = tomllib.loads((Path(__file__).resolve().parent.parent / "cases" / "protocol_faults.toml").read_text("utf-8"))
SMALL = '[topic]\nid = "a"\ntitle = "b"\n[search]\nquery = "{one} AND {two}"\n[search.lines]\n'


def load(tmp_path: Path, text: str) -> Protocol:
    path = tmp_path / "topic.toml"
    path.write_text(text, encoding="utf-8")
    return load_protocol(path)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES["case"]])
def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path, case: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, case["input"])
    faults = [fault for fault in caught.value.faults if isinstance(fault, Fault)]
    assert [f"{f.place.line} {f.code}" for f in faults] == case["faults"], [str(f) for f in faults]
    assert any(case["hint"] in fault.hint for fault in faults)
    assert all(fault.place.file.endswith("topic.toml") for fault in faults)
    assert caught.value.exit_code == 78
    assert caught.value.hint


@pytest.mark.parametrize("content", [None, b"\xff"], ids=["no file", "not UTF-8"])
def test_a_file_that_cannot_be_read_says_so(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadDataError, match=r"x\.toml"):
        load_protocol(path)


def test_lines_are_put_in_with_the_parentheses_they_need(tmp_path: Path) -> None:
    lines = (
        "one = 'a[tiab] OR b[tiab]'\ntwo = { text = '(c OR {three})', reason = 'why' }\nthree = '\"x AND y\"[tiab]'\n"
    )
    protocol = load(tmp_path, SMALL + lines)
    assert protocol.query == '(a[tiab] OR b[tiab]) AND (c OR "x AND y"[tiab])'
    assert [(line.name, line.reason) for line in protocol.lines] == [("one", ""), ("two", "why"), ("three", "")]


def test_two_groups_are_not_taken_for_one(tmp_path: Path) -> None:
    protocol = load(tmp_path, SMALL + "one = '(a OR b) OR (c OR d)'\ntwo = 'e'\n")
    assert protocol.query == "((a OR b) OR (c OR d)) AND e"


def test_what_is_left_out_has_defaults(tmp_path: Path) -> None:
    protocol = load(tmp_path, '[topic]\nid = "a"\ntitle = "b"\n[search]\nquery = "x"\n')
    assert (protocol.series_from, protocol.comparative) == (5, ("rct",))
    assert protocol.diseases == tuple(vocabulary().diseases)
    assert "animal" in {criterion.code for criterion in protocol.exclude}
    assert protocol.titles == {"en": "b", "fr": "b"}


def test_the_fingerprint_moves_with_content_only(tmp_path: Path) -> None:
    plain = load(tmp_path, SMALL + "one = 'a'\ntwo = 'b'\n")
    spaced = load(tmp_path, "# a remark\n" + SMALL + "\none  =  '''\na'''\ntwo = 'b' # b\n")
    other = load(tmp_path, SMALL + "one = 'a'\ntwo = 'c'\n")
    assert plain.fingerprint == spaced.fingerprint != other.fingerprint


def test_a_condition_is_named_and_moves_the_fingerprint_where_it_is_another(tmp_path: Path) -> None:
    text = '[topic]\nid = "a"\ntitle = "b"\n{}[search]\nquery = "c"\n'
    plain, usual, other = (
        load(tmp_path, text.format(line))
        for line in ("", 'condition = "calcinosis"\n', 'condition = "digital-ulcers"\n')
    )
    assert (plain.condition, plain.domain, plain.fingerprint) == ("calcinosis", "deposits", usual.fingerprint)
    assert (other.condition, other.domain) == ("digital-ulcers", "ulcers")
    assert other.fingerprint != plain.fingerprint


def test_the_calcinosis_strategy_is_sound() -> None:
    protocol = load_protocol(shipped("queries", "calcinosis.toml"))
    assert protocol.leading == ("colchicine", "bisphosphonate", "mtor_inhibitor", "surgery")
    assert "{" not in protocol.query
    assert not list(imbalances(protocol.query))
    for line in protocol.lines:
        assert line.reason, line.name
        assert not list(imbalances(line.text)), line.name
    assert "[la]" not in protocol.query.casefold()
    codes = [criterion.code for criterion in (*protocol.include, *protocol.exclude)]
    assert len(codes) == len(set(codes))
    assert {"animal", "in_vitro", "uraemic", "tumoral", "genetic", "review_no_patients", "other_indication"} <= set(
        codes
    )


def test_a_named_table_is_a_question(tmp_path: Path) -> None:
    table = '[tables.x]\ntitle = "T"\ndiseases = ["SLE"]\nfailed = ["colchicine", "diltiazem"]\nconfirmed_only = true\n'
    protocol = load(tmp_path, '[topic]\nid = "a"\ntitle = "b"\n[search]\nquery = "x"\n' + table)
    failed = ("colchicine", "diltiazem")
    assert protocol.tables == (TableSpec(name="x", title="T", diseases=("SLE",), failed=failed, confirmed_only=True),)
