"""What every adapter of ports.outbound.jobs.JobQueue must promise: what is handed out, and when."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ports.outbound.storage import Storage
from tests.contract.queue_steps import all_taken, done, joined, put, taken, waiting
from tests.contract.storages import Opened


def test_an_empty_queue_hands_out_nothing(storage: Storage) -> None:
    """Where nothing waits there is nothing to take."""
    expected = (None, 0)

    assert expected == (taken(storage, joined(storage)), waiting(storage))


def test_first_in_first_out(storage: Storage) -> None:
    """Jobs of one priority are handed out in the order in which they were put."""
    expected = ["c", "a", "b"]

    put(storage, *expected)

    assert expected == all_taken(storage, joined(storage))


def test_higher_priorities_come_first(storage: Storage) -> None:
    """A job of a higher priority is handed out before those that were put earlier."""
    expected = ["nine", "five", "other five", "none"]

    put(storage, "none", priority=0)
    put(storage, "five", "other five", priority=5)
    put(storage, "nine", priority=9)

    assert expected == all_taken(storage, joined(storage))


def test_jobs_put_at_once_keep_their_order(storage: Storage) -> None:
    """In one unit of work, too, the first one put is the first one handed out."""
    expected = [f"job {index}" for index in range(20)]

    with storage.begin() as unit:
        for name in expected:
            unit.queue.put(name, priority=3)
        unit.commit()

    assert expected == all_taken(storage, joined(storage))


def test_a_delayed_job_is_not_handed_out_early(opened: Opened) -> None:
    """A job that is put with a delay waits for it, and is counted meanwhile."""
    expected = (None, 1, "late")
    worker = joined(opened.storage)

    put(opened.storage, "late", delay_s=0.3)
    early, count = taken(opened.storage, worker), waiting(opened.storage)
    opened.pass_by(0.31)

    assert expected == (early, count, taken(opened.storage, worker))


def test_a_delayed_job_does_not_hold_up_others(storage: Storage) -> None:
    """Jobs behind a delayed one are handed out, though they are worth less."""
    expected = ["now"]

    put(storage, "late", priority=9, delay_s=60)
    put(storage, "now", priority=0)

    assert expected == all_taken(storage, joined(storage))


def test_a_job_has_one_holder(storage: Storage) -> None:
    """What one worker has taken no other one gets, and it does not wait any more."""
    expected = ("job", None, 0)
    put(storage, "job")

    first = taken(storage, joined(storage))

    assert expected == (first, taken(storage, joined(storage)), waiting(storage))


def test_an_uncommitted_job_is_not_handed_out(storage: Storage) -> None:
    """What somebody has put and not committed is not there for others."""
    expected = 0

    with storage.begin() as unit:
        unit.queue.put("job", priority=0)
        actual = waiting(storage)

    assert expected == actual


def test_a_take_that_is_not_committed_did_not_happen(storage: Storage) -> None:
    """A job that was taken in a unit of work that failed is handed out again."""
    expected = "job"
    put(storage, "job")
    worker = joined(storage)

    with storage.begin() as unit:
        unit.queue.take(worker)

    assert expected == taken(storage, joined(storage))


def test_a_completed_job_is_gone(storage: Storage) -> None:
    """What its holder completes is never handed out again, and may be put anew."""
    expected = ("job", None, "job")
    put(storage, "job")
    worker = joined(storage)

    first = taken(storage, worker)
    done(storage, lambda queue: queue.complete(worker, "job"))
    second = taken(storage, worker)
    put(storage, "job")

    assert expected == (first, second, taken(storage, worker))


@pytest.mark.parametrize("job", ["job", "unknown"])
def test_who_does_not_hold_a_job_cannot_complete_it(storage: Storage, job: str) -> None:
    """Completing a job that somebody else holds, or nobody, does nothing."""
    expected = ("job", 1)
    put(storage, "job")
    holder, other = joined(storage), joined(storage)

    done(storage, lambda queue: queue.complete(other, job))
    first = taken(storage, holder)
    done(storage, lambda queue: queue.complete(other, job))

    assert expected == (first, done(storage, lambda queue: queue.recover(lease_s=0)))


def test_a_job_given_back_is_handed_out_again(storage: Storage) -> None:
    """What its holder gives back gets another holder, before what was put after it."""
    expected = ["first", "second"]
    put(storage, "first", "second")
    worker = joined(storage)
    taken(storage, worker)

    done(storage, lambda queue: queue.give_back(worker, "first"))

    assert expected == all_taken(storage, joined(storage))


def test_a_job_can_be_given_back_for_later(opened: Opened) -> None:
    """What is given back with a delay is handed out after it."""
    expected = (None, "job")
    put(opened.storage, "job")
    worker = joined(opened.storage)
    taken(opened.storage, worker)

    done(opened.storage, lambda queue: queue.give_back(worker, "job", delay_s=0.3))
    early = taken(opened.storage, worker)
    opened.pass_by(0.31)

    assert expected == (early, taken(opened.storage, worker))


def test_who_does_not_hold_a_job_cannot_give_it_back(storage: Storage) -> None:
    """Giving back what somebody else holds does nothing."""
    expected = 0
    put(storage, "job")
    taken(storage, joined(storage))
    other = joined(storage)

    done(storage, lambda queue: queue.give_back(other, "job"))

    assert expected == waiting(storage)


def test_a_waiting_job_can_be_withdrawn(storage: Storage) -> None:
    """A job that was withdrawn is not handed out; one that is unknown does no harm."""
    expected = ["other"]
    put(storage, "job", "other")

    for name in ("job", "unknown"):
        done(storage, lambda queue, name=name: queue.withdraw(name))  # type: ignore[misc]  # a default that the caller does not give

    assert expected == all_taken(storage, joined(storage))


def test_a_held_job_cannot_be_withdrawn(storage: Storage) -> None:
    """A job that is worked on stays with its holder."""
    expected = 1
    put(storage, "job")
    taken(storage, joined(storage))

    done(storage, lambda queue: queue.withdraw("job"))

    assert expected == done(storage, lambda queue: queue.recover(lease_s=0))


@given(
    puts=st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=12),
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_order_is_by_priority_and_then_by_age(
    storage: Storage, puts: Sequence[tuple[int, bool]]
) -> None:
    """Whatever is put and withdrawn, the rest comes by priority, and by age among equals."""
    names = [f"job {index}" for index in range(len(puts))]
    stays = [(name, -priority) for name, (priority, keep) in zip(names, puts, strict=True) if keep]
    expected = [name for name, _ in sorted(stays, key=lambda each: each[1])]

    with storage.begin() as unit:
        for name, (priority, _) in zip(names, puts, strict=True):
            unit.queue.put(name, priority=priority)
        for name, (_, keep) in zip(names, puts, strict=True):
            if not keep:
                unit.queue.withdraw(name)
        worker = unit.queue.join()
        actual = list(iter(lambda: unit.queue.take(worker) or "", ""))

    assert expected == actual
