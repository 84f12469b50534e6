"""Choosing options within a budget."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from domain.compression.knapsack import Knapsack

parts = st.lists(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 1_000)), min_size=1, max_size=4),
    max_size=30,
)
few_parts = st.lists(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99)), min_size=1, max_size=3),
    max_size=4,
)

type Parts = list[list[tuple[int, int]]]


def knapsack_of(options: Parts) -> Knapsack:
    return Knapsack(
        [[cost for cost, _ in each] for each in options],
        [[value for _, value in each] for each in options],
    )


def sentences(costs: list[int], values: list[int]) -> Knapsack:
    """Parts that are kept or left out."""
    return Knapsack([(cost, 0) for cost in costs], [(value, 0) for value in values])


def cost_of(options: Parts, choice: tuple[int, ...]) -> int:
    return sum(each[option][0] for each, option in zip(options, choice, strict=True))


def value_of(options: Parts, choice: tuple[int, ...]) -> int:
    return sum(each[option][1] for each, option in zip(options, choice, strict=True))


@given(parts, st.integers(-5, 1_500))
def test_no_choice_is_above_a_budget_that_can_be_kept(options: Parts, budget: int) -> None:
    """The costs add up to the budget at most, or to the floor where that is more."""
    knapsack = knapsack_of(options)

    cost = cost_of(options, knapsack.choose(budget))

    assert cost <= max(budget, knapsack.floor_tokens)


@given(few_parts, st.integers(0, 40))
def test_a_choice_among_few_parts_is_nearly_the_best(options: Parts, budget: int) -> None:
    """What is missed is less than the best single option: that is what greed can lose."""
    knapsack = knapsack_of(options)

    had = value_of(options, knapsack.choose(budget))

    choices = list(product(*[range(len(each)) for each in options]))
    room = max(budget, knapsack.floor_tokens)
    best = max(value_of(options, each) for each in choices if cost_of(options, each) <= room)
    assert best - had <= max((value for each in options for _, value in each), default=0)


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 99)), max_size=90))
def test_nothing_that_is_left_out_would_still_fit(drawn: list[tuple[int, int]]) -> None:
    """Tokens are unused only where no part is small enough for them."""
    costs, values = [cost for cost, _ in drawn], [value for _, value in drawn]
    budget = sum(costs) // 2

    choice = sentences(costs, values).choose(budget)

    room = budget - sum(cost for cost, left in zip(costs, choice, strict=True) if not left)
    assert all(cost > room for cost, left in zip(costs, choice, strict=True) if left)


def test_a_small_budget_is_spent_to_the_token() -> None:
    """Of sentences of common lengths some add up to all there is."""
    costs = [(7 * number) % 31 + 5 for number in range(100)]

    choice = sentences(costs, [cost * 10 + cost % 3 for cost in costs]).choose(100)

    assert sum(cost for cost, left in zip(costs, choice, strict=True) if not left) == 100


@given(parts, st.integers(0, 1_500))
def test_a_choice_is_the_same_every_time(options: Parts, budget: int) -> None:
    """Choosing leaves nothing behind that changes the next choice."""
    knapsack = knapsack_of(options)
    first = knapsack.choose(budget)

    knapsack.choose(budget // 2)

    assert knapsack.choose(budget) == first


def test_the_most_value_for_a_token_goes_first() -> None:
    """A short worthy part beats a long one of a little more value."""
    choice = sentences([100, 10, 10], [110, 100, 100]).choose(100)

    assert choice == (1, 0, 0)


def test_ties_go_to_the_earlier_part() -> None:
    """Of equal parts the first in the text is kept."""
    choice = sentences([10, 10, 10], [5, 5, 5]).choose(10)

    assert choice == (0, 1, 1)


def test_the_end_of_a_budget_is_filled_exactly_where_that_is_worth_more() -> None:
    """The last part taken gives way to two that use its room better."""
    choice = sentences([6, 5, 5], [7, 5, 5]).choose(10)

    assert choice == (1, 0, 0)


def test_what_cannot_be_dropped_is_there_from_the_start() -> None:
    """The cheapest option of each part makes the floor."""
    knapsack = Knapsack([(30, 8), (20, 0)], [(10, 1), (10, 0)])

    found = (knapsack.floor, knapsack.floor_tokens, knapsack.choose(5))

    assert found == ((1, 1), 8, (1, 1))


def test_a_part_goes_up_its_options_as_the_budget_grows() -> None:
    """A stub comes before the full text where it gives more for a token."""
    knapsack = Knapsack([(100, 10, 0)], [(100, 50, 0)])

    found = [knapsack.choose(budget)[0] for budget in (9, 10, 99, 100)]

    assert found == [2, 1, 1, 0]


def test_an_option_below_the_hull_is_passed_over() -> None:
    """An option that costs more than a worthier one is never chosen."""
    knapsack = Knapsack([(20, 30, 0)], [(100, 50, 0)])

    found = {knapsack.choose(budget)[0] for budget in range(40)}

    assert found == {0, 2}


def test_no_parts_are_an_empty_choice() -> None:
    """An empty text has nothing to choose."""
    knapsack = Knapsack([], [])

    assert (knapsack.choose(10), knapsack.floor_tokens) == ((), 0)
