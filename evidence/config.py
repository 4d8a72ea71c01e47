"""Settings and where each comes from: flag > environment > evidence.toml > user file > default."""

from __future__ import annotations

import getpass
import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from evidence.errors import ConfigurationError
from evidence.model import Fault, Place
from evidence.protocol.places import key_lines, line_of, parse_toml
from evidence.protocol.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `parse` gives the value in its one form, or raises ValueError with what it must be.

    The value of a `path` is relative to where it was written: the folder of a file, else the working folder.
    """

    name: str
    env: str
    default: str
    parse: Callable[[str], str]
    help: str
    path: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class _Given:
    """A value as somebody gave it, with who that was."""

    value: object
    origin: str
    place: Place
    folder: Path


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force. Secrets are values like others, but `shown` and `repr` never tell them."""

    workspace: Path | None
    _values: Mapping[str, str]
    _origins: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Config({', '.join(f'{name}={value!r}' for name, value, _ in self.shown())})"

    def value(self, name: str) -> str:
        """The value of a setting, "" where it has none."""
        return self._values[name]

    def number(self, name: str) -> float:
        """The value of a setting that is a number (seconds)."""
        return float(self._values[name])

    def origin(self, name: str) -> str:
        """Where the value comes from: a flag, a variable, a file, or "default"."""
        return self._origins[name]

    def shown(self) -> tuple[tuple[str, str, str], ...]:
        """(name, value, origin) of every setting, fit to be printed."""
        return tuple(
            (s.name, "(set, not shown)" if s.secret and self.value(s.name) else self.value(s.name), self.origin(s.name))
            for s in SETTINGS
        )


def workspace(cwd: Path) -> Path | None:
    """The nearest folder upward that holds `evidence.toml` or `queries/`."""
    here = cwd.absolute()
    marked = (f for f in (here, *here.parents) if (f / "evidence.toml").exists() or (f / "queries").is_dir())
    return next(marked, None)


def load_config(flags: Mapping[str, str], env: Mapping[str, str], cwd: Path) -> Config:
    """The settings in force in a folder; `flags` are keyed by setting name.

    Raises ConfigurationError with every fault of every source.
    """
    from platformdirs import user_config_path

    faults: list[Fault] = []
    home = workspace(cwd)
    root = home or cwd.absolute()
    files = ([home / "evidence.toml"] if home else []) + [user_config_path("evidence", appauthor=False) / "config.toml"]
    layers = [dict(_from_flags(flags, cwd, faults)), dict(_from_environment(env, cwd))]
    layers += [_from_file(path, faults) for path in files]
    layers.append({s.name: _Given(s.default, "default", Place("default"), root) for s in SETTINGS})
    values: dict[str, str] = {}
    origins: dict[str, str] = {}
    for setting in SETTINGS:
        for layer in layers:
            given = layer.get(setting.name)
            if given is None:
                continue
            parsed = _parsed(setting, given, faults)
            if setting.name not in values:
                values[setting.name], origins[setting.name] = parsed, given.origin
    if faults:
        many = "1 setting" if len(faults) == 1 else f"{len(faults)} settings"
        hint = "Correct them; `evidence config` shows every setting and where it comes from."
        raise ConfigurationError(f"{many} cannot be used", hint=hint, faults=faults)
    return Config(home, values, origins)


def _parsed(setting: Setting, given: _Given, faults: list[Fault]) -> str:
    if given.value == "":
        return ""
    if isinstance(given.value, bool) or not isinstance(given.value, str | int | float):
        faults.append(Fault(given.place, "wrong-type", f"{setting.name} must be one value", setting.help))
        return ""
    try:
        value = setting.parse(str(given.value).strip())
    except ValueError as error:
        faults.append(Fault(given.place, "bad-setting", f"{setting.name} {error}", setting.help))
        return ""
    return str(given.folder / Path(value).expanduser()) if setting.path else value


def _from_flags(flags: Mapping[str, str], cwd: Path, faults: list[Fault]) -> Iterator[tuple[str, _Given]]:
    for name, value in flags.items():
        option = f"--{name.replace('.', '-').replace('_', '-')}"
        if name not in _BY_NAME:
            faults.append(
                Fault(Place(option), "unknown-key", f'there is no setting "{name}"', did_you_mean(name, _BY_NAME))
            )
        elif value:
            yield name, _Given(value, f"flag {option}", Place(option), cwd)


def _from_environment(env: Mapping[str, str], cwd: Path) -> Iterator[tuple[str, _Given]]:
    for setting in SETTINGS:
        if value := env.get(setting.env):
            yield setting.name, _Given(value, setting.env, Place(setting.env), cwd)


def _from_file(path: Path, faults: list[Fault]) -> dict[str, _Given]:
    label = str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(Place(label), "unreadable", f"cannot be read: {error}", "Correct or remove the file."))
        return {}
    content = parse_toml(text, label)
    if isinstance(content, Fault):
        faults.append(content)
        return {}
    lines = key_lines(text)
    found: dict[str, _Given] = {}
    for name, value in _flat(content, ""):
        place = Place(label, line_of(lines, name))
        if name in _BY_NAME and value == "":
            continue
        if name in _BY_NAME:
            found[name] = _Given(value, label, place, path.parent)
        else:
            faults.append(Fault(place, "unknown-key", f'there is no setting "{name}"', did_you_mean(name, _BY_NAME)))
    return found


def _flat(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _word(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", text):
        raise ValueError(f'"{text}" is not a name in lower case')
    return text


def _language(text: str) -> str:
    if text not in ("en", "fr"):
        raise ValueError(f'"{text}" is not a language of the reports: en or fr')
    return text


def _person(text: str) -> str:
    if not text.isprintable():
        raise ValueError("is not a name on one line")
    return text


def _login() -> str:
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # a container's user may have no name
        return ""


def _email(text: str) -> str:
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", text):
        raise ValueError(f'"{text}" is not an e-mail address')
    return text


def _key(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]+", text):
        raise ValueError("is not a key: letters and digits only (it is not shown here)")
    return text


def _seconds(text: str) -> str:
    if not (re.fullmatch(r"\d{1,5}(\.\d{1,3})?", text) and float(text) > 0):
        raise ValueError(f'"{text}" is not a number of seconds above 0')
    return text


def _base_url(text: str) -> str:
    """Plain http would show the key and let answers be changed on the way: only to this machine itself."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("is not an address") from None
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("must be a bare address, without user, password, query or fragment (it is not shown here)")
    if not host or parts.scheme not in ("https", "http"):
        raise ValueError(f'"{text}" is not an https address')
    if parts.scheme == "http" and not _loopback(host):
        raise ValueError(f'"{text}" is plain http to another machine')
    return text.rstrip("/")


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


_ENTREZ = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
_CROSSREF = "https://api.crossref.org"
SETTINGS: tuple[Setting, ...] = (
    Setting(
        "store", "EVIDENCE_STORE", ".evidence/store.db", str, "The SQLite file that keeps what was found.", path=True
    ),
    Setting(
        "decisions",
        "EVIDENCE_DECISIONS",
        "data/decisions.jsonl",
        str,
        "The file that keeps people's decisions.",
        path=True,
    ),
    Setting("who", "EVIDENCE_WHO", _login(), _person, "Your name, kept with what you decide."),
    Setting("email", "EVIDENCE_EMAIL", "", _email, "Your address, sent to NCBI as its rules ask."),
    Setting("api_key", "NCBI_API_KEY", "", _key, "NCBI's key: 9 requests a second in place of 3.", secret=True),
    Setting(
        "entrez.base_url",
        "EVIDENCE_ENTREZ_BASE_URL",
        _ENTREZ,
        _base_url,
        f"https anywhere, plain http only to this machine; usually {_ENTREZ}.",
    ),
    Setting("entrez.timeout", "EVIDENCE_ENTREZ_TIMEOUT", "30", _seconds, "Seconds without a byte that make a stall."),
    Setting("entrez.deadline", "EVIDENCE_ENTREZ_DEADLINE", "300", _seconds, "Seconds one request may take in all."),
    Setting("crossref.base_url", "EVIDENCE_CROSSREF_BASE_URL", _CROSSREF, _base_url, "Where --source crossref asks."),
    Setting("lang", "EVIDENCE_LANG", "en", _language, "The language of reports: en or fr."),
    Setting("style", "EVIDENCE_STYLE", "vancouver", _word, "The citation style, e.g. vancouver."),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}
