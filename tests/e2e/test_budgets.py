"""Whether things fit, for many models in one call, and what to drop where they do not."""

import json
import time
from typing import Any

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from tests.e2e.requests import by_model, chat_request
from tests.e2e.running import RunningServer
from tests.e2e.statuses import failure_of

TEN_MODELS = (
    "gpt-4o",
    "gpt-5",
    "claude-opus-4-5",
    "claude-sonnet-5",
    "gemini-2.5-pro",
    "llama-3-70b-instruct",
    "qwen3.5-27b",
    "deepseek-chat",
    "mistral-large-2402",
    "no-such-model",
)
TEXT = "It weighed less than she thought, and they paid for twice as much. " * 100


def checked(server: RunningServer, **fields: Any) -> list[pb.ModelFit]:
    return list(server.stub.CheckBudget(pb.CheckBudgetRequest(**fields)).fits)


def limited(model: str, token_limit: int, reserved: int = 0) -> pb.ModelBudget:
    return pb.ModelBudget(
        model=model, token_limit=token_limit, reserved_output_token_count=reserved
    )


def test_ten_models_are_checked_in_one_call(server: RunningServer) -> None:
    """Each has the count that it has by itself, and answers stand in the order of the question."""
    expected = [
        server.stub.CountTokens(pb.CountTokensRequest(tokenizer=by_model(each), text=TEXT)).count
        for each in TEN_MODELS
    ]

    fits = checked(server, models=[limited(each, 100_000) for each in TEN_MODELS], text=TEXT)

    assert list(TEN_MODELS) == [each.model for each in fits]
    assert expected == [each.count for each in fits]
    assert all(each.fits_by_upper_bound and each.counted_completely for each in fits)
    assert [100_000 - each.token_count for each in expected] == [
        each.left_token_count for each in fits
    ]


def test_a_chat_is_checked_for_ten_models(server: RunningServer) -> None:
    """Each has the count that CountMessages gives."""
    chat = chat_request(openai={"messages": [{"role": "user", "content": TEXT}]})
    expected = [
        server.stub.CountMessages(pb.CountMessagesRequest(model=each, chat=chat)).count
        for each in TEN_MODELS
    ]

    fits = checked(server, models=[pb.ModelBudget(model=each) for each in TEN_MODELS], chat=chat)

    assert expected == [each.count for each in fits]
    assert [True] * 9 + [False] == [each.limit_known for each in fits]


def test_the_limits_of_a_model_are_those_of_the_catalogue(server: RunningServer) -> None:
    """What the reserve takes from the context is not there for the input."""
    model = server.stub.GetModel(pb.GetModelRequest(name="claude-opus-4-5")).model
    budget = pb.ModelBudget(model="claude-opus-4-5", reserved_output_token_count=10_000)

    (fit,) = checked(server, models=[budget], text="x")

    assert model.context_token_limit - 10_000 == fit.available_token_count


@pytest.mark.parametrize("model", TEN_MODELS)
def test_what_fits_exactly_fits_and_a_token_less_does_not(
    server: RunningServer, model: str
) -> None:
    """The limit is exact, by count and by upper bound."""
    text = pb.CountTokensRequest(tokenizer=by_model(model), text="Hello, world")
    count = server.stub.CountTokens(text).count
    limits = (
        count.token_count - 1,
        count.token_count,
        count.upper_bound_token_count - 1,
        count.upper_bound_token_count,
    )

    fits = checked(server, models=[limited(model, each) for each in limits], text="Hello, world")

    assert [each >= count.token_count for each in limits] == [each.fits_by_count for each in fits]
    assert (False, True) == (fits[2].fits_by_upper_bound, fits[3].fits_by_upper_bound)


def test_a_long_text_is_not_counted_to_its_end_for_a_small_limit(server: RunningServer) -> None:
    """It is certain early that it cannot fit, and the answer says that it was not counted whole."""
    text = "word " * 700_000

    began = time.monotonic()
    (fit,) = checked(server, models=[limited("gpt-4o", 1_000)], text=text)
    took_s = time.monotonic() - began

    assert (False, False) == (fit.counted_completely, fit.fits_by_count)
    assert 1_000 < fit.count.token_count < 100_000
    assert fit.left_token_count < 0
    assert took_s < 5


def test_a_hundred_models_are_checked_and_one_more_is_refused(server: RunningServer) -> None:
    """The documented limit."""
    budgets = [pb.ModelBudget(model="gpt-4o")]

    fits = checked(server, models=budgets * 100, text="x")
    failed = failure_of(lambda: checked(server, models=budgets * 101, text="x"))

    assert 100 == len(fits)
    assert ("VALUE_INVALID", ("models",)) == (failed.reason, failed.fields)


def test_dropping_what_the_plan_says_makes_it_fit(server: RunningServer) -> None:
    """Sent again without those messages, the chat has the tokens of the plan."""
    call = {"id": "1", "type": "function", "function": {"name": "look_up", "arguments": "{}"}}
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "first " * 300},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "1", "content": "found " * 300},
        {"role": "assistant", "content": "second " * 300},
        {"role": "user", "content": "third " * 300},
        {"role": "assistant", "content": "fourth " * 300},
        {"role": "user", "content": "fifth"},
    ]
    models = ("gpt-4o", "claude-opus-4-5", "no-such-model")
    limits = {"gpt-4o": 700, "claude-opus-4-5": 800, "no-such-model": 2_000}

    fits = checked(
        server,
        models=[limited(each, limits[each]) for each in models],
        chat=chat_request(openai={"messages": messages}),
        plan_drops=True,
    )

    for fit in fits:
        plan = fit.drop_plan
        assert not fit.fits_by_upper_bound
        assert plan.fits
        assert set(plan.message_indices) <= {1, 2, 3, 4, 5, 6}
        assert {1, 2, 3, 4} <= set(plan.message_indices)
        rest = [each for index, each in enumerate(messages) if index not in plan.message_indices]
        again = server.stub.CountMessages(
            pb.CountMessagesRequest(model=fit.model, chat=chat_request(openai={"messages": rest}))
        )
        assert abs(again.count.token_count - plan.token_count) <= 3
        assert again.count.upper_bound_token_count <= limits[fit.model]


def test_nobody_says_that_it_fits_where_no_limit_is_known(server: RunningServer) -> None:
    """A model that nobody knows has no limits."""
    (fit,) = checked(server, models=[pb.ModelBudget(model="no-such-model")], text="x")

    assert (False, False, False) == (fit.limit_known, fit.fits_by_count, fit.fits_by_upper_bound)
    assert (types_pb2.COUNT_METHOD_HEURISTIC, True) == (fit.count.method, fit.counted_completely)


def test_an_empty_text_fits_every_model(server: RunningServer) -> None:
    """Nothing is something that can be asked about."""
    fits = checked(server, models=[limited(each, 50) for each in TEN_MODELS], text="")

    assert all(each.fits_by_upper_bound and each.counted_completely for each in fits)


def test_a_body_is_given_in_any_shape(server: RunningServer) -> None:
    """The shape says how to read the chat, the model how to count it."""
    message = {"role": "user", "content": "Hello, world"}
    bodies = [
        chat_request(openai={"messages": [message]}),
        chat_request(anthropic={"messages": [message], "max_tokens": 1}),
        chat_request(gemini={"contents": [{"role": "user", "parts": [{"text": "Hello, world"}]}]}),
    ]

    counts = {
        checked(server, models=[limited("gpt-4o", 100)], chat=each)[0].count.token_count
        for each in bodies
    }

    assert 1 == len(counts), json.dumps(sorted(counts))
