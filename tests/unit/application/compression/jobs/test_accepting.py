"""Jobs are accepted once, whole, and not without end."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from application.compression.jobs.requests import JobDesk
from domain.compression.jobs.faults import RequestIdReused
from domain.compression.jobs.items import JobItem, JobTooLarge
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.policy import JobLimits, TooManyJobs
from domain.shared.errors import InvalidValue, SteelyardError
from domain.shared.storage import RequestIdTaken
from tests.unit.application.compression.jobs.world import NOON, JobWorld, chat, text


def test_a_job_is_accepted_with_all_that_belongs_to_it(world: JobWorld) -> None:
    """A new job waits in the queue, with its items and its first event."""
    items: list[JobItem] = [text("one"), chat("two")]

    job = world.created(*items, request_id="r", priority=7, lifetime_ms=5_000)

    tables = world.memory.tables
    assert job == world.job()
    assert tuple(items) == tables.items["job-1"]
    assert [1] == [event.sequence for event in tables.events["job-1"]]
    assert 7 == tables.queue["job-1"].priority


def test_a_job_says_what_was_asked(world: JobWorld) -> None:
    """Id, request, size, priority and deadline of a job are those of its request."""
    job = world.created(text("one"), chat("two"), request_id="r", priority=7, lifetime_ms=5_000)

    assert ("job-1", "r", 2, 7) == (job.job_id, job.request_id, job.item_count, job.priority)
    assert (NOON, NOON + timedelta(seconds=5)) == (job.created_at, job.deadline)
    assert (JobState.QUEUED, world.policy.attempts) == (job.state, job.maximum_attempts)


def test_a_repeated_request_makes_no_second_job(world: JobWorld) -> None:
    """The same request by another server gives the job of the first."""
    expected = world.created(request_id="r")

    actual = world.created(request_id="r")

    assert expected == actual
    assert ["job-1"] == list(world.memory.tables.jobs)


def test_a_repeated_request_gives_the_job_as_it_stands(world: JobWorld) -> None:
    """Who repeats a request later is told what became of the job meanwhile."""
    world.created(request_id="r")
    world.worked()

    assert world.created(request_id="r").state is JobState.SUCCEEDED


def test_requests_without_an_id_make_a_job_each(world: JobWorld) -> None:
    """The same content without a request id is another job each time."""
    expected = ["job-1", "job-2"]

    actual = [world.created().job_id, world.created().job_id]

    assert expected == actual


@pytest.mark.parametrize(
    "ask",
    [
        lambda world: world.created(text("another text"), request_id="r"),
        lambda world: world.created(text("a text"), chat("b"), request_id="r"),
        lambda world: world.created(request_id="r", priority=1),
        lambda world: world.created(request_id="r", lifetime_ms=1),
    ],
    ids=["text", "items", "priority", "lifetime"],
)
def test_a_request_id_is_not_used_for_something_else(
    world: JobWorld, ask: Callable[[JobWorld], CompressionJob]
) -> None:
    """Another content under the same id is refused, and nothing is changed."""
    world.created(request_id="r")
    before = world.memory.tables

    with pytest.raises(RequestIdReused):
        ask(world)

    assert before == world.memory.tables


def test_of_requests_at_the_same_moment_one_makes_the_job(world: JobWorld) -> None:
    """Who comes second between the other's look and its writing gets the same job."""
    rival = JobWorld(new_id=lambda: "rival").beside(world)
    world.new_id = lambda: rival.created(request_id="r").job_id + " too late"

    job = world.created(request_id="r")

    assert "rival" == job.job_id
    assert (["rival"], ["rival"]) == (
        list(world.memory.tables.jobs),
        list(world.memory.tables.queue),
    )


def test_of_other_requests_at_the_same_moment_one_is_refused(world: JobWorld) -> None:
    """Who comes second with other content is refused as if it came later."""
    rival = JobWorld(new_id=lambda: "rival").beside(world)
    world.new_id = lambda: rival.created(text("other"), request_id="r").job_id + " too late"

    with pytest.raises(RequestIdReused) as caught:
        world.created(request_id="r")

    assert {"request_id": "r", "job_id": "rival"} == caught.value.metadata
    assert ["rival"] == list(world.memory.tables.jobs)


def test_room_is_taken_by_open_jobs_only(world: JobWorld) -> None:
    """A job that has ended makes room for another one."""
    world.limits = JobLimits(open_jobs=1)
    desk = world.desk()
    create(desk)
    world.worked()

    create(desk)

    with pytest.raises(TooManyJobs):
        create(desk)


@pytest.mark.parametrize("limit", [1, 2, 63, 64, 200])
@pytest.mark.parametrize("servers", [1, 2, 5])
def test_no_more_jobs_are_accepted_than_are_kept(world: JobWorld, limit: int, servers: int) -> None:
    """So many jobs are accepted by all servers together, in turns, and not one more."""
    world.limits = JobLimits(open_jobs=limit)
    desks = [world.desk() for _ in range(servers)]

    accepted = sum(is_accepted(desks[number % servers]) for number in range(limit + servers))

    assert limit == accepted


@pytest.mark.parametrize("limit", [64, 200, 1_000])
def test_a_server_that_rests_accepts_not_one_too_many(world: JobWorld, limit: int) -> None:
    """What a server knew of the room before others filled it does not count any more."""
    world.limits = JobLimits(open_jobs=limit)
    resting, busy = world.desk(), world.desk()
    create(resting)
    while is_accepted(busy):
        pass

    accepted_late = is_accepted(resting)

    assert not accepted_late
    assert limit == len(world.memory.tables.jobs)


def test_who_is_refused_is_told_when_to_come_back(world: JobWorld) -> None:
    """The error has the limit, and when another try may help."""
    world.limits = JobLimits(open_jobs=0)

    with pytest.raises(TooManyJobs) as caught:
        world.created()

    assert {"limit": "0"} == caught.value.metadata
    assert 5_000 == caught.value.retry_after_ms


def test_a_repeated_request_needs_no_room(world: JobWorld) -> None:
    """Where no further job is accepted, those that were are still found by their request."""
    world.limits = JobLimits(open_jobs=1)
    expected = world.created(request_id="r")

    assert expected == world.created(request_id="r")


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda world: create(world.desk(), []), InvalidValue),
        (lambda world: world.created(*[text("")] * 4), JobTooLarge),
        (lambda world: world.created(text("a" * 11)), JobTooLarge),
        (lambda world: world.created(priority=10), InvalidValue),
        (lambda world: world.created(priority=-1), InvalidValue),
        (lambda world: world.created(lifetime_ms=-1), InvalidValue),
        (lambda world: world.created(request_id="r" * 129), InvalidValue),
    ],
    ids=["no items", "items", "characters", "priority", "negative", "lifetime", "request id"],
)
def test_what_is_not_allowed_is_refused_whole(
    world: JobWorld, ask: Callable[[JobWorld], object], error: type[SteelyardError]
) -> None:
    """A request with a mistake leaves nothing behind, and takes no room."""
    world.limits = JobLimits(job_items=3, job_characters=10)
    before = world.memory.tables

    with pytest.raises(error):
        ask(world)

    assert before == world.memory.tables


def test_a_request_that_is_taken_by_nobody_is_an_error(world: JobWorld) -> None:
    """Where the winner of a race has vanished, the caller is to try again."""
    rival = JobWorld(new_id=lambda: "rival").beside(world)

    def vanishing() -> str:
        rival.created(request_id="r")
        del world.memory.tables.jobs["rival"]
        return "job"

    world.new_id = vanishing

    with pytest.raises(RequestIdTaken):
        world.created(request_id="r")


def create(desk: JobDesk, items: Sequence[JobItem] = (text("a text"),)) -> CompressionJob:
    """A job of some server."""
    return desk.create_compression_job(request_id="", items=items, priority=0, lifetime_ms=0)


def is_accepted(desk: JobDesk) -> bool:
    """Whether there is room for a further job."""
    try:
        create(desk)
    except TooManyJobs:
        return False
    return True
