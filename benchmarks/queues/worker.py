"""The processes of the comparison: ``python -m benchmarks.queues.worker ARM URL MANNER …``.

MANNER is how an effect and the end of its job are stored: together, in one transaction; or apart,
one after the other, as workers of job libraries do, since the effect is none of their business.
Other manners prepare and describe: install, put, size.
"""

import os
import re
import sys
import time
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

import psycopg

from benchmarks.queues.arm import Arm, Kit, Session, kit

LEASE_S = 1.0
_TEND_S = LEASE_S / 3
_ROOT = Path(__file__).parents[2]


def install(session: Session, made: Kit) -> None:
    """Make the tables of the arm, and those that tell what happened."""
    made.install(session)
    session.execute("CREATE TABLE effects (job_id text, at double precision)")
    session.execute("CREATE TABLE takes (job_id text, pid int, at double precision)")
    session.commit()


def put(session: Session, queue: Arm, count: int) -> None:
    """Put jobs, each in a transaction; print the seconds of each."""
    for number in range(count):
        begin = time.perf_counter()
        queue.put(f"job-{number}", priority=0)
        session.commit()
        print(time.perf_counter() - begin)


def work(session: Session, queue: Arm, manner: str, work_s: float) -> None:
    """Take jobs until the process is ended."""
    worker = queue.join()
    session.commit()
    tended_at = 0.0
    while True:
        if time.monotonic() - tended_at > _TEND_S:
            tended_at = time.monotonic()
            queue.stay(worker)
            queue.recover(lease_s=LEASE_S)
            session.commit()
        job_id = queue.take(worker)
        if job_id is None:
            session.commit()
            time.sleep(0.02)
            continue
        session.execute("INSERT INTO takes VALUES (%s, %s, %s)", [job_id, os.getpid(), time.time()])
        session.commit()
        time.sleep(work_s)
        session.execute("INSERT INTO effects VALUES (%s, %s)", [job_id, time.time()])
        if manner == "apart":
            session.commit()
        queue.complete(worker, job_id)
        session.commit()


def size(made: Kit) -> None:
    """Print lines of code of ours, of the library, and what else the library brings."""
    ours = sum(_lines(path) for pattern in made.code for path in _ROOT.glob(pattern))
    needed = _needed(made.library) - _needed("psycopg") - {"psycopg-binary"}
    theirs = 0
    if made.library:
        files = distribution(made.library).files or []
        theirs = sum(
            _lines(Path(str(each.locate()))) for each in files if each.suffix in {".py", ".sql"}
        )
    print(ours, theirs, len(needed - {made.library}))


def _lines(path: Path) -> int:
    return sum(bool(line.strip()) for line in path.read_text("utf-8").splitlines())


def _needed(library: str) -> set[str]:
    """A distribution and all that it needs, without extras."""
    found: set[str] = set()
    waiting = [library] if library else []
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            needed = [each for each in requires(name) or [] if "extra ==" not in each]
        except PackageNotFoundError:
            continue  # another platform's
        found.add(name)
        waiting += [re.split(r"[^\w.-]", each, maxsplit=1)[0].lower() for each in needed]
    return found


def main(arm: str, url: str, manner: str, amount: str = "0") -> None:
    """Do what the manner says."""
    made = kit(arm)
    if manner == "size":
        return size(made)
    with psycopg.connect(url) as session:
        if manner == "install":
            return install(session, made)
        queue = made.open(session, lease_s=LEASE_S)
        if manner == "put":
            return put(session, queue, int(amount))
        return work(session, queue, manner, float(amount))


if __name__ == "__main__":
    main(*sys.argv[1:])
