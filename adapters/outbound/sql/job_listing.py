"""Pages of jobs, the newest first."""

from typing import Any

from sqlalchemy import Select, literal, select, tuple_, union_all

from adapters.outbound.sql.columns import AnyText
from adapters.outbound.sql.job_rows import JOBS, JobRow
from adapters.outbound.sql.transaction import Transaction
from domain.compression.jobs.history import JobFilter
from domain.compression.jobs.job import (
    CompressionJob,
)
from domain.shared.pages import MomentKey, Page, PageRequest

_KEY = tuple_(JOBS.c.created_at_us, JOBS.c.job_id)
_NEWEST_FIRST = (JOBS.c.created_at_us.desc(), JOBS.c.job_id.desc())


def page_of_jobs(
    transaction: Transaction, wanted: JobFilter, request: PageRequest
) -> Page[CompressionJob]:
    """The page that begins behind a token; creation and name of a job never change.

    Raises:
        PageTokenInvalid: The token was not made by such a page.
    """
    rows = transaction.rows(_query(wanted, request))
    keyed = [(str(MomentKey(row.created_at_us, row.job_id)), JobRow.to_domain(row)) for row in rows]
    return Page.first_of(keyed, request)


def _query(wanted: JobFilter, request: PageRequest) -> Select[Any]:
    """One stretch of an index for each state, so that rare states are found without a search."""
    every = _behind(request)
    if wanted.request_id:
        every = every.where(JOBS.c.request_id == wanted.request_id)
    states = sorted(state.value for state in wanted.states)
    if len(states) <= 1:
        return every.where(JOBS.c.state.in_(states)) if states else every
    stretches = [select(every.where(JOBS.c.state == state).subquery()) for state in states]
    together = union_all(*stretches).subquery()
    return (
        select(together)
        .order_by(together.c.created_at_us.desc(), together.c.job_id.desc())
        .limit(request.limit() + 1)
    )


def _behind(request: PageRequest) -> Select[Any]:
    query = select(JOBS).order_by(*_NEWEST_FIRST).limit(request.limit() + 1)
    after = request.after()
    if not after:
        return query
    key = MomentKey.parse(after)
    return query.where(tuple_(literal(key.at_us), literal(key.name, AnyText)) > _KEY)
