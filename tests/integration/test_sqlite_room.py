"""SQLite on a disk that is full, and has room again."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import count, islice
from pathlib import Path

import pytest

from adapters.outbound.plain.seal import PlainSeal
from adapters.outbound.sql.migration import migrate
from adapters.outbound.sql.unit_of_work import SqlStorage
from domain.shared.storage import StorageFull

BALLAST_BYTES = 150_000
ROOM_OF_ONE_BYTES = 200_000
MOST = 2_000


def test_the_room_that_comes_is_not_spent_on_the_journal(small_disk: Path) -> None:
    """The journal goes into the file first, which needs less; otherwise it fills the disk again."""
    ballast, journal = small_disk / "ballast", small_disk / "steelyard.db-wal"
    ballast.write_bytes(bytes(BALLAST_BYTES))
    url = f"sqlite:///{small_disk / 'steelyard.db'}"
    migrate(url)
    storage = SqlStorage(url, seal=PlainSeal())
    names = map(str, count())  # the same at every run, so that the pages are, too
    put_until_full(storage, names)
    journal_bytes = journal.stat().st_size

    with pytest.raises(StorageFull):
        put(storage, names)
    ballast.unlink()
    put(storage, names)

    assert journal_bytes > ROOM_OF_ONE_BYTES
    assert journal.stat().st_size < ROOM_OF_ONE_BYTES
    storage.close()


def put_until_full(storage: SqlStorage, names: Iterator[str]) -> None:
    """Put jobs that nobody knows into the queue for as long as there is room."""
    for _ in range(MOST):
        try:
            put(storage, names)
        except StorageFull:
            return
    raise AssertionError("the disk is never full")


def put(storage: SqlStorage, names: Iterator[str]) -> None:
    """Change some pages."""
    with storage.begin() as unit:
        for name in islice(names, 20):
            unit.queue.put(sha256(name.encode()).hexdigest(), priority=0)
        unit.commit()
