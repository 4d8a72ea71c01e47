"""`evidence index`: a saved citation index to match references with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from evidence.cli.talk import Talk, many, speaking, writing

_F = TypeVar("_F", bound=Callable[..., Any])


@click.group(name="index")
def command() -> None:
    """Make a saved citation index.

    \b
    evidence index build pubmed/baseline pubmed/updatefiles --out pubmed.db --workers 4
    evidence index update pubmed.db pubmed/updatefiles
    evidence index info pubmed.db
    """


def _spreading(function: _F) -> _F:
    workers = click.option(
        "--workers", type=click.IntRange(1, 256), default=1, help="Processes that read files.  [default: 1]"
    )
    scheduler = click.option(
        "--scheduler", metavar="ADDRESS", help="Read the files over Dask: tcp://host:8786, or local for this machine."
    )
    return workers(scheduler(function))


@command.command(name="build")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The index file to write.")
@_spreading
@writing
@speaking
def build(sources: tuple[Path, ...], out: Path, workers: int, scheduler: str | None, talk: Talk) -> int:
    """Index PubMed XML (folders, .xml, .xml.gz), .nbib or .jsonl.gz.

    PubMed's baseline and update files apply in the order of their numbers; a file is not read when the .md5 file
    beside it says that it is damaged. When a build is stopped, the same command goes on where it was.

    \b
    evidence index build pubmed/baseline pubmed/updatefiles --out pubmed.db --workers 4
    evidence index build export.nbib --out mine.db
    """
    from evidence.pipeline.indexing import build_index_file

    if talk.dry:
        return _planned(sources, out, talk)
    with talk.stage(f"Indexing {many(len(sources), 'source')} …") as say:
        count, faults = build_index_file(sources, out, workers=workers, scheduler=scheduler, say=say)
    return talk.data({"citations": count, "out": str(out)}, f"{many(count, 'citation')} indexed in {out}.", faults)


def _planned(sources: tuple[Path, ...], index: Path, talk: Talk) -> int:
    from evidence.pipeline.indexing import index_sources

    files = [str(path) for path in index_sources(sources)]
    lines = [*(f"read     {file}" for file in files), f"{'changed' if index.exists() else 'new':8} {index}"]
    return talk.data({"files": files, "out": str(index)}, "\n".join(lines))


@command.command(name="update")
@click.argument("index", type=click.Path(path_type=Path), metavar="INDEX")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@_spreading
@writing
@speaking
def update(index: Path, sources: tuple[Path, ...], workers: int, scheduler: str | None, talk: Talk) -> int:
    """Take into an index the PubMed files that it has not read yet.

    Files that were damaged when the index was made are read as soon as they are sound.

    \b
    evidence index update pubmed.db pubmed/updatefiles
    """
    from evidence.pipeline.indexing import update_index_file

    if talk.dry:
        return _planned(sources, index, talk)
    with talk.stage(f"Updating {index} …") as say:
        told, faults = update_index_file(index, sources, workers=workers, scheduler=scheduler, say=say)
    text = f"{many(told['files_taken'], 'file')} taken in: {many(told['citations'], 'citation')} in {index}."
    return talk.data(told, text, faults)


@command.command(name="info")
@click.argument("index", type=click.Path(path_type=Path), metavar="INDEX")
@speaking
def info(index: Path, talk: Talk) -> int:
    """Say what an index holds.

    The digest is that of the citations alone: two indexes of equal content have one digest, whatever way they were
    made.

    \b
    evidence index info pubmed.db --json
    """
    from evidence.pipeline.indexing import info_of_index

    told: dict[str, Any] = info_of_index(index)
    failed = [f"  {item['file']}: {item['fault']}" for item in told["failed"]]
    lines = [
        f"{many(told['citations'], 'citation')} in {index} ({told['bytes'] / 1e6:.1f} MB), digest {told['digest']}",
        *([] if told["finished"] else ["Unfinished: run the command that was writing it again."]),
        f"{many(told['files'], 'file')} read, the last {told['last_file']}: {many(told['versions'], 'version')} of "
        f"citations, {many(told['deletions'], 'deletion')}; newest revision {told['newest_revised'] or 'not said'}"
        if told["files"]
        else "Made of a list, not of PubMed's files.",
        *([f"Not, or not wholly, read: {many(len(failed), 'file')}", *failed] if failed else []),
    ]
    return talk.data(told, "\n".join(lines))
