"""What the SQLite store promises beyond the port: processes, faults of the disk, and secrecy."""

import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.outbound.sqlite.omissions import SqliteOmittedTexts
from adapters.outbound.system.clock import SystemClock
from domain.compression.omissions import OmissionLimits, StoreUnavailable
from tests.architecture.source import ROOT

WRITER = """
import sys
from pathlib import Path
from adapters.outbound.sqlite.omissions import SqliteOmittedTexts
from adapters.outbound.system.clock import SystemClock
from domain.compression.omissions import OmissionLimits, StoreUnavailable

store = SqliteOmittedTexts(
    Path(sys.argv[1]), limits=OmissionLimits(), clock=SystemClock(), busy_timeout_s=30
)
"""
WRITES = WRITER + "print(*[store.keep([f'{sys.argv[2]} {i}'])[0] for i in range(50)])"
WRITES_UNTIL_KILLED = WRITER + (
    "import itertools\n"
    "for i in itertools.count():\n"
    "    print(store.keep([f'text {i} ' * 1000])[0], flush=True)\n"
)
FILLS_THE_DISK = WRITER + (
    "import random, resource, signal\n"
    "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    "store.keep(['first'])\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
    "try:\n"
    "    store.keep([random.Random(1).randbytes(4_000_000).hex()])\n"
    "except StoreUnavailable as error:\n"
    "    print(error.cause)\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "omitted.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteOmittedTexts]:
    found = opened(path)
    yield found
    found.close()


def opened(path: Path) -> SqliteOmittedTexts:
    """A store in that file, with the machine's clock."""
    return SqliteOmittedTexts(
        path, limits=OmissionLimits(), clock=SystemClock(), busy_timeout_s=0.2
    )


def started(program: str, *arguments: object) -> subprocess.Popen[str]:
    """A process that runs a program of this file."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours


def test_processes_read_what_others_wrote(store: SqliteOmittedTexts, path: Path) -> None:
    """Three processes that write at once lose nothing, and a fourth one reads all of it."""
    expected = [f"{name} {index}" for name in "abc" for index in range(50)]
    writers = [started(WRITES, path, name) for name in "abc"]

    handles = [writer.communicate(timeout=60)[0].split() for writer in writers]

    assert expected == [store.expand(handle) for written in handles for handle in written]


def test_a_killed_writer_harms_nobody(store: SqliteOmittedTexts, path: Path) -> None:
    """What a process kept before it was killed is there, and others go on writing."""
    expected = ["text 0 " * 1_000, "text 1 " * 1_000, "after"]
    writer = started(WRITES_UNTIL_KILLED, path)
    assert writer.stdout is not None
    handles = [writer.stdout.readline().strip() for _ in range(2)]

    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=60)

    assert expected == [store.expand(each) for each in (*handles, *store.keep(["after"]))]


def test_a_full_disk_is_told_and_does_no_harm(store: SqliteOmittedTexts, path: Path) -> None:
    """Where nothing can be written any more the error says so, and the file stays whole."""
    out, _ = started(FILLS_THE_DISK, path).communicate(timeout=60)

    (handle,) = store.keep(["after"])

    assert out.strip() in {"SQLITE_FULL", "SQLITE_IOERR_WRITE"}
    assert store.expand(handle) == "after"


@pytest.mark.parametrize("content", [b"not a database" * 1_000, b"SQLite format 3\x00" + b"x" * 99])
def test_a_file_that_is_no_database_is_told(
    store: SqliteOmittedTexts, path: Path, content: bytes
) -> None:
    """Another file in the store's place is an error that names the fault, and is left alone."""
    path.write_bytes(content)

    with pytest.raises(StoreUnavailable) as raised:
        store.keep(["left out"])

    assert raised.value.cause == "SQLITE_NOTADB"
    assert content == path.read_bytes()


def test_a_damaged_text_is_told(store: SqliteOmittedTexts, path: Path) -> None:
    """A text that does not come back as it was kept is not given out."""
    (handle,) = store.keep(["left out"])
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE omitted SET packed = x'00'")
    connection.close()

    with pytest.raises(StoreUnavailable) as raised:
        store.expand(handle)

    assert raised.value.cause == "DAMAGED"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    """A path that cannot be opened is an error of the store, not of the program."""
    store = opened(tmp_path / "absent" / "omitted.db")

    with pytest.raises(StoreUnavailable) as raised:
        store.keep(["left out"])

    assert raised.value.cause == "FileNotFoundError"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """Nobody can lead the store to another file by a link in its place."""
    target = tmp_path / "target"
    (tmp_path / "omitted.db").symlink_to(target)

    with pytest.raises(StoreUnavailable):
        opened(tmp_path / "omitted.db").keep(["left out"])

    assert not target.exists()


def test_waiting_for_a_writer_ends(store: SqliteOmittedTexts, path: Path) -> None:
    """Where another one holds the file for too long the error says so."""
    store.keep(["before"])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailable) as raised:
        store.keep(["left out"])

    other.close()
    assert raised.value.cause == "SQLITE_BUSY"


def test_only_the_owner_may_read_the_files(store: SqliteOmittedTexts, path: Path) -> None:
    """Neither the file nor its journals are open to others, even if the file was before."""
    path.touch(mode=0o644)
    store.keep(["left out"])
    expected = {0o600}

    actual = {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}

    assert expected == actual


def test_no_handle_is_in_the_files(store: SqliteOmittedTexts, path: Path) -> None:
    """Whoever reads the files learns no handle."""
    (handle,) = store.keep(["left out"])

    stored = b"".join(each.read_bytes() for each in path.parent.iterdir())

    assert handle.encode() not in stored


def test_threads_share_the_store(store: SqliteOmittedTexts) -> None:
    """Threads that keep and expand at once get their own texts."""
    expected = [f"text {index}" for index in range(100)]

    with ThreadPoolExecutor(8) as threads:
        actual = list(threads.map(lambda text: store.expand(store.keep([text])[0]), expected))

    assert expected == actual


def test_a_closed_store_opens_again(store: SqliteOmittedTexts) -> None:
    """Closing loses nothing that was kept."""
    expected = "left out"
    (handle,) = store.keep([expected])

    store.close()

    assert expected == store.expand(handle)
