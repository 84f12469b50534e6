"""A plan says what budgets would keep, before anything is compressed."""

import pytest

from domain.compression.requests import BudgetInfeasible, Strategy
from domain.compression.results import PlannedCompression
from domain.shared.errors import InvalidValue
from tests.unit.application.compression.world import CODE, PASSAGES, TEXT, CompressionWorld

SHORTEST = min(map(len, PASSAGES))
QUERY = "when was the lighthouse built"


def planned(budget: int, *, tokens: int, kept: int) -> PlannedCompression:
    """What a budget would keep; it is feasible where so many tokens are within it."""
    return PlannedCompression(budget, tokens <= budget, tokens, kept)


@pytest.mark.parametrize("text", [TEXT, CODE])
@pytest.mark.parametrize("strategy", [Strategy.AUTO, Strategy.EXTRACTIVE])
def test_more_tokens_keep_no_less(house: CompressionWorld, text: str, strategy: Strategy) -> None:
    """From nothing at all to everything."""
    plans = house.planned(range(0, len(text) + 20, 7), text, strategy=strategy, query=QUERY).plans

    kept = [each.kept_value_permille for each in plans]
    assert sorted(kept) == kept
    assert (0, 1_000) == (kept[0], kept[-1])


@pytest.mark.parametrize("text", [TEXT, CODE])
def test_what_is_feasible_can_be_done(house: CompressionWorld, text: str) -> None:
    """And what is not is refused; nothing above a budget is promised for it."""
    budgets = range(0, len(text), 6)

    plans = house.planned(budgets, text, query=QUERY).plans

    assert [is_possible(house, budget, text) for budget in budgets] == [
        each.is_feasible for each in plans
    ]
    assert all(each.predicted_tokens <= each.token_budget for each in plans if each.is_feasible)
    assert {True, False} == {each.is_feasible for each in plans}


def is_possible(house: CompressionWorld, budget: int, text: str) -> bool:
    try:
        return bool(house.compressed(budget, text, query=QUERY))
    except BudgetInfeasible:
        return False


@pytest.mark.parametrize("budget", [SHORTEST, 60, 110, 170, 230, 290])
def test_what_is_predicted_comes_about(house: CompressionWorld, budget: int) -> None:
    """Within a few tokens, as prices are those of parts and not of the whole."""
    (plan,) = house.planned([budget], query=QUERY).plans

    tokens = house.compressed(budget, query=QUERY).count.token_count

    assert abs(tokens - plan.predicted_tokens) <= 10


def test_the_ends_are_exact(house: CompressionWorld) -> None:
    """Below the least nothing is kept, and from the whole on everything."""
    budgets = [SHORTEST - 1, SHORTEST, len(TEXT), len(TEXT) + 1]

    plan = house.planned(budgets)

    below, least, whole, above = plan.plans
    assert planned(SHORTEST - 1, tokens=SHORTEST, kept=0) == below
    assert (True, SHORTEST) == (least.is_feasible, least.predicted_tokens)
    assert planned(len(TEXT), tokens=len(TEXT), kept=1_000) == whole
    assert planned(len(TEXT) + 1, tokens=len(TEXT), kept=1_000) == above
    assert (SHORTEST, len(TEXT)) == (plan.minimum_tokens, plan.count.token_count)


def test_plans_come_in_the_order_asked_for(house: CompressionWorld) -> None:
    """Twice the same budget, too."""
    budgets = [200, 100, 200]

    plans = house.planned(budgets).plans

    assert budgets == [each.token_budget for each in plans]
    assert plans[0] == plans[2]


def test_without_budgets_usual_ones_are_planned_for(house: CompressionWorld) -> None:
    """5, 10, 25, 50 and 75 percent of the text."""
    plans = house.planned([]).plans

    assert [len(TEXT) * share // 100 for share in (5, 10, 25, 50, 75)] == [
        each.token_budget for each in plans
    ]


def test_pins_are_planned_for(house: CompressionWorld) -> None:
    """What must stay is the least."""
    plan = house.planned([50, 60], pins=[PASSAGES[0]])

    assert len(PASSAGES[0]) == plan.minimum_tokens
    assert [False, True] == [each.is_feasible for each in plan.plans]


def test_an_empty_text_needs_nothing(house: CompressionWorld) -> None:
    """All of it fits any budget."""
    (plan,) = house.planned([0], "").plans

    assert planned(0, tokens=0, kept=1_000) == plan


def test_a_hundred_budgets_are_planned_for(house: CompressionWorld) -> None:
    """One more is refused."""
    assert 100 == len(house.planned(range(100)).plans)
    with pytest.raises(InvalidValue) as refusal:
        house.planned(range(101))

    assert ("token_budgets", "101") == (refusal.value.field, refusal.value.metadata["given"])


def test_a_negative_budget_is_refused(house: CompressionWorld) -> None:
    """The least is 0."""
    with pytest.raises(InvalidValue) as refusal:
        house.planned([10, -1])

    assert "token_budgets" == refusal.value.field


@pytest.mark.parametrize(
    "strategy", [each for each in Strategy if each not in {Strategy.AUTO, Strategy.EXTRACTIVE}]
)
def test_other_strategies_cannot_be_planned(house: CompressionWorld, strategy: Strategy) -> None:
    """Their results do not grow part by part."""
    with pytest.raises(InvalidValue):
        house.planned([10], strategy=strategy)
