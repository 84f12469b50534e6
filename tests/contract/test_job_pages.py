"""What every CompressionJobRepository must promise of listings, and of what is forgotten."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.compression.jobs.history import JobFilter
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.shared.pages import Page, PageRequest, PageTokenInvalid
from ports.outbound.jobs import CompressionJobRepository
from ports.outbound.storage import Storage
from tests.contract.job_examples import HOUR, PROBLEM, changed, kept_job, text_item

ALL = JobFilter()
MOMENT = timedelta(microseconds=1)

type Names = tuple[list[str], str]
"""What is on a page, and the token of the next one."""


def page(storage: Storage, wanted: JobFilter = ALL, *, size: int = 0, token: str = "") -> Names:
    """The names on a page, and the next token."""
    with storage.begin(is_read_only=True) as unit:
        found: Page[CompressionJob] = unit.jobs.page(wanted, PageRequest(size, token))
    return [job.job_id for job in found.items], found.next_token


def all_pages(
    storage: Storage, *, size: int, meanwhile: Callable[[int], None] = lambda _: None
) -> list[str]:
    """The names on all pages; something may be done after each of them."""
    names, token = page(storage, size=size)
    number = 0
    while token:
        meanwhile(number)
        more, token = page(storage, size=size, token=token)
        names += more
        number += 1
    return names


def finished(storage: Storage, name: str, *, at: datetime) -> None:
    """Keep a job that ended at a moment, with an item and an outcome."""
    job = kept_job(storage, name, at=at - HOUR, items=[text_item(), text_item()])
    begun = job.begin(at - HOUR)
    with storage.begin() as unit:
        unit.jobs.save(begun)
        unit.jobs.add_outcomes(name, {0: PROBLEM, 1: PROBLEM})
        unit.jobs.save(begun.conclude(at, done=2, failed=2, problem=PROBLEM))
        unit.commit()


def test_the_newest_job_comes_first(storage: Storage) -> None:
    """Jobs are listed by age; where they are of one moment, by name."""
    first = kept_job(storage, "b")
    kept_job(storage, "a", at=first.created_at)
    kept_job(storage, "c", at=first.created_at - MOMENT)
    kept_job(storage, "d", at=first.created_at + MOMENT)
    expected = (["d", "b", "a", "c"], "")

    assert expected == page(storage)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_pages_tile_the_listing(storage: Storage, size: int) -> None:
    """Whatever the size of pages, each job is on one of them, in order."""
    first = kept_job(storage, "0")
    for number in (1, 2, 3):
        kept_job(storage, str(number), at=first.created_at + MOMENT * (number // 2))
    expected = ["3", "2", "1", "0"]

    assert expected == all_pages(storage, size=size)


def test_an_empty_listing_has_a_page(storage: Storage) -> None:
    """Where there are no jobs, the first page is empty and the last one."""
    expected: Names = ([], "")

    assert expected == page(storage)


def test_a_full_page_may_be_the_last(storage: Storage) -> None:
    """There is no token where exactly the last job fits on a page."""
    kept_job(storage)
    expected = (["job"], "")

    assert expected == page(storage, size=1)


def test_pages_are_stable(storage: Storage) -> None:
    """Jobs that are there all the time are listed once, while others come, go on and end."""
    first = kept_job(storage, "old")
    jobs = [
        kept_job(storage, f"old {number}", at=first.created_at - MOMENT * (9 - number))
        for number in range(6)
    ]
    expected = ["old", *(job.job_id for job in reversed(jobs))]

    def meanwhile(number: int) -> None:
        kept_job(storage, f"new {number}", at=first.created_at + MOMENT)
        for job in (jobs[number], jobs[-number - 1]):
            with storage.begin() as unit:
                now = unit.jobs.get(job.job_id)
                unit.jobs.save(now.begin(now.created_at))
                unit.commit()

    assert expected == all_pages(storage, size=2, meanwhile=meanwhile)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (set(), ["cancelled", "running", "queued"]),
        ({JobState.QUEUED}, ["queued"]),
        ({JobState.RUNNING, JobState.QUEUED}, ["running", "queued"]),
        ({JobState.EXPIRED, JobState.FAILED}, []),
        (set(JobState), ["cancelled", "running", "queued"]),
    ],
)
def test_jobs_are_listed_by_state(
    storage: Storage, states: set[JobState], expected: list[str]
) -> None:
    """Only jobs in one of the wanted states are listed, in the same order, over several pages."""
    queued = kept_job(storage, "queued")
    running = kept_job(storage, "running", at=queued.created_at + MOMENT)
    cancelled = kept_job(storage, "cancelled", at=queued.created_at + 2 * MOMENT)
    changed(storage, running.begin(running.created_at), cancelled.cancel(cancelled.created_at))
    wanted = JobFilter(states=frozenset(states))

    first, token = page(storage, wanted, size=1)
    rest, _ = page(storage, wanted, token=token) if token else ([], "")

    assert expected == first + rest


@pytest.mark.parametrize(
    ("states", "expected"), [(set(), ["one"]), (set(JobState), ["one"]), ({JobState.RUNNING}, [])]
)
def test_jobs_are_listed_by_request(
    storage: Storage, states: set[JobState], expected: list[str]
) -> None:
    """The job of a request is found in the listing, if its state is wanted."""
    kept_job(storage, "one", request_id="a\x00b")
    kept_job(storage, "two", request_id="a")

    names, _ = page(storage, JobFilter(states=frozenset(states), request_id="a\x00b"))

    assert expected == names


@pytest.mark.parametrize(
    "key", ["job", "12", "12 ", " job", "-1 job", "1.5 job", "١٢ job", "9" * 30 + " job", "1_0 job"]
)
def test_a_token_of_another_listing_is_refused(storage: Storage, key: str) -> None:
    """A token that no page of jobs had is refused."""
    token = base64.urlsafe_b64encode(key.encode()).decode()

    with pytest.raises(PageTokenInvalid):
        page(storage, token=token)


@given(key=st.tuples(st.integers(0, 10**18 - 1), st.text(min_size=1)))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_made_up_token_does_no_harm(storage: Storage, key: tuple[int, str]) -> None:
    """A token with any moment and name in it gives a page, if only an empty one."""
    token = base64.urlsafe_b64encode(f"{key[0]} {key[1]}".encode()).decode()
    expected: Names = ([], "")

    assert expected == page(storage, token=token)


FORGETS: list[Callable[[CompressionJobRepository, datetime, int], int]] = [
    lambda jobs, before, limit: jobs.forget_items(finished_before=before, limit=limit),
    lambda jobs, before, limit: jobs.forget_outcomes(finished_before=before, limit=limit),
    lambda jobs, before, limit: jobs.forget(finished_before=before, limit=limit),
]


def left(storage: Storage, name: str) -> tuple[bool, bool, bool]:
    """Whether the items, the outcomes and the job itself are still there."""
    with storage.begin(is_read_only=True) as unit:
        items = unit.jobs.items(name, start=0, limit=1)
        outcomes = unit.jobs.outcomes(name, start=0, limit=1, byte_limit=1)
        return bool(items), bool(outcomes), name in unit.jobs.sequences([name])


@pytest.mark.parametrize(
    ("forget", "expected"),
    [*zip(FORGETS, [(False, True, True), (True, False, True), (False, False, False)], strict=True)],
)
def test_what_is_forgotten_is_gone(
    storage: Storage,
    forget: Callable[[CompressionJobRepository, datetime, int], int],
    expected: tuple[bool, bool, bool],
) -> None:
    """Of a job that ended before a moment its prompts, results or everything is deleted."""
    at = kept_job(storage, "open").created_at
    finished(storage, "old", at=at - MOMENT)
    finished(storage, "new", at=at)

    with storage.begin() as unit:
        count = forget(unit.jobs, at, 10)
        unit.commit()

    assert (1, expected) == (count, left(storage, "old"))
    assert (True, True, True) == left(storage, "new")
    assert (True, False, True) == left(storage, "open")


@pytest.mark.parametrize("forget", FORGETS)
@pytest.mark.parametrize(("limit", "expected"), [(2, [2, 1, 0]), (3, [3, 0, 0]), (4, [3, 0, 0])])
def test_forgetting_goes_in_portions(
    storage: Storage,
    forget: Callable[[CompressionJobRepository, datetime, int], int],
    limit: int,
    expected: list[int],
) -> None:
    """No more jobs are touched at once than asked for, each once, and then none is left."""
    at = kept_job(storage, "open").created_at
    for number in range(3):
        finished(storage, f"job {number}", at=at - HOUR)
    actual = []

    for _ in range(3):
        with storage.begin() as unit:
            actual.append(forget(unit.jobs, at, limit))
            unit.commit()

    assert expected == actual


def test_a_request_that_is_forgotten_may_be_made_again(storage: Storage) -> None:
    """After a job is forgotten its request id makes another one, with no trace of the first."""
    job = kept_job(storage, request_id="r")
    changed(storage, job.cancel(job.created_at))
    with storage.begin() as unit:
        unit.jobs.forget(finished_before=unit.now() + HOUR, limit=1)
        unit.commit()

    expected = kept_job(storage, request_id="r")

    with storage.begin(is_read_only=True) as unit:
        assert expected == unit.jobs.find_by_request("r")
        assert 1 == len(unit.jobs.events("job", after=0, limit=9))
