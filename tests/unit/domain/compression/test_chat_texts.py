"""How a request is written with other texts and fewer messages."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.compression.chats.texts import chat_texts
from domain.shared.errors import InvalidValue
from domain.tokens.chat import Message, TextPart, ToolCallPart, ToolResultPart
from domain.tokens.chat_requests import ChatRequest, ChatShape
from tests.unit.domain.compression.chat_bodies import (
    EXCHANGES,
    LAYOUTS,
    SHAPES,
    anthropic,
    chat,
    openai,
)

kinds = st.sampled_from(SHAPES)
TURNS = ["user", "call", "result", "answer", "user", "answer", "user"]


def said(messages: tuple[Message, ...]) -> list[tuple[str, list[str]]]:
    """Who says what, in order."""
    return [(each.role, [text for part in each.parts for text in texts(part)]) for each in messages]


def texts(part: object) -> list[str]:
    match part:
        case TextPart(text=text):
            return [text]
        case ToolResultPart(parts=parts):
            return [text for each in parts for text in texts(each)]
        case ToolCallPart(name=name):
            return [name]
    return []


def said_in(request: ChatRequest, body: str) -> list[tuple[str, list[str]]]:
    return said(ChatRequest(request.shape, body).conversation().messages)


@settings(max_examples=30)
@given(kinds, EXCHANGES, LAYOUTS)
def test_without_changes_the_body_stays_as_it_is(
    kind: str, turns: list[str], layout: Mapping[str, object]
) -> None:
    """To the character, and so it does where texts are replaced by themselves."""
    request = chat(kind, [*turns, "user"], **layout)
    found = chat_texts(request)

    actual = found.edited({each.path: each.text for each in found.slots}, marker="[…]")

    assert request.body == actual


@settings(max_examples=30)
@given(kinds, EXCHANGES, LAYOUTS, st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_only_texts_that_are_replaced_change(
    kind: str, turns: list[str], layout: Mapping[str, object], text: str
) -> None:
    """The new body reads as the old one in which the texts are replaced."""
    request = chat(kind, [*turns, "user"], **layout)
    found = chat_texts(request)
    expected = text if text.strip() else "[…]"

    actual = chat_texts(
        ChatRequest(
            request.shape,
            found.edited({each.path: text for each in found.slots}, marker="[…]"),
        )
    )

    assert [(each.path, expected) for each in found.slots] == [
        (each.path, each.text) for each in actual.slots
    ]
    originals = {each.path: each.text for each in found.slots}
    restored = json.loads(actual.edited(originals, marker="[…]"))
    assert json.loads(request.body) == restored


@settings(max_examples=30)
@given(kinds, EXCHANGES, LAYOUTS, st.data())
def test_what_stays_of_the_messages_is_what_it_was(
    kind: str, turns: list[str], layout: Mapping[str, object], data: st.DataObject
) -> None:
    """Whichever units are left out, the others read as before, in their order."""
    request = chat(kind, [*turns, "user", "call", "result"], **layout)
    found = chat_texts(request)
    units = data.draw(st.sets(st.sampled_from(found.units)) if found.units else st.just(set()))
    dropped = {index for unit in units for index in unit}
    stays = [each for index, each in enumerate(found.conversation.messages) if index not in dropped]

    actual = found.edited({}, dropped=dropped, marker="[…]")

    assert said(tuple(stays)) == said_in(request, actual)


@settings(max_examples=30)
@given(kinds, EXCHANGES, LAYOUTS)
def test_a_message_that_stays_keeps_its_characters(
    kind: str, turns: list[str], layout: Mapping[str, object]
) -> None:
    """All that stands behind the last dropped message is the same, and so is all before."""
    request = chat(kind, [*turns, "user", "answer", "user"], **layout)
    found = chat_texts(request)
    unit = found.units[-1]
    places = [place for place, owner in enumerate(found.owners) if owner in unit]

    actual = found.edited({}, dropped=unit, marker="[…]")

    before = found.items[places[0]][0]
    after = request.body[found.items[places[-1]][1] :]
    assert actual.startswith(request.body[:before].rstrip(", \n"))
    assert actual.endswith(after.lstrip(", \n"))


@pytest.mark.parametrize("kind", SHAPES)
def test_texts_change_and_messages_go_together(kind: str) -> None:
    """A replacement in a message that goes is left out with it."""
    request = chat(kind, TURNS)
    found = chat_texts(request)
    new = {each.path: f"new {each.message}" for each in found.slots}

    actual = [texts for _, texts in said_in(request, found.edited(new, dropped={1, 2}, marker=""))]

    result = ["new 0", "new 3", "new 4", "new 5", "new 6"]
    assert [[each] for each in result] == actual


def test_a_body_is_edited_in_place() -> None:
    """Layout, order, numbers and unknown fields are nobody's business."""
    body = (
        '{ "top_p":1.00,\n"messages" : [ {"content":"a\\u0062c", "role":"user", "x":[1e0]} ,\n'
        '{"role":"assistant","content":"d"}, {"role":"user","content":"e"}\n], "\\u0078":-0.0 }'
    )
    expected = (
        '{ "top_p":1.00,\n"messages" : [ {"content":"é\\n", "role":"user", "x":[1e0]} ,\n'
        '{"role":"assistant","content":"d"}, {"role":"user","content":"e"}\n], "\\u0078":-0.0 }'
    )
    found = chat_texts(ChatRequest(ChatShape.OPENAI, body))

    actual = found.edited({"openai_json.messages[0].content": "é\n"}, marker="[…]")

    assert expected == actual


def test_the_member_that_counts_is_edited() -> None:
    """It is the last one of its name, as the provider's parser has it."""
    body = (
        '{"messages":[{"role":"user","content":"no"}],"mess\\u0061ges":'
        '[{"role":"user","content":"no","cont\\u0065nt":"yes"}]}'
    )
    found = chat_texts(ChatRequest(ChatShape.OPENAI, body))

    actual = found.edited({"openai_json.messages[0].content": "new"}, marker="[…]")

    assert ["yes"] == [each.text for each in found.slots]
    assert body.replace('"yes"', '"new"') == actual


def test_a_blank_text_becomes_the_marker() -> None:
    """Providers refuse texts without a character."""
    found = chat_texts(openai({"role": "user", "content": "a"}, {"role": "user", "content": "b"}))

    actual = found.edited({found.slots[0].path: " \n"}, marker="[…]")

    assert [("user", ["[…]"]), ("user", ["b"])] == said_in(found.request, actual)


def test_what_is_frozen_is_not_touched() -> None:
    """Its texts are no slots, and no unit has any of its messages."""
    found = chat_texts(chat("chat", TURNS)).frozen(3)

    assert [3, 4, 5, 6] == [each.message for each in found.slots]
    assert ((4, 5),) == found.units
    assert [0, 1, 2, 6] == [each.index for each in found.messages if each.must_stay]


def test_a_replacement_of_what_is_frozen_is_ignored() -> None:
    """Whoever worked it out before freezing does no harm."""
    found = chat_texts(chat("chat", TURNS))
    path = found.slots[0].path

    assert found.request.body == found.frozen(1).edited({path: "new"}, marker="[…]")


def test_a_thought_goes_with_what_follows_it() -> None:
    """A provider refuses a thought without its call and a call without its thought."""
    found = chat_texts(chat("responses", TURNS))

    actual = json.loads(found.edited({}, dropped={1, 2}, marker="[…]"))["input"]

    assert ["r3", "r5"] == [each["id"] for each in actual if each.get("type") == "reasoning"]


def test_a_request_without_an_array_of_messages_has_one_text() -> None:
    """A text alone is a question, which stays."""
    found = chat_texts(ChatRequest(ChatShape.OPENAI, '{"input": "why"}'))

    actual = found.edited({"openai_json.input": "how"}, marker="[…]")

    assert ("why", ()) == (found.question, found.units)
    assert '{"input": "how"}' == actual


def test_a_request_without_messages_has_nothing_to_change() -> None:
    """It is what it was."""
    found = chat_texts(anthropic())

    assert ((), (), "") == (found.slots, found.units, found.question)
    assert found.request.body == found.edited({}, marker="[…]")


def test_a_body_that_no_provider_takes_is_refused() -> None:
    """The error says which field is wrong."""
    with pytest.raises(InvalidValue):
        chat_texts(ChatRequest(ChatShape.GEMINI, '{"contents": [1]}'))
