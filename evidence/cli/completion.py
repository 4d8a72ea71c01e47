"""`evidence completion`: what a shell needs to complete commands and options with the tab key."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from evidence.cli.talk import Talk, speaking


@click.command(name="completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@speaking
def command(shell: str, talk: Talk) -> int:
    """Print the lines that let a shell complete commands and options.

    \b
    evidence completion bash >> ~/.bashrc
    evidence completion zsh >> ~/.zshrc
    evidence completion fish > ~/.config/fish/completions/evidence.fish
    """
    from evidence.cli.main import evidence

    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"{shell} is not known to click")
    script = made(evidence, {}, "evidence", "_EVIDENCE_COMPLETE").source_vars()
    text = made.source_template % script
    return talk.data({"shell": shell, "script": text}, text)
