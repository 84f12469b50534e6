"""Whole texts, for what cannot be done in chunks."""

from collections.abc import Iterable
from dataclasses import dataclass

from adapters.inbound.cli.reading import NotText, read_chunks
from adapters.inbound.cli.report import FailedInput, SkippedInput
from adapters.inbound.cli.sources import Source, failed_input, list_inputs, named_source


class InputUnreadable(Exception):
    """The only input of a command cannot be read; nothing can be said without it.

    Args:
        failed: The input, and why.
    """

    def __init__(self, failed: FailedInput) -> None:
        super().__init__(failed.message)
        self.failed = failed


@dataclass(frozen=True, slots=True)
class Corpus:
    """The texts of several inputs.

    Args:
        names: As shown to people.
        texts: The text of each.
        failed: What should have been read and was not.
        skipped: What the trees hold beside texts.
    """

    names: tuple[str, ...]
    texts: tuple[str, ...]
    failed: tuple[FailedInput, ...]
    skipped: tuple[SkippedInput, ...]


def read_text(name: str) -> str:
    """The text of a file, or of standard input.

    Raises:
        InputUnreadable: It cannot be read, or it is no UTF-8 text.
    """
    read = _read(named_source(name))
    if isinstance(read, str):
        return read
    raise InputUnreadable(FailedInput(read.path, read.reason, read.message))


def read_corpus(names: Iterable[str]) -> Corpus:
    """The texts of files and trees.

    Raises:
        InputUnreadable: There are inputs that cannot be read, and no other.
    """
    texts: list[tuple[str, str]] = []
    others: list[FailedInput | SkippedInput] = []
    for each in list_inputs(names):
        read = _read(each)
        if isinstance(read, str) and isinstance(each, Source):
            texts.append((each.name, read))
        elif not isinstance(read, str):
            others.append(read)
    failed = tuple(each for each in others if isinstance(each, FailedInput))
    if failed and not texts:
        raise InputUnreadable(failed[0])
    return Corpus(
        tuple(name for name, _ in texts),
        tuple(text for _, text in texts),
        failed,
        tuple(each for each in others if isinstance(each, SkippedInput)),
    )


def _read(given: Source | FailedInput | SkippedInput) -> str | FailedInput | SkippedInput:
    if not isinstance(given, Source):
        return given
    try:
        with given.open() as stream:
            return "".join([chunk.text for chunk in read_chunks(stream)])
    except OSError as error:
        return failed_input(given.name, error)
    except NotText as error:
        kind = FailedInput if given.is_named else SkippedInput
        return kind(given.name, error.reason, error.message)
