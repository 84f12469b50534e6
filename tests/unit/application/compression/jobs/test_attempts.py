"""An attempt: what becomes of items, of errors that pass, and of bugs."""

from datetime import timedelta

import pytest

from domain.compression.jobs.job import JobState
from domain.compression.jobs.outcomes import Problem
from domain.compression.results import CompressedText
from domain.shared.errors import DeadlineExceeded, Exhausted, InvalidValue
from domain.shared.storage import SealBroken
from tests.unit.application.compression.jobs.faults import FailingStorage
from tests.unit.application.compression.jobs.world import (
    JobWorld,
    RewriterAway,
    chat,
    infeasible,
    left_of,
    raising,
    text,
)
from tests.unit.application.world import result_of


class TooBusy(Exhausted):
    reason = "OVERLOADED"


PASSING = [RewriterAway("away"), TooBusy("busy"), DeadlineExceeded("late")]


def test_texts_and_chats_are_compressed(world: JobWorld) -> None:
    """Each item has its result, in order, and the job has succeeded."""
    world.created(text("first text"), chat("gone"), text("text"))

    is_done = world.worked()

    assert is_done
    one, two, three = map(left_of, world.outcomes().values())
    assert ("firs", "text") == (one, three)
    assert two.count("gone") < 3
    assert (JobState.SUCCEEDED, 3, 0) == (
        world.job().state,
        world.job().done_count,
        world.job().failed_count,
    )


def test_a_job_that_is_done_leaves_the_queue(world: JobWorld) -> None:
    """Nobody is handed a job again that has ended, and its end is told once."""
    world.created()

    world.worked()

    assert not world.is_queued()
    assert [world.job()] == world.telemetry.jobs


def test_an_item_that_cannot_be_compressed_has_a_problem(world: JobWorld) -> None:
    """An error of an item is its outcome, with reason and facts; the others have results."""
    world.created(text("one"), infeasible("five!"), text("two"))

    world.worked()

    problem = world.outcomes()[1]
    assert isinstance(problem, Problem)
    assert "BUDGET_INFEASIBLE" == problem.reason
    assert "5" == problem.metadata["minimum_token_budget"]
    assert (JobState.SUCCEEDED, 1, None) == (
        world.job().state,
        world.job().failed_count,
        world.job().problem,
    )


def test_an_error_in_the_middle_of_an_item_is_its_problem(world: JobWorld) -> None:
    """It does not matter whether an item fails at its beginning or later."""
    world.texts.happenings["one"] = raising(InvalidValue("bad", field="text"))
    world.created(text("one"), text("two"))

    world.worked()

    assert Problem("VALUE_INVALID", "bad", {"field": "text"}) == world.outcomes()[0]
    assert isinstance(world.outcomes()[1], CompressedText)


def test_a_job_of_problems_fails_with_the_first(world: JobWorld) -> None:
    """A job without a single result has failed, for the reason of its first item."""
    world.created(infeasible("first"), infeasible("second"))

    world.worked()

    assert (JobState.FAILED, world.outcomes()[0]) == (world.job().state, world.job().problem)
    assert [JobState.FAILED] == world.ends


@pytest.mark.parametrize("error", PASSING, ids=lambda error: error.reason)
def test_an_error_that_passes_puts_the_job_back(
    world: JobWorld, error: RewriterAway | TooBusy | DeadlineExceeded
) -> None:
    """The job waits for another attempt, which finds what was done before it."""
    world.texts.happenings["two"] = raising(error)
    world.created(text("one"), text("two"))

    is_done = world.worked()

    assert is_done
    assert (JobState.QUEUED, Problem.of(error)) == (world.job().state, world.job().problem)
    assert [0] == list(world.outcomes())
    assert [] == world.ends


def test_waits_between_attempts_grow(world: JobWorld) -> None:
    """A job that was put back is due after its backoff, which grows up to its maximum."""
    world.texts.happenings["a text"] = raising(RewriterAway("away"))
    world.created()
    waits = []

    for _ in range(2):
        world.worked()
        due = world.memory.tables.queue["job-1"].due
        waits.append(due - world.clock.now())
        world.clock.moment = due

    assert [timedelta(seconds=1), timedelta(seconds=1.5)] == waits


def test_a_job_that_was_put_back_is_not_taken_early(world: JobWorld) -> None:
    """Before its backoff is over, nobody is handed the job."""
    world.texts.happenings["a text"] = raising(RewriterAway("away"))
    world.created()
    world.worked()
    world.clock.pass_by(0.999)
    shift = world.shift()

    assert shift.take(shift.join()) is None


def test_a_job_that_failed_too_often_has_failed(world: JobWorld) -> None:
    """The last attempt that is allowed ends the job, for the reason that it met."""
    error = RewriterAway("away")
    world.texts.happenings["two"] = raising(error)
    world.created(text("one"), text("two"))

    for _ in range(world.policy.attempts):
        world.worked()
        world.clock.pass_by(10)

    assert (JobState.FAILED, Problem.of(error)) == (world.job().state, world.job().problem)
    assert [JobState.FAILED] == world.ends
    assert not world.is_queued()
    assert ["one"] == [left_of(outcome) for outcome in world.outcomes().values()]


def test_a_job_recovers_from_an_error_that_passed(world: JobWorld) -> None:
    """The next attempt goes on where the failed one stopped, and may succeed."""
    world.texts.happenings["two"] = raising(RewriterAway("away"))
    world.created(text("one"), text("two"))
    world.worked()
    world.texts.happenings.clear()
    world.clock.pass_by(1)

    world.worked()

    assert (JobState.SUCCEEDED, None) == (world.job().state, world.job().problem)
    assert ["one", "two", "two"] == world.texts.compressed


def test_an_unexpected_error_is_not_swallowed(world: JobWorld) -> None:
    """A bug comes out of the work, and changes nothing by itself."""
    world.texts.happenings["a text"] = raising(ZeroDivisionError())
    world.created()
    assignment = world.taken()
    before = world.memory.tables

    with pytest.raises(ZeroDivisionError):
        world.worked(assignment)

    assert before == world.memory.tables


def test_an_attempt_that_met_a_bug_is_a_failed_one(world: JobWorld) -> None:
    """The job is set back with a problem that says nothing of the bug, and waits its backoff."""
    world.created()
    assignment = world.taken()

    world.shift().set_back(assignment)

    assert Problem("INTERNAL", "internal error", {"job_id": "job-1"}) == world.job().problem
    assert JobState.QUEUED is world.job().state
    assert timedelta(seconds=1) == world.memory.tables.queue["job-1"].due - world.clock.now()


def test_a_job_that_was_set_back_too_often_has_failed(world: JobWorld) -> None:
    """A bug that every attempt meets fails the job in the end."""
    world.created()
    for _ in range(world.policy.attempts):
        world.shift().set_back(world.taken())
        world.clock.pass_by(10)

    assert JobState.FAILED is world.job().state
    assert [JobState.FAILED] == world.ends
    assert not world.is_queued()


def test_a_job_that_is_given_back_loses_nothing(world: JobWorld) -> None:
    """However often workers are shut down, it is no failed attempt, and needs no wait."""
    world.created()
    for _ in range(2 * world.policy.attempts):
        world.shift().release(world.taken())

    world.worked()

    assert JobState.SUCCEEDED is world.job().state
    assert 2 * world.policy.attempts == world.job().releases


def test_a_job_is_given_back_between_two_steps(world: JobWorld) -> None:
    """Work may be given up after any step; the next worker does the whole job."""
    world.created(text("one"), text("two"))
    assignment = world.taken()
    steps = world.shift().work(assignment)
    assert steps.step() is None

    world.shift().release(assignment)
    world.worked()

    assert JobState.SUCCEEDED is world.job().state
    assert [0, 1] == list(world.outcomes())


def test_the_steps_of_a_job_are_no_quick_ones(world: JobWorld) -> None:
    """An item may take long, so that no step is said to be quick."""
    world.created()
    steps = world.shift().work(world.taken())

    assert not steps.is_quick()
    assert result_of(steps)


def test_a_job_that_cannot_be_read_fails_for_that_reason(world: JobWorld) -> None:
    """Where no worker has the key to the prompts, the job ends, and says so."""
    reading_items = 4
    world.created()
    while not world.job().state.is_final:
        assignment = world.taken()
        world.storage = FailingStorage(world.memory, reading_items, fault=SealBroken("no key"))
        world.worked(assignment)
        world.storage = world.memory
        world.clock.pass_by(10)

    assert world.job().attempts <= world.policy.attempts
    assert (JobState.FAILED, Problem("SEAL_BROKEN", "no key")) == (
        world.job().state,
        world.job().problem,
    )
    assert not world.is_queued()
    assert [JobState.FAILED] == world.ends
