from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from domain.shared.errors import InvalidValue
from domain.tokens.cost import TokenUsage
from domain.tokens.questions import CostQuestion, ModelBudget

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


def test_a_question_becomes_the_usage_of_a_call() -> None:
    """Only the input is missing, which is counted or given."""
    question = CostQuestion(cached_input_tokens=1, cache_write_tokens=2, output_tokens=4)
    expected = TokenUsage(10, 1, 2, 4)

    actual = question.usage(10)

    assert expected == actual


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        ({"cached_input_tokens": -1}, "cached_input_token_count"),
        ({"cache_write_tokens": -1}, "cache_write_token_count"),
        ({"output_tokens": -1}, "output_token_count"),
        ({"output_tokens": -(2**63)}, "output_token_count"),
        ({"cached_input_tokens": 5, "cache_write_tokens": -5}, "cache_write_token_count"),
    ],
)
def test_negative_numbers_are_refused_before_anything_is_counted(
    numbers: dict[str, Any], field: str
) -> None:
    """No call has such a usage, however long its input turns out to be."""
    with pytest.raises(InvalidValue) as caught:
        CostQuestion(**numbers)

    assert field == caught.value.field


@pytest.mark.parametrize(
    "numbers", [{}, {"cached_input_tokens": 5, "cache_write_tokens": 7, "output_tokens": 2**63 - 1}]
)
def test_numbers_that_some_input_goes_with_are_taken(numbers: dict[str, Any]) -> None:
    """Whether the caches hold more than the input is known only when that is counted."""
    question = CostQuestion(**numbers)

    assert 12 == question.usage(12).input_token_count


def test_caches_hold_no_more_than_the_input() -> None:
    """A shorter input contradicts the question."""
    with pytest.raises(InvalidValue) as caught:
        CostQuestion(cached_input_tokens=5, cache_write_tokens=7).usage(11)

    assert "cache_write_token_count" == caught.value.field


def test_a_call_is_made_now_unless_a_day_is_given() -> None:
    """The moment of a call without a day is this one."""
    assert NOW == CostQuestion().moment(NOW)


@pytest.mark.parametrize(
    "zone", [UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=12))]
)
def test_a_given_day_is_that_day_in_utc_wherever_the_clock_stands(zone: timezone) -> None:
    """At noon, so that prices that change at midnight count for the day."""
    expected = datetime(2026, 1, 2, 12, tzinfo=UTC)

    actual = CostQuestion(on=date(2026, 1, 2)).moment(NOW.astimezone(zone))

    assert expected == actual


def test_a_budget_without_more_said_is_that_of_the_model() -> None:
    """Nothing is reserved, and the limits are the model's own."""
    expected = ModelBudget("gpt-4o", 0, None)

    assert expected == ModelBudget("gpt-4o")
