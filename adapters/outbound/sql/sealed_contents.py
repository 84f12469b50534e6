"""The prompts and results of jobs: many sealed rows, read and written in stretches."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

from sqlalchemy import bindparam, func, insert, select

from adapters.outbound.sql.codecs import item_codec, outcome_codec
from adapters.outbound.sql.job_rows import ITEMS, OUTCOMES
from adapters.outbound.sql.transaction import Transaction
from domain.compression.jobs.items import JobItem
from domain.compression.jobs.outcomes import Outcome
from ports.outbound.seals import Seal

_ADD_ITEMS = insert(ITEMS)
_ITEMS = (
    select(ITEMS.c.item_index, ITEMS.c.content)
    .where(ITEMS.c.job_id == bindparam("of_job"), ITEMS.c.item_index >= bindparam("start"))
    .order_by(ITEMS.c.item_index)
    .limit(bindparam("most"))
)
_ADD_OUTCOMES = insert(OUTCOMES)
_SIZES = (
    select(OUTCOMES.c.item_index, OUTCOMES.c.byte_count)
    .where(OUTCOMES.c.job_id == bindparam("of_job"), OUTCOMES.c.item_index >= bindparam("start"))
    .order_by(OUTCOMES.c.item_index)
    .limit(bindparam("most"))
)
_OUTCOMES = (
    select(OUTCOMES.c.item_index, OUTCOMES.c.content)
    .where(
        OUTCOMES.c.job_id == bindparam("of_job"),
        OUTCOMES.c.item_index.between(bindparam("start"), bindparam("last")),
    )
    .order_by(OUTCOMES.c.item_index)
)
_NEXT_ITEM = select(func.coalesce(func.max(OUTCOMES.c.item_index) + 1, 0)).where(
    OUTCOMES.c.job_id == bindparam("of_job")
)


class SealedContents:
    """Keeps items and outcomes; each is sealed for the place where it lies.

    Args:
        transaction: That of the unit of work.
        seal: Protects what is stored.
    """

    def __init__(self, transaction: Transaction, seal: Seal) -> None:
        self._transaction = transaction
        self._items = item_codec(seal)
        self._outcomes = outcome_codec(seal)

    def add_items(self, job_id: str, items: Sequence[JobItem]) -> None:
        """Keep the items of a new job."""
        rows = []
        for index, item in enumerate(items):
            content, _ = self._items.pack(item, place=_place(job_id, "items", index))
            rows.append({"job_id": job_id, "item_index": index, "content": content})
        self._transaction.change(_ADD_ITEMS, rows)

    def items(self, job_id: str, *, start: int, limit: int) -> Sequence[JobItem]:
        """Items from an index on, in order."""
        rows = self._transaction.rows(_ITEMS, {"of_job": job_id, "start": start, "most": limit})
        return [
            self._items.unpack(row.content, place=_place(job_id, "items", row.item_index))
            for row in rows
        ]

    def add_outcomes(self, job_id: str, outcomes: Mapping[int, Outcome]) -> None:
        """Keep what became of items."""
        rows = []
        for index, outcome in outcomes.items():
            place = _place(job_id, "outcomes", index)
            content, byte_count = self._outcomes.pack(outcome, place=place)
            rows.append(
                {
                    "job_id": job_id,
                    "item_index": index,
                    "byte_count": byte_count,
                    "content": content,
                }
            )
        if rows:
            self._transaction.change(_ADD_OUTCOMES, rows)

    def outcomes(
        self, job_id: str, *, start: int, limit: int, byte_limit: int
    ) -> Mapping[int, Outcome]:
        """What became of items, in order; how much that is, is found out before it is read."""
        wanted = {"of_job": job_id, "start": start, "most": limit}
        sizes = self._transaction.rows(_SIZES, wanted)
        totals = accumulate(row.byte_count for row in sizes)
        fitting = sum(total <= byte_limit for total in totals)
        if not sizes:
            return {}
        last = sizes[max(fitting, 1) - 1].item_index
        rows = self._transaction.rows(_OUTCOMES, {"of_job": job_id, "start": start, "last": last})
        return {
            row.item_index: self._outcomes.unpack(
                row.content, place=_place(job_id, "outcomes", row.item_index)
            )
            for row in rows
        }

    def next_item(self, job_id: str) -> int:
        """The first index without an outcome."""
        return self._transaction.number(_NEXT_ITEM, {"of_job": job_id})


def _place(job_id: str, part: str, index: int) -> str:
    return f"compression_job/{job_id}/{part}/{index}"
