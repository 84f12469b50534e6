"""The CorpusOutputs port over files: an output that grows, and a journal of how far it is."""

import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from adapters.outbound.corpora.journal import Journal, Mark
from domain.shared.storage import StorageFull, StorageUnavailable
from domain.tokens.corpora import ChunkResult, CorpusChanged, CorpusTotals
from ports.outbound.corpora import CorpusOutput

SYNC_SECONDS = 1.0
"""How much work a power cut may cost."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class FileCorpusOutputs:
    """Implements ports.outbound.corpora.CorpusOutputs.

    The lines go to ``OUTPUT.partial``. ``OUTPUT.journal`` holds the fingerprint and, once a second,
    how many chunks are done and how long the output is with them; that is written only when the
    output itself is on the disk, so whatever follows it there is cut off and done again. A lock on
    the journal keeps a second process away.

    Args:
        sync_seconds: How often the output is brought to the disk.
    """

    def __init__(self, *, sync_seconds: float = SYNC_SECONDS) -> None:
        self._sync_seconds = sync_seconds

    def open(self, path: str, *, fingerprint: str, restart: bool) -> CorpusOutput:
        """See the port."""
        with _faults(), ExitStack() as opened:
            journal_file = opened.enter_context(_locked(Path(f"{path}.journal")))
            journal = Journal(journal_file)
            mark = _begin(journal, path, fingerprint, restart=restart)
            partial = Path(f"{path}.partial")
            if mark.is_finished and not partial.exists():
                partial = Path(path)  # it was given its name, and then everything ended
            output = opened.enter_context(_opened_at(partial, mark))
            kept = opened.pop_all()
        return FileCorpusOutput(
            Path(path), journal, output, mark, close=kept.close, sync_seconds=self._sync_seconds
        )


class FileCorpusOutput:
    """Implements ports.outbound.corpora.CorpusOutput.

    Args:
        path: What it is called when it is finished.
        journal: Where it is written how far it is.
        output: The lines, at their end.
        mark: How far it is.
        close: Lets go of both files.
        sync_seconds: How often the output is brought to the disk.
    """

    def __init__(
        self,
        path: Path,
        journal: Journal,
        output: BinaryIO,
        mark: Mark,
        *,
        close: Callable[[], None],
        sync_seconds: float,
    ) -> None:
        self._path = path
        self._journal = journal
        self._output = output
        self._mark = self._durable = mark
        self._close = close
        self._sync_seconds = sync_seconds
        self._synced_at = time.monotonic()
        self._is_sound = True

    @property
    def done_count(self) -> int:
        """See the port."""
        return self._mark.chunk_count

    @property
    def totals(self) -> CorpusTotals:
        """See the port."""
        return self._mark.totals

    def add(self, result: ChunkResult) -> None:
        """See the port."""
        self._is_sound = False  # a failure leaves lines of which nobody knows how far they go
        with _faults():
            self._output.write(result.output)
            self._mark = self._mark.after(result)
            if time.monotonic() - self._synced_at >= self._sync_seconds:
                self._sync()
        self._is_sound = True

    def finish(self, summary: str) -> None:
        """See the port."""
        with _faults():
            self._mark = self._mark.finished()
            self._sync()
            _write_whole(Path(f"{self._path}.summary.json"), summary)
            partial = Path(f"{self._path}.partial")
            if partial.exists():
                partial.replace(self._path)
            _sync_folder(self._path.parent)
            Path(f"{self._path}.journal").unlink()
            _sync_folder(self._path.parent)

    def close(self) -> None:
        """See the port."""
        try:
            if self._is_sound:
                with _faults():
                    self._sync()
        finally:
            with _faults():
                self._close()

    def _sync(self) -> None:
        """Bring the lines to the disk, and then how far they are."""
        if self._mark == self._durable:
            return
        self._output.flush()
        os.fsync(self._output.fileno())
        self._journal.write(self._mark)
        self._durable = self._mark
        self._synced_at = time.monotonic()


def _begin(journal: Journal, path: str, fingerprint: str, *, restart: bool) -> Mark:
    """How far an output is; nowhere where it begins now."""
    if restart or not journal.mark.chunk_count:
        journal.begin_anew(fingerprint)
        return Mark()
    if journal.fingerprint != fingerprint:
        raise CorpusChanged(
            f"{path} was begun with other inputs or options; give those again, or --restart",
            path=path,
        )
    return journal.mark


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    """A journal that no other process has, made where there is none.

    Raises:
        CorpusChanged: Another process has it, or took it away in this moment.
    """
    with path.open("a+b") as stream:
        try:
            # Unlike flock's, this lock is not shared with the processes that this one forks.
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            raise CorpusChanged(f"another process writes {path.stem} now", path=path.stem) from None
        if not path.exists() or not os.path.samestat(os.fstat(stream.fileno()), path.stat()):
            raise CorpusChanged(f"another process has just written {path.stem}", path=path.stem)
        yield stream


@contextmanager
def _opened_at(path: Path, mark: Mark) -> Iterator[BinaryIO]:
    """A file to which lines are added behind a mark, made where there is none.

    Raises:
        CorpusChanged: It does not reach that far.
    """
    if mark.byte_count > (path.stat().st_size if path.exists() else 0):
        raise CorpusChanged(
            f"{path.name} became shorter; begin again with --restart", path=path.name
        )
    path.touch()
    with path.open("r+b") as stream:
        stream.truncate(mark.byte_count)
        stream.seek(mark.byte_count)
        yield stream


def _write_whole(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _faults() -> Iterator[None]:
    """Say what an error of the operating system means."""
    try:
        yield
    except OSError as error:
        cause = errno.errorcode.get(error.errno or 0, "UNKNOWN")
        if error.errno in _NO_ROOM:
            raise StorageFull("there is no room left for the output", cause=cause) from None
        raise StorageUnavailable(
            f"the output cannot be written: {error.strerror or 'for an unknown reason'}",
            cause=cause,
        ) from None
