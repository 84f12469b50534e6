"""Requests of each provider for tests, made from one plain description of a conversation."""

import json
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from domain.tokens.chat_requests import ChatRequest, ChatShape

type Json = dict[str, object]

SHAPES = ("chat", "responses", "anthropic", "gemini")
"""Chat Completions and Responses share a shape."""


def turns_of(exchanges: Sequence[Sequence[str]]) -> list[str]:
    """Words such as ``user``, ``call``, ``result``, ``answer``, one for each turn."""
    return [turn for exchange in exchanges for turn in exchange]


EXCHANGES = st.lists(
    st.integers(0, 2).map(lambda calls: ["user", *(["call", "result"] * calls), "answer"]),
    max_size=4,
).map(turns_of)
"""Whole exchanges with up to two calls each."""

LAYOUTS: st.SearchStrategy[Mapping[str, object]] = st.sampled_from(
    [
        {"indent": 2},
        {"separators": (",", ":"), "ensure_ascii": False},
        {"separators": (" ,\n", " : ")},
    ]
)


def chat(kind: str, turns: Sequence[str], **layout: object) -> ChatRequest:
    """A request of that kind, whose texts tell where they stand, such as ``user 3 é``."""
    bodies = {
        "chat": _chat_body,
        "responses": _responses_body,
        "anthropic": _anthropic_body,
        "gemini": _gemini_body,
    }
    shape = ChatShape.OPENAI if kind in ("chat", "responses") else ChatShape(kind)
    body = bodies[kind](list(enumerate(turns)))
    return ChatRequest(shape, json.dumps(body, **layout))  # type: ignore[arg-type] # of many types


def request(shape: ChatShape, **members: object) -> ChatRequest:
    """A request with these members."""
    return ChatRequest(shape, json.dumps(members))


def openai(*messages: Json) -> ChatRequest:
    """A Chat Completions request with these messages."""
    return request(ChatShape.OPENAI, messages=messages)


def responses(*items: Json) -> ChatRequest:
    """A Responses request with these items."""
    return request(ChatShape.OPENAI, input=items)


def anthropic(*messages: Json) -> ChatRequest:
    """A Messages request with these messages."""
    return request(ChatShape.ANTHROPIC, messages=messages)


def gemini(*contents: Json) -> ChatRequest:
    """A generateContent request with these contents."""
    return request(ChatShape.GEMINI, contents=contents)


def _chat_body(turns: Sequence[tuple[int, str]]) -> Json:
    return {"model": "m", "temperature": 0.5, "messages": [_chat_turn(*each) for each in turns]}


def _chat_turn(index: int, turn: str) -> Json:
    text = f"{turn} {index} é"
    function = {"name": "f", "arguments": "{}"}
    turns: dict[str, Json] = {
        "system": {"role": "system", "content": text},
        "user": {"role": "user", "content": [{"type": "text", "text": text}]},
        "answer": {"role": "assistant", "content": text},
        "call": {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": f"c{index}", "type": "function", "function": function}],
        },
        "result": {"role": "tool", "tool_call_id": f"c{index - 1}", "content": text},
    }
    return turns[turn]


def _responses_body(turns: Sequence[tuple[int, str]]) -> Json:
    items: list[Json] = []
    for index, turn in turns:
        if turn in ("call", "answer"):
            items.append({"type": "reasoning", "id": f"r{index}", "encrypted_content": "x"})
        items.append(_responses_item(index, turn))
    return {"instructions": "be brief", "input": items}


def _responses_item(index: int, turn: str) -> Json:
    text = f"{turn} {index} é"
    call: Json = {"type": "function_call", "name": "f", "arguments": "{}", "call_id": f"c{index}"}
    items: dict[str, Json] = {
        "system": {"role": "developer", "content": text},
        "user": {"role": "user", "content": [{"type": "input_text", "text": text}]},
        "answer": {"role": "assistant", "content": [{"type": "output_text", "text": text}]},
        "call": call,
        "result": {"type": "function_call_output", "call_id": f"c{index - 1}", "output": text},
    }
    return items[turn]


def _anthropic_body(turns: Sequence[tuple[int, str]]) -> Json:
    return {"system": "be brief", "messages": [_anthropic_turn(*each) for each in turns]}


def _anthropic_turn(index: int, turn: str) -> Json:
    text = {"type": "text", "text": f"{turn} {index} é"}
    thought = {"type": "thinking", "thinking": "hm", "signature": "s"}
    call = {"type": "tool_use", "id": f"c{index}", "name": "f", "input": {}}
    result = {"type": "tool_result", "tool_use_id": f"c{index - 1}", "content": [text]}
    turns: dict[str, Json] = {
        "user": {"role": "user", "content": text["text"]},
        "answer": {"role": "assistant", "content": [text]},
        "call": {"role": "assistant", "content": [thought, call]},
        "result": {"role": "user", "content": [result]},
    }
    return turns[turn]


def _gemini_body(turns: Sequence[tuple[int, str]]) -> Json:
    return {"contents": [_gemini_turn(*each) for each in turns], "generationConfig": {"topK": 1.0}}


def _gemini_turn(index: int, turn: str) -> Json:
    text = f"{turn} {index} é"
    call = {"functionCall": {"name": "f", "args": {}}, "thoughtSignature": "s"}
    result = {"functionResponse": {"name": "f", "response": {"output": text}}}
    turns: dict[str, Json] = {
        "user": {"role": "user", "parts": [{"text": text}]},
        "answer": {"role": "model", "parts": [{"text": text}]},
        "call": {"role": "model", "parts": [call]},
        "result": {"role": "user", "parts": [result]},
    }
    return turns[turn]
