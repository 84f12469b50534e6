"""How much a job may ask for, how long it waits between attempts, and how long it is kept."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compression.jobs.items import JobItem, JobTooLarge
from domain.compression.jobs.policy import JobLimits, JobPolicy
from domain.shared.errors import InvalidValue
from tests.unit.domain.compression.jobs.samples import CREATED, chat_item, text_item

LIMITS = JobLimits(job_items=3, job_characters=10)
DAY_MS = 86_400_000
WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    "items",
    [
        [text_item("")],
        [text_item("a"), chat_item("{}"), text_item("b")],
        [text_item("a" * 10)],
        [text_item("a" * 4, "b" * 3), chat_item("{}", "c")],
    ],
)
def test_a_job_may_be_as_large_as_its_limits(items: Sequence[JobItem]) -> None:
    """So many items and characters, queries included, are let through."""
    LIMITS.check_items(items)


@pytest.mark.parametrize(
    ("items", "limit", "given", "what"),
    [
        ([text_item("")] * 4, 3, 4, "items"),
        ([text_item("a" * 11)], 10, 11, "characters"),
        ([text_item("a" * 9), chat_item("{}")], 10, 11, "characters"),
        ([text_item("a" * 5, "b" * 6)], 10, 11, "characters"),
    ],
)
def test_one_more_is_refused(items: Sequence[JobItem], limit: int, given: int, what: str) -> None:
    """One item or character more than allowed is an error with both numbers."""
    expected = {"field": "items", "limit": str(limit), "given": str(given)}

    with pytest.raises(JobTooLarge) as caught:
        LIMITS.check_items(items)

    assert expected == caught.value.metadata
    assert f"a job has at most {limit} {what}" == caught.value.message


@pytest.mark.parametrize(
    ("failed_attempts", "expected"),
    [(1, 0.1), (2, 0.2), (3, 0.4), (6, 3.2), (7, 5.0), (8, 5.0), (1_000, 5.0)],
)
def test_each_wait_is_twice_as_long_up_to_a_limit(failed_attempts: int, expected: float) -> None:
    """The waits double from the first one on, and are never longer than the longest."""
    policy = JobPolicy(backoff_ms=100, backoff_maximum_ms=5_000)

    assert expected == policy.backoff_s(failed_attempts)


@given(st.integers(1, 10_000), st.integers(0, 10**7), st.integers(0, 10**7))
def test_waits_never_shrink(failed_attempts: int, first_ms: int, maximum_ms: int) -> None:
    """Whatever is set, no wait is shorter than the one before, or longer than the maximum."""
    policy = JobPolicy(backoff_ms=first_ms, backoff_maximum_ms=maximum_ms)

    one, next_one = policy.backoff_s(failed_attempts), policy.backoff_s(failed_attempts + 1)

    assert 0 <= one <= next_one <= maximum_ms / 1_000


@pytest.mark.parametrize(
    ("asked_ms", "expected_ms"),
    [
        (0, DAY_MS),
        (1, 1),
        (DAY_MS + 1, DAY_MS + 1),
        (7 * DAY_MS, 7 * DAY_MS),
        (7 * DAY_MS + 1, 7 * DAY_MS),
        (2**63 - 1, 7 * DAY_MS),
    ],
)
def test_a_lifetime_is_defaulted_and_clamped(asked_ms: int, expected_ms: int) -> None:
    """Nothing asked is a day, and more than a week is a week, however much more it is."""
    expected = CREATED + timedelta(milliseconds=expected_ms)

    assert expected == JobPolicy().deadline(CREATED, asked_ms=asked_ms)


def test_a_default_above_the_maximum_is_clamped() -> None:
    """Even a job that asks for nothing lives no longer than any may."""
    policy = JobPolicy(lifetime_default_seconds=60, lifetime_maximum_seconds=10)

    assert CREATED + timedelta(seconds=10) == policy.deadline(CREATED, asked_ms=0)


def test_a_negative_lifetime_is_refused() -> None:
    """A lifetime below nothing is an error of its field."""
    with pytest.raises(InvalidValue) as caught:
        JobPolicy().deadline(CREATED, asked_ms=-1)

    assert caught.value.field == "lifetime_ms"


def test_what_a_job_holds_is_forgotten_by_age() -> None:
    """Prompts, results and the record go at times of their own."""
    policy = JobPolicy(prompt_seconds=1, result_seconds=20, record_seconds=300)
    expected = [CREATED - timedelta(seconds=each) for each in (1, 20, 300)]

    actual = [
        policy.prompts_of_jobs_finished_before(CREATED),
        policy.results_of_jobs_finished_before(CREATED),
        policy.jobs_finished_before(CREATED),
    ]

    assert expected == actual


def test_prompts_are_not_kept_behind_the_end_unless_asked() -> None:
    """Prompts go at once, results after a day, and what is known of a job after a week."""
    policy = JobPolicy()
    expected = (CREATED, CREATED - timedelta(days=1), CREATED - WEEK)

    actual = (
        policy.prompts_of_jobs_finished_before(CREATED),
        policy.results_of_jobs_finished_before(CREATED),
        policy.jobs_finished_before(CREATED),
    )

    assert expected == actual
