"""What is told of jobs: their results by page, their listing, their changes, and their end."""

from collections.abc import Callable

import pytest

from domain.compression.jobs.faults import (
    JobFinished,
    JobNotFound,
)
from domain.compression.jobs.history import JobFilter
from domain.compression.jobs.job import JobState
from domain.shared.pages import PageRequest, PageTokenInvalid, page_token
from tests.unit.application.compression.jobs.world import JobWorld, text, texts

FIRST = PageRequest()


def indexes(world: JobWorld, size: int = 0, token: str = "") -> tuple[list[int], str]:
    """The items on a page of results, and the token of the next one."""
    report = world.desk().get_compression_job(job_id="job-1", request=PageRequest(size, token))
    return list(report.outcomes), report.next_token


def test_a_new_job_has_no_results(world: JobWorld) -> None:
    """A job that waits is shown without results, and without a further page."""
    job = world.created()

    report = world.desk().get_compression_job(job_id=job.job_id, request=FIRST)

    assert (job, {}, "") == (report.job, report.outcomes, report.next_token)


def test_results_come_in_pages(world: JobWorld) -> None:
    """Each page begins where the one before ended; the last one has no token."""
    world.created(*texts(5))
    world.worked()

    one, token_one = indexes(world, 2)
    two, token_two = indexes(world, 2, token_one)
    three, end = indexes(world, 2, token_two)

    assert ([0, 1], [2, 3], [4], "") == (one, two, three, end)


def test_a_full_last_page_has_no_token(world: JobWorld) -> None:
    """Where the results end with the page, there is no empty page behind it."""
    world.created(*texts(2))
    world.worked()

    assert ([0, 1], "") == indexes(world, 2)


def test_a_page_ends_with_the_results_that_there_are(world: JobWorld) -> None:
    """While the job runs, what is done is shown; who asks from there on later gets the rest."""
    seen = []
    world.texts.happenings["text 70"] = lambda: seen.append(indexes(world, 50))
    world.texts.happenings["text 71"] = lambda: seen.append(indexes(world, 50, seen[0][1]))
    world.created(*texts(80))

    world.worked()

    behind = page_token("64")
    assert [(list(range(50)), page_token("50")), (list(range(50, 64)), "")] == seen
    assert (list(range(64, 80)), "") == indexes(world, 50, behind)


def test_a_page_behind_the_end_is_empty(world: JobWorld) -> None:
    """An index that no item has gives nothing, and no further page."""
    world.created(*texts(2))
    world.worked()

    assert ([], "") == indexes(world, 2, page_token("7"))


@pytest.mark.parametrize("token", [page_token("x"), page_token("-1"), page_token("1" * 19)])
def test_a_token_of_another_listing_is_refused(world: JobWorld, token: str) -> None:
    """A token that is none of this listing is an error, also before the first result."""
    world.created()

    with pytest.raises(PageTokenInvalid):
        indexes(world, 2, token)


def test_forgotten_results_have_no_pages(world: JobWorld) -> None:
    """A job whose results are forgotten is still known, without any of them."""
    world.created(*texts(3))
    world.worked()
    world.clock.pass_by(world.policy.result_seconds + 1)
    world.shift().tidy()

    assert ([], "") == indexes(world, 2)


def test_jobs_are_listed_by_age_and_state(world: JobWorld) -> None:
    """A listing has the newest first, and only what is wanted."""
    for _ in range(3):
        world.created()
        world.clock.pass_by(1)
    world.worked()
    queued = JobFilter(states=frozenset({JobState.QUEUED}))

    page = world.desk().list_compression_jobs(wanted=queued, request=PageRequest(1))
    rest = world.desk().list_compression_jobs(
        wanted=queued, request=PageRequest(1, page.next_token)
    )

    assert ["job-3"] == [job.job_id for job in page.items]
    assert ["job-2"] == [job.job_id for job in rest.items]
    assert "" == rest.next_token


def test_a_waiting_job_is_cancelled_at_once(world: JobWorld) -> None:
    """A cancelled job leaves the queue, and its end is told."""
    world.created()

    job = world.desk().cancel_compression_job(job_id="job-1")

    assert (JobState.CANCELLED, True) == (job.state, job.is_cancel_requested)
    assert job == world.job()
    assert not world.is_queued()
    assert [JobState.CANCELLED] == world.ends


def test_a_running_job_is_left_to_its_worker(world: JobWorld) -> None:
    """A running job is marked; it stays with its worker, and has not ended."""
    world.created()
    world.taken()

    job = world.desk().cancel_compression_job(job_id="job-1")

    assert (JobState.RUNNING, True) == (job.state, job.is_cancel_requested)
    assert job == world.job()
    assert world.is_queued()
    assert [] == world.ends


def test_cancelling_twice_is_no_second_change(world: JobWorld) -> None:
    """A repeated cancellation returns the job as it is, and tells nobody anything."""
    world.created()
    first = world.desk().cancel_compression_job(job_id="job-1")

    second = world.desk().cancel_compression_job(job_id="job-1")

    assert first == second
    assert [JobState.CANCELLED] == world.ends


def test_cancelling_a_running_job_twice_is_no_second_change(world: JobWorld) -> None:
    """The worker of a job is asked once."""
    world.created()
    world.taken()
    first = world.desk().cancel_compression_job(job_id="job-1")

    second = world.desk().cancel_compression_job(job_id="job-1")

    assert first == second == world.job()


def test_a_finished_job_is_not_cancelled(world: JobWorld) -> None:
    """Who comes too late is told so, and the results stay."""
    world.created()
    world.worked()

    with pytest.raises(JobFinished):
        world.desk().cancel_compression_job(job_id="job-1")

    assert world.job().state is JobState.SUCCEEDED
    assert [0] == list(world.outcomes())


def test_a_job_cancelled_while_it_ended_is_not_cancelled_again(world: JobWorld) -> None:
    """A job that came to its end though it was to be cancelled is finished like any other."""
    world.texts.happenings["a text"] = lambda: world.desk().cancel_compression_job(job_id="job-1")
    world.created()
    world.worked()

    with pytest.raises(JobFinished):
        world.desk().cancel_compression_job(job_id="job-1")


@pytest.mark.parametrize("give_back", ["release", "set_back"])
def test_a_job_given_back_while_it_was_to_end_can_be_cancelled(
    world: JobWorld, give_back: str
) -> None:
    """A job whose worker never noticed comes to its end, and is not left over outside the queue."""
    world.created()
    assignment = world.taken()
    world.desk().cancel_compression_job(job_id="job-1")
    getattr(world.shift(), give_back)(assignment)

    world.desk().cancel_compression_job(job_id="job-1")

    assert world.job().state is JobState.CANCELLED
    assert not world.is_queued()
    assert [JobState.CANCELLED] == world.ends


def test_a_job_given_back_while_it_was_to_end_is_not_begun_again(world: JobWorld) -> None:
    """The next worker that is given a job nobody wants ends it, and finds nothing to do."""
    world.created()
    assignment = world.taken()
    world.desk().cancel_compression_job(job_id="job-1")
    shift = world.shift()
    shift.release(assignment)

    taken = shift.take(shift.join())

    assert taken is None
    assert world.job().state is JobState.CANCELLED
    assert not world.is_queued()


def test_a_watcher_sees_every_change_once(world: JobWorld) -> None:
    """Changes come in order from a sequence number on, to the end."""
    world.created()
    before = world.desk().watch_compression_job(job_id="job-1", after=0)
    world.worked()

    after = world.desk().watch_compression_job(job_id="job-1", after=before[-1].sequence)

    events = [(event.sequence, event.state) for event in (*before, *after)]
    assert [(1, JobState.QUEUED), (2, JobState.RUNNING), (3, JobState.SUCCEEDED)] == events


@pytest.mark.parametrize("after", [3, 4, 2**40])
def test_a_watcher_who_knows_all_is_told_nothing(world: JobWorld, after: int) -> None:
    """Behind the latest change there is none."""
    world.created()
    world.worked()

    assert [] == list(world.desk().watch_compression_job(job_id="job-1", after=after))


def test_sequences_are_told_of_many_jobs(world: JobWorld) -> None:
    """How far each job has come is told at once; those that are unknown are missing."""
    world.created()
    world.created(text("b"))
    world.worked()

    actual = world.desk().latest_sequences(["job-1", "job-2", "unknown"])

    assert {"job-1": 3, "job-2": 1} == actual


@pytest.mark.parametrize(
    "ask",
    [
        lambda world: world.desk().get_compression_job(job_id="job-1", request=FIRST),
        lambda world: world.desk().cancel_compression_job(job_id="job-1"),
        lambda world: world.desk().watch_compression_job(job_id="job-1", after=0),
    ],
    ids=["get", "cancel", "watch"],
)
def test_what_is_unknown_is_not_found(world: JobWorld, ask: Callable[[JobWorld], object]) -> None:
    """A job that never was, or is not remembered, is an error with its id."""
    with pytest.raises(JobNotFound) as caught:
        ask(world)

    assert {"job_id": "job-1"} == caught.value.metadata
