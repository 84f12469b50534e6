"""An attempt ends where the job is another one's by now, or nobody's wish any more."""

import pytest

from domain.compression.jobs.faults import AttemptSuperseded
from domain.compression.jobs.job import JobState
from ports.inbound.job_work import Assignment
from tests.unit.application.compression.jobs.world import JobWorld, RewriterAway, text


@pytest.mark.parametrize("end", ["release", "set_back"])
def test_who_was_superseded_gives_nothing_back(world: JobWorld, end: str) -> None:
    """A worker whose job has another one changes nothing of it."""
    superseded, _ = superseded_and_successor(world)
    before = world.memory.tables

    with pytest.raises(AttemptSuperseded):
        getattr(world.shift(), end)(superseded)

    assert before == world.memory.tables


def test_what_a_superseded_attempt_found_does_not_count(world: JobWorld) -> None:
    """Who works on for another one's job ends without a trace."""
    superseded, successor = superseded_and_successor(world)
    before = world.memory.tables

    is_done = world.worked(superseded)

    assert not is_done
    assert before == world.memory.tables
    assert world.worked(successor)


@pytest.mark.parametrize("happening", ["result", "setback"])
def test_an_attempt_that_is_superseded_while_it_works_changes_nothing(
    world: JobWorld, happening: str
) -> None:
    """The later attempt has done the job already, and its result stays."""

    def overtake() -> None:
        world.texts.happenings.clear()
        world.lose_workers()
        world.worked()
        if happening == "setback":
            raise RewriterAway("away")

    world.texts.happenings["a text"] = overtake
    world.created()

    is_done = world.worked()

    assert not is_done
    assert (JobState.SUCCEEDED, 2) == (world.job().state, world.job().attempts)
    assert [JobState.SUCCEEDED] == world.ends


def test_a_cancelled_job_is_given_up_within_a_second(world: JobWorld) -> None:
    """A worker looks once a second; what it has done until then is kept."""

    def cancel() -> None:
        world.desk().cancel_compression_job(job_id="job-1")
        world.clock.pass_by(1)

    world.texts.happenings["two"] = cancel
    world.created(text("one"), text("two"), text("three"))

    is_done = world.worked()

    assert not is_done
    assert ["one", "two"] == world.texts.compressed
    assert [0] == list(world.outcomes())
    assert (JobState.CANCELLED, 1) == (world.job().state, world.job().done_count)
    assert [JobState.CANCELLED] == world.ends
    assert not world.is_queued()


def test_a_late_job_is_given_up(world: JobWorld) -> None:
    """A job that comes to its deadline while it runs expires; what is done is kept."""
    world.texts.happenings["two"] = lambda: world.clock.pass_by(5)
    world.created(text("one"), text("two"), lifetime_ms=5_000)

    is_done = world.worked()

    assert not is_done
    assert (JobState.EXPIRED, 1) == (world.job().state, world.job().done_count)
    assert [JobState.EXPIRED] == world.ends
    assert not world.is_queued()


def test_a_passing_error_of_an_unwanted_job_ends_it(world: JobWorld) -> None:
    """A job that is to end does not wait for another attempt."""

    def fail() -> None:
        world.desk().cancel_compression_job(job_id="job-1")
        raise RewriterAway("away")

    world.texts.happenings["a text"] = fail
    world.created()

    world.worked()

    assert JobState.CANCELLED is world.job().state
    assert not world.is_queued()


def test_a_clock_that_is_set_back_does_not_blind_a_worker(world: JobWorld) -> None:
    """Whether the job is wanted is looked at even where the time goes backwards."""

    def cancel() -> None:
        world.desk().cancel_compression_job(job_id="job-1")
        world.clock.pass_by(-3_600)

    world.texts.happenings["one"] = cancel
    world.created(text("one"), text("two"))

    assert not world.worked()
    assert JobState.CANCELLED is world.job().state


def test_an_attempt_at_a_job_that_is_forgotten_changes_nothing(world: JobWorld) -> None:
    """A worker that slept through the end of its job, and the rest of it, finds no trace."""
    world.created()
    assignment = world.taken()
    for table in (world.memory.tables.jobs, world.memory.tables.items, world.memory.tables.queue):
        table.clear()
    before = world.memory.tables

    is_done = world.worked(assignment)

    assert not is_done
    assert before == world.memory.tables


def superseded_and_successor(world: JobWorld) -> tuple[Assignment, Assignment]:
    """Two workers of one job, of which the first was taken for lost."""
    world.created()
    first = world.taken()
    world.lose_workers()
    return first, world.taken()
