"""What a call costs is what genai-prices says that it costs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from genai_prices import Usage, calc_price
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from tests.e2e.requests import by_model, chat_request
from tests.e2e.running import RunningServer
from tests.e2e.statuses import failure_of

BILLERS = {
    "gpt-4o": "openai",
    "gpt-5": "openai",
    "gpt-4.1-mini": "openai",
    "claude-opus-4-5": "anthropic",
    "claude-sonnet-4-5": "anthropic",
    "gemini-2.5-pro": "google",
    "deepseek-chat": "deepseek",
}
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = NOON.date().isoformat()


def cost_of(server: RunningServer, **fields: Any) -> pb.EstimateCostResponse:
    return server.stub.EstimateCost(pb.EstimateCostRequest(**fields))


def priced(model: str, usage: Usage, at: datetime = NOON) -> Decimal:
    """What genai-prices says."""
    found = calc_price(usage, model, provider_id=BILLERS[model], genai_request_timestamp=at)
    return found.total_price


@pytest.mark.parametrize("model", BILLERS)
@pytest.mark.parametrize("tokens", [1, 12_345, 250_000, 300_000])
def test_a_usage_costs_what_genai_prices_says(
    server: RunningServer, model: str, tokens: int
) -> None:
    """Input and output, on both sides of the steps for long inputs."""
    expected = priced(model, Usage(input_tokens=tokens, output_tokens=678))

    answer = cost_of(
        server, model=model, input_token_count=tokens, output_token_count=678, date=DAY
    )

    assert expected == Decimal(answer.cost.total_usd) == Decimal(answer.upper_bound_total_usd)


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5", "claude-opus-4-5", "gemini-2.5-pro"])
def test_a_cache_costs_what_genai_prices_says(server: RunningServer, model: str) -> None:
    """Input that is read from a cache has a price of its own."""
    usage = Usage(input_tokens=10_000, cache_read_tokens=4_000, output_tokens=100)
    expected = priced(model, usage)

    answer = cost_of(
        server,
        model=model,
        input_token_count=10_000,
        cached_input_token_count=4_000,
        output_token_count=100,
        date=DAY,
    )

    assert expected == Decimal(answer.cost.total_usd)


def test_writing_to_a_cache_costs_what_genai_prices_says(server: RunningServer) -> None:
    """Anthropic charges for it."""
    usage = Usage(input_tokens=10_000, cache_write_tokens=5_000, cache_read_tokens=1_000)
    expected = priced("claude-opus-4-5", usage)

    answer = cost_of(
        server,
        model="claude-opus-4-5",
        input_token_count=10_000,
        cache_write_token_count=5_000,
        cached_input_token_count=1_000,
        date=DAY,
    )

    assert expected == Decimal(answer.cost.total_usd)


@pytest.mark.parametrize("model", BILLERS)
def test_the_parts_of_a_cost_add_up(server: RunningServer, model: str) -> None:
    """In decimals, without rounding."""
    cost = cost_of(
        server,
        model=model,
        input_token_count=9_999,
        cached_input_token_count=33,
        output_token_count=7,
    ).cost
    parts = (cost.input_usd, cost.cached_input_usd, cost.cache_write_usd, cost.output_usd)

    assert Decimal(cost.total_usd) == sum(map(Decimal, parts))


@pytest.mark.parametrize("model", ["gpt-4o", "claude-opus-4-5"])
def test_a_text_costs_what_its_tokens_cost(server: RunningServer, model: str) -> None:
    """Counted first, with the bound of the count priced too."""
    text = "It weighed less than she thought. " * 100
    request = pb.CountTokensRequest(tokenizer=by_model(model), text=text)
    count = server.stub.CountTokens(request).count

    answer = cost_of(server, model=model, text=text, date=DAY)

    assert count == answer.input
    assert priced(model, Usage(input_tokens=count.token_count)) == Decimal(answer.cost.total_usd)
    bound = priced(model, Usage(input_tokens=count.upper_bound_token_count))
    assert bound == Decimal(answer.upper_bound_total_usd)


def test_a_chat_costs_what_its_tokens_cost(server: RunningServer) -> None:
    """The model may be named by the body."""
    chat = chat_request(
        openai={"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}
    )
    count = server.stub.CountMessages(pb.CountMessagesRequest(chat=chat)).count

    answer = cost_of(server, chat=chat, date=DAY)

    assert (count.token_count, True) == (answer.input.token_count, answer.HasField("provenance"))
    assert priced("gpt-4o", Usage(input_tokens=count.token_count)) == Decimal(answer.cost.total_usd)


@pytest.mark.parametrize(
    ("tier", "context"),
    [
        (types_pb2.SERVICE_TIER_BATCH, {"processing": "batch"}),
        (types_pb2.SERVICE_TIER_FLEX, {"service_tier": "flex"}),
        (types_pb2.SERVICE_TIER_PRIORITY, {"service_tier": "priority"}),
    ],
)
def test_a_tier_has_its_own_price(
    server: RunningServer, tier: types_pb2.ServiceTier, context: dict[str, str]
) -> None:
    """Where genai-prices has one."""
    usage = Usage(input_tokens=1_000, output_tokens=100)
    found = calc_price(
        usage, "gpt-5", provider_id="openai", genai_request_timestamp=NOON, price_context=context
    )

    answer = cost_of(
        server,
        model="gpt-5",
        input_token_count=1_000,
        output_token_count=100,
        service_tier=tier,
        date=DAY,
    )

    assert found.total_price == Decimal(answer.cost.total_usd)
    assert found.total_price != priced("gpt-5", usage)


@pytest.mark.parametrize(
    "day", [date(2025, 1, 1), date(2025, 6, 1), date(2026, 1, 1), date(2026, 11, 1)]
)
def test_a_day_has_its_prices(server: RunningServer, day: date) -> None:
    """Prices change, and the day decides which ones count."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    expected = priced("deepseek-chat", Usage(input_tokens=1_000, output_tokens=100), at)

    answer = cost_of(
        server,
        model="deepseek-chat",
        input_token_count=1_000,
        output_token_count=100,
        date=day.isoformat(),
    )

    assert (expected, day.isoformat()) == (Decimal(answer.cost.total_usd), answer.cost.price_date)


def test_prices_say_where_they_are_from(server: RunningServer) -> None:
    """With the version, and by default those of today."""
    cost = cost_of(server, model="gpt-4o", input_token_count=1).cost

    assert cost.price_source.startswith("genai-prices ")
    assert cost.price_date == date.fromisoformat(cost.price_date).isoformat()


def test_a_comparison_prices_both_models(server: RunningServer) -> None:
    """Each side costs what its tokens cost, text by text, and ratios are of tokens."""
    texts = ["Hello, world", "It weighed less than she thought. " * 50, ""]

    answer = server.stub.CompareModels(
        pb.CompareModelsRequest(
            from_model="claude-opus-4-5", to_model="claude-opus-4-7", texts=texts
        )
    )

    for side in (getattr(answer, "from"), answer.to):
        request = pb.BatchCountTokensRequest(tokenizer=by_model(side.model), texts=texts)
        counted = server.stub.BatchCountTokens(request)
        expected = cost_of(
            server, model=side.model, input_token_count=counted.total_token_count
        ).cost
        assert counted.total_token_count == side.count.token_count
        assert Decimal(expected.total_usd) == Decimal(side.cost.total_usd)
    assert answer.token_ratio > 1
    assert 3 == len(answer.token_ratios)


def test_a_comparison_names_what_stops_fitting(server: RunningServer) -> None:
    """A long text fits the model with the larger context only."""
    texts = ["short", "word " * 20_000]

    there = server.stub.CompareModels(
        pb.CompareModelsRequest(from_model="gpt-4o", to_model="gpt-4", texts=texts)
    )
    back = server.stub.CompareModels(
        pb.CompareModelsRequest(from_model="gpt-4", to_model="gpt-4o", texts=texts)
    )

    assert ([1], []) == (list(there.stops_fitting), list(there.begins_fitting))
    assert ([], [1]) == (list(back.stops_fitting), list(back.begins_fitting))
    assert (8_192, 128_000) == (there.to.input_token_limit, back.to.input_token_limit)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"model": "no-such-model", "text": "x"}, "MODEL_NOT_FOUND"),
        (
            {
                "model": "claude-opus-4-5",
                "text": "x",
                "service_tier": types_pb2.SERVICE_TIER_PRIORITY,
            },
            "PRICE_UNKNOWN",
        ),
        ({"model": "gpt-4o"}, "VALUE_INVALID"),
        ({"model": "gpt-4o", "text": "x", "date": "1.11.2026"}, "VALUE_INVALID"),
        ({"model": "gpt-4o", "input_token_count": -1}, "VALUE_INVALID"),
        ({"text": "x"}, "VALUE_INVALID"),
    ],
    ids=["unknown model", "no such tier", "no input", "odd date", "negative", "no model"],
)
def test_a_price_is_never_made_up(
    server: RunningServer, fields: dict[str, Any], reason: str
) -> None:
    """What has no price, and what is no question, is an error."""
    failed = failure_of(lambda: cost_of(server, **fields))

    assert reason == failed.reason
