"""Settings: who wins, what is refused, and that a secret is never told."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest

from evidence.config import SETTINGS, load_config, workspace
from evidence.errors import ConfigurationError
from evidence.model import Fault


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with queries/, and a user file that is the test's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    (tmp_path / "user" / "evidence").mkdir(parents=True)
    (tmp_path / "work" / "queries").mkdir(parents=True)
    (tmp_path / "work" / "deep" / "er").mkdir(parents=True)
    return tmp_path


def test_each_source_gives_way_to_the_one_above(home: Path) -> None:
    cwd = home / "work" / "deep"
    user, project = home / "user" / "evidence" / "config.toml", home / "work" / "evidence.toml"

    def style(flags: dict[str, str], env: dict[str, str]) -> tuple[str, str]:
        config = load_config(flags, env, cwd)
        return config.value("style"), config.origin("style")

    assert style({}, {}) == ("vancouver", "default")
    user.write_text('style = "apa"\n')
    assert style({}, {}) == ("apa", str(user))
    project.write_text('style = "ama"\n')
    assert style({}, {}) == ("ama", str(project))
    assert style({}, {"EVIDENCE_STYLE": "bmj"}) == ("bmj", "EVIDENCE_STYLE")
    assert style({"style": "cse"}, {"EVIDENCE_STYLE": "bmj"}) == ("cse", "flag --style")
    assert style({"style": ""}, {"EVIDENCE_STYLE": ""}) == ("ama", str(project))


def test_paths_are_relative_to_where_they_were_written(home: Path) -> None:
    cwd = home / "work" / "deep" / "er"
    assert load_config({}, {}, cwd).value("store") == str(home / "work" / ".evidence" / "store.db")
    assert load_config({}, {"EVIDENCE_STORE": "x.db"}, cwd).value("store") == str(cwd / "x.db")
    (home / "work" / "evidence.toml").write_text('store = "kept/y.db"\n[entrez]\ntimeout = 2\n')
    config = load_config({}, {}, cwd)
    assert config.value("store") == str(home / "work" / "kept" / "y.db")
    assert config.value("decisions") == str(home / "work" / "data" / "decisions.jsonl")
    assert config.number("entrez.timeout") == 2.0


@pytest.mark.parametrize("mark", ["queries", "evidence.toml"])
def test_the_workspace_is_the_nearest_folder_that_is_marked(home: Path, mark: str) -> None:
    assert workspace(home / "work" / "deep" / "er") == home / "work"
    nearer = home / "work" / "deep" / mark
    nearer.write_text("") if mark.endswith(".toml") else nearer.mkdir()
    assert workspace(home / "work" / "deep" / "er") == home / "work" / "deep"
    assert load_config({}, {}, home).value("store") == str(home / ".evidence" / "store.db")


def test_the_settings_of_a_folder_hold_without_topics(home: Path) -> None:
    (home / "alone").mkdir()
    (home / "alone" / "evidence.toml").write_text('lang = "fr"\n')
    assert load_config({}, {}, home / "alone").value("lang") == "fr"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://mirror.example.org/eutils/", "https://mirror.example.org/eutils"),
        ("http://127.0.0.1:8080/e", "http://127.0.0.1:8080/e"),
        ("http://[::1]:80", "http://[::1]:80"),
        ("http://localhost/x", "http://localhost/x"),
    ],
)
def test_addresses_that_may_be_asked(home: Path, url: str, kept: str) -> None:
    assert load_config({}, {"EVIDENCE_ENTREZ_BASE_URL": url}, home).value("entrez.base_url") == kept


@pytest.mark.parametrize(
    "url",
    [
        "http://eutils.ncbi.nlm.nih.gov/entrez/eutils",
        "http://127.0.0.1.example.org/",
        "http://localhost.example.org/",
        "http://192.168.0.1/",
        "ftp://example.org/",
        "https://",
        "https://[::1",
        "eutils.ncbi.nlm.nih.gov",
        "https://name:word@example.org/",
        "https://example.org/?api_key=word",
    ],
)
def test_addresses_that_may_not(home: Path, url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_config({}, {"EVIDENCE_ENTREZ_BASE_URL": url}, home)
    (fault,) = caught.value.faults
    assert caught.value.exit_code == 78
    assert "entrez.base_url" in str(fault)
    assert "word" not in str(fault).replace("password", "")


def test_all_faults_of_all_sources_are_told(home: Path) -> None:
    project = home / "work" / "evidence.toml"
    project.write_text('emial = "a@b.org"\nstyle = ["apa"]\n[entrez]\ndeadline = 0\n')
    (home / "user" / "evidence" / "config.toml").write_text("style = \n")
    with pytest.raises(ConfigurationError) as caught:
        load_config({"stile": "apa"}, {"EVIDENCE_EMAIL": "nobody"}, home / "work")
    faults = [fault for fault in caught.value.faults if isinstance(fault, Fault)]
    places = [(Path(fault.place.file).name, fault.place.line, fault.code) for fault in faults]
    assert sorted(places, key=str) == [
        ("--stile", None, "unknown-key"),
        ("EVIDENCE_EMAIL", None, "bad-setting"),
        ("config.toml", 1, "syntax"),
        ("evidence.toml", 1, "unknown-key"),
        ("evidence.toml", 2, "wrong-type"),
        ("evidence.toml", 4, "bad-setting"),
    ]
    assert {fault.hint for fault in faults} >= {'Did you mean "email"?', 'Did you mean "style"?'}


def test_the_key_is_never_told(home: Path) -> None:
    config = load_config({}, {"NCBI_API_KEY": "abcd1234"}, home)
    assert config.value("api_key") == "abcd1234"
    assert "abcd1234" not in repr(config) + str(config.shown())
    with pytest.raises(ConfigurationError) as caught:
        load_config({}, {"NCBI_API_KEY": "abcd 1234"}, home)
    assert "abcd" not in str(caught.value) + "".join(f"{fault!r}" for fault in caught.value.faults)


def test_every_setting_has_a_help_and_a_variable_of_its_own() -> None:
    assert len({setting.env for setting in SETTINGS}) == len(SETTINGS)
    assert all(setting.help.endswith(".") for setting in SETTINGS)


def test_who_decides_is_the_login_name_until_said(home: Path) -> None:
    assert load_config({}, {}, home).value("who") == getpass.getuser()
    assert load_config({}, {"EVIDENCE_WHO": " Zoë H. "}, home).value("who") == "Zoë H."
    with pytest.raises(ConfigurationError) as caught:
        load_config({}, {"EVIDENCE_WHO": "a\nb"}, home)
    assert [str(fault) for fault in caught.value.faults] == ["EVIDENCE_WHO: who is not a name on one line"]
