import json
from typing import Any

import pytest

from domain.tokens.chat import (
    AudioPart,
    DocumentPart,
    ImagePart,
    Message,
    TextPart,
    Tool,
    ToolCallPart,
    ToolChoice,
    ToolChoiceKind,
    ToolResultPart,
)
from domain.tokens.request_shapes.openai import parse_openai
from tests.unit.domain.tokens.media_files import base64, pdf, png, wav

ROOT = "openai_json"
AT = f"{ROOT}.messages[0]"


def parsed(**body: Any) -> Any:
    return parse_openai(json.dumps({"messages": [], **body}))


def message(**given: Any) -> Message:
    found: Message = parsed(messages=[given]).messages[0]
    return found


def parts(*given: Any) -> tuple[Any, ...]:
    return message(role="user", content=list(given)).parts


def text(path: str, given: str) -> TextPart:
    return TextPart(path=f"{ROOT}.{path}", text=given)


def test_a_message_has_role_name_and_text() -> None:
    """The path says where each part stands."""
    expected = Message(path=AT, role="user", name="Bo", parts=(text("messages[0].content", "hi"),))

    actual = message(role="user", name="Bo", content="hi", unheard_of=1)

    assert expected == actual


def test_the_body_names_its_model() -> None:
    """So a caller need not name it again."""
    actual = parsed(model="gpt-4o").model

    assert "gpt-4o" == actual


def test_content_may_be_parts() -> None:
    """Texts of every kind, and refusals."""
    given = (
        {"type": "text", "text": "a"},
        {"type": "refusal", "refusal": "b"},
        "c",
    )

    actual = parts(*given)

    at = "messages[0].content"
    assert (
        text(f"{at}[0].text", "a"),
        text(f"{at}[1].refusal", "b"),
        text(f"{at}[2]", "c"),
    ) == actual


@pytest.mark.parametrize(
    ("image", "size"),
    [
        ({"url": f"data:image/png;base64,{base64(png(640, 480))}"}, (640, 480)),
        ({"url": f"DATA:image/png;x=y;BASE64,{base64(png(640, 480))}"}, (640, 480)),
        ({"url": "https://example.org/a.png"}, (None, None)),
        ({"url": "https://example.org/a.png", "width": 10, "height": 20}, (10, 20)),
        ({"url": "data:image/png;base64,!!!"}, (None, None)),
        ({"url": "data:image/png,plain"}, (None, None)),
        ({"url": "data:"}, (None, None)),
    ],
)
def test_an_image_has_the_size_that_its_file_or_the_request_tells(
    image: dict[str, Any], size: tuple[int | None, int | None]
) -> None:
    """No address is ever followed."""
    width, height = size
    path = f"{AT}.content[0].image_url"

    actual = parts({"type": "image_url", "image_url": {**image, "detail": "low"}})

    assert (ImagePart(path=path, width=width, height=height, detail="low"),) == actual


def test_sound_and_documents_have_the_length_that_their_file_tells() -> None:
    """A file that is only named has none."""
    sound = wav(2.0)

    actual = parts(
        {"type": "input_audio", "input_audio": {"data": base64(sound), "format": "wav"}},
        {"type": "file", "file": {"file_data": base64(pdf(3))}},
        {"type": "file", "file": {"file_id": "file-1"}},
    )

    at = f"{AT}.content"
    assert (
        AudioPart(path=f"{at}[0].input_audio", seconds=2.0),
        DocumentPart(path=f"{at}[1].file", page_count=3),
        DocumentPart(path=f"{at}[2].file"),
    ) == actual


def test_a_call_and_its_result_are_paired() -> None:
    """The result takes the name of the tool from its call."""
    call = {"id": "1", "type": "function", "function": {"name": "get", "arguments": "{}"}}

    conversation = parsed(
        messages=[
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "1", "content": "done"},
        ]
    )

    calling, answering = conversation.messages
    path = f"{AT}.tool_calls[0]"
    assert (ToolCallPart(path=path, id="1", name="get", arguments_json="{}"),) == calling.parts
    result = text("messages[1].content", "done")
    answer = ToolResultPart(path=f"{ROOT}.messages[1]", id="1", name="get", parts=(result,))
    assert (answer,) == answering.parts
    assert {1: 0} == conversation.calling_message()


def test_a_legacy_function_call_and_its_result_are_paired() -> None:
    """They have no ids, so that the name and the order pair them."""
    call = {"role": "assistant", "function_call": {"name": "get", "arguments": "{}"}}
    answer = {"role": "function", "name": "get", "content": "done"}

    conversation = parsed(messages=[call, answer, call, answer])

    assert {1: 0, 3: 2} == conversation.calling_message()


def test_tools_of_all_shapes_are_read() -> None:
    """Nested, flat, custom and legacy ones."""
    schema = {"type": "object"}

    conversation = parsed(
        tools=[
            {"type": "function", "function": {"name": "a", "parameters": schema}},
            {"type": "function", "name": "b", "description": "B"},
            {"type": "custom", "custom": {"name": "c"}},
        ],
        functions=[{"name": "d"}],
    )

    assert (
        Tool(path=f"{ROOT}.tools[0].function", name="a", schema=schema),
        Tool(path=f"{ROOT}.tools[1]", name="b", description="B"),
        Tool(path=f"{ROOT}.tools[2].custom", name="c"),
        Tool(path=f"{ROOT}.functions[0]", name="d"),
    ) == conversation.tools


@pytest.mark.parametrize(
    ("given", "choice"),
    [
        ("none", ToolChoice(kind=ToolChoiceKind.NONE)),
        ("required", ToolChoice(kind=ToolChoiceKind.ANY)),
        ("auto", ToolChoice()),
        (None, ToolChoice()),
        (
            {"type": "function", "function": {"name": "f"}},
            ToolChoice(kind=ToolChoiceKind.NAMED, name="f"),
        ),
        ({"type": "function", "name": "f"}, ToolChoice(kind=ToolChoiceKind.NAMED, name="f")),
        ({"type": "file_search"}, ToolChoice()),
    ],
)
def test_the_choice_of_tools_is_read(given: Any, choice: ToolChoice) -> None:
    """In each of its shapes."""
    actual = parsed(tool_choice=given).tool_choice

    assert choice == actual


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"tools": [{"type": "web_search"}]}, "tools[0]"),
        ({"previous_response_id": "x"}, "previous_response_id"),
        ({"conversation": {"id": "x"}}, "conversation"),
        ({"prompt": {"id": "x"}}, "prompt"),
        ({"web_search_options": {}}, "web_search_options"),
        ({"messages": [{"role": "assistant", "audio": {"id": "x"}}]}, "messages[0].audio"),
        (
            {"messages": [{"role": "user", "content": [{"type": "hologram"}]}]},
            "messages[0].content[0]",
        ),
        (
            {"messages": [{"role": "assistant", "tool_calls": [{"type": "odd"}]}]},
            "messages[0].tool_calls[0]",
        ),
        (
            {"tools": [{"type": "custom", "name": "f", "format": {"type": "grammar"}}]},
            "tools[0].format",
        ),
        ({"input": [{"type": "reasoning"}]}, "input[0]"),
    ],
)
def test_what_nobody_can_count_is_named(body: dict[str, Any], path: str) -> None:
    """Its path is in the answer, and the rest is counted."""
    actual = parsed(**body).not_counted

    assert (f"{ROOT}.{path}",) == actual


def test_what_adds_no_tokens_is_ignored() -> None:
    """Whatever it is."""
    body = {"temperature": 1, "stream": True, "max_tokens": 5, "metadata": {"a": "b"}, "odd": []}

    conversation = parsed(**body, response_format={"type": "json_object"})

    assert ((), None) == (conversation.not_counted, conversation.response_schema)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (
            {"response_format": {"type": "json_schema", "json_schema": {"schema": {"a": 1}}}},
            "response_format",
        ),
        ({"text": {"format": {"type": "json_schema", "schema": {"a": 1}}}}, "text.format"),
    ],
)
def test_the_shape_of_the_answer_is_read(body: dict[str, Any], path: str) -> None:
    """A framing that knows its price counts it."""
    actual = parsed(**body).response_schema

    assert Tool(path=f"{ROOT}.{path}", name="", schema={"a": 1}) == actual


def test_a_responses_request_is_read() -> None:
    """Its instructions, and its items of every kind."""
    conversation = parse_openai(
        json.dumps(
            {
                "instructions": "Be brief.",
                "input": [
                    {"role": "user", "content": "hi"},
                    {
                        "type": "message",
                        "role": "user",
                        "content": [
                            {"type": "input_text", "text": "look"},
                            {"type": "input_image", "image_url": "https://x", "detail": "high"},
                        ],
                    },
                    {"type": "function_call", "call_id": "1", "name": "get", "arguments": "{}"},
                    {"type": "function_call_output", "call_id": "1", "output": "done"},
                ],
            }
        )
    )

    said, looked, called, answered = conversation.messages
    assert (text("instructions", "Be brief."),) == conversation.system
    assert (text("input[0].content", "hi"),) == said.parts
    image = ImagePart(path=f"{ROOT}.input[1].content[1].image_url", detail="high")
    assert (text("input[1].content[0].text", "look"), image) == looked.parts
    assert ("assistant", "tool") == (called.role, answered.role)
    assert {3: 2} == conversation.calling_message()


def test_an_input_may_be_one_text() -> None:
    """It is one of the user."""
    conversation = parse_openai('{"input": "hi"}')

    assert [("user", (text("input", "hi"),))] == [
        (each.role, each.parts) for each in conversation.messages
    ]
