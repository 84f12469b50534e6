"""Processes come and go at one SQLite file, and nobody loses its journal."""

import subprocess
import sys
import textwrap
from pathlib import Path

from adapters.outbound.plain.seal import PlainSeal
from adapters.outbound.sql.migration import current, migrate
from adapters.outbound.sql.unit_of_work import SqlStorage

STAYS = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from adapters.outbound.plain.seal import PlainSeal
from adapters.outbound.sql.unit_of_work import SqlStorage

storage, both = SqlStorage(sys.argv[1], seal=PlainSeal()), Barrier(2)

def look(_):
    with storage.begin(is_read_only=True) as unit:
        both.wait()
        return unit.queue.waiting_count()

with ThreadPoolExecutor(2) as threads:
    list(threads.map(look, range(2)))
print("two connections", flush=True)
sys.stdin.readline()
links = (os.readlink(each) for each in Path("/proc/self/fd").iterdir() if each.is_symlink())
print(sum(name.endswith("(deleted)") and "journal.db" in name for name in links), flush=True)
with storage.begin(is_read_only=True) as unit:
    print(unit.queue.waiting_count(), flush=True)
"""


def test_a_process_that_leaves_takes_no_journal_along(tmp_path: Path) -> None:
    """Who has two connections sees what others write, after one has opened and closed the file."""
    url = f"sqlite:///{tmp_path / 'journal.db'}"
    migrate(url)
    with subprocess.Popen(  # noqa: S603 - a program of this test
        [sys.executable, "-c", textwrap.dedent(STAYS), url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as stays:
        assert stays.stdin is not None
        assert stays.stdout is not None
        stays.stdout.readline()
        for _ in range(3):
            current(url)
            leave_a_job(url)

        seen, _ = stays.communicate("look\n", timeout=30)

    assert ["0", "3"] == seen.split()


def leave_a_job(url: str) -> None:
    """Put a job into the queue, in a process of its own that ends."""
    put = """
        import sys
        from tests.integration.test_sqlite_journal import put_one
        put_one(sys.argv[1])
    """
    command = [sys.executable, "-c", textwrap.dedent(put), url]
    subprocess.run(command, check=True, timeout=30)  # noqa: S603 - a program of this test


def put_one(url: str) -> None:
    """Put a job that nobody knows into the queue."""
    storage = SqlStorage(url, seal=PlainSeal())
    with storage.begin() as unit:
        unit.queue.put(str(unit.queue.waiting_count()), priority=0)
        unit.commit()
    storage.close()
