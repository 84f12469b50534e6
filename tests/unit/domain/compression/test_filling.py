"""A budget is filled by what a choice really weighs, and never exceeded."""

from hypothesis import given
from hypothesis import strategies as st

from domain.compression.filling import Choice, Filling, fill


def filled(prices: list[int], *, true_percent: int, extra: int, token_budget: int) -> Filling:
    """Fill a budget with things whose prices are wrong by a percentage and a constant."""

    def choose(limit: int) -> Choice:
        choice, total = [], 0
        for price in prices:
            taken = total + price <= limit
            choice.append(0 if taken else 1)
            total += price if taken else 0
        return choice

    def weigh(choice: Choice) -> int:
        total = sum(price for price, option in zip(prices, choice, strict=True) if option == 0)
        return -(-total * true_percent // 100) + (extra if total else 0)

    return fill(
        choose,
        floor=[1] * len(prices),
        weigh=weigh,
        token_budget=token_budget,
        total_price=sum(prices),
    )


@given(
    st.lists(st.integers(1, 60), max_size=80),
    st.integers(50, 200),
    st.integers(0, 20),
    st.integers(0, 2_000),
)
def test_a_budget_is_never_exceeded(
    prices: list[int], true_percent: int, extra: int, token_budget: int
) -> None:
    """Whatever prices are worth, what comes out keeps the budget."""
    filling = filled(prices, true_percent=true_percent, extra=extra, token_budget=token_budget)

    assert filling.tokens <= token_budget


@given(st.integers(50, 200))
def test_a_budget_is_used(true_percent: int) -> None:
    """With small parts, hardly anything stays free although the prices are wrong."""
    filling = filled([3] * 1_000, true_percent=true_percent, extra=7, token_budget=1_000)

    assert 985 <= filling.tokens <= 1_000


def test_a_floor_above_the_budget_is_what_comes_back() -> None:
    """The caller learns what the least would weigh."""
    filling = fill(lambda _: [0], floor=[0], weigh=lambda _: 12, token_budget=10, total_price=12)

    assert Filling([0], 12) == filling
