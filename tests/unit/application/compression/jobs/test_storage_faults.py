"""A storage may fail at any use: that is told, nothing is half done, and it can be gone on with."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

import pytest

from domain.compression.jobs.faults import AttemptSuperseded
from domain.compression.jobs.job import JobState
from domain.shared.storage import StorageUnavailable
from ports.inbound.job_work import Assignment
from tests.unit.application.compression.jobs.faults import FailingStorage, contradictions
from tests.unit.application.compression.jobs.world import JobWorld, infeasible, texts
from tests.unit.application.world import result_of

ITEM_COUNT = 66
KEPT_TOGETHER = 64
MOST_USES = 60

type Operation = Callable[[JobWorld], object]


def a_create(_world: JobWorld) -> Operation:
    """A request that may be repeated."""
    return lambda world: world.created(request_id="r")


def a_cancel(world: JobWorld) -> Operation:
    """A job that waits, and is not wanted."""
    world.created()
    return lambda world: world.desk().cancel_compression_job(job_id="job-1")


def a_take(world: JobWorld) -> Operation:
    """A late job in front of one that can be begun."""
    worker = world.shift().join()
    world.created(lifetime_ms=1_000)
    world.created()
    world.clock.pass_by(1)
    return lambda world: world.shift().take(worker)


def a_work(world: JobWorld) -> Operation:
    """A job with more items than are kept at once."""
    world.created(infeasible("five!"), *texts(ITEM_COUNT - 1))
    assignment = world.taken()
    return lambda world: result_of(world.shift().work(assignment))


def a_release(world: JobWorld) -> Operation:
    """A job that is given back."""
    world.created()
    assignment = world.taken()
    return lambda world: world.shift().release(assignment)


def a_set_back(world: JobWorld) -> Operation:
    """A job whose attempt met a bug."""
    world.created()
    assignment = world.taken()
    return lambda world: world.shift().set_back(assignment)


def a_tend(world: JobWorld) -> Operation:
    """Jobs of lost workers, and late ones."""
    world.created()
    world.taken()
    world.created(lifetime_ms=1_000)
    world.created(lifetime_ms=1_000)
    world.clock.pass_by(world.policy.lease_seconds)
    return lambda world: world.shift().tend()


def a_tidy(world: JobWorld) -> Operation:
    """Much to forget."""
    world.created()
    world.worked()
    world.clock.pass_by(world.policy.record_seconds + 1)
    return lambda world: world.shift().tidy()


OPERATIONS: Mapping[str, Callable[[JobWorld], Operation]] = {
    "create": a_create,
    "cancel": a_cancel,
    "take": a_take,
    "work": a_work,
    "release": a_release,
    "set_back": a_set_back,
    "tend": a_tend,
    "tidy": a_tidy,
}
ONE_TRANSACTION = [name for name in OPERATIONS if name not in ("take", "work")]


def failed_worlds(name: str, *, is_done_before: bool = False) -> Iterator[tuple[JobWorld, object]]:
    """Worlds in which an operation failed at its first use of the storage, its second and so on.

    Yields:
        The world, whose storage works again, and the tables as they were before.
    """
    for number in range(1, MOST_USES):
        world = JobWorld()
        operation = OPERATIONS[name](world)
        before = world.memory.tables
        world.telemetry.jobs.clear()
        world.storage = FailingStorage(world.memory, fails_at=number, is_done_before=is_done_before)
        try:
            operation(world)
        except StorageUnavailable:
            world.storage = world.memory
            yield world, before
            continue
        assert number > 1, "the storage was not used"
        return
    pytest.fail(f"{name} uses the storage too often")


@pytest.mark.parametrize("is_done_before", [False, True])
@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_is_half_done(name: str, is_done_before: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Wherever it fails, jobs, events, outcomes and queue fit together."""
    expected: list[str] = []

    for world, _ in failed_worlds(name, is_done_before=is_done_before):
        assert expected == contradictions(world.memory.tables)


@pytest.mark.parametrize("name", ONE_TRANSACTION)
def test_what_failed_did_not_happen(name: str) -> None:
    """An operation of one transaction leaves all as it was, and tells nobody of an end."""
    for world, before in failed_worlds(name):
        assert before == world.memory.tables
        assert [] == world.ends


@pytest.mark.parametrize("name", OPERATIONS)
def test_only_what_has_ended_is_said_to_have(name: str) -> None:
    """No end of a job is told that was not kept."""
    for world, _ in failed_worlds(name):
        told = Counter(job.job_id for job in world.telemetry.jobs)
        ended = Counter(
            [job.job_id for job in world.memory.tables.jobs.values() if job.state.is_final]
        )
        assert told <= ended


@pytest.mark.parametrize("is_done_before", [False, True])
def test_a_request_that_failed_may_be_repeated(is_done_before: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Whether it was kept or not, a repeated request gives the one job, which is in the queue."""
    for world, _ in failed_worlds("create", is_done_before=is_done_before):
        job = world.created(request_id="r")

        assert [job.job_id] == list(world.memory.tables.jobs) == list(world.memory.tables.queue)


@pytest.mark.parametrize("is_done_before", [False, True])
def test_work_that_failed_is_gone_on_with(is_done_before: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """The next attempt finishes the job, and does nothing again that was kept."""
    for world, _ in failed_worlds("work", is_done_before=is_done_before):
        kept = list(world.outcomes())
        world.texts.compressed.clear()
        world.lose_workers()
        if not world.job().state.is_final:
            world.worked()

        assert (JobState.SUCCEEDED, 1) == (world.job().state, world.job().failed_count)
        assert [*range(ITEM_COUNT)] == list(world.outcomes())
        assert ITEM_COUNT - len(kept) == len(world.texts.compressed)
        assert [] == contradictions(world.memory.tables)
        assert len(world.ends) <= 1


@pytest.mark.parametrize("name", ["take", "tend"])
@pytest.mark.parametrize("is_done_before", [False, True])
def test_no_job_is_lost_with_a_worker(name: str, is_done_before: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A job that was on its way to a worker that failed comes to another one."""
    for world, _ in failed_worlds(name, is_done_before=is_done_before):
        world.lose_workers()
        while (assignment := next_job(world)) is not None:
            world.worked(assignment)

        assert {} == world.memory.tables.queue
        assert all(job.state.is_final for job in world.memory.tables.jobs.values())


@pytest.mark.parametrize("name", ["release", "set_back"])
@pytest.mark.parametrize("is_done_before", [False, True])
def test_a_job_is_given_back_once(name: str, is_done_before: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Whoever tries again to give a job back finds that it is, or gives it back."""
    for world, _ in failed_worlds(name, is_done_before=is_done_before):
        worker = world.memory.tables.queue["job-1"].worker
        with suppress(AttemptSuperseded):
            getattr(world.shift(), name)(Assignment(worker, "job-1", 1))

        assert (JobState.QUEUED, 3) == (world.job().state, world.job().sequence)


def next_job(world: JobWorld) -> Assignment | None:
    """The next job in the hands of a new worker; None where there is none."""
    shift = world.shift()
    return shift.take(shift.join())
