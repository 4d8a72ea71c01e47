"""`evidence clean --interactive`: what a person decides by keys is kept, replayed and not asked again."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evidence.cli import keys, screen
from evidence.cli.main import main
from evidence.store.decisions import read_decisions

SPELT = "Moreau A, Lindqvist B. Calcified nodules treated for {n} weeks. J Test. {year};{n}:{page}."
Clean = Callable[..., tuple[int, str]]
_PATIENCE = 6000  # hundredths of a second


def paper(n: int, **more: Any) -> dict[str, Any]:
    return {
        "pmid": f"{9000000 + n}",
        "authors": [["Moreau", "A"], ["Lindqvist", "B"]],
        "title": f"Calcified nodules treated for {n} weeks",
        "journal": "J Test",
        "year": 2011,
        "volume": str(n),
        "fpage": str(10 * n),
        **more,
    }


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an index of 4 papers, and a list: 2 wrong years, one right, one that says too little of two."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVIDENCE_WHO", "AB")
    monkeypatch.setattr(keys, "check_terminal", lambda talk: None)
    twins = [paper(n, title=f"Nodules of the {of}", volume="", year=2014) for n, of in ((8, "hand"), (9, "knee"))]
    write_index(tmp_path, [*(paper(n) for n in (1, 2, 3)), *twins])
    raws = [SPELT.format(n=1, year=2012, page=10), SPELT.format(n=2, year=2013, page=20)]
    raws += [SPELT.format(n=3, year=2011, page=30), "Moreau et al. 2014, J Test"]
    write_list(tmp_path, raws)
    return tmp_path


def write_index(folder: Path, papers: list[dict[str, Any]]) -> None:
    (folder / "index.jsonl").write_text("".join(f"{json.dumps(p)}\n" for p in papers), "utf-8")


def write_list(folder: Path, raws: list[str]) -> None:
    (folder / "list.txt").write_text("".join(f"{n}. {raw}\n" for n, raw in enumerate(raws, 1)), "utf-8")


@pytest.fixture
def clean(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Clean:
    def run(pressed: str | None = None, *, out: str = "out") -> tuple[int, str]:
        left = iter(pressed or "")

        def read() -> str:
            if (key := next(left, "\x03")) == "\x03":
                raise KeyboardInterrupt
            return key

        monkeypatch.setattr(keys, "read_key", read)
        more = [] if pressed is None else ["--interactive"]
        with pytest.raises(SystemExit) as caught:
            main(["clean", "list.txt", "--index", "index.jsonl", "--out", out, *more])
        assert next(left, None) is None, "not every key was read"
        return int(caught.value.code or 0), capsys.readouterr().err

    return run


def entries(folder: Path, out: str = "out") -> list[tuple[str, str | None]]:
    told = json.loads((folder / out / "references.json").read_text("utf-8"))
    return [(entry["status"], entry["match"] and entry["match"]["pmid"]) for entry in told]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".docx"}


def test_what_is_decided_is_in_the_list_and_replayed_in_a_fresh_folder(clean: Clean, workspace: Path) -> None:
    code, err = clean("ak2\r")
    assert code == 0, err
    assert "1 of 3 · Reference (1): Corrected" in err
    assert "2012 → 2011" in " ".join(err.split())
    assert "3 of 3 · Reference (4): Could be several papers" in err
    assert "Decisions are kept in " in err
    expected = [("corrected", "9000001"), ("not_found", None), ("matched", "9000003"), ("matched", "9000009")]
    assert entries(workspace) == expected
    assert clean(out="again")[0] == 0
    assert files(workspace / "again") == files(workspace / "out")
    reasons = json.loads((workspace / "out" / "references.json").read_text("utf-8"))
    assert "Chosen by AB." in reasons[0]["explanation"]


def test_what_was_stopped_is_taken_up_where_it_stood(clean: Clean, workspace: Path) -> None:
    assert clean("aq")[0] == 0
    code, err = clean("k1\r")
    assert code == 0
    assert "1 of 3" not in err
    assert "2 of 3 · Reference (2)" in err
    assert entries(workspace)[1] == ("not_found", None)
    code, err = clean("\r")
    assert (code, "Nothing is left to decide" in err, " of 3" in err) == (0, True, False)


def test_an_earlier_answer_is_taken_back_and_asked_as_at_first(clean: Clean, workspace: Path) -> None:
    clean("ak1\r")
    code, err = clean("u2\r")
    assert (code, "Reference (4): Could be several papers" in err) == (0, True)
    assert entries(workspace)[3] == ("matched", "9000009")
    assert len((workspace / "data" / "decisions.jsonl").read_text("utf-8").splitlines()) == 5


def test_a_clear_list_asks_nothing(clean: Clean, workspace: Path) -> None:
    write_list(workspace, [SPELT.format(n=3, year=2011, page=30)])
    code, err = clean("")
    assert (code, "No reference needs a decision." in err) == (0, True)
    assert not (workspace / "data").exists()


def test_ctrl_c_keeps_what_was_decided(clean: Clean, workspace: Path) -> None:
    code, err = clean("a\x03")
    assert (code, "Interrupted." in err, "Traceback" in err) == (130, True, False)
    assert not (workspace / "out").exists()
    assert [d.value for d in read_decisions(workspace / "data" / "decisions.jsonl")[0]] == ["pmid:9000001"]


def test_a_damaged_line_of_the_log_stays_and_is_named(clean: Clean, workspace: Path) -> None:
    clean("aq")
    log = workspace / "data" / "decisions.jsonl"
    damaged = log.read_bytes().replace(b"pmid:9000001", b"pmid:9000002") + b'{"cut": '
    log.write_bytes(damaged)
    code, err = clean("kq")
    assert code == 65
    assert "does not fit its content" in err
    assert log.read_bytes().startswith(damaged + b"\n")
    assert [d.verb for d in read_decisions(log)[0]] == ["keep"]
    assert entries(workspace)[0] == ("not_found", None)


def test_a_choice_whose_paper_is_gone_is_told(clean: Clean, workspace: Path) -> None:
    clean("aaq")
    write_index(workspace, [paper(n) for n in (1, 3)])
    code, err = clean()
    assert code == 0
    assert "AB chose pmid:9000002 for this entry, which is not in what was searched." in err
    assert [status for status, _ in entries(workspace)][:2] == ["corrected", "not_found"]


def test_five_hundred_entries_by_scripted_keys(clean: Clean, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    titles: list[str] = []

    class Titles:
        def show(self, title: str, lines: object, keys: str) -> None:
            titles.append(title)

        def say(self, text: str) -> None:
            pass

        def ask(self, prompt: str) -> str:
            return ""

    monkeypatch.setattr(screen, "TerminalScreen", Titles)
    write_index(workspace, [paper(n) for n in range(1, 501)])
    write_list(workspace, [SPELT.format(n=n, year=2012, page=10 * n) for n in range(1, 501)])
    assert clean("akus" * 100 + "aks" * 100 + "\r")[0] == 0
    assert [title.split(" ·")[0] for title in titles[:6]] == [f"{n} of 500" for n in (1, 2, 3, 2, 3, 4)]
    assert titles[-1] == "Only what you skipped is left"
    verbs = [decision.verb for decision in read_decisions(workspace / "data" / "decisions.jsonl")[0]]
    assert (len(verbs), verbs.count("keep")) == (300, 100)
    found = entries(workspace)
    kept = [n for n, entry in enumerate(found, 1) if entry == ("not_found", None)]
    assert kept == list(range(202, 500, 3))
    assert all(pmid == str(9000000 + n) for n, (_, pmid) in enumerate(found, 1) if n not in kept)


@pytest.mark.parametrize("more", [[], ["--json"], ["--quiet"]])
def test_nobody_is_asked_where_nobody_can_answer(
    more: list[str], workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(workspace)
    monkeypatch.setattr(keys, "read_key", lambda: pytest.fail("a key was asked for"))
    with pytest.raises(SystemExit) as caught:
        main(["clean", "list.txt", "--interactive", "--out", "out", *more])
    err = capsys.readouterr().err
    assert caught.value.code == 2
    assert "--interactive asks questions" in err
    assert "next: " in err
    assert not (workspace / "out").exists()


def test_who_decides_must_be_known(clean: Clean, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from evidence import config

    monkeypatch.delenv("EVIDENCE_WHO")
    nobody = [s for s in config.SETTINGS if s.name != "who"]
    nobody += [config.Setting("who", "EVIDENCE_WHO", "", str, "Your name.")]
    monkeypatch.setattr(config, "SETTINGS", tuple(nobody))
    code, err = clean("")
    assert (code, "Set EVIDENCE_WHO to your name." in err) == (2, True)


class Terminal:
    """The command in a real terminal."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-c", "from evidence.cli import main; main()", *arguments]
        self.shown = b""
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            os.execve(sys.executable, command, {**os.environ, "TERM": "dumb"})

    def press(self, key: bytes) -> None:
        """Press a key as soon as one is waited for: the terminal is then raw."""
        self._until(lambda: not termios.tcgetattr(self.descriptor)[3] & termios.ICANON)
        while select.select([self.descriptor], [], [], 0)[0] and self._read(0):  # what was shown by then is no answer
            pass
        before = self.shown
        os.write(self.descriptor, key)
        self._until(lambda: self.shown != before)  # every key is answered by something

    def end(self) -> int:
        """Wait for the end; the exit code."""
        self._until(lambda: False)
        os.close(self.descriptor)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])

    def _until(self, seen: Callable[[], bool]) -> None:
        """Take what is shown until something is seen or the command ends; one that does neither is killed and told."""
        for _ in range(_PATIENCE):
            if seen() or not self._read(0.01):
                return
        os.kill(self.process, signal.SIGKILL)
        pytest.fail(f"nothing came of it: {self.shown!r}")

    def _read(self, patience: float) -> bool:
        """Take what is shown; whether the command still runs."""
        if select.select([self.descriptor], [], [], patience)[0]:
            try:
                self.shown += os.read(self.descriptor, 65536)
            except OSError:  # so Linux says that the other side has closed
                return False
        return True


def test_a_real_terminal(workspace: Path) -> None:
    terminal = Terminal("clean", "list.txt", "--index", "index.jsonl", "--interactive", "--out", "out")
    for key in (b"a", b"\x1b[A", b"K", b"2", b"\r"):
        terminal.press(key)
    assert terminal.end() == 0, terminal.shown
    assert [pmid for _, pmid in entries(workspace)] == ["9000001", None, "9000003", "9000009"]
    assert b"Traceback" not in terminal.shown


def test_ctrl_c_in_a_real_terminal(workspace: Path) -> None:
    terminal = Terminal("clean", "list.txt", "--index", "index.jsonl", "--interactive", "--out", "out")
    for key in (b"k", b"\x03"):
        terminal.press(key)
    assert terminal.end() == 130, terminal.shown
    assert [d.verb for d in read_decisions(workspace / "data" / "decisions.jsonl")[0]] == ["keep"]
