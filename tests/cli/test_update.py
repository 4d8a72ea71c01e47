"""`evidence update` and `evidence log` as a scheduler meets them: exit codes, one JSON object, no key anywhere."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.store.lock import locked
from tests.eutils import faults
from tests.eutils.article import Article
from tests.eutils.corpus import Corpus, replicate
from tests.eutils.faults import Schedule
from tests.eutils.messages import Request
from tests.eutils.server import EutilsServer

KEY = "0123456789abcdef0123456789abcdef0123"
TOPIC = '[topic]\nid = "example"\ntitle = "Example"\n[search]\nquery = "calcinosis"\n'
COMMAND = (sys.executable, "-c", "from evidence.cli.main import main; main()")
KEYS = {"query", "run_id", "started", "finished", "complete", "found", "new", "changed", "retracted", "vanished"}
KEYS |= {"failed", "requests", "translation", "warnings", "out"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "example.toml").write_text(TOPIC)
    return tmp_path


def command(place: Path, base_url: str, *arguments: str, key: str = KEY, **more: str) -> subprocess.Popen[str]:
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("EVIDENCE_", "NCBI_"))},
        "HOME": str(place / "home"),
        "EVIDENCE_ENTREZ_BASE_URL": base_url,
        "EVIDENCE_EMAIL": "tests@example.org",
        "NCBI_API_KEY": key,
        **more,
    }
    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=place,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(place: Path, base_url: str, *arguments: str, **more: str) -> tuple[int, str, str]:
    process = command(place, base_url, *arguments, **more)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


UPDATE = ("update", "queries/example.toml", "--json")


def test_a_run_prints_its_one_object_and_the_log_its_facts(place: Path) -> None:
    with EutilsServer(Corpus(replicate(3))) as server:
        code, out, err = run(place, server.base_url, *UPDATE, "--quiet", "--exit-code")
        told = json.loads(out)
        assert (code, err) == (10, "")
        assert told.keys() >= KEYS
        assert told["complete"]
        assert told["new"] == ["990000001", "990000002", "990000003"]
        assert (place / "reports" / "example" / "index.html").is_file()
        code, out, _ = run(place, server.base_url, *UPDATE, "--exit-code")
        assert (code, json.loads(out)["new"]) == (0, [])
    code, out, _ = run(place, "", "log")
    assert code == 0
    for fact in ("strategy: calcinosis", "translation: ", "hits: 3", "db build: ", "limits: ", "deduplication: "):
        assert fact in out
    code, out, _ = run(place, "", "log", "--json")
    assert [one["complete"] for one in json.loads(out)["runs"]] == [True, True]


def test_a_report_speaks_the_language_and_cites_in_the_style_that_is_asked_for(place: Path) -> None:
    with EutilsServer(Corpus(replicate(1))) as server:
        code, _, err = run(place, server.base_url, *UPDATE, "--lang", "fr", "--style", "apa")
        assert (code, "Traceback" in err) == (0, False)
        assert '<html lang="fr">' in (place / "reports" / "example" / "index.html").read_text(encoding="utf-8")
        asked = len(server.requests)
        code, out, err = run(place, server.base_url, *UPDATE, "--style", "no-such-style")
        assert (code, len(server.requests)) == (2, asked)  # told before anything is fetched
        assert "no style 'no-such-style'" in json.loads(out)["error"]


def test_a_record_that_cannot_be_had_is_named_and_the_exit_is_not_0(place: Path) -> None:
    with EutilsServer(Corpus(replicate(3)), faults=Schedule.poison("990000002", faults.http(400))) as server:
        code, out, err = run(place, server.base_url, *UPDATE)
    told = json.loads(out)
    assert (code, told["complete"], told["failed"], told["found"]) == (69, False, ["990000002"], 3)
    assert told.keys() >= KEYS
    assert "990000002" in err
    assert "Traceback" not in err


def test_a_service_that_is_down_is_told_in_the_same_object(place: Path) -> None:
    with EutilsServer(Corpus(), faults=Schedule.when(lambda _: True, faults.HTTP_503, times=None)) as server:
        code, out, err = run(place, server.base_url, *UPDATE, EVIDENCE_ENTREZ_DEADLINE="2")
        assert len(server.requests) == json.loads(out)["requests"] > 1
    told = json.loads(out)
    assert (code, told["complete"], told["new"]) == (69, False, [])
    assert "503" in told["error"]
    assert "Traceback" not in err


def test_a_locked_store_exits_75_without_a_request(place: Path) -> None:
    with EutilsServer(Corpus(replicate(1))) as server, locked(place / ".evidence" / "store.db"):
        code, out, err = run(place, server.base_url, *UPDATE)
        assert not server.requests
    assert code == 75
    assert f"process {os.getpid()}" in err
    assert not json.loads(out)["complete"]
    assert json.loads(out).keys() >= KEYS


def test_a_link_to_a_store_has_the_lock_of_the_store(place: Path) -> None:
    (place / "link.db").symlink_to(place / "kept.db")
    with EutilsServer(Corpus(replicate(1))) as server, locked(place / "kept.db"):
        assert run(place, server.base_url, *UPDATE, "--store", "link.db")[0] == 75
        assert not server.requests


def test_debug_shows_where_and_still_prints_the_object_and_the_code(place: Path) -> None:
    code, out, err = run(place, "http://eutils.example.org", *UPDATE, "--debug")
    assert code == 78
    assert not json.loads(out)["complete"]
    assert "Traceback" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_stdout_is_told_and_the_news_stay_in_the_folder(place: Path) -> None:
    with EutilsServer(Corpus(replicate(1))) as server, Path("/dev/full").open("w") as full:
        env = {**os.environ, "EVIDENCE_ENTREZ_BASE_URL": server.base_url, "NCBI_API_KEY": KEY}
        done = subprocess.run(
            [*COMMAND, *UPDATE], cwd=place, env=env, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "defect" not in done.stderr
    assert list((place / "reports" / "example" / "news").iterdir())


def test_warnings_of_the_search_are_shown(place: Path) -> None:
    (place / "queries" / "example.toml").write_text(TOPIC.replace("calcinosis", "calcinosis OR nonesuchword"))
    with EutilsServer(Corpus(replicate(1))) as server:
        _, _, err = run(place, server.base_url, *UPDATE)
    assert "nonesuchword" in err


def test_plain_http_to_another_machine_exits_78(place: Path) -> None:
    code, out, _ = run(place, "http://eutils.example.org", *UPDATE)
    assert code == 78
    assert not json.loads(out)["complete"]


def test_an_interrupted_run_exits_130_and_the_next_completes(place: Path) -> None:
    started: list[subprocess.Popen[str]] = []

    def interrupt(request: Request) -> None:
        if request.utility == "efetch" and started:
            started.pop().send_signal(signal.SIGINT)

    with EutilsServer(Corpus(replicate(3)), before=interrupt, faults=Schedule.of("efetch", 0, faults.STALL)) as server:
        process = command(place, server.base_url, *UPDATE)
        started.append(process)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 130
        assert not json.loads(out)["complete"]
        assert "Traceback" not in err
        assert run(place, server.base_url, *UPDATE)[0] == 0


def test_a_limit_on_the_size_of_files_is_told_and_the_next_run_completes(place: Path) -> None:
    big = [Article(str(990_000_000 + n), abstract="Calcinosis: " + "x" * 240_000) for n in range(1, 9)]
    with EutilsServer(Corpus(big)) as server:
        process = subprocess.run(
            [*COMMAND, *UPDATE],
            cwd=place,
            env={**os.environ, "EVIDENCE_ENTREZ_BASE_URL": server.base_url, "NCBI_API_KEY": KEY, "HOME": str(place)},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000)),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert process.returncode not in (0, 10)
        assert "Traceback" not in process.stderr
        assert "evidence: " in process.stderr
        assert run(place, server.base_url, *UPDATE)[0] == 0
    code, out, _ = run(place, "", "export", "records")
    assert code == 0
    assert len(out.splitlines()) == 8


def test_the_key_stands_nowhere(place: Path) -> None:
    schedule = Schedule.at(0, faults.RATE_LIMITED) + Schedule.when(lambda _: True, faults.ECHO_KEY, times=None)
    echo = Article("990000009", title=f"Example of calcinosis, with {KEY} in its title")
    with EutilsServer(Corpus([*replicate(2), echo]), faults=schedule) as server:
        told = [run(place, server.base_url, *UPDATE, "--debug")]
        told += [run(place, "", "log", "--json"), run(place, "", "export", "records"), run(place, "", "config")]
        server.faults = Schedule.when(lambda _: True, faults.RATE_LIMITED, times=None)
        told += [run(place, server.base_url, *UPDATE, "--debug", EVIDENCE_ENTREZ_DEADLINE="1")]
        server.faults = Schedule.when(lambda _: True, faults.INVALID_KEY, times=None)
        told += [run(place, server.base_url, *UPDATE, "--debug")]
        assert all(KEY not in seen.path for seen in server.requests)
    assert told[0][0] == 0
    assert all(KEY not in text for _, *texts in told for text in texts)
    kept = [path for path in place.rglob("*") if path.is_file()]
    assert not [path for path in kept if KEY.encode() in path.read_bytes()]
    assert [path for path in kept if path.suffix == ".db"]


def test_the_rate_holds_over_several_runs_without_a_key(place: Path) -> None:
    with EutilsServer(Corpus(replicate(1))) as server:
        runs = [
            command(place, server.base_url, *UPDATE, "--store", f"{n}.db", "--out", f"out{n}", key="") for n in range(3)
        ]
        for one in runs:
            one.communicate(timeout=120)
        assert [one.returncode for one in runs] == [0, 0, 0]
        assert len(server.requests) >= 9
        assert server.peak() <= 3
