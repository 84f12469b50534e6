import json
from typing import Any

import pytest

from domain.shared.errors import InvalidValue
from domain.tokens.chat import (
    AudioPart,
    ConversationTooLarge,
    DocumentPart,
    ImagePart,
    TextPart,
    Tool,
    ToolCallPart,
    ToolChoice,
    ToolChoiceKind,
    ToolResultPart,
    VideoPart,
)
from domain.tokens.request_shapes.gemini import parse_gemini
from tests.unit.domain.tokens.media_files import base64, gif, pdf, wav

ROOT = "gemini_json"
AT = f"{ROOT}.contents[0].parts"


def parsed(**body: Any) -> Any:
    return parse_gemini(json.dumps({"contents": [], **body}))


def parts(*given: Any, **body: Any) -> Any:
    return parsed(contents=[{"role": "user", "parts": list(given)}], **body).messages[0].parts


def text(path: str, given: str) -> TextPart:
    return TextPart(path=f"{ROOT}.{path}", text=given)


def test_contents_have_roles_and_parts() -> None:
    """Where no role is told, it is the user's."""
    conversation = parsed(
        model="models/gemini-2.5-pro",
        contents=[{"parts": [{"text": "hi"}]}, {"role": "model", "parts": [{"text": "ho"}]}],
    )

    assert ("gemini-2.5-pro", ["user", "model"]) == (
        conversation.model,
        [each.role for each in conversation.messages],
    )
    assert (text("contents[0].parts[0].text", "hi"),) == conversation.messages[0].parts


@pytest.mark.parametrize(
    ("contents", "path"),
    [
        ({"parts": {"text": "hi"}}, "contents.parts.text"),
        ([{"parts": {"text": "hi"}}], "contents[0].parts.text"),
        ("hi", "contents"),
        (["hi"], "contents[0]"),
    ],
)
def test_one_content_may_stand_alone(contents: Any, path: str) -> None:
    """As the libraries of the provider allow."""
    actual = parsed(contents=contents).messages[0].parts

    assert (text(path, "hi"),) == actual


@pytest.mark.parametrize("name", ["systemInstruction", "system_instruction"])
def test_both_ways_of_writing_a_name_are_read(name: str) -> None:
    """Camel case and snake case mean the same."""
    actual = parsed(**{name: {"parts": [{"text": "Be brief."}]}}).system

    assert (text(f"{name}.parts[0].text", "Be brief."),) == actual


def test_media_have_the_size_that_their_file_tells() -> None:
    """A file that is only named has none; a film has one where its clip is told."""
    sound = wav(2.0)

    actual = parts(
        {"inlineData": {"mimeType": "image/gif", "data": base64(gif(30, 20))}},
        {"inline_data": {"mime_type": "audio/wav", "data": base64(sound)}},
        {"inlineData": {"mimeType": "application/pdf", "data": base64(pdf(3))}},
        {"fileData": {"mimeType": "video/mp4", "fileUri": "gs://x"}},
        {
            "fileData": {"mimeType": "video/mp4", "fileUri": "gs://x"},
            "videoMetadata": {"startOffset": "10s", "endOffset": "40.5s"},
        },
    )

    assert (
        ImagePart(path=f"{AT}[0].inlineData", width=30, height=20),
        AudioPart(path=f"{AT}[1].inline_data", seconds=2.0),
        DocumentPart(path=f"{AT}[2].inlineData", page_count=3),
        VideoPart(path=f"{AT}[3].fileData"),
        VideoPart(path=f"{AT}[4].fileData", seconds=30.5),
    ) == actual


@pytest.mark.parametrize("offset", ["", "s", "-5s", "1e9s", "9" * 100 + "s", "ten", "1.2.3s"])
def test_a_clip_whose_end_is_no_duration_has_no_length(offset: str) -> None:
    """It is not counted rather than guessed."""
    film = {"fileData": {"mimeType": "video/mp4"}, "videoMetadata": {"endOffset": offset}}

    actual = parts(film)

    assert [None] == [each.seconds for each in actual]


@pytest.mark.parametrize(
    ("own", "shared", "detail"),
    [
        (None, None, "auto"),
        (None, "MEDIA_RESOLUTION_LOW", "low"),
        ({"level": "MEDIA_RESOLUTION_ULTRA_HIGH"}, "MEDIA_RESOLUTION_LOW", "ultra_high"),
    ],
)
def test_the_resolution_of_a_part_or_of_all_is_its_detail(
    own: Any, shared: str | None, detail: str
) -> None:
    """That of the part goes first."""
    image = {"fileData": {"mimeType": "image/png"}, "mediaResolution": own}

    actual = parts(image, generationConfig={"mediaResolution": shared})

    assert [detail] == [each.detail for each in actual]


def test_calls_and_results_are_paired_by_name_and_order() -> None:
    """Where they have no ids, as mostly they have not."""
    call = {"functionCall": {"name": "get", "args": {"a": 1}}}
    answer = {"functionResponse": {"name": "get", "response": {"b": 2}}}

    conversation = parsed(
        contents=[{"parts": [call, call]}, {"parts": [answer]}, {"parts": [answer]}]
    )

    calling, answering, _ = conversation.messages
    path = f"{AT}[0].functionCall"
    assert (
        ToolCallPart(path=path, id="get#1", name="get", arguments_json='{"a": 1}')
        == calling.parts[0]
    )
    at = "contents[1].parts[0].functionResponse"
    result = ToolResultPart(
        path=f"{ROOT}.{at}", id="get#1", name="get", parts=(text(at, '{"b": 2}'),), is_json=True
    )
    assert (result,) == answering.parts
    assert {1: 0, 2: 0} == conversation.calling_message()


def test_declared_functions_are_tools() -> None:
    """Of all tools together."""
    schema = {"type": "OBJECT"}

    actual = parsed(
        tools=[
            {"functionDeclarations": [{"name": "a", "description": "A", "parameters": schema}]},
            {"function_declarations": [{"name": "b"}]},
        ]
    ).tools

    assert (
        Tool(
            path=f"{ROOT}.tools[0].functionDeclarations[0]",
            name="a",
            description="A",
            schema=schema,
        ),
        Tool(path=f"{ROOT}.tools[1].function_declarations[0]", name="b"),
    ) == actual


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("AUTO", ToolChoiceKind.AUTO), ("any", ToolChoiceKind.ANY), ("NONE", ToolChoiceKind.NONE)],
)
def test_the_choice_of_tools_is_read(mode: str, kind: ToolChoiceKind) -> None:
    """In each of its modes."""
    actual = parsed(toolConfig={"functionCallingConfig": {"mode": mode}}).tool_choice

    assert ToolChoice(kind=kind) == actual


def test_the_shape_of_the_answer_is_read() -> None:
    """Its texts count, as its provider says."""
    actual = parsed(generationConfig={"responseSchema": {"a": 1}}).response_schema

    path = f"{ROOT}.generationConfig.responseSchema"
    assert Tool(path=path, name="", schema={"a": 1}) == actual


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"cachedContent": "cachedContents/1"}, "cachedContent"),
        ({"tools": [{"googleSearch": {}}]}, "tools[0].googleSearch"),
        ({"contents": [{"parts": [{"executableCode": {}}]}]}, "contents[0].parts[0]"),
        ({"contents": [{"parts": [{"thought": True, "text": "x"}]}]}, "contents[0].parts[0]"),
    ],
)
def test_what_nobody_can_count_is_named(body: dict[str, Any], path: str) -> None:
    """Its path is in the answer, and the rest is counted."""
    actual = parsed(**body).not_counted

    assert (f"{ROOT}.{path}",) == actual


def test_what_adds_no_tokens_is_ignored() -> None:
    """Signatures and settings among it."""
    body = {"safetySettings": [], "generationConfig": {"temperature": 1, "maxOutputTokens": 5}}

    conversation = parsed(contents=[{"parts": [{"text": "x", "thoughtSignature": "y"}]}], **body)

    assert () == conversation.not_counted


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"contents": None}, "contents"),
        ({"contents": 1}, "contents"),
        ({"contents": [1]}, "contents[0]"),
        ({"contents": [{"parts": 1}]}, "contents[0].parts"),
        ({"contents": [{"parts": [1]}]}, "contents[0].parts[0]"),
        ({"contents": [{"parts": [{"text": 1}]}]}, "contents[0].parts[0].text"),
        (
            {"contents": [{"parts": [{"functionCall": {}}]}]},
            "contents[0].parts[0].functionCall.name",
        ),
        ({"tools": [{"functionDeclarations": {}}]}, "tools[0].functionDeclarations"),
        ({"tools": [{"functionDeclarations": [{}]}]}, "tools[0].functionDeclarations[0].name"),
        ({"generationConfig": 1}, "generationConfig"),
    ],
)
def test_a_field_of_another_type_is_refused_with_its_path(body: dict[str, Any], path: str) -> None:
    """So a caller finds it at once."""
    with pytest.raises(InvalidValue) as caught:
        parsed(**body)

    assert f"{ROOT}.{path}" == caught.value.field


def test_there_are_at_most_ten_thousand_contents() -> None:
    """As many are read, and one more is refused."""
    parsed(contents=[{"parts": []}] * 10_000)

    with pytest.raises(ConversationTooLarge) as caught:
        parsed(contents=[{"parts": []}] * 10_001)

    assert {"field": f"{ROOT}.contents", "limit": "10000"} == caught.value.metadata


def test_there_are_at_most_two_thousand_functions_in_all() -> None:
    """However they are spread over the tools."""
    half = {"functionDeclarations": [{"name": "f"}] * 1_000}
    parsed(tools=[half, half])

    with pytest.raises(ConversationTooLarge) as caught:
        parsed(tools=[half, half, {"functionDeclarations": [{"name": "f"}]}])

    assert {"field": f"{ROOT}.tools", "limit": "2000"} == caught.value.metadata
