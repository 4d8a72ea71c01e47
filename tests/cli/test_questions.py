"""Questions answered by scripted keys."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from evidence.cli.questions import ask
from evidence.cli.screen import TerminalScreen
from evidence.cli.sitting import Sitting
from evidence.model import Decision, Verb
from evidence.review.questions import Answer, Line, Question
from evidence.store.decisions import append_decisions, decision_of, read_decisions


def question(n: int) -> Question:
    answers = (
        Answer("a", "accept", "It is this one.", "choose", value=f"pmid:{n}"),
        *(Answer(key, "choose", "It is that one.", "choose", value=f"pmid:{n}{key}") for key in "123"),
        Answer("k", "keep", "It is none.", "keep"),
    )
    return Question(f"reference:{n}", f"Entry {n}", (Line("as written", f"text {n}"),), answers)


class Shown:
    """A screen that remembers titles, keys and talk."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.keys: list[str] = []
        self.said: list[str] = []

    def show(self, title: str, lines: Sequence[Line], keys: str) -> None:
        self.titles.append(title)
        self.keys.append(keys)

    def say(self, text: str) -> None:
        self.said.append(text)

    def ask(self, prompt: str) -> str:
        raise AssertionError("nothing is typed here")


def asked(keys: Sequence[str], n: int = 3, earlier: Sequence[Decision] = ()) -> tuple[list[tuple[str, str]], Shown]:
    """What is in force after the keys, by subject, and what was shown."""
    screen, left = Shown(), iter(keys)
    with TemporaryDirectory() as folder:
        log = Path(folder) / "decisions.jsonl"
        append_decisions(log, earlier)
        ask(Sitting([question(at) for at in range(1, n + 1)], "AB", log), read_key=lambda: next(left), screen=screen)
        decisions = read_decisions(log)[0]
    assert next(left, None) is None, "not every key was read"
    return sorted((d.subject.removeprefix("reference:"), d.value or d.verb) for d in decisions), screen


@pytest.mark.parametrize(
    ("keys", "decided"),
    [
        ("aaa\r", [("1", "pmid:1"), ("2", "pmid:2"), ("3", "pmid:3")]),
        ("13k\n", [("1", "pmid:11"), ("2", "pmid:23"), ("3", "keep")]),
        ("sasq", [("2", "pmid:2")]),
        ("aq", [("1", "pmid:1")]),
        ("q", []),
        ("au1q", [("1", "pmid:11")]),
        ("akuuq", []),
        ("asuukq", [("1", "keep")]),
        ("aakuu2\x1b9?q", [("1", "pmid:1"), ("2", "pmid:22")]),
        ("aaaukq", [("1", "pmid:1"), ("2", "pmid:2"), ("3", "keep")]),
        ("auaq", [("1", "pmid:1")]),
        ("us\rq", []),
    ],
)
def test_keys_become_decisions(keys: str, decided: list[tuple[str, str]]) -> None:
    assert asked(keys)[0] == decided


def test_only_the_keys_that_work_are_told() -> None:
    _, screen = asked("aaa\r")
    assert screen.titles == ["1 of 3 · Entry 1", "2 of 3 · Entry 2", "3 of 3 · Entry 3", "Nothing is left to decide"]
    assert screen.keys[0] == "a accept · 1–3 choose · k keep · s skip · q stop · ? help"
    assert screen.keys[1] == "a accept · 1–3 choose · k keep · s skip · u undo · q stop · ? help"
    assert screen.keys[3] == "u undo · Enter done · ? help"


def test_what_was_skipped_is_left() -> None:
    _, screen = asked("asa\r")
    assert screen.titles[-1] == "Only what you skipped is left"


def test_every_key_is_explained_and_an_unknown_one_is_told() -> None:
    _, screen = asked("?xq")
    assert [line.split()[0] for line in screen.said] == ["a", "1–3", "k", "s", "q", "x"]
    assert screen.said[5].startswith("x answers nothing here.  a accept · ")
    assert len(screen.titles) == 1


@pytest.mark.parametrize("key", ["\x1b[A", "\t", "aa", "12", "é", ""])
def test_a_key_of_many_characters_decides_nothing(key: str) -> None:
    decided, screen = asked([key, "q"])
    assert decided == []
    assert "answers nothing here" in screen.said[0]


def test_what_was_decided_earlier_is_asked_only_when_undone() -> None:
    earlier = [decision_of("choose", "reference:1", "ZH", value="pmid:9")]
    decided, screen = asked("uukq", earlier=earlier)
    assert decided == [("1", "keep")]
    assert screen.titles == ["2 of 3 · Entry 2", "1 of 3 · Entry 1", "2 of 3 · Entry 2"]
    assert screen.said[0] == "→ undo (decided by ZH)"


def test_a_decision_is_kept_before_the_next_key_is_read(tmp_path: Path) -> None:
    keys = iter("ak")

    def read() -> str:
        if (key := next(keys, None)) is None:
            raise KeyboardInterrupt
        return key

    log = tmp_path / "decisions.jsonl"
    with pytest.raises(KeyboardInterrupt):
        ask(Sitting([question(n) for n in range(9)], "AB", log), read_key=read, screen=Shown())
    assert [(d.verb, d.subject) for d in read_decisions(log)[0]] == [("choose", "reference:0"), ("keep", "reference:1")]


@pytest.mark.parametrize(
    ("beside", "keys", "decided", "titles"),
    [
        # (what a page beside answers before the second key, the keys, what holds, what was shown)
        ([("1", "keep")], "sa\r", [("1", "keep"), ("2", "pmid:2")], ["Entry 1", "Entry 2", "end"]),
        ([("1", "keep")], "?aa\r", [("1", "keep"), ("2", "pmid:2")], ["Entry 1", "Entry 2", "end"]),
        ([("2", "keep")], "?a\r", [("1", "pmid:1"), ("2", "keep")], ["Entry 1", "end"]),
        ([("1", "keep"), ("2", "keep")], "?a\r", [("1", "keep"), ("2", "keep")], ["Entry 1", "end"]),
    ],
)
def test_what_a_page_beside_answers_is_not_answered_again(
    tmp_path: Path, beside: list[tuple[str, str]], keys: str, decided: list[tuple[str, str]], titles: list[str]
) -> None:
    log, left, screen = tmp_path / "decisions.jsonl", iter(keys), Shown()
    sitting = Sitting([question(1), question(2)], "AB", log)
    page = Sitting([question(1), question(2)], "AB", log)

    def read() -> str:
        key = next(left)
        while beside and key != keys[0]:
            n, words = beside.pop()
            answer = next(a for a in question(int(n)).answers if a.words == words)
            page.answer(int(n) - 1, page.turn(int(n) - 1), answer)
        return key

    ask(sitting, read_key=read, screen=screen)
    assert sorted((d.subject[-1], d.value or d.verb) for d in read_decisions(log)[0]) == decided
    assert [title.split(" · ")[-1].replace("Nothing is left to decide", "end") for title in screen.titles] == titles
    page.look()
    assert [page.done(0), page.done(1)] == [True, True]


@pytest.mark.parametrize(
    ("who", "verb", "value", "alone", "done"),
    [
        ("AB", "choose", "pmid:1", False, True),
        ("CD", "choose", "pmid:1", False, True),
        ("CD", "choose", "pmid:1", True, False),
        ("AB", "keep", "", True, True),
        ("AB", "include", "", False, False),
    ],
)
def test_whose_word_answers_a_question(
    tmp_path: Path, who: str, verb: Verb, value: str, alone: bool, done: bool
) -> None:
    log = tmp_path / "decisions.jsonl"
    sitting = Sitting([question(1)], "AB", log, alone=alone)
    append_decisions(log, [decision_of(verb, "reference:1", who, value=value)])
    sitting.look()
    assert (sitting.done(0), sitting.turn(0)) == (done, int(done))


def test_what_is_undone_together_is_written_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "decisions.jsonl"
    sitting = Sitting([question(1)], "AB", log)
    words = [decision_of("choose", "reference:1", who, value="pmid:1") for who in ("AB", "CD")]
    append_decisions(log, words)
    written: list[list[str]] = []

    def append(path: Path, decisions: Sequence[Decision]) -> None:
        written.append([decision.subject for decision in decisions])
        append_decisions(path, decisions)

    monkeypatch.setattr("evidence.cli.sitting.append_decisions", append)
    sitting.look()
    assert sitting.undo(0, sitting.turn(0)) == words[::-1]
    assert written == [[f"decision:{word.decision_id}" for word in reversed(words)]]
    assert (sitting.kept, sitting.turn(0), sitting.done(0)) == (2, 4, False)


@settings(max_examples=25, deadline=None)
@given(st.text("a1ksu?x", max_size=40))
def test_what_is_in_force_is_what_the_last_answers_say(keys: str) -> None:
    left: list[tuple[int, str]] = []
    for key in keys:
        at = len(left) + 1
        if key == "u" and left:
            left.pop()
        elif key in "a1ks" and at <= 5:
            left.append((at, key))
    values = {"a": "pmid:{}", "1": "pmid:{}1", "k": "keep"}
    expected = sorted((str(at), values[key].format(at)) for at, key in left if key != "s")
    assert asked(keys + "q", n=5)[0] == expected


def test_text_cannot_drive_the_terminal() -> None:
    file = io.StringIO()
    screen = TerminalScreen(Console(file=file, width=60, force_terminal=False))
    screen.show(
        "Title \x1b[2J", [Line("as written", "red \x1b[31m \x9b5n \u202e[bold]left[/bold]\nnext " + "y" * 90)], "a"
    )
    shown = file.getvalue()
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)
    assert "[bold]left[/bold] next" in shown
    assert max(map(len, shown.splitlines())) <= 60
    assert shown.count("y") == 90
