"""What workers are handed: the next job that is wanted, and what lost workers left."""

import pytest

from domain.compression.jobs.job import JobState
from ports.inbound.job_work import Assignment
from tests.unit.application.compression.jobs.staleness import StaleStorage
from tests.unit.application.compression.jobs.world import POLICY, JobWorld

LEASE_S = POLICY.lease_seconds


def test_there_may_be_nothing_to_do(world: JobWorld) -> None:
    """A worker is handed nothing where no job waits."""
    shift = world.shift()

    assert shift.take(shift.join()) is None


def test_a_taken_job_runs(world: JobWorld) -> None:
    """Who takes a job has its name and the number of the attempt; the job says that it runs."""
    world.created()
    shift = world.shift()
    worker = shift.join()

    actual = shift.take(worker)

    assert Assignment(worker, "job-1", 1) == actual
    assert (JobState.RUNNING, 1) == (world.job().state, world.job().attempts)


def test_a_job_has_one_worker(world: JobWorld) -> None:
    """A second worker is not handed what the first one has."""
    world.created()
    world.taken()
    shift = world.shift()

    assert shift.take(shift.join()) is None


def test_urgent_jobs_come_first(world: JobWorld) -> None:
    """The highest priority is taken first, and among equals the oldest."""
    for priority in (0, 9, 9, 1):
        world.created(priority=priority)

    actual = [world.taken().job_id for _ in range(4)]

    assert ["job-2", "job-3", "job-4", "job-1"] == actual


def test_a_late_job_is_not_taken(world: JobWorld) -> None:
    """A job whose deadline passed in the queue expires, and the next one is taken instead."""
    world.created(lifetime_ms=1_000)
    world.created()
    world.clock.pass_by(1)

    actual = world.taken()

    assert "job-2" == actual.job_id
    assert (JobState.EXPIRED, 0) == (world.job().state, world.job().attempts)
    assert not world.is_queued()
    assert [JobState.EXPIRED] == world.ends


def test_a_job_of_a_lost_worker_that_was_cancelled_is_not_taken(world: JobWorld) -> None:
    """A job that was to end when its worker was lost ends with the next one."""
    world.created()
    world.taken()
    world.desk().cancel_compression_job(job_id="job-1")
    world.lose_workers()
    shift = world.shift()

    taken = shift.take(shift.join())

    assert taken is None
    assert [JobState.CANCELLED] == world.ends == [world.job().state]
    assert not world.is_queued()


def test_a_job_that_loses_every_worker_fails(world: JobWorld) -> None:
    """After as many lost workers as attempts are allowed the job fails, and says why."""
    world.created()
    shift = world.shift()
    for _ in range(world.policy.attempts):
        world.taken()
        world.lose_workers()

    taken = shift.take(shift.join())

    problem = world.job().problem
    assert taken is None
    assert problem is not None
    assert "JOB_ATTEMPTS_EXHAUSTED" == problem.reason
    assert [JobState.FAILED] == world.ends
    assert not world.is_queued()


@pytest.mark.parametrize("is_forgotten", [True, False])
def test_a_job_that_ended_otherwise_leaves_the_queue(world: JobWorld, is_forgotten: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """What the queue still has of a job that has ended, or is gone, is cleared away."""
    world.created()
    world.created()
    tables = world.memory.tables
    tables.jobs["job-1"] = tables.jobs["job-1"].cancel(world.clock.now())
    if is_forgotten:
        del tables.jobs["job-1"]

    actual = world.taken()

    assert "job-2" == actual.job_id
    assert not world.is_queued()
    assert [] == world.ends


def test_a_worker_that_gives_signs_of_life_keeps_its_job(world: JobWorld) -> None:
    """A job is not handed out again as long as its worker is heard of."""
    world.created()
    assignment = world.taken()
    shift = world.shift()
    world.clock.pass_by(LEASE_S - 1)
    shift.stay(assignment.worker)
    world.clock.pass_by(LEASE_S - 1)

    assert 0 == shift.tend()
    assert shift.take(shift.join()) is None


def test_a_job_of_a_lost_worker_is_handed_out_again(world: JobWorld) -> None:
    """Who is not heard of for a lease loses the job to the next worker, with a new attempt."""
    world.created()
    world.taken()
    world.clock.pass_by(LEASE_S)
    shift = world.shift()

    touched = shift.tend()

    assert 1 == touched
    assert 2 == world.taken().attempt


def test_the_jobs_of_a_worker_that_left_are_handed_out_again(world: JobWorld) -> None:
    """A worker that left in a hurry is lost at once."""
    world.created()
    shift = world.shift()
    shift.leave(world.taken().worker)

    assert 1 == shift.tend()
    assert 2 == world.taken().attempt


def test_late_jobs_end_though_nobody_takes_them(world: JobWorld) -> None:
    """Whoever tends to the jobs ends those that wait behind their deadline; others stay."""
    world.created(lifetime_ms=1_000)
    world.created(lifetime_ms=2_000)
    world.clock.pass_by(1)
    shift = world.shift()

    touched = shift.tend()

    assert 1 == touched
    assert JobState.EXPIRED is world.job().state
    assert JobState.QUEUED is world.job("job-2").state
    assert (False, True) == (world.is_queued("job-1"), world.is_queued("job-2"))
    assert [JobState.EXPIRED] == world.ends


def test_a_late_job_that_runs_is_left_to_its_worker(world: JobWorld) -> None:
    """A running job is not ended over its worker's head."""
    world.created(lifetime_ms=1_000)
    world.taken()
    world.clock.pass_by(1)

    assert 0 == world.shift().tend()
    assert JobState.RUNNING is world.job().state


def test_many_late_jobs_end_in_short_transactions(world: JobWorld) -> None:
    """One look ends a hundred jobs at most; the next one goes on."""
    for _ in range(101):
        world.created(lifetime_ms=1_000)
    world.clock.pass_by(1)
    shift = world.shift()

    assert [100, 1, 0] == [shift.tend(), shift.tend(), shift.tend()]


@pytest.mark.parametrize("ended_by", ["cancel", "take", "tend"])
def test_two_that_tend_at_the_same_moment_do_not_meet(world: JobWorld, ended_by: str) -> None:
    """A late job that somebody else took care of in the meantime is left alone."""
    world.created(lifetime_ms=1_000)
    world.created()
    world.clock.pass_by(1)
    if ended_by == "cancel":
        world.desk().cancel_compression_job(job_id="job-1")
    elif ended_by == "take":
        world.taken()
    else:
        world.shift().tend()
    expected = world.job()
    told = list(world.telemetry.jobs)
    world.storage = StaleStorage(world.memory, overdue=["job-1"])

    touched = world.shift().tend()

    assert 0 == touched
    assert expected == world.job()
    assert told == world.telemetry.jobs


def test_a_job_that_was_taken_at_its_deadline_is_left_to_its_worker(world: JobWorld) -> None:
    """A job that was taken while somebody looked for late ones stays with its worker."""
    world.created(lifetime_ms=1_000)
    world.taken()
    world.clock.pass_by(1)
    world.storage = StaleStorage(world.memory, overdue=["job-1"])

    world.shift().tend()

    assert JobState.RUNNING is world.job().state
    assert world.is_queued()


def test_a_worker_has_a_name_of_its_own(world: JobWorld) -> None:
    """No two workers are called the same."""
    shift = world.shift()

    assert shift.join() != shift.join()
