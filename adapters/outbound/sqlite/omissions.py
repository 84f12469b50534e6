"""The OmittedTexts port over a SQLite file that all processes of the server share."""

import hashlib
import secrets
import sqlite3
import zlib
from collections.abc import Sequence
from pathlib import Path

from adapters.outbound.sqlite.database import Database
from domain.compression.omissions import OmissionLimits, SpanNotFound, StoreUnavailable
from ports.outbound.clock import Clock

_HANDLE_BYTES = 24
_FAST = 1

_SCHEMA = """
CREATE TABLE IF NOT EXISTS omitted (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    handle_sha256 BLOB NOT NULL UNIQUE,
    expires_at_ms INTEGER NOT NULL,
    byte_count INTEGER NOT NULL,
    packed BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS omitted_by_expiry ON omitted (expires_at_ms);
CREATE TABLE IF NOT EXISTS total (
    id INTEGER PRIMARY KEY CHECK (id = 0), text_count INTEGER NOT NULL, byte_count INTEGER NOT NULL
);
INSERT OR IGNORE INTO total VALUES (0, 0, 0);
CREATE TRIGGER IF NOT EXISTS omitted_kept AFTER INSERT ON omitted BEGIN
    UPDATE total SET text_count = text_count + 1, byte_count = byte_count + new.byte_count;
END;
CREATE TRIGGER IF NOT EXISTS omitted_gone AFTER DELETE ON omitted BEGIN
    UPDATE total SET text_count = text_count - 1, byte_count = byte_count - old.byte_count;
END;
"""

type _Row = tuple[bytes, int, int, bytes]


class SqliteOmittedTexts:
    """Implements ports.outbound.omissions.OmittedTexts.

    The file holds the hashes of the handles, so that whoever reads it cannot ask for a text. What
    has expired is not given out any more, and is overwritten when the next text is kept.

    Args:
        path: The file; its folder is there already.
        limits: How much is kept, and for how long.
        clock: Tells when a text expires.
        busy_timeout_s: The longest wait for another process that writes, in seconds.
    """

    def __init__(
        self, path: Path, *, limits: OmissionLimits, clock: Clock, busy_timeout_s: float = 1.0
    ) -> None:
        self._database = Database(path, _SCHEMA, busy_timeout_s=busy_timeout_s)
        self._limits = limits
        self._clock = clock

    def keep(self, texts: Sequence[str]) -> tuple[str, ...]:
        """See the port."""
        now_ms = self._now_ms()
        expires_at_ms = now_ms + self._limits.lifetime_s * 1_000
        handles = tuple(secrets.token_urlsafe(_HANDLE_BYTES) for _ in texts)
        rows = [
            _row(handle, text, expires_at_ms) for handle, text in zip(handles, texts, strict=True)
        ]
        byte_count = sum(row[2] for row in rows)
        if not self._limits.allow(count=len(rows), byte_count=byte_count):
            raise StoreUnavailable(
                "more was left out at once than the store may hold", cause="LIMIT_EXCEEDED"
            )
        if rows:
            self._write(rows, byte_count, now_ms)
        return handles

    def expand(self, handle: str) -> str:
        """See the port."""
        with self._database.connection() as connection:
            row = connection.execute(
                "SELECT packed FROM omitted WHERE handle_sha256 = ? AND expires_at_ms > ?",
                (_hash(handle), self._now_ms()),
            ).fetchone()
        if row is None:
            raise SpanNotFound("no text is kept under this handle; it may have expired")
        return _unpacked(row[0])

    def close(self) -> None:
        """Let go of the file, in this process."""
        self._database.close()

    def _write(self, rows: list[_Row], byte_count: int, now_ms: int) -> None:
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM omitted WHERE expires_at_ms <= ?", (now_ms,))
            self._make_room(connection, count=len(rows), byte_count=byte_count)
            connection.executemany(
                "INSERT INTO omitted (handle_sha256, expires_at_ms, byte_count, packed)"
                " VALUES (?, ?, ?, ?)",
                rows,
            )

    def _make_room(self, connection: sqlite3.Connection, *, count: int, byte_count: int) -> None:
        """Delete the oldest texts until so many more are allowed."""
        held_count, held_bytes = connection.execute(
            "SELECT text_count, byte_count FROM total"
        ).fetchone()
        last = 0
        for row_id, size in connection.execute("SELECT id, byte_count FROM omitted ORDER BY id"):
            if self._limits.allow(count=held_count + count, byte_count=held_bytes + byte_count):
                break
            last, held_count, held_bytes = row_id, held_count - 1, held_bytes - size
        connection.execute("DELETE FROM omitted WHERE id <= ?", (last,))

    def _now_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1_000)


def _row(handle: str, text: str, expires_at_ms: int) -> _Row:
    content = text.encode("utf-8", "surrogatepass")
    return _hash(handle), expires_at_ms, len(content), zlib.compress(content, _FAST)


def _hash(handle: str) -> bytes:
    return hashlib.sha256(handle.encode("utf-8", "surrogatepass")).digest()


def _unpacked(packed: bytes) -> str:
    try:
        return zlib.decompress(packed).decode("utf-8", "surrogatepass")
    except (zlib.error, TypeError, ValueError):
        raise StoreUnavailable("the text that was kept is damaged", cause="DAMAGED") from None
