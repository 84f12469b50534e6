"""An attempt: what becomes of items, of errors, and of jobs that are not wanted any more."""

from datetime import timedelta

import pytest

from domain.compression.jobs.faults import (
    AttemptSuperseded,
)
from domain.compression.jobs.job import (
    JobState,
)
from domain.compression.jobs.outcomes import Problem
from domain.compression.results import CompressedText
from domain.shared.errors import DeadlineExceeded, Exhausted, InvalidValue, Unavailable
from ports.inbound.job_work import Assignment
from tests.unit.application.compression.jobs.world import (
    JobWorld,
    chat,
    infeasible,
    left_of,
    raising,
    text,
)
from tests.unit.application.world import result_of


class RewriterAway(Unavailable):
    reason = "REWRITER_UNAVAILABLE"


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


def test_the_steps_of_a_job_are_no_quick_ones(world: JobWorld) -> None:
    """An item may take long, so that no step is said to be quick."""
    world.created()
    steps = world.shift().work(world.taken())

    assert not steps.is_quick()
    assert result_of(steps)


def superseded_and_successor(world: JobWorld) -> tuple[Assignment, Assignment]:
    """Two workers of one job, of which the first was taken for lost."""
    world.created()
    first = world.taken()
    world.lose_workers()
    return first, world.taken()
