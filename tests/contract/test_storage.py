"""What every adapter of ports.outbound.storage must promise: its units of work are transactions."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta

import pytest

from domain.compression.jobs.faults import (
    JobNotFound,
)
from domain.compression.jobs.history import JobFilter
from domain.shared.pages import PageRequest
from domain.shared.storage import StorageUnavailable
from ports.outbound.storage import Storage, UnitOfWork
from tests.contract.job_examples import a_job, kept_job, stored, text_item
from tests.contract.storages import Opened, child


def job_names(storage: Storage) -> set[str]:
    """The jobs that are stored."""
    with storage.begin(is_read_only=True) as unit:
        return {job.job_id for job in unit.jobs.page(JobFilter(), PageRequest()).items}


def waiting(storage: Storage) -> int:
    """How many jobs wait."""
    with storage.begin(is_read_only=True) as unit:
        return unit.queue.waiting_count()


def put(unit: UnitOfWork, job_id: str) -> None:
    """Keep a job and have it worked on."""
    unit.jobs.add(a_job(unit, job_id), [text_item()])
    unit.queue.put(job_id, priority=0)


def put_and_fail(unit: UnitOfWork) -> None:
    """Keep a job, and then something goes wrong."""
    put(unit, "job")
    raise ZeroDivisionError


def _keep(storage: Storage) -> None:
    kept_job(storage, "child")


def test_what_is_committed_is_kept(storage: Storage) -> None:
    """After a commit others see the job and its place in the queue."""
    expected = ({"job"}, 1)

    with storage.begin() as unit:
        put(unit, "job")
        unit.commit()

    assert expected == (job_names(storage), waiting(storage))


def test_what_is_not_committed_is_forgotten(storage: Storage) -> None:
    """At the end of a block without commit neither the job nor its place in the queue is kept."""
    expected: tuple[set[str], int] = (set(), 0)

    with storage.begin() as unit:
        put(unit, "job")

    assert expected == (job_names(storage), waiting(storage))


def test_an_error_takes_everything_back(storage: Storage) -> None:
    """An error in the block passes through, and nothing is kept."""
    expected: tuple[set[str], int] = (set(), 0)

    with pytest.raises(ZeroDivisionError), storage.begin() as unit:
        put_and_fail(unit)

    assert expected == (job_names(storage), waiting(storage))


def test_the_effect_and_the_queue_change_together(storage: Storage) -> None:
    """Where a job is taken and changed without a commit, it waits as before."""
    kept_job(storage)
    with storage.begin() as unit:
        unit.queue.put("job", priority=0)
        worker = unit.queue.join()
        unit.commit()
    expected = (stored(storage), 1)

    with storage.begin() as unit:
        unit.queue.take(worker)
        unit.jobs.save(unit.jobs.get("job").begin(unit.now()))

    assert expected == (stored(storage), waiting(storage))


def test_queue_alone_can_be_committed(storage: Storage) -> None:
    """A unit of work that changes nothing but the queue is committed like any other."""
    expected = 1

    with storage.begin() as unit:
        unit.queue.put("job", priority=0)
        unit.commit()

    assert expected == waiting(storage)


def test_a_unit_goes_on_after_its_commit(storage: Storage) -> None:
    """What comes after a commit is another transaction: kept if it is committed, and only then."""
    expected = {"first", "second"}

    with storage.begin() as unit:
        put(unit, "first")
        unit.commit()
        put(unit, "second")
        unit.commit()
        put(unit, "third")

    assert expected == job_names(storage)


def test_nobody_sees_what_is_not_committed(storage: Storage) -> None:
    """While a unit of work changes things, others read what was there before, without waiting."""
    before = kept_job(storage)
    expected = (before, {"job"})

    with storage.begin() as unit:
        unit.jobs.save(before.begin(unit.now()))
        put(unit, "other")
        actual = (stored(storage), job_names(storage))

    assert expected == actual


def test_a_unit_sees_its_own_changes(storage: Storage) -> None:
    """What a unit of work has changed it reads back, committed or not."""
    before = kept_job(storage)

    with storage.begin() as unit:
        expected = before.begin(unit.now())
        unit.jobs.save(expected)
        actual = unit.jobs.get("job")

    assert expected == actual


def test_writers_wait_for_each_other(storage: Storage) -> None:
    """Of threads that count a job up at the same moment none overwrites what another one did."""
    queued = kept_job(storage)
    with storage.begin() as unit:
        unit.jobs.save(queued.begin(queued.created_at))
        unit.commit()
    expected = queued.sequence + 21

    def advance(_: int) -> None:
        with storage.begin() as unit:
            job = unit.jobs.get("job", is_locked=True)
            unit.jobs.save(job.advance(unit.now(), done=1, failed=0))
            unit.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(advance, range(20)))

    assert expected == stored(storage).sequence


def test_nobody_waits_for_ever(storage: Storage) -> None:
    """Who waits for a hanging unit of work is refused after a while; that one can go on then."""
    before = kept_job(storage)
    expected = before.begin(before.created_at)

    with storage.begin() as hanging:
        hanging.jobs.save(expected)
        with pytest.raises(StorageUnavailable), storage.begin() as unit:
            unit.jobs.save(expected)
        hanging.commit()

    assert expected == stored(storage)


def test_now_is_in_utc_and_goes_on(opened: Opened) -> None:
    """The clock of the store is aware of its zone, and shows how much time has passed."""
    with opened.storage.begin(is_read_only=True) as unit:
        before = unit.now()
        opened.pass_by(0.05)
        after = unit.now()

    assert before.tzinfo is UTC
    assert timedelta(seconds=0.049) <= after - before < timedelta(seconds=1)


def test_threads_share_a_storage(storage: Storage) -> None:
    """More threads than there are connections do their work, one after the other."""
    expected = {f"job-{index}" for index in range(24)}
    together = threading.Barrier(12)

    def work(number: int) -> None:
        together.wait()
        for name in (f"job-{number}", f"job-{number + 12}"):
            kept_job(storage, name)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, range(12)))

    assert expected == job_names(storage)


def test_a_forked_process_has_its_own_connections(database: Opened) -> None:
    """A storage that was used before a fork can be used on both sides of it."""
    expected = {"before", "child", "parent"}
    kept_job(database.storage, "before")

    with child(lambda: _keep(database.storage)):
        kept_job(database.storage, "parent")

    assert expected == job_names(database.storage)


def test_a_unit_that_found_nothing_can_be_used_on(storage: Storage) -> None:
    """Looking for what is not there does no harm to what was done before."""
    expected = {"job"}

    with storage.begin() as unit:
        put(unit, "job")
        with pytest.raises(JobNotFound):
            unit.jobs.get("unknown")
        unit.commit()

    assert expected == job_names(storage)
