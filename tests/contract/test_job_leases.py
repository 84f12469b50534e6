"""What every adapter of ports.outbound.jobs.JobQueue must promise: no job is lost with a worker."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from ports.outbound.storage import Storage
from tests.contract.queue_steps import all_taken, done, joined, put, taken, waiting
from tests.contract.storages import Opened, child

LEASE_S = 0.3


def test_workers_have_names_of_their_own(storage: Storage) -> None:
    """No two workers have the same name, not even after one has left."""
    names = [joined(storage) for _ in range(5)]

    done(storage, lambda queue: queue.leave(names[-1]))

    assert len({*names, joined(storage)}) == 6


def test_jobs_of_a_lost_worker_are_handed_out_again(opened: Opened) -> None:
    """Who gives no sign of life for the length of a lease loses what it holds."""
    expected = (1, "job")
    put(opened.storage, "job")
    taken(opened.storage, joined(opened.storage))

    opened.pass_by(LEASE_S + 0.01)
    recovered = done(opened.storage, lambda queue: queue.recover(lease_s=LEASE_S))

    assert expected == (recovered, taken(opened.storage, joined(opened.storage)))


def test_signs_of_life_keep_a_job(opened: Opened) -> None:
    """Who gives signs of life more often than once in a lease keeps what it holds."""
    expected = [0, 0, 0]
    put(opened.storage, "job")
    worker = joined(opened.storage)
    taken(opened.storage, worker)
    actual = []

    for _ in range(3):
        opened.pass_by(LEASE_S / 2)
        done(opened.storage, lambda queue: queue.stay(worker))
        actual.append(done(opened.storage, lambda queue: queue.recover(lease_s=LEASE_S)))

    assert expected == actual


def test_waiting_jobs_are_not_recovered(opened: Opened) -> None:
    """A job that nobody holds is not lost, however long it waits."""
    expected = 0
    put(opened.storage, "job")

    opened.pass_by(LEASE_S)

    assert expected == done(opened.storage, lambda queue: queue.recover(lease_s=0.01))


def test_a_lost_worker_cannot_complete_its_job(opened: Opened) -> None:
    """What was recovered does not belong to its former holder, even when that comes back."""
    expected = "job"
    put(opened.storage, "job")
    lost = joined(opened.storage)
    taken(opened.storage, lost)
    opened.pass_by(LEASE_S)
    done(opened.storage, lambda queue: queue.recover(lease_s=0.1))

    done(opened.storage, lambda queue: queue.stay(lost))
    done(opened.storage, lambda queue: queue.complete(lost, "job"))

    assert expected == taken(opened.storage, joined(opened.storage))


def test_a_lost_worker_can_come_back(opened: Opened) -> None:
    """Who was taken for lost and gives a sign of life takes jobs as before, and keeps them."""
    expected = ("job", 0)
    worker = joined(opened.storage)
    opened.pass_by(LEASE_S)
    done(opened.storage, lambda queue: queue.recover(lease_s=0.1))
    put(opened.storage, "job")

    done(opened.storage, lambda queue: queue.stay(worker))
    job = taken(opened.storage, worker)

    assert expected == (job, done(opened.storage, lambda queue: queue.recover(lease_s=30)))


def test_threads_get_different_jobs(storage: Storage) -> None:
    """Workers that take at the same moment get each job once, all together."""
    names = [f"job {index}" for index in range(40)]
    expected = dict.fromkeys(names, 1)
    put(storage, *names)

    def work(_: int) -> list[str]:
        return all_taken(storage, joined(storage))

    with ThreadPoolExecutor(4) as pool:
        actual = Counter(name for held in pool.map(work, range(4)) for name in held)

    assert expected == actual


def test_processes_do_each_job_once(database: Opened) -> None:
    """Of four processes that take and complete jobs none gets one that another one had."""
    names = [f"job-{index}" for index in range(60)]
    expected = (0, None)
    put(database.storage, *names)

    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(child(lambda: _take_and_put(database.storage)))
    worker = joined(database.storage)
    results = all_taken(database.storage, worker)

    assert sorted(f"done {name}" for name in names) == sorted(results)
    assert expected == (waiting(database.storage), taken(database.storage, worker))


def _take_and_put(storage: Storage) -> None:
    """Complete each job, and put another one in the same transaction: its effect."""
    worker = joined(storage)
    while True:
        with storage.begin() as unit:
            job = unit.queue.take(worker)
            if job is None or job.startswith("done"):
                return
            unit.queue.complete(worker, job)
            unit.queue.put(f"done {job}", priority=0)
            unit.commit()
