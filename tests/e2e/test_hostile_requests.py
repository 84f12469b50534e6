"""Whatever a caller sends is answered in bounded time, with a count or a documented error."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from tests.e2e.requests import by_model, chat_request, chunk
from tests.e2e.running import RunningServer, open_channel
from tests.e2e.statuses import Failure, failure, failure_of

BOUND_S = 30.0
"""Far above what any of this takes on a quiet machine, far below for ever."""
BYTES = 1_000_000
MODELS = (
    "gpt-4o",
    "gpt-oss-120b",
    "claude-opus-4-5",
    "claude-opus-4-7",
    "claude-sonnet-5",
    "gemini-2.5-pro",
    "gemini-3.1-pro-preview",
    "llama-3-70b-instruct",
    "qwen3.5-27b",
    "mistral-7b-instruct-v0.3",
    "mistral-nemo-2407",
    "deepseek-chat",
    "kimi-k2",
    "no-such-model",
)
CHARACTERS = {
    "letter": "a",
    "blank": " ",
    "line feed": "\n",
    "digit": "1",
    "quote": "'",
    "null byte": "\x00",
    "accent": "\u0301",
    "han": "\u4e2d",
    "emoji": "\U0001f469",
    "joiner": "\u200d",
}
REFUSALS = {"TEXT_NOT_COUNTABLE", "COUNTING_POOL_UNAVAILABLE"}


def run_of(character: str) -> str:
    """A megabyte of one character."""
    return character * (BYTES // len(character.encode()))


def selected(model: str, **fields: Any) -> pb.CountTokensRequest:
    return pb.CountTokensRequest(tokenizer=by_model(model), **fields)


def answer_or_failure(call: Callable[[], Any]) -> Any:
    """The answer, or what the failed call tells."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - what is no failure of gRPC fails here
        return failure(error)


@contextmanager
def others_go_on(server: RunningServer) -> Iterator[list[float]]:
    """Seconds that each small call took while something else went on."""
    took: list[float] = []
    stop = Event()

    def ask() -> None:
        with open_channel(server) as channel:
            count = channel.unary_unary(
                "/steelyard.v1.TokenService/CountTokens",
                request_serializer=pb.CountTokensRequest.SerializeToString,
                response_deserializer=pb.CountTokensResponse.FromString,
            )
            while not stop.wait(0.02):
                began = time.monotonic()
                count(selected("gpt-4o", text="Hello"), timeout=BOUND_S, wait_for_ready=True)
                took.append(time.monotonic() - began)

    asking = Thread(target=ask)
    asking.start()
    try:
        yield took
    finally:
        stop.set()
        asking.join(2 * BOUND_S)


@pytest.mark.parametrize("model", MODELS)
def test_a_megabyte_of_one_character_is_counted_while_others_go_on(
    server: RunningServer, model: str
) -> None:
    """Each run has a sane count or a documented refusal, and small calls are answered meanwhile."""
    with others_go_on(server) as took:
        for name, character in CHARACTERS.items():
            request = selected(model, text=run_of(character))

            found = answer_or_failure(
                lambda request=request: server.stub.CountTokens(request, timeout=BOUND_S)  # type: ignore[misc]  # mypy cannot infer a lambda's default
            )

            if isinstance(found, Failure):
                assert found.reason in REFUSALS, (name, found)
            else:
                assert 0 < found.count.token_count <= 2 * BYTES, name
                assert found.count.token_count <= found.count.upper_bound_token_count

    assert took
    assert max(took) < 5


@pytest.mark.parametrize("model", ["gpt-4o", "claude-opus-4-5", "gemini-2.5-pro", "no-such-model"])
@pytest.mark.parametrize("character", ["a", " ", "\u4e2d"])
def test_a_megabyte_of_one_character_is_cut(
    server: RunningServer, model: str, character: str
) -> None:
    """In bounded time, and what is left keeps the limit."""
    answer = server.stub.TruncateText(
        pb.TruncateTextRequest(tokenizer=by_model(model), text=run_of(character), token_limit=100),
        timeout=BOUND_S,
    )

    assert 0 < answer.count.upper_bound_token_count <= 100


@pytest.mark.parametrize("model", ["gpt-4o", "claude-opus-4-7", "no-such-model"])
@pytest.mark.parametrize("boundary", pb.SplitBoundary.values())
def test_a_text_without_boundaries_is_split(
    server: RunningServer, model: str, boundary: pb.SplitBoundary
) -> None:
    """Where there is no place to cut, it is cut between characters."""
    answer = server.stub.SplitText(
        pb.SplitTextRequest(
            tokenizer=by_model(model),
            text="a" * 100_000,
            token_limit=500,
            boundary=boundary,
            omit_texts=True,
        ),
        timeout=BOUND_S,
    )

    assert 100_000 == answer.chunks[-1].range.end
    assert max(each.token_count for each in answer.chunks) <= 500


BODIES: dict[str, tuple[str, str]] = {
    "nothing": ("", "REQUEST_BODY_MALFORMED"),
    "blanks": (" " * BYTES, "REQUEST_BODY_MALFORMED"),
    "no JSON": ("{" * 50, "REQUEST_BODY_MALFORMED"),
    "null": ("null", "VALUE_INVALID"),
    "a number": ("1e999", "VALUE_INVALID"),
    "a huge number": ('{"messages": ' + "1" * 500_000 + "}", "VALUE_INVALID"),
    "not a number": ('{"messages": NaN}', "VALUE_INVALID"),
    "10,000 arrays": ("[" * 10_000 + "]" * 10_000, "JSON_TOO_DEEP"),
    "10,000 objects": ('{"a":' * 10_000 + "1" + "}" * 10_000, "JSON_TOO_DEEP"),
    "a million brackets": ("[" * BYTES, "JSON_TOO_DEEP"),
    "deep in a message": (
        '{"messages": [{"role": "user", "content": ' + "[" * 10_000 + "]" * 10_000 + "}]}",
        "JSON_TOO_DEEP",
    ),
    "lone high surrogate": (
        '{"messages": [{"role": "user", "content": "a\\ud800"}]}',
        "TEXT_NOT_UNICODE",
    ),
    "lone low surrogate": (
        '{"messages": [{"role": "user", "content": "\\udfffa"}]}',
        "TEXT_NOT_UNICODE",
    ),
    "surrogate in a name": (
        '{"messages": [], "tools": [{"type": "function", "function": {"name": "\\udc00"}}]}',
        "TEXT_NOT_UNICODE",
    ),
    "surrogate in a key": (
        '{"messages": [], "tools": [{"type": "function", "function": {"name": "f", '
        '"parameters": {"type": "object", "properties": {"\\ud83d": {}}}}}]}',
        "TEXT_NOT_UNICODE",
    ),
    "10,001 messages": (
        json.dumps({"messages": [{"role": "user", "content": "x"}] * 10_001}),
        "CONVERSATION_TOO_LARGE",
    ),
    "2,001 tools": (
        json.dumps({"messages": [], "tools": [tool_of(1)] * 2_001}),
        "CONVERSATION_TOO_LARGE",
    ),
    "messages of a wrong kind": ('{"messages": {"a": 1}}', "VALUE_INVALID"),
    "a message of a wrong kind": ('{"messages": [1]}', "VALUE_INVALID"),
    "no role": ('{"messages": [{"content": "x"}]}', "VALUE_INVALID"),
    "a role of a wrong kind": ('{"messages": [{"role": [], "content": "x"}]}', "VALUE_INVALID"),
    "a text of a wrong kind": (json.dumps(message_of({"a": 1})), "VALUE_INVALID"),
    "a model of a wrong kind": ('{"messages": [], "model": 5}', "VALUE_INVALID"),
}


ODD_BODIES: dict[str, dict[str, Any]] = {
    "no messages": {"messages": []},
    "null bytes": message_of("a\x00b" * 1_000),
    "an escaped pair": message_of("\U0001f469" * 1_000),
    "a megabyte": message_of("a" * BYTES),
    "1,000 tools": {**message_of("x"), "tools": [tool_of(each) for each in range(1_000)]},
    "10,000 messages": {"messages": [{"role": "user", "content": f"{n}"} for n in range(10_000)]},
    "10,000 parts": message_of([{"type": "text", "text": "x"}] * 10_000),
    "a deep schema": {
        **message_of("x"),
        "tools": [{"type": "function", "function": {"name": "f", "parameters": nested(40)}}],
    },
    "odd roles": {"messages": [{"role": "a" * 1_000, "content": "x"}]},
    "null everywhere": {"messages": [{"role": "user", "content": None}], "tools": None},
    "an orphan result": {"messages": [{"role": "tool", "tool_call_id": "x", "content": "y"}]},
    "broken base64": message_of(
        [{"type": "image_url", "image_url": {"url": "data:image/png;base64,\u00e9\x00"}}]
    ),
}


LOWEST = -(2**63)
HIGHEST = 2**63 - 1
ONE = by_model("gpt-4o")
QUESTIONS: dict[str, tuple[str, Any, str]] = {
    "lowest limit": (
        "TruncateText",
        pb.TruncateTextRequest(tokenizer=ONE, text="x", token_limit=LOWEST),
        "token_limit",
    ),
    "chunks of nothing": (
        "SplitText",
        pb.SplitTextRequest(tokenizer=ONE, text="x"),
        "token_limit",
    ),
    "lowest chunk": (
        "SplitText",
        pb.SplitTextRequest(tokenizer=ONE, text="x", token_limit=LOWEST),
        "token_limit",
    ),
    "negative overlap": (
        "SplitText",
        pb.SplitTextRequest(tokenizer=ONE, text="x", token_limit=5, overlap_token_count=-1),
        "overlap_token_count",
    ),
    "overlap of a chunk": (
        "SplitText",
        pb.SplitTextRequest(tokenizer=ONE, text="x", token_limit=5, overlap_token_count=HIGHEST),
        "overlap_token_count",
    ),
    "negative budget": (
        "CheckBudget",
        pb.CheckBudgetRequest(models=[pb.ModelBudget(model="gpt-4o", token_limit=-1)], text="x"),
        "models[0].token_limit",
    ),
    "negative reserve": (
        "CheckBudget",
        pb.CheckBudgetRequest(
            models=[pb.ModelBudget(model="gpt-4o", reserved_output_token_count=LOWEST)], text="x"
        ),
        "models[0].reserved_output_token_count",
    ),
    "too much reserved": (
        "CheckBudget",
        pb.CheckBudgetRequest(
            models=[pb.ModelBudget(model="gpt-4o", reserved_output_token_count=HIGHEST)], text="x"
        ),
        "models[0].reserved_output_token_count",
    ),
    "a budget for nobody": (
        "CheckBudget",
        pb.CheckBudgetRequest(models=[pb.ModelBudget()], text="x"),
        "models[0].model",
    ),
    "a long name": (
        "CheckBudget",
        pb.CheckBudgetRequest(models=[pb.ModelBudget(model="m" * BYTES)], text="x"),
        "models[0].model",
    ),
    "lowest input": (
        "EstimateCost",
        pb.EstimateCostRequest(model="gpt-4o", input_token_count=LOWEST),
        "input_token_count",
    ),
    "lowest output": (
        "EstimateCost",
        pb.EstimateCostRequest(model="gpt-4o", text="x", output_token_count=LOWEST),
        "output_token_count",
    ),
    "a cache of more than all": (
        "EstimateCost",
        pb.EstimateCostRequest(model="gpt-4o", text="x", cached_input_token_count=HIGHEST),
        "cached_input_token_count",
    ),
    "negative output": (
        "CompareModels",
        pb.CompareModelsRequest(
            from_model="gpt-4o", to_model="gpt-4", texts=["x"], output_token_count=-1
        ),
        "output_token_count",
    ),
}
EMPTY: dict[str, tuple[str, Any, str]] = {
    "CountTokens": ("CountTokens", pb.CountTokensRequest(), "tokenizer"),
    "BatchCountTokens": ("BatchCountTokens", pb.BatchCountTokensRequest(), "tokenizer"),
    "EncodeText": ("EncodeText", pb.EncodeTextRequest(), "tokenizer"),
    "DecodeTokens": ("DecodeTokens", pb.DecodeTokensRequest(), "tokenizer"),
    "CountMessages": ("CountMessages", pb.CountMessagesRequest(), "chat"),
    "CheckBudget": ("CheckBudget", pb.CheckBudgetRequest(), "content"),
    "TruncateText": ("TruncateText", pb.TruncateTextRequest(), "tokenizer"),
    "SplitText": ("SplitText", pb.SplitTextRequest(), "tokenizer"),
    "EstimateCost": ("EstimateCost", pb.EstimateCostRequest(), "input"),
    "CompareModels": ("CompareModels", pb.CompareModelsRequest(), "texts"),
    "GetModel": ("GetModel", pb.GetModelRequest(), "name"),
}
WRONG = {**QUESTIONS, **{f"empty {name}": case for name, case in EMPTY.items()}}


@pytest.mark.parametrize(("method", "request_", "field"), WRONG.values(), ids=WRONG)
def test_a_wrong_request_is_an_error_of_its_field(
    server: RunningServer, method: str, request_: Any, field: str
) -> None:
    """Negative, huge, contradictory or empty: the field at fault is named."""
    failed = failure_of(lambda: getattr(server.stub, method)(request_, timeout=BOUND_S))

    assert failed.reason in {"VALUE_INVALID", "TEXT_MISSING"}
    assert (field,) == failed.fields
    assert len(failed.message) < 300


@pytest.mark.parametrize("number", [99, -1])
@pytest.mark.parametrize(
    ("method", "request_type", "field", "rest"),
    [
        ("CountTokens", pb.CountTokensRequest, "special_tokens", {"tokenizer": ONE, "text": "x"}),
        ("TruncateText", pb.TruncateTextRequest, "side", {"tokenizer": ONE, "text": "x"}),
        ("SplitText", pb.SplitTextRequest, "boundary", {"tokenizer": ONE, "text": "x"}),
        ("CheckBudget", pb.CheckBudgetRequest, "unknown_model", {"text": "x"}),
        ("EstimateCost", pb.EstimateCostRequest, "service_tier", {"model": "gpt-4o", "text": "x"}),
        ("CompareModels", pb.CompareModelsRequest, "service_tier", {"texts": ["x"]}),
        ("ListModels", pb.ListModelsRequest, "method", {}),
    ],
)
def test_a_value_of_no_enum_is_an_error_of_its_field(
    *,
    server: RunningServer,
    method: str,
    request_type: Callable[..., Any],
    field: str,
    rest: dict[str, Any],
    number: int,
) -> None:
    """A client of a later version is told what this server does not know."""
    request = request_type(**rest, **{field: number})

    failed = failure_of(lambda: getattr(server.stub, method)(request))

    assert ("VALUE_INVALID", (field,)) == (failed.reason, failed.fields)


def test_a_stream_of_a_text_that_cannot_be_cut_is_bounded(server: RunningServer) -> None:
    """Ten thousand chunks without an end cost nothing but their memory, and are counted as one."""
    configuration = pb.StreamConfig(tokenizer=by_model("claude-opus-4-5"))
    chunks = (chunk("word " * 20, more=number < 9_999) for number in range(10_000))
    messages = [pb.StreamCountTokensRequest(config=configuration), *chunks]

    (answer,) = server.stub.StreamCountTokens(iter(messages), timeout=BOUND_S)

    assert 200_000 <= answer.count.token_count <= 210_000


def test_the_server_is_well_after_all_of_this(server: RunningServer) -> None:
    """Nothing died, and nothing was thrown that nobody expected."""
    answer = server.stub.CountTokens(selected("claude-opus-4-5", text="word " * 5_000))

    assert 5_000 <= answer.count.token_count <= 5_020
    assert [] == server.log(event="child died and is replaced")
    assert [] == [line for line in server.log(event="call") if line["code"] == "INTERNAL"]
