"""`evidence init`: a folder to work in, for those who installed evidence and have no clone."""

from __future__ import annotations

from pathlib import Path

import click

from evidence.cli.talk import Talk, speaking, writing

_IGNORED = "# The store is rebuilt by evidence update; decisions and queries belong into version control.\n.evidence/\n"
_MERGED = "# Decisions of two people are joined line by line.\ndata/decisions.jsonl merge=union\n"


@click.command(name="init")
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@writing
@speaking
def command(folder: Path, talk: Talk) -> int:
    """Make a folder to work in: topic files, settings, an example list.

    What is there already stays as it is.

    \b
    evidence init calcinosis && cd calcinosis
    evidence clean references.txt --out cleaned
    """
    from evidence.protocol.query import topic_files
    from evidence.protocol.shipped import shipped
    from evidence.store.folder import check_folder, write_folder

    check_folder(folder)
    files = {f"queries/{path.name}": path.read_bytes() for path in topic_files(shipped("queries"))}
    files |= {
        "evidence.toml": shipped("data", "examples", "settings.toml").read_bytes(),
        ".gitignore": _IGNORED.encode(),
        ".gitattributes": _MERGED.encode(),
        "references.txt": shipped("data", "examples", "references.txt").read_bytes(),
    }
    states = {name: "kept" if (folder / name).exists() else "new" for name in files}
    if not talk.dry:
        write_folder(folder, {name: content for name, content in files.items() if states[name] == "new"})
    said = [f"{state:8} {folder / name}" for name, state in states.items()]
    there = "" if folder.resolve() == Path.cwd().resolve() else f"cd {folder} && "
    said.append(f"Next: {there}evidence doctor")
    return talk.data({"files": states, "folder": str(folder)}, "\n".join(said))
