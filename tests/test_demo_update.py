"""`make demo-update` shows a visitor one new, one changed and one retracted record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.eutils.demo_update import main


def test_the_second_run_tells_what_changed_and_the_page_strikes_the_retracted_study(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo-update"
    (folder / "news").mkdir(parents=True)
    (folder / "news" / "of-an-earlier-demonstration.html").touch()
    main(folder)
    first, second = capsys.readouterr().out.split("Second run:")
    told = re.compile(r"^  (\d+) (new|changed|retracted): (.*)$", re.MULTILINE)
    assert told.findall(first) == [("8", "new", "all of them")]
    assert [(n, kind, rest[:14]) for n, kind, rest in told.findall(second)] == [
        ("1", "new", "PMID 990000009"),
        ("1", "changed", "PMID 990000003"),
        ("1", "retracted", "PMID 990000002"),
    ]
    assert len(list((folder / "news").iterdir())) == 2
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert re.search(r"<s>(<bdi[^>]*>)?Example record: diltiazem for subcutaneous calcinosis in scleroderma", page)
    assert "2 reports, each by itself: 7 responded (53–98%) of 8 patients / 9 responded (47–91%) of 12 patients" in page
    assert "1 report, 12 patients: 9 responded (47–91%)" in page
    assert "was retracted: its numbers left the totals" in page
