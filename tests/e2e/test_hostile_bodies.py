"""Chat requests that nobody would write by accident are counted, or refused, in bounded time."""

import json
import time
from typing import Any

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from tests.e2e.hostility import BOUND_S, BYTES, MODELS, others_go_on
from tests.e2e.requests import chat_request
from tests.e2e.running import RunningServer
from tests.e2e.statuses import failure_of


def message_of(content: object, role: str = "user") -> dict[str, Any]:
    return {"messages": [{"role": role, "content": content}]}


def tool_of(number: int) -> dict[str, Any]:
    properties = {f"p{each}": {"type": "string", "description": "a word"} for each in range(10)}
    schema = {"type": "object", "properties": properties}
    return {"type": "function", "function": {"name": f"tool_{number}", "parameters": schema}}


def nested(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "object", "properties": {"p": schema}}
    return schema


def test_a_large_chat_is_checked_for_many_models_while_others_go_on(server: RunningServer) -> None:
    """A thousand tools and ten models keep nobody else waiting."""
    request = pb.CheckBudgetRequest(
        models=[pb.ModelBudget(model=model, token_limit=500) for model in MODELS],
        chat=chat_request(openai=ODD_BODIES["1,000 tools"]),
        plan_drops=True,
    )

    with others_go_on(server) as took:
        answer = server.stub.CheckBudget(request, timeout=BOUND_S)

    assert len(MODELS) == len(answer.fits)
    assert not any(each.fits_by_count for each in answer.fits)
    assert max(took, default=0) < 5


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


@pytest.mark.parametrize(("body", "reason"), BODIES.values(), ids=BODIES)
def test_a_hostile_body_is_a_documented_error(
    server: RunningServer, body: str, reason: str
) -> None:
    """Soon, with the path of what is wrong and nothing of what stands there."""
    request = pb.CountMessagesRequest(model="gpt-4o", chat=types_pb2.ChatRequest(openai_json=body))

    began = time.monotonic()
    failed = failure_of(lambda: server.stub.CountMessages(request, timeout=BOUND_S))

    assert reason == failed.reason
    assert failed.fields[0].startswith("openai_json")
    assert len(failed.message) < 300
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("model", ["gpt-4o", "claude-opus-4-7", "gemini-2.5-pro", "no-such-model"])
@pytest.mark.parametrize("body", ODD_BODIES.values(), ids=ODD_BODIES)
def test_an_odd_body_is_counted_in_bounded_time(
    server: RunningServer, model: str, body: dict[str, Any]
) -> None:
    """What is merely odd has a count, and its pieces add up."""
    request = pb.CountMessagesRequest(model=model, chat=chat_request(openai=body))

    answer = server.stub.CountMessages(request, timeout=BOUND_S)

    pieces = sum(each.token_count for each in answer.messages)
    pieces += sum(each.token_count for each in answer.tools)
    assert answer.count.token_count == pieces + answer.framing_token_count
    assert answer.count.token_count <= answer.count.upper_bound_token_count
