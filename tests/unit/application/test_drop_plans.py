"""What to drop of a chat that does not fit, as CheckBudget plans it."""

import json

import pytest

from domain.shared.steps import STEP_CHARACTERS
from domain.tokens.chat_requests import ChatRequest, ChatShape
from tests.unit.application.budgets import begin, fit_of, limited
from tests.unit.application.world import World, chat, result_of

LONG = "word " * STEP_CHARACTERS


def test_the_oldest_messages_are_dropped_first(world: World) -> None:
    """What stays fits, begins with a question, and ends with the last one."""
    request = chat("a" * 10, "b" * 10, "c" * 10, "d" * 10, "e" * 10)

    actual = fit_of(world, request, limited(45), plan_drops=True)

    assert actual.drop_plan
    assert ((0, 1), 42, 42, True) == (
        actual.drop_plan.dropped,
        actual.drop_plan.token_count,
        actual.drop_plan.upper_bound_token_count,
        actual.drop_plan.fits,
    )
    assert 68 == actual.count.token_count


@pytest.mark.parametrize(("limit", "planned"), [(16, False), (15, True)])
def test_nothing_is_planned_for_what_surely_fits(
    *, world: World, limit: int, planned: bool
) -> None:
    """At exactly the limit there is no plan, one token below there is."""
    actual = fit_of(world, chat("aaaaaaaaaa"), limited(limit), plan_drops=True)

    assert planned is (actual.drop_plan is not None)


def test_a_plan_is_made_for_the_upper_bound(world: World) -> None:
    """What fits by its count only still has a plan, after which it surely fits."""
    request = chat("aaaa", "bbbb", "cccc")

    actual = fit_of(world, request, limited(30, "framed"), plan_drops=True)

    assert actual.fit
    assert actual.fit.fits_by_count
    assert actual.drop_plan
    assert actual.drop_plan.fits
    assert actual.drop_plan.upper_bound_token_count <= 30


def test_a_plan_that_is_not_enough_says_so(world: World) -> None:
    """The last question alone is too long: everything before it goes, and still it does not fit."""
    actual = fit_of(world, chat("a", "b", "c" * 50), limited(20), plan_drops=True)

    assert actual.drop_plan
    assert ((0, 1), False) == (actual.drop_plan.dropped, actual.drop_plan.fits)


def test_a_plan_has_a_long_chat_counted_to_its_end(world: World) -> None:
    """Nobody can plan with half a count."""
    actual = fit_of(world, chat(LONG, f"1{LONG}", "a"), limited(100), plan_drops=True)

    assert actual.counted_completely
    assert actual.drop_plan
    assert (0, 1) == actual.drop_plan.dropped


def test_no_plan_is_made_that_nobody_asked_for(world: World) -> None:
    """A fit without a plan is all there is."""
    actual = fit_of(world, chat("a", "b", "c" * 50), limited(20))

    assert actual.drop_plan is None


@pytest.mark.parametrize("plan_drops", [True, False])
def test_a_text_has_no_plan(*, world: World, plan_drops: bool) -> None:
    """There are no messages to drop."""
    actual = fit_of(world, "a" * 50, limited(20), plan_drops=plan_drops)

    assert actual.drop_plan is None


def test_a_tool_call_is_dropped_with_its_result(world: World) -> None:
    """Providers refuse one without the other, so the plan takes both or none."""
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages = [
        {"role": "system", "content": "be brief"},
        {"role": "user", "content": "a" * 20},
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "1", "content": "r" * 20},
        {"role": "assistant", "content": "b" * 20},
        {"role": "user", "content": "c" * 5},
    ]
    request = ChatRequest(ChatShape.OPENAI, json.dumps({"messages": messages}))

    actual = fit_of(world, request, limited(70), plan_drops=True)

    assert actual.drop_plan
    assert ((1, 2, 3, 4), True) == (actual.drop_plan.dropped, actual.drop_plan.fits)


def test_each_model_has_a_plan_of_its_own(world: World) -> None:
    """The same chat loses less where more fits."""
    request = chat("a" * 10, "b" * 10, "c" * 10, "d" * 10, "e" * 10)
    budgets = [limited(45), limited(60), limited(100)]

    fits = result_of(begin(world, request, *budgets, plan_drops=True))

    plans = [each.drop_plan for each in fits]
    assert [(0, 1), (0, 1), None] == [each and each.dropped for each in plans]
