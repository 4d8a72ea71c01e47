"""The `evidence` command: finds the subcommand, turns errors into messages and exit codes."""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from keyword import iskeyword
from typing import NoReturn

import click

from evidence import __version__
from evidence.cli.talk import Talk
from evidence.errors import EvidenceError
from evidence.protocol.suggest import did_you_mean

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO}

# Name and one line for --help, which therefore loads no command; a test holds the lines equal to the docstrings.
COMMANDS = {
    "demo": "Run the whole pipeline on the embedded library and the example list.",
    "table": "Ask the evidence: what was tried, in whom, with what response.",
    "review": "Confirm, correct or reject what was found.",
    "decisions": "List, show or undo what people decided.",
    "add": "Enter by hand what PubMed does not hold.",
    "update": "Fetch what is new on a topic from PubMed, and renew its report.",
    "extract": "Find what was tried, in whom, with what response.",
    "explain": "Show why a finding says what it says.",
    "dedupe": "Find which records are one publication, losing none.",
    "clean": "Identify and correct every reference of a list.",
    "index": "Make a saved citation index.",
    "export": "Write what is stored to stdout, or open questions to a spreadsheet.",
    "import": "Take back what was filled in elsewhere.",
    "log": "Show every run with what PRISMA-S asks of a search.",
    "config": "Show every setting with its origin.",
    "init": "Make a folder to work in: topic files, settings, an example list.",
    "doctor": "Check environment, store, decisions, key and network; say how to mend them.",
    "completion": "Print the lines that let a shell complete commands and options.",
}

EPILOG = """\b
Exit codes: 0 done, 1 failed, 2 usage, 65 bad data or no such file,
69 service down, 75 locked or try again, 78 configuration, 130 interrupted;
10 new evidence, only with update --exit-code.
"""


class _Commands(click.Group):
    """A group whose commands are the modules beside this one: each loads only what it needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"evidence.cli.{cmd_name}{'_' if iskeyword(cmd_name) else ''}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not (args[0] in COMMANDS or args[0].startswith("-") or ctx.resilient_parsing):
            hint = did_you_mean(args[0], COMMANDS) or "See --help."
            ctx.fail(f"No such command '{args[0]}'. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # the reader left: nothing more to say, and no failure, which click would make of it
            return 0


@click.group(cls=_Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="evidence")
def evidence() -> None:
    """Find what was tried, in whom, with what response; make reference lists right.

    \b
    evidence demo --out report                    the whole pipeline, no network
    evidence clean references.txt --out cleaned   a reference list made right
    evidence extract pubmed.xml --out findings    what was tried, with what response
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with the code that docs/architecture and `evidence.errors` define."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    talk = Talk.of(argv)
    with suppress(ValueError):  # outside the main thread
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # who stops a service wants what Ctrl-C does
    try:
        code = evidence.main(args=argv, prog_name="evidence", standalone_mode=False)
        sys.stdout.flush()
    except EvidenceError as error:
        if talk.debug:
            traceback.print_exc()
        talk.error(error)
        _leave(error.exit_code)
    except click.ClickException as error:
        if talk.json:
            talk.error(EvidenceError(error.format_message(), hint="See --help."))
        else:
            error.show()
        _leave(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        talk.line("Interrupted.")
        _leave(130)
    except BrokenPipeError:
        _leave(0)  # as above, when what was left is written
    except OSError as error:
        if error.errno not in _FULL:
            _defect(talk, error)
        hint = "Free some space; what was done is kept (evidence log, the report folder)."
        talk.error(EvidenceError(f"what was to be printed could not be written: {error.strerror}", hint=hint))
        _leave(1)
    except Exception as error:
        _defect(talk, error)
    _leave(code if isinstance(code, int) else 0)


def _defect(talk: Talk, error: Exception) -> NoReturn:
    if talk.debug:
        raise error
    talk.defect(error)
    _leave(1)


def _leave(code: int) -> NoReturn:
    """Exit with the code, also where a stream is closed or full, which Python would make 120 of."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(code)
