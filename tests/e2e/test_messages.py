"""Chat requests count over a real channel what their providers have published."""

import json
from typing import Any

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from tests.e2e.requests import by_model, chat_request, count_request
from tests.e2e.running import RunningServer
from tests.unit.domain.tokens.chat_vectors import (
    ANTHROPIC_SYSTEM,
    ANTHROPIC_TOOL,
    COOKBOOK_MESSAGES,
    COOKBOOK_WITH_TOOL,
    RECORDED,
)

RULES, RECONSTRUCTED = types_pb2.COUNT_METHOD_RULES, types_pb2.COUNT_METHOD_RECONSTRUCTED
HELLO = {"messages": [{"role": "user", "content": "Hello, world"}]}
GEMINI_HELLO = {"contents": [{"role": "user", "parts": [{"text": "Hello, world"}]}]}
GEMINI_SYSTEM = {**GEMINI_HELLO, "systemInstruction": {"parts": [{"text": "Be brief."}]}}
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAIAAADwf7zUAAAAAElFTkSuQmCC"  # 1024²
)


def counted(server: RunningServer, model: str, **body: Any) -> pb.CountMessagesResponse:
    """The answer for a body, given by the name of its shape."""
    request = pb.CountMessagesRequest(model=model, chat=chat_request(**body))
    return server.stub.CountMessages(request)


@pytest.mark.parametrize(
    ("model", "published"),
    [("gpt-4o", 124), ("gpt-4o-mini", 124), ("gpt-4-0613", 129), ("gpt-5", 123)],
)
def test_the_example_of_the_cookbook_counts_as_published(
    server: RunningServer, model: str, published: int
) -> None:
    """OpenAI counts the same, and gpt-5 one token less."""
    answer = counted(server, model, openai={"messages": COOKBOOK_MESSAGES})

    assert (published, RULES) == (answer.count.token_count, answer.count.method)


@pytest.mark.parametrize(("model", "published"), [("gpt-4o", 101), ("gpt-4", 105)])
def test_the_example_with_a_tool_counts_as_published(
    server: RunningServer, model: str, published: int
) -> None:
    """OpenAI counts the same."""
    answer = counted(server, model, openai=COOKBOOK_WITH_TOOL)

    assert published == answer.count.token_count
    assert ["get_current_weather"] == [tool.name for tool in answer.tools]


def test_recorded_counts_are_met(server: RunningServer) -> None:
    """Calls, results and nested tools of gpt-3.5-turbo, to the token."""
    expected = [recorded for recorded, _ in RECORDED]

    actual = [
        counted(server, "gpt-3.5-turbo", openai=body).count.token_count for _, body in RECORDED
    ]

    assert expected == actual


@pytest.mark.parametrize(("published", "body"), [(14, ANTHROPIC_SYSTEM), (403, ANTHROPIC_TOOL)])
def test_the_examples_of_anthropic_count_as_published(
    server: RunningServer, published: int, body: dict[str, Any]
) -> None:
    """A system prompt and a tool of Claude, to the token."""
    answer = counted(server, "claude-opus-4-1", anthropic=body)

    assert (published, RULES) == (answer.count.token_count, answer.count.method)


@pytest.mark.parametrize("model", ["claude-opus-4-5", "claude-opus-4-7", "claude-sonnet-5"])
def test_a_single_message_to_claude_is_a_bare_text(server: RunningServer, model: str) -> None:
    """Both are one message of the user, and equally certain."""
    text = pb.CountTokensRequest(tokenizer=by_model(model), text="Hello, world")
    expected = server.stub.CountTokens(text).count

    actual = counted(server, model, anthropic=HELLO).count

    assert RECONSTRUCTED == actual.method == expected.method
    assert expected.token_count == actual.token_count
    assert expected.upper_bound_token_count == actual.upper_bound_token_count


@pytest.mark.parametrize(
    ("model", "body"),
    [
        ("gpt-4o", {"openai": COOKBOOK_WITH_TOOL}),
        ("gpt-5", {"openai": {"instructions": "Be brief.", "input": "Hello"}}),
        ("claude-opus-4-5", {"anthropic": ANTHROPIC_TOOL}),
        ("claude-sonnet-5", {"anthropic": ANTHROPIC_SYSTEM}),
        ("claude-sonnet-5", {"openai": COOKBOOK_WITH_TOOL}),
        ("gemini-2.5-pro", {"gemini": GEMINI_SYSTEM}),
        ("llama-3-70b-instruct", {"openai": COOKBOOK_WITH_TOOL}),
        ("no-such-model", {"openai": COOKBOOK_WITH_TOOL}),
    ],
)
def test_the_pieces_add_up(server: RunningServer, model: str, body: dict[str, Any]) -> None:
    """Messages, tools and framing are the whole, parts and frame are the message."""
    answer = counted(server, model, **body)

    pieces = sum(each.token_count for each in answer.messages)
    pieces += sum(each.token_count for each in answer.tools)
    assert answer.count.token_count == answer.framing_token_count + pieces
    for message in answer.messages:
        parts = sum(part.token_count for part in message.parts)
        assert message.token_count == message.framing_token_count + parts
        assert message.token_count <= message.upper_bound_token_count
    assert answer.count.token_count <= answer.count.upper_bound_token_count


def test_gemini_counts_texts_and_nothing_else(server: RunningServer) -> None:
    """No roles and no marks."""
    expected = server.stub.CountTokens(count_request("Hello, world", "gemma3")).count.token_count

    actual = counted(server, "gemini-2.5-pro", gemini=GEMINI_HELLO)

    assert expected == actual.count.token_count
    assert 0 == actual.framing_token_count


def test_the_body_may_name_the_model(server: RunningServer) -> None:
    """The model of the request wins over that of the body."""
    body = {**HELLO, "model": "gpt-4o"}
    expected = ["o200k_base", "claude-v3"]

    actual = [
        counted(server, model, openai=body).provenance.tokenizer
        for model in ("", "claude-opus-4-1")
    ]

    assert expected == actual


@pytest.mark.parametrize(
    ("model", "framing"), [("gpt-4o", "openai-chat "), ("claude-opus-4-7", "anthropic-4.7 ")]
)
def test_a_count_says_by_which_rules_it_was_framed(
    server: RunningServer, model: str, framing: str
) -> None:
    """With their version, so that it can be made again."""
    answer = counted(server, model, openai=HELLO)

    assert answer.provenance.framing.startswith(framing)
    assert answer.provenance.framing.removeprefix(framing)


@pytest.mark.parametrize(("model", "tokens"), [("gpt-4o", 765), ("claude-opus-4-5", 1_369)])
def test_an_image_counts_by_its_size(server: RunningServer, model: str, tokens: int) -> None:
    """Tiles or patches of a square of 1,024 pixels, read from its header."""
    image = {"type": "image_url", "image_url": {"url": PIXEL, "detail": "high"}}

    answer = counted(server, model, openai={"messages": [{"role": "user", "content": [image]}]})

    (part,) = answer.messages[0].parts
    assert (pb.PART_KIND_IMAGE, tokens) == (part.kind, part.token_count)
    assert part.path.startswith("openai_json.messages[0].content[0]")


def test_what_cannot_be_counted_is_named(server: RunningServer) -> None:
    """An image behind an address is not fetched, and its path says so."""
    image = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}

    answer = counted(server, "gpt-4o", openai={"messages": [{"role": "user", "content": [image]}]})

    (path,) = answer.count.not_counted
    assert path.startswith("openai_json.messages[0].content[0]")


def test_a_chat_for_a_model_that_nobody_knows_is_estimated(server: RunningServer) -> None:
    """Its texts are estimated and framed as chats usually are."""
    known = counted(server, "gpt-4o", openai={"messages": COOKBOOK_MESSAGES}).count.token_count

    actual = counted(server, "no-such-model", openai={"messages": COOKBOOK_MESSAGES}).count

    assert types_pb2.COUNT_METHOD_HEURISTIC == actual.method
    assert known / 2 < actual.token_count < 2 * known < 2 * actual.upper_bound_token_count


def test_a_growing_chat_counts_as_if_it_came_at_once(server: RunningServer) -> None:
    """What is remembered of earlier turns changes no count."""
    messages: list[dict[str, str]] = []
    counts = []
    for number in range(20):
        messages.append(
            {"role": ("user", "assistant")[number % 2], "content": f"turn {number} " * 50}
        )
        body = {"messages": messages}
        counts.append(counted(server, "claude-opus-4-5", openai=body).count.token_count)

    again = counted(server, "claude-opus-4-5", anthropic={"messages": messages}).count

    assert sorted(set(counts)) == counts
    assert counts[-1] == again.token_count


def test_the_same_question_has_the_same_answer(server: RunningServer) -> None:
    """Counted or remembered."""
    body = json.loads(json.dumps(COOKBOOK_WITH_TOOL))

    answers = [counted(server, "claude-opus-4-7", openai=body) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
