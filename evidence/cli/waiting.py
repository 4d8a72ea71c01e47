"""Which questions are asked, in the terminal, in the page and in a spreadsheet: the same choice, the same order."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from evidence.errors import UsageError

if TYPE_CHECKING:
    from evidence.cli.talk import Talk
    from evidence.config import Config
    from evidence.model import Fault
    from evidence.pipeline.review import Asked
    from evidence.review.questions import Question

__all__ = ["Choice", "Waiting", "choosing", "decider", "query_and_store"]

KINDS = ("findings", "duplicates", "eligibility", "appraisal", "conflicts", "changed", "references")
_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Waiting:
    """The questions that wait for a person, where the answers go, and the lines there that could not be read."""

    questions: tuple[Question, ...]
    who: str
    log: Path
    unread: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a command line asks to be asked."""

    what: str | None
    disease: tuple[str, ...]
    treatments: tuple[str, ...]
    below: float
    second: bool
    query: Path | None
    store: Path | None

    @property
    def narrowed(self) -> str:
        """What to add to a sentence on what is asked, where not everything is."""
        chosen = self.disease or self.treatments or self.below < 1 or self.what
        return " among what was asked for" if chosen else ""

    def waiting(self, talk: Talk) -> Waiting:
        """Read what is known, and choose; raises UsageError for what cannot be asked, or where nobody is named."""
        from evidence.model import TableSpec
        from evidence.pipeline import default_protocol, review_dossier, review_questions
        from evidence.protocol.query import load_protocol
        from evidence.tabulate.understood import understood

        if self.what == "references":
            hint = "Ask about its entries with: evidence clean LIST --interactive --out DIR"
            raise UsageError("a reference list is reviewed where it is cleaned", hint=hint)
        spec = understood(TableSpec(), diseases=self.disease, treatments=self.treatments)
        config = talk.settings(store=str(self.store) if self.store else None)
        who = decider(config)
        decisions, unread = talk.decisions(config)
        protocol = load_protocol(self.query) if self.query else default_protocol()
        with talk.stage("Reading what is known …"):
            questions = review_questions(
                review_dossier(protocol, decisions, Path(config.value("store"))),
                who,
                cast("Asked", self.what or "all"),
                diseases=spec.diseases,
                treatments=spec.treatments,
                below=self.below,
                second=self.second,
            )
        talk.faults(unread)
        return Waiting(questions, who, Path(config.value("decisions")), unread)


def query_and_store(function: _F) -> _F:
    """The options of commands that read everything known of a topic."""
    query = click.option("--query", type=click.Path(path_type=Path), help="Topic file.  [default: calcinosis]")
    told = "The store.  [default: the workspace's, or the library]"
    return query(click.option("--store", type=click.Path(path_type=Path), help=told)(function))


def choosing(function: _F) -> _F:
    """The argument and the options that choose questions; the command receives a `choice`."""

    @click.argument("what", required=False, type=click.Choice(KINDS))
    @click.option("--disease", multiple=True, help="Only findings on this disease, by code or name; repeatable.")
    @click.option("--class", "treatments", multiple=True, help="Only on this treatment class or drug; repeatable.")
    @click.option("--below", type=click.FloatRange(0, 1), default=1.0, help="Only findings of at most this confidence.")
    @click.option("--second", is_flag=True, help="A second reading: ask, as it was proposed, what others have decided.")
    @query_and_store
    @functools.wraps(function)
    def command(*args: Any, **kwargs: Any) -> Any:
        chosen = {field.name: kwargs.pop(field.name) for field in fields(Choice)}
        return function(*args, choice=Choice(**chosen), **kwargs)

    return command  # type: ignore[return-value]


def decider(config: Config) -> str:
    """Who decides; raises UsageError where nobody is named."""
    if not config.value("who"):
        raise UsageError("nobody is named as the one who decides", hint="Set EVIDENCE_WHO to your name.")
    return config.value("who")
