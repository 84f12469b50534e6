"""Every value that a request can have becomes one of the domain, or an error of its field."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from google.protobuf.message import Message
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from adapters.inbound.grpc import token_requests as requests
from domain.shared.errors import InvalidValue
from domain.tokens.boundaries import Boundary
from domain.tokens.catalogue import ModelFilter
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.cost import ServiceTier
from domain.tokens.model import (
    CountMethod,
    SpecialTokens,
    TextMissing,
    TokenizerSelector,
    UnknownModel,
)
from domain.tokens.questions import CostQuestion, ModelBudget
from domain.tokens.truncation import Side

type Convert = Callable[[Any], object]


def selector_with(handling: Any) -> object:
    selector = types_pb2.TokenizerSelector(model="m", unknown_model=handling)
    return requests.to_selector(selector).unknown_model


def method_with(method: Any) -> object:
    return requests.to_filter(pb.ListModelsRequest(method=method)).method


def tier_with(tier: Any) -> object:
    return requests.to_cost_question(pb.EstimateCostRequest(service_tier=tier)).tier


CHOICES: dict[str, tuple[Convert, Any, list[object], str]] = {
    "special tokens": (
        requests.to_special_tokens,
        types_pb2.SpecialTokenHandling,
        [SpecialTokens.AS_TEXT, *SpecialTokens],
        "special_tokens",
    ),
    "unknown model": (
        requests.to_unknown_model,
        types_pb2.UnknownModelHandling,
        [UnknownModel.ESTIMATE, *UnknownModel],
        "unknown_model",
    ),
    "unknown model of a selector": (
        selector_with,
        types_pb2.UnknownModelHandling,
        [UnknownModel.ESTIMATE, *UnknownModel],
        "tokenizer.unknown_model",
    ),
    "service tier": (
        requests.to_tier,
        types_pb2.ServiceTier,
        [ServiceTier.STANDARD, *ServiceTier],
        "service_tier",
    ),
    "service tier of a cost": (
        tier_with,
        types_pb2.ServiceTier,
        [ServiceTier.STANDARD, *ServiceTier],
        "service_tier",
    ),
    "side": (requests.to_side, pb.TruncationSide, [Side.HEAD, *Side], "side"),
    "boundary": (requests.to_boundary, pb.SplitBoundary, [Boundary.TOKEN, *Boundary], "boundary"),
    "method": (method_with, types_pb2.CountMethod, [None, *CountMethod], "method"),
}


@pytest.mark.parametrize(
    ("convert", "enum", "expected"),
    [(convert, enum, values) for convert, enum, values, _ in CHOICES.values()],
    ids=CHOICES,
)
def test_every_value_has_its_meaning(convert: Convert, enum: Any, expected: list[object]) -> None:
    """The first value stands for the default, and the others mean what they are called."""
    actual = [convert(number) for number in enum.values()]

    assert expected == actual


@pytest.mark.parametrize("number", [99, -1, 2**31 - 1, -(2**31)])
@pytest.mark.parametrize(
    ("convert", "field"),
    [(convert, field) for convert, _, _, field in CHOICES.values()],
    ids=CHOICES,
)
def test_a_number_without_a_meaning_is_refused(convert: Convert, field: str, number: int) -> None:
    """A value of a newer client is an error of its field, not the default."""
    expected = ("VALUE_INVALID", field)

    with pytest.raises(InvalidValue) as caught:
        convert(number)

    assert expected == (caught.value.reason, caught.value.field)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (types_pb2.TokenizerSelector(model="m"), TokenizerSelector(model="m")),
        (types_pb2.TokenizerSelector(encoding="e"), TokenizerSelector(encoding="e")),
    ],
)
def test_a_tokenizer_is_named_in_one_of_two_ways(
    selector: types_pb2.TokenizerSelector, expected: TokenizerSelector
) -> None:
    """By model or by encoding."""
    assert expected == requests.to_selector(selector)


@pytest.mark.parametrize(
    ("selector", "field"),
    [
        (types_pb2.TokenizerSelector(), "tokenizer"),
        (types_pb2.TokenizerSelector(model=""), "tokenizer"),
        (types_pb2.TokenizerSelector(encoding=""), "tokenizer"),
        (types_pb2.TokenizerSelector(model="m" * 129), "tokenizer.model"),
        (types_pb2.TokenizerSelector(encoding="e" * 129), "tokenizer.encoding"),
    ],
    ids=["nothing", "no model", "no encoding", "long model", "long encoding"],
)
def test_a_tokenizer_must_be_named(selector: types_pb2.TokenizerSelector, field: str) -> None:
    """Nothing, an empty name and one that is too long are errors."""
    with pytest.raises(InvalidValue) as caught:
        requests.to_selector(selector)

    assert field == caught.value.field


TEXTUAL = (
    pb.CountTokensRequest,
    pb.EncodeTextRequest,
    pb.TruncateTextRequest,
    pb.SplitTextRequest,
)


@pytest.mark.parametrize("request_type", TEXTUAL)
@pytest.mark.parametrize("text", ["", "a", "a\x00b"])
def test_an_empty_text_is_a_text(request_type: Callable[..., Any], text: str) -> None:
    """What was given is taken as it is."""
    assert text == requests.to_text(request_type(text=text))


@pytest.mark.parametrize("request_type", TEXTUAL)
def test_an_absent_text_is_none(request_type: Callable[..., Any]) -> None:
    """Who forgot the text is told so."""
    expected = ("TEXT_MISSING", "text")

    with pytest.raises(TextMissing) as caught:
        requests.to_text(request_type())

    assert expected == (caught.value.reason, caught.value.field)


@pytest.mark.parametrize(
    "message", [pb.StreamCountTokensRequest(), pb.StreamCountTokensRequest(config={})]
)
def test_every_later_message_of_a_stream_is_a_chunk(message: pb.StreamCountTokensRequest) -> None:
    """Nothing and a second configuration are errors."""
    with pytest.raises(InvalidValue) as caught:
        requests.to_chunk(message)

    assert "chunk" == caught.value.field


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        (types_pb2.ChatRequest(openai_json="{}"), ChatRequest(ChatShape.OPENAI, "{}")),
        (types_pb2.ChatRequest(anthropic_json="x"), ChatRequest(ChatShape.ANTHROPIC, "x")),
        (types_pb2.ChatRequest(gemini_json=""), ChatRequest(ChatShape.GEMINI, "")),
    ],
)
def test_a_chat_has_the_shape_that_was_set(
    chat: types_pb2.ChatRequest, expected: ChatRequest
) -> None:
    """An empty body is a body; what is wrong with it is said where it is read."""
    assert expected == requests.to_chat(chat)


def test_a_chat_of_no_shape_is_refused() -> None:
    """Somebody forgot the body."""
    with pytest.raises(InvalidValue) as caught:
        requests.to_chat(types_pb2.ChatRequest())

    assert "chat" == caught.value.field


CHAT = types_pb2.ChatRequest(openai_json="{}")
OPENAI = ChatRequest(ChatShape.OPENAI, "{}")


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (pb.CheckBudgetRequest(text="a"), "a"),
        (pb.CheckBudgetRequest(text=""), ""),
        (pb.CheckBudgetRequest(chat=CHAT), OPENAI),
    ],
)
def test_what_must_fit_is_a_text_or_a_chat(
    request_: pb.CheckBudgetRequest, expected: str | ChatRequest
) -> None:
    """Which of the two was set decides, even if it is empty."""
    assert expected == requests.to_content(request_)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (pb.EstimateCostRequest(text="a"), "a"),
        (pb.EstimateCostRequest(text=""), ""),
        (pb.EstimateCostRequest(chat=CHAT), OPENAI),
        (pb.EstimateCostRequest(input_token_count=0), 0),
        (pb.EstimateCostRequest(input_token_count=-5), -5),
    ],
)
def test_what_is_priced_is_a_text_a_chat_or_a_number(
    request_: pb.EstimateCostRequest, expected: str | ChatRequest | int
) -> None:
    """Which of the three was set decides, even if it is empty or nought."""
    assert expected == requests.to_input(request_)


@pytest.mark.parametrize(
    ("convert", "request_", "field", "named"),
    [
        (requests.to_content, pb.CheckBudgetRequest(), "content", ("text", "chat")),
        (
            requests.to_input,
            pb.EstimateCostRequest(),
            "input",
            ("text", "chat", "input_token_count"),
        ),
    ],
)
def test_one_of_the_contents_must_be_set(
    *, convert: Convert, request_: Message, field: str, named: tuple[str, ...]
) -> None:
    """The error names those that there are."""
    with pytest.raises(InvalidValue) as caught:
        convert(request_)

    assert field == caught.value.field
    assert all(each in caught.value.message for each in named)


@pytest.mark.parametrize(
    ("convert", "request_"),
    [
        (requests.to_content, pb.CheckBudgetRequest(chat=types_pb2.ChatRequest())),
        (requests.to_input, pb.EstimateCostRequest(chat=types_pb2.ChatRequest())),
    ],
)
def test_a_chat_that_was_set_must_have_a_body(convert: Convert, request_: Message) -> None:
    """A chat of no shape is not the same as an empty one."""
    with pytest.raises(InvalidValue) as caught:
        convert(request_)

    assert "chat" == caught.value.field


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (pb.ModelBudget(model="m"), ModelBudget("m", 0, None)),
        (pb.ModelBudget(model="m", token_limit=0), ModelBudget("m", 0, 0)),
        (
            pb.ModelBudget(model="m", reserved_output_token_count=5, token_limit=-1),
            ModelBudget("m", 5, -1),
        ),
    ],
)
def test_a_limit_of_nought_is_a_limit(budget: pb.ModelBudget, expected: ModelBudget) -> None:
    """Only where none was given do the model's own limits count."""
    assert expected == requests.to_budget(budget)


def test_a_listing_that_asks_for_nothing_shows_all() -> None:
    """Fields that are not set filter nothing."""
    assert ModelFilter() == requests.to_filter(pb.ListModelsRequest())


def test_a_listing_is_filtered_by_what_was_asked_for() -> None:
    """Each field of the request has its place in the filter."""
    request = pb.ListModelsRequest(
        provider="p", encoding="e", method=types_pb2.COUNT_METHOD_EXACT, name_prefix="n"
    )
    expected = ModelFilter(provider="p", encoding="e", method=CountMethod.EXACT, name_prefix="n")

    assert expected == requests.to_filter(request)


def test_a_cost_is_asked_for_with_all_that_is_known() -> None:
    """Each field of the request has its place in the question."""
    request = pb.EstimateCostRequest(
        cached_input_token_count=1,
        cache_write_token_count=2,
        output_token_count=3,
        service_tier=types_pb2.SERVICE_TIER_FLEX,
        date="2026-01-02",
    )
    expected = CostQuestion(1, 2, 3, ServiceTier.FLEX, date(2026, 1, 2))

    assert expected == requests.to_cost_question(request)


def test_a_cost_without_a_day_is_of_today() -> None:
    """No day is no error."""
    assert CostQuestion() == requests.to_cost_question(pb.EstimateCostRequest())


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "today",
        "2026-13-01",
        "2026-02-30",
        "20260102",
        "2026-W01-5",
        "2026-1-2",
        "2026-01-02T00",
    ],
)
def test_a_day_is_written_in_one_way(text: str) -> None:
    """Other ways to write a day are errors, those of ISO 8601 included."""
    with pytest.raises(InvalidValue) as caught:
        requests.to_cost_question(pb.EstimateCostRequest(date=text))

    assert "date" == caught.value.field
