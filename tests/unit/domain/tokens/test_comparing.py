from dataclasses import replace

import pytest

from domain.tokens.analyses import ModelTotals
from domain.tokens.comparing import compare
from domain.tokens.model import CountMethod, ModelSpecification, Provenance, TokenCount

NOTHING = TokenCount.exact(0)
MADE_BY = Provenance("characters", "", "characters 1", "7")


def totals(count: TokenCount = NOTHING, limit: int | None = None) -> ModelTotals:
    """A corpus under a model that takes so many tokens."""
    model = ModelSpecification("m", "test", "characters", input_token_limit=limit)
    return ModelTotals(model, count, None, MADE_BY)


def exact(*counts: tuple[int, int]) -> list[tuple[TokenCount, TokenCount]]:
    return [(TokenCount.exact(one), TokenCount.exact(other)) for one, other in counts]


@pytest.mark.parametrize(
    ("before", "after", "ratio"), [(10, 15, 1.5), (10, 0, 0.0), (0, 5, 1.0), (0, 0, 1.0)]
)
def test_a_ratio_is_new_tokens_for_each_old_one(before: int, after: int, ratio: float) -> None:
    """Where there were none, there is nothing to compare, and the ratio is 1."""
    comparison = compare(
        totals(TokenCount.exact(before)), totals(TokenCount.exact(after)), exact((before, after))
    )

    assert (ratio, (ratio,)) == (comparison.token_ratio, comparison.token_ratios)


def test_each_text_has_its_ratio_in_order() -> None:
    """The ratio of the whole is that of the sums, not the mean of the ratios."""
    comparison = compare(
        totals(TokenCount.exact(11)), totals(TokenCount.exact(22)), exact((1, 4), (10, 18))
    )

    assert (2.0, (4.0, 1.8)) == (comparison.token_ratio, comparison.token_ratios)


def test_texts_that_fit_only_one_side_are_named_by_index() -> None:
    """Exactly the limit fits; what fits both or neither is not named."""
    counts = exact((10, 20), (10, 21), (11, 20), (11, 21))

    comparison = compare(totals(limit=10), totals(limit=20), counts)

    assert ((1,), (2,)) == (comparison.stops_fitting, comparison.begins_fitting)


@pytest.mark.parametrize(
    ("before", "after", "stops", "begins"),
    [(None, 10, (0,), ()), (10, None, (), (0,)), (None, None, (), ())],
)
def test_what_has_no_known_limit_fits(
    before: int | None, after: int | None, stops: tuple[int, ...], begins: tuple[int, ...]
) -> None:
    """Nobody can say that a text stops fitting where nothing is known."""
    comparison = compare(totals(limit=before), totals(limit=after), exact((100, 100)))

    assert (stops, begins) == (comparison.stops_fitting, comparison.begins_fitting)


def test_a_text_fits_only_by_its_upper_bound() -> None:
    """A count within the limit whose bound is above it may not fit, so it stops fitting."""
    unsure = TokenCount(8, 12, CountMethod.RECONSTRUCTED)

    comparison = compare(totals(limit=10), totals(limit=10), [(TokenCount.exact(8), unsure)])

    assert (0,) == comparison.stops_fitting


def test_the_tightest_limit_of_a_model_counts() -> None:
    """A context may be shorter than what the input is limited to."""
    model = ModelSpecification(
        "m", "test", "characters", context_token_limit=5, input_token_limit=10
    )
    tight = replace(totals(), model=model)

    comparison = compare(totals(limit=10), tight, exact((6, 6)))

    assert (0,) == comparison.stops_fitting


def test_both_sides_are_in_the_answer() -> None:
    """Nothing of what was found is lost."""
    before, after = totals(TokenCount.exact(1)), totals(TokenCount.exact(2))

    comparison = compare(before, after, exact((1, 2)))

    assert (before, after) == (comparison.before, comparison.after)
