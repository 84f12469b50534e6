"""The corpora that the arguments of a command name."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path

from adapters.inbound.cli.calling import Call
from adapters.inbound.cli.output import complain
from adapters.inbound.cli.report import FailedInput, SkippedInput
from adapters.inbound.cli.sources import STANDARD_INPUT, Input, Source, list_inputs
from domain.tokens.corpora import CorpusFile, CorpusFormat, CorpusUnreadable

_WRITTEN = ("", ".partial", ".journal", ".summary.json")
"""Ends of the names of what is written beside the output."""
_SUFFIXES = {
    ".jsonl": CorpusFormat.JSONL,
    ".ndjson": CorpusFormat.JSONL,
    ".jsonl.gz": CorpusFormat.JSONL,
    ".ndjson.gz": CorpusFormat.JSONL,
    ".parquet": CorpusFormat.PARQUET,
}


class Engine(Enum):
    """Who does the work."""

    LOCAL = "local"
    RAY = "ray"


def corpus_files(
    call: Call, names: Sequence[str], *, output: str, as_format: CorpusFormat | None
) -> tuple[CorpusFile, ...]:
    """The files of a corpus, in the order of the names, trees in order of their paths.

    Args:
        call: Is ended where standard input is named, which cannot be read twice.
        names: Files and directories.
        output: The file that is written; it and what stands beside it are no part of the corpus.
        as_format: What all files are; None to go by their names.

    Raises:
        CorpusUnreadable: A file that was named cannot be read, or none has been found.
    """
    if STANDARD_INPUT in names:
        call.fail("a corpus is read from files, not from standard input")
    beside = [Path(f"{output}{each}") for each in _WRITTEN]
    # What is found in a tree has no links in its path.
    written = {str(path) for each in beside for path in (each.absolute(), each.resolve())}
    files = tuple(_files(list_inputs(names), written, as_format))
    if not files:
        raise CorpusUnreadable("no file has been found", field="inputs", path=names[0])
    return files


def _files(
    inputs: Iterable[Input], written: set[str], as_format: CorpusFormat | None
) -> Iterator[CorpusFile]:
    skipped = 0
    for each in inputs:
        if isinstance(each, FailedInput):
            raise CorpusUnreadable(f"{each.path}: {each.message}", field="inputs", path=each.path)
        if isinstance(each, SkippedInput):
            skipped += 1
        elif (file := _file(each, as_format)).path not in written:
            yield file
    if skipped:
        complain(f"left out {skipped:,} that are neither files nor links to one")


def _file(source: Source, as_format: CorpusFormat | None) -> CorpusFile:
    """A file as it is now; what is wrong with one in a tree turns out when it is read.

    Raises:
        CorpusUnreadable: It was named and cannot be read.
    """
    path = (source.path or Path()).absolute()
    found = as_format or _format_of(path.name)
    try:
        status = path.stat()
    except OSError as error:
        if source.is_named:
            sentence = (error.strerror or "cannot be read").lower()
            raise CorpusUnreadable(
                f"{source.name}: {sentence}", field="inputs", path=source.name
            ) from None
        return CorpusFile(str(path), source.name, found)
    return CorpusFile(str(path), source.name, found, status.st_size, status.st_mtime_ns)


def _format_of(name: str) -> CorpusFormat:
    """What a file is by its name; a text where nothing else is known."""
    lower = name.lower()
    found = (kind for suffix, kind in _SUFFIXES.items() if lower.endswith(suffix))
    return next(found, CorpusFormat.TEXT)
