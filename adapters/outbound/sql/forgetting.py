"""Deletes what is kept of jobs that ended long enough ago."""

from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    bindparam,
    delete,
    select,
    text,
    update,
)

from adapters.outbound.sql.columns import microseconds
from adapters.outbound.sql.job_rows import ITEMS, JOBS, OUTCOMES
from adapters.outbound.sql.transaction import Transaction

_MOST_NAMES = 1_000
"""How many ids one statement names."""
_CHOSEN: BindParameter[str] = bindparam("of_jobs", expanding=True)


@dataclass(frozen=True, slots=True)
class Forgettable:
    """Something that is deleted some time after the end of a job.

    Args:
        candidates: Finds jobs that still have it, the one that ended first to begin with.
        deletions: Delete it of given jobs.
    """

    candidates: Executable
    deletions: tuple[Executable, ...]


def _candidates(*still_there: ColumnElement[bool]) -> Executable:
    return (
        select(JOBS.c.job_id)
        .where(JOBS.c.finished_at_us < bindparam("before_us"), *still_there)
        .order_by(JOBS.c.finished_at_us)
        .limit(bindparam("most"))
        # Where somebody else deletes at this moment, there is no need to wait for it.
        .with_for_update(skip_locked=True)
    )


# The conditions are written as in the indexes that are to serve them.
FORGET_ITEMS = Forgettable(
    _candidates(text("has_items")),  # type: ignore[arg-type]  # stands for a condition
    (
        delete(ITEMS).where(ITEMS.c.job_id.in_(_CHOSEN)),
        update(JOBS).where(JOBS.c.job_id.in_(_CHOSEN)).values(has_items=False),
    ),
)
FORGET_OUTCOMES = Forgettable(
    _candidates(text("has_outcomes")),  # type: ignore[arg-type]  # stands for a condition
    (
        delete(OUTCOMES).where(OUTCOMES.c.job_id.in_(_CHOSEN)),
        update(JOBS).where(JOBS.c.job_id.in_(_CHOSEN)).values(has_outcomes=False),
    ),
)
FORGET_JOBS = Forgettable(_candidates(), (delete(JOBS).where(JOBS.c.job_id.in_(_CHOSEN)),))
"""All that belongs to a job goes with it."""


class Forgetting:
    """Deletes in portions, so that nobody waits long for it.

    Args:
        transaction: That of the unit of work.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def run(self, what: Forgettable, finished_before: datetime, limit: int) -> int:
        """Delete something of jobs that ended before a moment; return of how many."""
        wanted = {"before_us": microseconds(finished_before), "most": limit}
        chosen = [row.job_id for row in self._transaction.rows(what.candidates, wanted)]
        for names in batched(chosen, _MOST_NAMES):
            for deletion in what.deletions:
                self._transaction.change(deletion, {"of_jobs": list(names)})
        return len(chosen)
