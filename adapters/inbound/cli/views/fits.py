"""Whether something fits models, as people and programs read it."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import pairwise
from typing import Any

from adapters.inbound.cli.tables import Cell, Column, Table
from adapters.inbound.cli.views.labels import count_data, missed, provenance_data
from domain.tokens.analyses import ModelFit
from domain.tokens.fitting import DropPlan

_COLUMNS = (
    Column("Model"),
    Column("Fits"),
    Column("Tokens", is_number=True),
    Column("At most", is_number=True),
    Column("Available", is_number=True),
    Column("Method"),
)
_DROP_COLUMNS = (Column("Drop"), Column("Then at most", is_number=True))


class Verdict(Enum):
    """Whether something fits a model."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    UNKNOWN = "unknown"


def verdict_of(found: ModelFit) -> Verdict:
    """YES only where even the upper bound of the count fits."""
    if found.fit is None:
        return Verdict.UNKNOWN
    if found.fit.fits_by_upper_bound and found.counted_completely:
        return Verdict.YES
    return Verdict.MAYBE if found.fit.fits_by_count else Verdict.NO


def fit_table(fits: Sequence[ModelFit], *, with_drops: bool) -> Table:
    """A row for each model."""
    return Table(
        columns=(*_COLUMNS, *(_DROP_COLUMNS if with_drops else ())),
        rows=tuple(tuple(_cells(each, with_drops=with_drops)) for each in fits),
        notes=tuple(_notes(fits)),
    )


def fits_data(fits: Sequence[ModelFit]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "all_fit": all(verdict_of(each) is Verdict.YES for each in fits),
        "models": [_fit_data(each) for each in fits],
    }


def _cells(found: ModelFit, *, with_drops: bool) -> Iterator[Cell]:
    yield found.model
    yield verdict_of(found).value
    yield found.count.token_count
    yield found.count.upper_bound_token_count
    yield found.fit.available_tokens if found.fit else None
    yield found.count.method.name
    if with_drops:
        plan = found.drop_plan
        yield _ranges(plan.dropped) if plan else None
        yield plan.upper_bound_token_count if plan else None


def _notes(fits: Sequence[ModelFit]) -> Iterator[str]:
    for each in fits:
        if not each.counted_completely:
            yield f"{each.model}: counting stopped as soon as it was certain not to fit"
        if each.fit is None:
            yield f"{each.model}: nobody knows its limit; --limit sets one"
        yield from (f"{each.model}: {sentence}" for sentence in missed(each.count))
        if each.drop_plan and not each.drop_plan.fits:
            yield f"{each.model}: what may not be dropped is still too much"


def _ranges(indices: Iterable[int]) -> str:
    """Numbers in ascending order, those that follow each other as a range: ``1-3,5``."""
    numbers = list(indices)
    starts = [b for a, b in pairwise([-2, *numbers]) if b != a + 1]
    ends = [a for a, b in pairwise([*numbers, -2]) if b != a + 1]
    pairs = zip(starts, ends, strict=True)
    return ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in pairs)


def _fit_data(found: ModelFit) -> dict[str, Any]:
    fit = found.fit
    return {
        "model": found.model,
        "fits": verdict_of(found).value,
        "count": count_data(found.count),
        "counted_completely": found.counted_completely,
        "available_token_count": fit.available_tokens if fit else None,
        "binding_limit": fit.binding_limit.value if fit else None,
        "left_token_count": fit.tokens_left if fit else None,
        "left_by_upper_bound_token_count": fit.tokens_left_by_upper_bound if fit else None,
        "drop_plan": _plan_data(found.drop_plan) if found.drop_plan else None,
        "provenance": provenance_data(found.provenance),
    }


def _plan_data(plan: DropPlan) -> dict[str, Any]:
    return {
        "message_indices": list(plan.dropped),
        "token_count": plan.token_count,
        "upper_bound_token_count": plan.upper_bound_token_count,
        "fits": plan.fits,
    }
