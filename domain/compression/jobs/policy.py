"""How much a job may ask for, how often it is tried, and how long what it holds is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.compression.jobs.items import JobItem, JobTooLarge
from domain.shared.errors import Exhausted, InvalidValue

_MS = 1_000


class TooManyJobs(Exhausted):
    """As many jobs are waiting or running as are kept."""

    reason = "TOO_MANY_JOBS"


@dataclass(frozen=True, slots=True)
class JobLimits:
    """How much may be asked for.

    Args:
        job_items: The most items of a job.
        job_characters: The most characters of all its items together.
        open_jobs: The most jobs that are waiting or running; more are refused. With many servers
            that accept jobs at once there may be a sixty-fourth more.
    """

    job_items: int = 1_000
    job_characters: int = 16_777_216
    open_jobs: int = 100_000

    def check_items(self, items: Sequence[JobItem]) -> None:
        """Refuse a job that is too large.

        Raises:
            JobTooLarge: It has too many items, or too much text in them.
        """
        character_count = sum(item.character_count for item in items)
        for given, limit, what in (
            (len(items), self.job_items, "items"),
            (character_count, self.job_characters, "characters"),
        ):
            if given > limit:
                raise JobTooLarge(
                    f"a job has at most {limit:,} {what}", field="items", limit=limit, given=given
                )


@dataclass(frozen=True, slots=True)
class JobPolicy:
    """How jobs are tried, and how long they are remembered.

    Args:
        attempts: How many attempts may fail, or lose their worker, before the job fails.
        lifetime_default_seconds: How long a job may take that does not say it itself.
        lifetime_maximum_seconds: The longest that any job may take.
        lease_seconds: A worker that gives no sign of life for so long is lost, and its job is given
            to another one.
        backoff_ms: How long a job waits after its first failed attempt; twice as long after each
            further one.
        backoff_maximum_ms: The longest that it waits.
        prompt_seconds: How long the texts and chats of a job are kept after its end.
        result_seconds: How long its results are kept after its end.
        record_seconds: How long it is known, with its request id, after its end; it goes with all
            that is left of it.
    """

    attempts: int = 5
    lifetime_default_seconds: int = 86_400
    lifetime_maximum_seconds: int = 604_800
    lease_seconds: int = 15
    backoff_ms: int = 1_000
    backoff_maximum_ms: int = 300_000
    prompt_seconds: int = 0
    result_seconds: int = 86_400
    record_seconds: int = 604_800

    def backoff_s(self, failed_attempts: int) -> float:
        """How long a job waits after so many failed attempts, in seconds."""
        doubled = self.backoff_ms * 2 ** min(failed_attempts - 1, 32)
        return float(min(doubled, self.backoff_maximum_ms)) / _MS

    def deadline(self, at: datetime, *, asked_ms: int) -> datetime:
        """When a job expires that is accepted now.

        Args:
            at: Now.
            asked_ms: How long its creator gives it, in milliseconds; 0 for the default.

        Raises:
            InvalidValue: It is negative.
        """
        if asked_ms < 0:
            raise InvalidValue("a lifetime is at least 0 ms", field="lifetime_ms")
        wanted_ms = asked_ms or self.lifetime_default_seconds * _MS
        return at + timedelta(milliseconds=min(wanted_ms, self.lifetime_maximum_seconds * _MS))

    def prompts_of_jobs_finished_before(self, at: datetime) -> datetime:
        """The prompts of jobs that ended before this moment are forgotten."""
        return at - timedelta(seconds=self.prompt_seconds)

    def results_of_jobs_finished_before(self, at: datetime) -> datetime:
        """The results of jobs that ended before this moment are forgotten."""
        return at - timedelta(seconds=self.result_seconds)

    def jobs_finished_before(self, at: datetime) -> datetime:
        """Jobs that ended before this moment are forgotten."""
        return at - timedelta(seconds=self.record_seconds)
