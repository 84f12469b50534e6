"""Stores under test: filled quickly, and read to the last row."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from itertools import batched
from typing import Any

from sqlalchemy import Select, func, select, text

from adapters.outbound.sql.engine import Database
from adapters.outbound.sql.job_rows import EVENTS, JOBS, OUTCOMES, EventRow, JobRow
from adapters.outbound.sql.unit_of_work import SqlUnitOfWork
from domain.compression.jobs.items import TextItem, fingerprint
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.policy import JobPolicy
from domain.compression.requests import CompressionRules, TextToCompress
from domain.tokens.model import TokenizerSelector
from tests.contract.storages import storage_at
from tests.robustness.jobs.history import JobHistory

PATIENCE_MS = 30_000
TOKEN_BUDGET = 40
BATCH_ITEMS_A_SECOND = 40
_TOGETHER = 500
_OPEN = [state.value for state in JobState if not state.is_final]
_FINAL_COUNT = select(func.count()).select_from(JOBS).where(JOBS.c.state.not_in(_OPEN))
_POLICY = JobPolicy()


def small_text(number: int) -> str:
    """A text of about 300 characters that no other number has."""
    return (
        f"Parcel {number} was weighed twice. The first scale said {number * 7 % 1_000} grams. "
        "Nobody believed it, because the needle had been bent since the spring. "
        f"The second scale said {number * 11 % 1_000} grams, and that was written down. "
        "In the evening somebody asked what the paper had cost, and no one could say."
    )


def long_batch(seconds: float) -> list[str]:
    """Texts that one process compresses for about so long."""
    return [small_text(each) * 40 for each in range(round(seconds * BATCH_ITEMS_A_SECOND))]


def _accept(unit: SqlUnitOfWork, job_id: str, texts: Sequence[str], maximum_attempts: int) -> None:
    items, at = [_item(each) for each in texts], unit.now()
    job = CompressionJob(
        job_id=job_id,
        request_id=f"request of {job_id}",
        fingerprint=fingerprint(items, priority=0, lifetime_ms=0),
        item_count=len(items),
        priority=0,
        maximum_attempts=maximum_attempts,
        created_at=at,
        deadline=_POLICY.deadline(at, asked_ms=0),
        updated_at=at,
    )
    unit.jobs.add(job, items)
    unit.queue.put(job_id, priority=0)


def _item(content: str) -> TextItem:
    return TextItem(
        selector=TokenizerSelector(encoding="o200k_base"),
        content=TextToCompress(content),
        rules=CompressionRules(token_budget=TOKEN_BUDGET),
    )


@dataclass(frozen=True)
class JobStore:
    """A store with nothing in it at first.

    Args:
        url: Where it is, as the setting has it.
    """

    url: str

    @cached_property
    def _database(self) -> Database:
        return Database(self.url, timeout_ms=PATIENCE_MS)

    def close(self) -> None:
        """Close the connections of these tests."""
        self._database.close()

    def accept(
        self, texts: Iterable[str], *, name: str = "job", maximum_attempts: int = 5
    ) -> list[str]:
        """Accept a job for each text, many in one transaction; return their ids.

        Args:
            texts: What is to be compressed.
            name: The ids begin with it.
            maximum_attempts: How many attempts may fail.
        """
        ids: list[str] = []
        with closing(storage_at(self.url, timeout_ms=PATIENCE_MS)) as storage:
            for some in batched(texts, _TOGETHER):
                with storage.begin() as unit:
                    for each in some:
                        ids.append(f"{name}-{len(ids):06}")
                        _accept(unit, ids[-1], [each], maximum_attempts)
                    unit.commit()
        return ids

    def accept_batch(self, job_id: str, texts: Sequence[str], *, maximum_attempts: int = 5) -> None:
        """Accept one job for many texts."""
        storage = storage_at(self.url, timeout_ms=PATIENCE_MS)
        with closing(storage), storage.begin() as unit:
            _accept(unit, job_id, texts, maximum_attempts)
            unit.commit()

    def final_count(self) -> int:
        """How many jobs have ended."""
        return self._number(_FINAL_COUNT)

    def count_in(self, *states: JobState) -> int:
        """How many jobs are in one of these states."""
        wanted = JOBS.c.state.in_([state.value for state in states])
        return self._number(select(func.count()).select_from(JOBS).where(wanted))

    def queue_length(self) -> int:
        """How many jobs are still in the queue, whether anybody holds them or not."""
        table = "compression_queue" if self.url.startswith("sqlite") else "procrastinate_jobs"
        return self._number(select(func.count()).select_from(text(table)))

    def job(self, job_id: str) -> CompressionJob:
        """A job as it stands now."""
        with self._database.connection(is_read_only=True) as connection:
            return JobRow.to_domain(
                connection.execute(select(JOBS).where(JOBS.c.job_id == job_id)).one()
            )

    def histories(self) -> list[JobHistory]:
        """All that is known of all jobs."""
        with self._database.connection(is_read_only=True) as connection:
            jobs = [JobRow.to_domain(row) for row in connection.execute(select(JOBS))]
            effects, events = defaultdict(list), defaultdict(list)
            for row in connection.execute(select(OUTCOMES.c.job_id, OUTCOMES.c.item_index)):
                effects[row.job_id].append(row.item_index)
            found: Any = connection.execute(select(EVENTS).order_by(*EVENTS.primary_key))
            for row in found:
                events[row.job_id].append(EventRow.to_domain(row))
        return [
            JobHistory(
                job_id=job.job_id,
                request_id=job.request_id,
                item_count=job.item_count,
                state=job.state,
                attempts=job.attempts,
                releases=job.releases,
                effects=effects[job.job_id],
                events=events[job.job_id],
            )
            for job in jobs
        ]

    def _number(self, query: "Select[Any]") -> int:
        with self._database.connection(is_read_only=True) as connection:
            number: int = connection.execute(query).scalar_one()
            return number
