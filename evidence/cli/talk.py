"""What is said to the user: data on stdout, talk on stderr, progress on a terminal only."""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from evidence.errors import EvidenceError, UsageError

if TYPE_CHECKING:  # the nouns cost more than all of --help
    from evidence.config import Config
    from evidence.model import Decision, Fault
    from evidence.pipeline.stages import Produced, Streamed
    from evidence.sources.crossref import Crossref
    from evidence.sources.entrez.transport import Transport
    from evidence.store.store import Store

_SHOWN = 20
# Controls, marks of direction, halves of characters; a line may end.
_UNSHOWN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_F = TypeVar("_F", bound=Callable[..., Any])
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Talk:
    """How a command speaks. `json` puts one object on stdout; `quiet` leaves only errors on stderr.

    `dry` commands write nothing and say what they would write.
    """

    json: bool = False
    quiet: bool = False
    debug: bool = False
    dry: bool = False

    @classmethod
    def of(cls, argv: Sequence[str]) -> Talk:
        """Read from the raw arguments, so that also a failure to parse them is told in the asked way."""
        return cls(json="--json" in argv, quiet="--quiet" in argv, debug="--debug" in argv)

    def line(self, text: str) -> None:
        """A line of talk."""
        if not self.quiet:
            with suppress(OSError):  # a full stderr is no reason to stop
                click.echo(text, err=True)

    def data(self, payload: Mapping[str, object], text: str, faults: Sequence[Fault] | None = None) -> int:
        """The result: the object with --json, else the text. `faults` are listed first; gives the exit code."""
        code = 0
        if faults is not None:
            code, payload = self.faults(faults), {**payload, "faults": [str(fault) for fault in faults]}
        if self.dry:
            payload, text = {**payload, "dry_run": True}, f"{text}\n(Dry run: nothing was written.)"
        click.echo(_json(payload) if self.json else text)
        return code

    def faults(self, faults: Sequence[Fault]) -> int:
        """List what could not be read, with its place and the next step; long lists are cut with their number.

        Gives the exit code: 65 when some of the input could not be read.
        """
        for fault in faults[:_SHOWN]:
            click.echo(f"{'note' if fault.notice else 'fault'}: {fault}", err=True)
            if fault.hint:
                click.echo(f"      {fault.hint}", err=True)
        if len(faults) > _SHOWN:
            click.echo(f"      … and {len(faults) - _SHOWN} more (--json lists all)", err=True)
        return 0 if all(fault.notice for fault in faults) else 65

    def error(self, error: EvidenceError) -> None:
        """An error that is meant for the user; a stream that is full cannot keep it from the other."""
        if self.json:
            faults = [str(fault) for fault in error.faults]
            told = {**error.facts, "error": error.message, "hint": error.hint, "faults": faults}
            with suppress(OSError):
                click.echo(_json(told))
        with suppress(OSError):
            click.echo(f"evidence: {error.message}", err=True)
            if error.faults:
                from evidence.model import Fault

                self.faults([fault for fault in error.faults if isinstance(fault, Fault)])
            if error.hint:
                click.echo(f"  next: {error.hint}", err=True)

    def defect(self, error: Exception) -> None:
        """Our own mistake: say so, and how to report it."""
        with suppress(OSError):
            click.echo(f"evidence: internal error ({type(error).__name__}: {error})", err=True)
            click.echo("  next: this is a defect of ours; run again with --debug and report what it prints.", err=True)

    def settings(self, **flags: str | Path | None) -> Config:
        """The configuration, with the flags of this command line on top."""
        from evidence.config import load_config

        return load_config({k: str(v) for k, v in flags.items() if v}, dict(os.environ), Path.cwd())

    def decisions(self, config: Config) -> tuple[tuple[Decision, ...], tuple[Fault, ...]]:
        """The decisions in force, and the lines of the log that could not be read."""
        from evidence.store.decisions import read_decisions

        return read_decisions(Path(config.value("decisions")))

    def store(self, config: Config) -> Store:
        """The store that is there; a context manager. Raises BadDataError where there is none."""
        from evidence.store.store import existing

        return existing(Path(config.value("store")))

    def pubmed(self, config: Config) -> Transport:
        """The way to PubMed, by the settings; a context manager."""
        from evidence.sources.entrez.transport import Transport

        if not config.value("email"):
            self.line("note: NCBI asks for an address to write to: set EVIDENCE_EMAIL")
        return Transport(
            config.value("entrez.base_url"),
            email=config.value("email"),
            api_key=config.value("api_key"),
            stall=config.number("entrez.timeout"),
            deadline=config.number("entrez.deadline"),
        )

    def crossref(self, config: Config) -> Crossref:
        """The way to Crossref, by the settings; a context manager."""
        from evidence.sources.crossref import Crossref

        return Crossref(
            config.value("crossref.base_url"),
            email=config.value("email"),
            stall=config.number("entrez.timeout"),
            deadline=config.number("entrez.deadline"),
        )

    def keep(self, log: Path, decisions: Sequence[Decision]) -> None:
        """Add decisions to the log, unless nothing is to be written."""
        from evidence.store.decisions import append_decisions

        if not self.dry:
            append_decisions(log, decisions)

    def deliver(self, produced: Produced | Streamed, out: Path, text: str, unread: Sequence[Fault] = ()) -> int:
        """Write what a run made, tell it, and give the exit code: 65 when some of the input could not be read.

        `unread` are faults from beside the input, such as lines of the decisions log.
        """
        from evidence.store.folder import changes, write_folder

        facts = {**produced.facts, "out": str(out)}
        if self.dry:
            told = changes(out, produced.files)
            facts["would_write"] = told
            text = "\n".join(f"{state:8} {out / name}" for name, state in told.items())
        else:
            write_folder(out, produced.files)
        return self.data(facts, text, (*unread, *produced.faults))

    @contextmanager
    def stage(self, text: str) -> Iterator[Callable[[str], None]]:
        """A stage of work: a spinner on a terminal, plain lines elsewhere, nothing when quiet.

        Gives a function that says how far it has come.
        """
        if self.quiet:
            yield lambda further: None
        elif sys.stderr.isatty():
            from rich.console import Console

            with Console(stderr=True).status(text) as status:
                yield status.update
        else:
            self.line(text)
            yield self.line


def many(number: object, noun: str) -> str:
    """A number with its noun, for sentences: "1 finding", "2 findings"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def only(beginning: str, known: Mapping[str, _T], noun: str, hint: str) -> _T:
    """What is known by an id that begins so. Raises UsageError where nothing is, or several are."""
    met = sorted(identity for identity in known if identity.startswith(beginning.lower()))
    if len(met) == 1:
        return known[met[0]]
    found = f"{len(met)} {noun}s begin" if met else f"none of {many(len(known), noun)} begins"
    hint = f"Give more of the id: {', '.join(met[:8])}" if met else hint
    raise UsageError(f"{found} with “{beginning}”", hint=hint)


def plain(text: str) -> str:
    """A text of others for a terminal: nothing in it that could move the cursor, colour it or swap what is read."""
    return _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", text)


def _json(payload: Mapping[str, object]) -> str:
    import json

    return json.dumps(payload, ensure_ascii=False)  # on one line, so that a log of many runs is JSON lines


def language_and_style(function: _F) -> _F:
    """The options of commands that write a report."""
    lang = click.option("--lang", type=click.Choice(["en", "fr"]), help="Language of the report.  [default: en]")
    style = click.option("--style", help="vancouver, ama, apa or the id of a CSL style.  [default: vancouver]")
    return lang(style(function))


def writing(function: _F) -> _F:
    """The option of commands that write; it stands above `speaking`, and is told by `talk.dry`."""
    return click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")(function)


def speaking(function: _F) -> _F:
    """The options that every command shares; the command receives a `talk`."""

    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
    @click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors.")
    @click.option("--debug", is_flag=True, help="Show the traceback of an error.")
    @functools.wraps(function)
    def command(*args: Any, as_json: bool, quiet: bool, debug: bool, dry_run: bool = False, **kwargs: Any) -> Any:
        return function(*args, talk=Talk(as_json, quiet, debug, dry_run), **kwargs)

    return command  # type: ignore[return-value]
