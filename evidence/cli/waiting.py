"""Which questions are asked, in the terminal, in the page and in a spreadsheet: the same choice, the same order."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from evidence.errors import UsageError
from evidence.review.kinds import ASKED, Asked

if TYPE_CHECKING:
    from evidence.cli.talk import Talk
    from evidence.config import Config
    from evidence.model import Decision, Dossier, Fault
    from evidence.review.questions import Question

__all__ = ["Choice", "Known", "choosing", "decider"]

_F = TypeVar("_F", bound=Callable[..., Any])
_PATH = click.Path(path_type=Path)
_CHOICES = {
    "what": click.argument("what", required=False, type=click.Choice(ASKED)),
    "disease": click.option("--disease", multiple=True, help="Only findings on this disease; may be given again."),
    "treatments": click.option("--class", "treatments", multiple=True, help="Only on this drug or class; likewise."),
    "below": click.option("--below", type=click.FloatRange(0, 1), default=1.0, help="Only of at most this confidence."),
    "second": click.option("--second", is_flag=True, help="A second reading: what others decided too, as proposed."),
    "reference_list": click.option("--list", "reference_list", type=_PATH, help="The reference list to ask about."),
    "index": click.option("--index", type=_PATH, help="Citation index to match that with.  [default: the library]"),
    "query": click.option("--query", type=_PATH, help="Topic file.  [default: calcinosis]"),
    "store": click.option("--store", type=_PATH, help="The store.  [default: the workspace's, or the library]"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a topic, and the log that it was replayed from, with the lines there that could not be read."""

    dossier: Dossier
    log: tuple[Decision, ...]
    unread: tuple[Fault, ...]
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a command line asks to be asked, and of what."""

    query: Path | None
    store: Path | None
    reference_list: Path | None = None
    index: Path | None = None
    what: Asked | None = None
    disease: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()
    below: float = 1.0
    second: bool = False

    @property
    def narrowed(self) -> str:
        """What to add to a sentence on what is asked, where not everything is."""
        chosen = self.disease or self.treatments or self.below < 1 or self.what
        return " among what was asked for" if chosen else ""

    def known(self, talk: Talk, said: str, until: str | None = None) -> Known:
        """Everything known of the topic, over the decisions of until then."""
        from evidence.pipeline.review import review_dossier
        from evidence.protocol.query import load_protocol
        from evidence.store.decisions import in_force, read_log

        config = talk.settings(store=self.store)
        path = Path(config.value("decisions"))
        log, unread = read_log(path)
        protocol = load_protocol(self.query)
        with talk.stage(said):
            decisions = in_force(d for d in log if until is None or d.when <= until)
            store = Path(config.value("store"))
            dossier = review_dossier(protocol, decisions, store, asked_for=self.store is not None)
            return Known(dossier, log, unread, path)

    def references(self, known: Known) -> tuple[Question, ...]:
        """The questions on the entries of the list, if there is one."""
        from evidence.pipeline.references import reference_entries
        from evidence.review.references import reference_questions

        if self.reference_list is None:
            return ()
        decisions = known.dossier.replay.decisions
        return reference_questions(reference_entries(self.reference_list, self.index, decisions), decisions)

    def waiting(self, talk: Talk) -> tuple[tuple[Question, ...], str, Known]:
        """The questions that wait, for whom, and what they rest on; raises UsageError for what cannot be asked, or
        where nobody is named.
        """
        from evidence.model import TableSpec
        from evidence.pipeline.review import review_questions
        from evidence.tabulate.understood import understood

        what: Asked | None = self.what or ("references" if self.reference_list else None)
        if what == "references" and self.reference_list is None:
            hint = "Name it: evidence review references --list references.txt"
            raise UsageError("it is not said of which reference list", hint=hint)
        spec = understood(TableSpec(), diseases=self.disease, treatments=self.treatments)
        who = decider(talk.settings())
        known = self.known(talk, "Reading what is known …")
        questions = review_questions(
            known.dossier,
            who,
            what,
            diseases=spec.diseases,
            treatments=spec.treatments,
            below=self.below,
            second=self.second,
            references=self.references(known),
        )
        talk.faults(known.unread)
        return questions, who, known


def choosing(*names: str) -> Callable[[_F], _F]:
    """The options of these names, or all, of commands that read what is known; the command receives a `choice`."""

    def made(function: _F) -> _F:
        @functools.wraps(function)
        def command(*args: Any, **kwargs: Any) -> Any:
            chosen = {name: kwargs.pop(name) for name in names or _CHOICES}
            return function(*args, choice=Choice(**chosen), **kwargs)

        for name in reversed(names or tuple(_CHOICES)):
            command = _CHOICES[name](command)
        return command  # type: ignore[return-value]

    return made


def decider(config: Config) -> str:
    """Who decides; raises UsageError where nobody is named."""
    if not config.value("who"):
        raise UsageError("nobody is named as the one who decides", hint="Set EVIDENCE_WHO to your name.")
    return config.value("who")
