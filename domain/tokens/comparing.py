"""What a change of model would change for the same texts."""

from collections.abc import Iterator, Sequence

from domain.tokens.analyses import ModelComparison, ModelTotals
from domain.tokens.model import TokenCount


def compare(
    before: ModelTotals, after: ModelTotals, counts: Sequence[tuple[TokenCount, TokenCount]]
) -> ModelComparison:
    """Compare two models.

    Args:
        before: The corpus under the model in use.
        after: The corpus under the other one.
        counts: Each text under both.
    """
    fitting = [(_fits(one, before), _fits(other, after)) for one, other in counts]
    return ModelComparison(
        before=before,
        after=after,
        token_ratio=_ratio(before.count, after.count),
        token_ratios=tuple(_ratio(one, other) for one, other in counts),
        stops_fitting=tuple(_where(fitting, (True, False))),
        begins_fitting=tuple(_where(fitting, (False, True))),
    )


def _ratio(one: TokenCount, other: TokenCount) -> float:
    """Tokens of the other for each of the one; 1 where there is nothing to compare."""
    return other.token_count / one.token_count if one.token_count else 1.0


def _fits(count: TokenCount, totals: ModelTotals) -> bool:
    """Whether a text surely fits; what has no known limit fits."""
    limit = totals.model.longest_input
    return limit is None or count.upper_bound_token_count <= limit


def _where(fitting: Sequence[tuple[bool, bool]], wanted: tuple[bool, bool]) -> Iterator[int]:
    return (index for index, each in enumerate(fitting) if each == wanted)
