"""Answers become results whole: each field under its own name, whatever the server sends."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date
from decimal import Decimal
from enum import Enum
from itertools import count
from typing import Any

import pytest
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from steelyard.v1 import compression_service_pb2 as compression_pb
from steelyard.v1 import token_service_pb2 as pb
from steelyard_client import (
    CompressionReason,
    CompressionRung,
    CountMethod,
    PartKind,
    SegmentKind,
    TextChunk,
)
from steelyard_client.calls import analyses, chats, compressions, jobs, models, texts
from steelyard_client.calls.call import Call
from steelyard_client.calls.streams import StreamLedger

from tests.integration.client.scripted_server import ANSWERS, UNARY

CALLS: list[Call[Any]] = [
    texts.count("", model="m"),
    texts.count_batch([], model="m"),
    texts.encode("", model="m"),
    texts.decode([], model="m"),
    texts.truncate("", token_limit=1, model="m"),
    texts.split("", token_limit=1, model="m"),
    chats.count_messages(openai={}),
    chats.check_budget(["m"], text=""),
    chats.estimate_cost(text=""),
    models.compare_models("m", "n", texts=[]),
    models.list_models_page(),
    models.get_model("m"),
    compressions.compress("", token_budget=1, model="m"),
    compressions.compress_messages(openai={}, token_budget=1),
    compressions.plan_compression("", model="m"),
    compressions.expand("h"),
    jobs.create_job([]),
    jobs.get_job("j"),
    jobs.list_jobs_page(),
    jobs.cancel_job("j"),
    analyses.create_analysis(text=""),
    analyses.get_analysis("a"),
    analyses.list_analyses_page(),
]
DAYS = ("as_of", "price_date")
SINGLE = {"ExpandSpan": "text"}
"""Answers that are a single value, and the name of its field."""

type Pairs = set[tuple[str, object]]


def fill(message: Message, numbers: Iterator[int]) -> Message:
    """Give every field of a message a value of its own."""
    for field in message.DESCRIPTOR.fields:
        place = getattr(message, field.name)
        if is_mapping(field):
            place[str(next(numbers))] = str(next(numbers))
        elif isinstance(place, Timestamp):
            place.FromMilliseconds(next(numbers))
        elif field.message_type:
            fill(place.add() if field.is_repeated else place, numbers)
        elif field.is_repeated:
            place.append(value_for(field, next(numbers)))
        else:
            setattr(message, field.name, value_for(field, next(numbers)))
    return message


def value_for(field: Any, number: int) -> object:
    """A value that a field can have."""
    if field.enum_type:
        return 1
    if field.name in DAYS:
        return date.fromordinal(740_000 + number).isoformat()
    values: dict[int, Callable[[int], object]] = {
        field.CPPTYPE_BOOL: bool,
        field.CPPTYPE_DOUBLE: float,
        field.CPPTYPE_STRING: lambda each: bytes([each]) if is_bytes(field) else str(each),
    }
    return values.get(field.cpp_type, int)(number)


def is_bytes(field: Any) -> bool:
    """Whether a field holds bytes."""
    return bool(field.type == field.TYPE_BYTES)


def is_mapping(field: Any) -> bool:
    """Whether a field holds keys and values."""
    return bool(field.message_type and field.message_type.GetOptions().map_entry)


def pairs_of_part(name: str, part: Any) -> Pairs:
    """The same of a message inside another."""
    if isinstance(part, Timestamp):
        return {(name, str(part.ToDatetime(tzinfo=UTC)))}
    match part.DESCRIPTOR.name:
        case "ChatRequest":
            field = part.WhichOneof("body")
            return {("chat_json", getattr(part, field)), ("shape", field.removesuffix("_json"))}
        case "TokenizerSelector":
            return {("model", part.model), ("encoding", part.encoding)}
        case _:
            return pairs_of_message(part)


def pairs_of_message(message: Message) -> Pairs:
    """The name of each simple field, with each of its values."""
    pairs: Pairs = set()
    for field, found in message.ListFields():
        if is_mapping(field):
            pairs |= {(field.name, pair) for pair in found.items()}
            continue
        for each in found if field.is_repeated else [found]:
            if field.message_type:
                pairs |= pairs_of_part(field.name, each)
            elif field.enum_type:
                prefix = re.sub(r"(?<!^)(?=[A-Z])", "_", field.enum_type.name).upper()
                name = field.enum_type.values_by_number[each].name
                pairs.add((field.name, name.removeprefix(f"{prefix}_")))
            else:
                pairs.add((field.name, each))
    return pairs


def pairs_of_result(result: Any, name: str = "") -> Pairs:
    """The same of a result."""
    if isinstance(result, tuple):
        return {pair for each in result for pair in pairs_of_result(each, name)}
    if is_dataclass(result):
        return {
            pair
            for field in fields(result)
            for pair in pairs_of_result(getattr(result, field.name), field.name)
        }
    match result:
        case Enum():
            return {(name, result.name)}
        case Decimal() | date():
            return {(name, str(result))}
        case Mapping():
            return {(name, pair) for pair in result.items()}
        case _:
            return {(name, result)}


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.rpc)
def test_every_field_is_read_under_its_name(call: Call[Any]) -> None:
    """Whatever an answer says is in the result, under the name it has in the protos."""
    answer = fill(ANSWERS[call.rpc](), count(1))
    expected = pairs_of_message(answer)

    result = call.read(answer)

    assert expected == pairs_of_result(result, SINGLE.get(call.rpc, ""))


def test_every_answer_is_tried() -> None:
    """No RPC is forgotten."""
    expected = set(UNARY)

    tried = {call.rpc for call in CALLS}

    assert expected == tried


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.rpc)
def test_empty_answer_can_be_read(call: Call[Any]) -> None:
    """A server that leaves fields out, such as an older one, is no reason to fail."""
    answer = ANSWERS[call.rpc]()

    result = call.read(answer)

    assert result is not None


def test_streamed_count_is_read_whole() -> None:
    """A count of a stream has every field of its answer."""
    answer = pb.StreamCountTokensResponse()
    fill(answer, count(1))
    expected = pairs_of_message(answer)

    counted = StreamLedger(server="s", request_id="r").answered(answer)

    assert expected == pairs_of_result(counted)


def test_change_of_a_job_is_read_whole() -> None:
    """A change has every field of its message."""
    answer = compression_pb.WatchCompressionJobResponse()
    fill(answer, count(1))
    expected = pairs_of_message(answer)

    change = jobs.change_of(answer)

    assert expected == pairs_of_result(change)


def test_absent_limit_and_price_are_none() -> None:
    """What the server does not know is None, and not 0."""
    answer = pb.GetModelResponse(model=pb.Model(name="m"))
    expected = (None, None, None, None, None)

    model = models.get_model("m").read(answer)

    assert expected == (
        model.context_token_limit,
        model.input_token_limit,
        model.output_token_limit,
        model.prices,
        model.catalogue.as_of,
    )


def test_absent_price_of_a_cache_is_none() -> None:
    """A model without cache has no price for it, which is not a price of 0."""
    prices = pb.ModelPrices(input_usd="1.25", output_usd="10")
    answer = pb.GetModelResponse(model=pb.Model(prices=prices))
    expected = (Decimal("1.25"), None, None, Decimal(10))

    model = models.get_model("m").read(answer)

    assert model.prices
    assert expected == (
        model.prices.input_usd,
        model.prices.cached_input_usd,
        model.prices.cache_write_usd,
        model.prices.output_usd,
    )


def test_exact_batch_has_bounds_too() -> None:
    """Bounds that the server leaves out because they equal the counts are filled in."""
    answer = pb.BatchCountTokensResponse(token_counts=[3, 4])
    expected = (3, 4)

    counted = texts.count_batch(["a", "b"], model="m").read(answer)

    assert expected == counted.upper_bound_token_counts


def test_method_of_a_newer_server_is_trusted_least() -> None:
    """A way of counting that this client does not know counts as the least certain one."""
    answer = pb.CountTokensResponse.FromString(b"\x0a\x02\x18\x63")  # method 99
    expected = CountMethod.HEURISTIC

    counted = texts.count("", model="m").read(answer)

    assert expected is counted.method


def test_kind_of_a_newer_server_is_unspecified() -> None:
    """A kind of part that this client does not know is said to be unknown."""
    part = pb.PartTokenCount.FromString(b"\x08\x63")  # kind 99
    answer = pb.CountMessagesResponse(messages=[pb.MessageTokenCount(parts=[part])])
    expected = PartKind.UNSPECIFIED

    counted = chats.count_messages(openai={}).read(answer)

    assert expected is counted.messages[0].parts[0].kind


def test_rung_and_reason_of_a_newer_server_are_unspecified() -> None:
    """What this client does not know of a span is said to be unknown."""
    span = compression_pb.CompressedSpan.FromString(b"\x20\x63\x28\x63\x30\x63")  # 99 each
    answer = compression_pb.CompressTextResponse(spans=[span])
    expected = (
        SegmentKind.UNSPECIFIED,
        CompressionRung.UNSPECIFIED,
        CompressionReason.UNSPECIFIED,
    )

    (told,) = compressions.compress("", token_budget=1, model="m").read(answer).spans

    assert expected == (told.kind, told.rung, told.reason)


def test_stretch_that_is_gone_has_no_output() -> None:
    """Nothing in the place of a stretch is told apart from an empty range."""
    answer = compression_pb.CompressTextResponse(spans=[compression_pb.CompressedSpan()])
    expected: list[object] = [None]

    spans = compressions.compress("", token_budget=1, model="m").read(answer).spans

    assert expected == [each.output for each in spans]


def test_compressed_body_is_what_a_library_takes() -> None:
    """The body is there as JSON, to the byte, and as a mapping."""
    answer = compression_pb.CompressMessagesResponse()
    answer.chat.gemini_json = '{"contents": [] }'
    body: dict[str, object] = {"contents": []}
    expected = ('{"contents": [] }', body)

    compressed = compressions.compress_messages(gemini={}, token_budget=1).read(answer)

    assert expected == (compressed.chat_json, compressed.body)


def test_text_without_more_is_a_whole_one() -> None:
    """A chunk ends its text unless it says otherwise."""
    expected = TextChunk("a", more=False)

    chunk = TextChunk("a")

    assert expected == chunk
