import json
from typing import Any

import pytest

from domain.shared.errors import InvalidValue
from domain.tokens.chat import (
    ConversationTooLarge,
    DocumentPart,
    ImagePart,
    TextPart,
    Tool,
    ToolCallPart,
    ToolChoice,
    ToolChoiceKind,
    ToolResultPart,
)
from domain.tokens.request_shapes.anthropic import parse_anthropic
from tests.unit.domain.tokens.media_files import base64, jpeg, pdf

ROOT = "anthropic_json"
AT = f"{ROOT}.messages[0].content"


def parsed(**body: Any) -> Any:
    return parse_anthropic(json.dumps({"messages": [], **body}))


def parts(*given: Any) -> Any:
    return parsed(messages=[{"role": "user", "content": list(given)}]).messages[0].parts


def text(path: str, given: str) -> TextPart:
    return TextPart(path=f"{ROOT}.{path}", text=given)


@pytest.mark.parametrize(
    ("system", "path"),
    [("Be brief.", "system"), ([{"type": "text", "text": "Be brief."}], "system[0].text")],
)
def test_the_system_is_a_text_or_blocks(system: Any, path: str) -> None:
    """Both are outside the turns."""
    actual = parsed(system=system).system

    assert (text(path, "Be brief."),) == actual


def test_turns_hold_a_text_or_blocks() -> None:
    """In their order, with their roles."""
    conversation = parsed(
        model="claude-opus-4",
        messages=[
            {"role": "user", "content": "hi"},
            {"role": "assistant", "content": [{"type": "text", "text": "ho"}]},
        ],
    )

    user, assistant = conversation.messages
    assert ("claude-opus-4", "user", "assistant") == (conversation.model, user.role, assistant.role)
    assert (text("messages[0].content", "hi"),) == user.parts
    assert (text("messages[1].content[0].text", "ho"),) == assistant.parts


@pytest.mark.parametrize(
    ("source", "size"),
    [
        (
            {"type": "base64", "media_type": "image/jpeg", "data": base64(jpeg(640, 480))},
            (640, 480),
        ),
        ({"type": "url", "url": "https://example.org/a.jpg"}, (None, None)),
        ({"type": "url", "url": "https://x", "width": 10, "height": 20}, (10, 20)),
        ({"type": "file", "file_id": "file_1"}, (None, None)),
    ],
)
def test_an_image_has_the_size_that_its_file_or_the_request_tells(
    source: dict[str, Any], size: tuple[int | None, int | None]
) -> None:
    """No address is ever followed."""
    width, height = size

    actual = parts({"type": "image", "source": source})

    assert (ImagePart(path=f"{AT}[0].source", width=width, height=height),) == actual


def test_documents_of_all_kinds_are_read() -> None:
    """Texts count as such, a PDF by its pages where they are known."""
    actual = parts(
        {"type": "document", "source": {"type": "base64", "data": base64(pdf(3))}},
        {"type": "document", "title": "T", "source": {"type": "text", "data": "D"}},
        {"type": "document", "source": {"type": "content", "content": "C"}},
        {"type": "document", "source": {"type": "url", "url": "https://x"}},
        {"type": "search_result", "source": "S", "content": [{"type": "text", "text": "R"}]},
    )

    at = "messages[0].content"
    assert (
        DocumentPart(path=f"{AT}[0].source", page_count=3),
        text(f"{at}[1].title", "T"),
        text(f"{at}[1].source.data", "D"),
        text(f"{at}[2].source.content", "C"),
        DocumentPart(path=f"{AT}[3].source"),
        text(f"{at}[4].source", "S"),
        text(f"{at}[4].content[0].text", "R"),
    ) == actual


def test_a_call_and_its_result_are_paired() -> None:
    """The arguments become JSON text, and the result takes the name of its call."""
    use = {"type": "tool_use", "id": "1", "name": "get", "input": {"city": "Köln"}}
    answer = {
        "type": "tool_result",
        "tool_use_id": "1",
        "content": [{"type": "text", "text": "ok"}],
    }

    conversation = parsed(
        messages=[{"role": "assistant", "content": [use]}, {"role": "user", "content": [answer]}]
    )

    calling, answering = conversation.messages
    arguments = '{"city": "Köln"}'
    assert (
        ToolCallPart(path=f"{AT}[0]", id="1", name="get", arguments_json=arguments),
    ) == calling.parts
    at = "messages[1].content[0]"
    inner = (text(f"{at}.content[0].text", "ok"),)
    assert (
        ToolResultPart(path=f"{ROOT}.{at}", id="1", name="get", parts=inner),
    ) == answering.parts
    assert {1: 0} == conversation.calling_message()


@pytest.mark.parametrize("content", [None, "", []])
def test_a_result_may_be_empty(content: Any) -> None:
    """Tools may answer nothing."""
    actual = parts({"type": "tool_result", "tool_use_id": "1", "content": content})

    assert [""] == [text.text for text in actual[0].parts] or () == actual[0].parts


def test_tools_are_read() -> None:
    """With their schema, whatever is in it."""
    actual = parsed(
        tools=[
            {"name": "a", "description": "A", "input_schema": {"x": 1}},
            {"type": "custom", "name": "b"},
        ]
    ).tools

    assert (
        Tool(path=f"{ROOT}.tools[0]", name="a", description="A", schema={"x": 1}),
        Tool(path=f"{ROOT}.tools[1]", name="b"),
    ) == actual


@pytest.mark.parametrize(
    ("given", "choice"),
    [
        ({"type": "auto"}, ToolChoice()),
        ({"type": "any"}, ToolChoice(kind=ToolChoiceKind.ANY)),
        ({"type": "none"}, ToolChoice(kind=ToolChoiceKind.NONE)),
        ({"type": "tool", "name": "f"}, ToolChoice(kind=ToolChoiceKind.NAMED, name="f")),
    ],
)
def test_the_choice_of_tools_is_read(given: Any, choice: ToolChoice) -> None:
    """In each of its kinds."""
    actual = parsed(tool_choice=given).tool_choice

    assert choice == actual


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"thinking": {"type": "enabled", "budget_tokens": 1024}}, "thinking"),
        ({"mcp_servers": [{}]}, "mcp_servers"),
        ({"container": "c"}, "container"),
        ({"context_management": {}}, "context_management"),
        ({"tools": [{"type": "bash_20250124", "name": "bash"}]}, "tools[0]"),
        (
            {
                "messages": [
                    {"role": "assistant", "content": [{"type": "thinking", "thinking": "x"}]}
                ]
            },
            "messages[0].content[0]",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "server_tool_use"}]}]},
            "messages[0].content[0]",
        ),
    ],
)
def test_what_nobody_can_count_is_named(body: dict[str, Any], path: str) -> None:
    """Its path is in the answer, and the rest is counted."""
    actual = parsed(**body).not_counted

    assert (f"{ROOT}.{path}",) == actual


def test_what_adds_no_tokens_is_ignored() -> None:
    """Cache marks and thinking that is switched off among it."""
    body = {"max_tokens": 1, "stream": True, "metadata": {}, "thinking": {"type": "disabled"}}

    actual = parsed(**body, cache_control={"type": "ephemeral"}).not_counted

    assert () == actual


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"output_format": {"type": "json_schema", "schema": {"a": 1}}}, "output_format"),
        ({"output_config": {"format": {"schema": {"a": 1}}}}, "output_config.format"),
    ],
)
def test_the_shape_of_the_answer_is_read(body: dict[str, Any], path: str) -> None:
    """Under its older and its newer name."""
    actual = parsed(**body).response_schema

    assert Tool(path=f"{ROOT}.{path}", name="", schema={"a": 1}) == actual


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"messages": None}, "messages"),
        ({"messages": [{"role": "user"}]}, "messages[0].content"),
        ({"messages": [{"content": "x"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": [[]]}]}, "messages[0].content[0]"),
        (
            {"messages": [{"role": "user", "content": [{"type": "text"}]}]},
            "messages[0].content[0].text",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "image"}]}]},
            "messages[0].content[0].source",
        ),
        ({"system": 1}, "system"),
        ({"tools": [{"name": 1}]}, "tools[0].name"),
        ({"tools": [{"name": "f", "input_schema": "x"}]}, "tools[0].input_schema"),
        ({"tool_choice": "auto"}, "tool_choice"),
        ({"tool_choice": {"type": "maybe"}}, "tool_choice.type"),
    ],
)
def test_a_field_of_another_type_is_refused_with_its_path(body: dict[str, Any], path: str) -> None:
    """So a caller finds it at once."""
    with pytest.raises(InvalidValue) as caught:
        parsed(**body)

    assert f"{ROOT}.{path}" == caught.value.field


@pytest.mark.parametrize(
    ("name", "limit", "item"),
    [("messages", 10_000, {"role": "user", "content": ""}), ("tools", 2_000, {"name": "f"})],
)
def test_there_is_a_most(name: str, limit: int, item: dict[str, Any]) -> None:
    """As many are read, and one more is refused."""
    parsed(**{name: [item] * limit})

    with pytest.raises(ConversationTooLarge) as caught:
        parsed(**{name: [item] * (limit + 1)})

    assert {"field": f"{ROOT}.{name}", "limit": str(limit)} == caught.value.metadata
