"""Which texts of a request may be replaced, and what the user asks."""

import pytest

from domain.compression.chats.slots import SlotKind
from domain.compression.chats.texts import chat_texts
from domain.tokens.chat_requests import ChatRequest, ChatShape
from tests.unit.domain.compression.chat_bodies import (
    SHAPES,
    Json,
    anthropic,
    chat,
    gemini,
    openai,
    request,
    responses,
)

USER: Json = {"role": "user", "content": "q"}
MARK = {"cache_control": {"type": "ephemeral"}}


def slots(given: ChatRequest) -> list[tuple[str, SlotKind]]:
    """Text and kind of each slot."""
    return [(each.text, each.kind) for each in chat_texts(given).slots]


def paths(given: ChatRequest) -> list[str]:
    return [each.path.partition(".")[2] for each in chat_texts(given).slots]


def answer(text: str, **members: object) -> ChatRequest:
    """An Anthropic request in which the model said that, in a block with these members."""
    block = {"type": "text", "text": text, **members}
    return anthropic(USER, {"role": "assistant", "content": [block]}, USER)


@pytest.mark.parametrize("kind", SHAPES)
def test_each_text_has_its_kind(kind: str) -> None:
    """What was said, what a tool answered, and what is asked now."""
    actual = slots(chat(kind, ["user", "call", "result", "answer", "user"]))

    assert [
        ("user 0 é", SlotKind.USER),
        ("result 2 é", SlotKind.TOOL_RESULT),
        ("answer 3 é", SlotKind.ASSISTANT),
        ("user 4 é", SlotKind.QUESTION),
    ] == actual


@pytest.mark.parametrize("kind", SHAPES)
def test_a_slot_is_a_string_of_the_body(kind: str) -> None:
    """Its range holds the string with its quotation marks."""
    given = chat(kind, ["user", "call", "result", "answer", "user"], ensure_ascii=False)

    actual = [given.body[each.start : each.end] for each in chat_texts(given).slots]

    assert ['"user 0 é"', '"result 2 é"', '"answer 3 é"', '"user 4 é"'] == actual


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("chat", ["messages[0].content[0].text", "messages[2].content"]),
        ("responses", ["input[0].content[0].text", "input[3].output"]),
        ("anthropic", ["messages[0].content", "messages[2].content[0].content[0].text"]),
        (
            "gemini",
            ["contents[0].parts[0].text", "contents[2].parts[0].functionResponse.response.output"],
        ),
    ],
)
def test_a_path_is_that_of_the_request(kind: str, expected: list[str]) -> None:
    """The same path stands in counts and errors."""
    assert expected == paths(chat(kind, ["user", "call", "result"]))


def test_what_says_how_to_answer_is_no_slot() -> None:
    """Neither in a message nor outside of them."""
    assert [("user 1 é", SlotKind.QUESTION)] == slots(chat("chat", ["system", "user"]))
    assert [("user 1 é", SlotKind.QUESTION)] == slots(chat("responses", ["system", "user"]))


def test_what_the_user_adds_to_a_result_is_a_question() -> None:
    """Behind the last turn nobody else asks."""
    result = {"type": "tool_result", "tool_use_id": "c", "content": "r"}
    turn: Json = {"role": "user", "content": [result, {"type": "text", "text": "now"}]}

    actual = chat_texts(anthropic(USER, {"role": "assistant", "content": "a"}, turn))

    assert [SlotKind.QUESTION, SlotKind.ASSISTANT, SlotKind.TOOL_RESULT, SlotKind.QUESTION] == [
        each.kind for each in actual.slots
    ]
    assert "q\nnow" == actual.question


def test_a_document_is_no_question() -> None:
    """It may be shortened though it stands in the last turn."""
    plain = {"type": "text", "media_type": "text/plain", "data": "long"}
    blocks = {"type": "content", "content": [{"type": "text", "text": "wide"}]}
    found = [{"type": "text", "text": "hit"}]
    turn: Json = {
        "role": "user",
        "content": [
            {"type": "document", "title": "t", "context": "c", "source": plain},
            {"type": "document", "source": blocks},
            {"type": "search_result", "source": "s", "title": "t", "content": found},
            {"type": "text", "text": "why"},
        ],
    }

    actual = chat_texts(anthropic(turn))

    assert [
        ("long", SlotKind.DOCUMENT),
        ("wide", SlotKind.DOCUMENT),
        ("hit", SlotKind.DOCUMENT),
        ("why", SlotKind.QUESTION),
    ] == [(each.text, each.kind) for each in actual.slots]
    assert "why" == actual.question


@pytest.mark.parametrize(
    "members",
    [MARK, {"citations": [{"cited_text": "x"}]}],
    ids=["cached", "cited"],
)
def test_a_text_whose_wording_matters_is_no_slot(members: Json) -> None:
    """A mark is for these very characters, and a citation is of them."""
    assert ["q", "q"] == [text for text, _ in slots(answer("a", **members))]


@pytest.mark.parametrize("members", [{}, {"citations": []}, {"cache_control": None}])
def test_a_member_that_says_nothing_fixes_nothing(members: Json) -> None:
    """An empty list or null is as good as no member."""
    assert ["q", "a", "q"] == [text for text, _ in slots(answer("a", **members))]


def test_a_mark_around_a_result_fixes_its_texts() -> None:
    """The mark is for all of the block."""
    blocks = [{"type": "text", "text": "r"}]
    result = {"type": "tool_result", "tool_use_id": "c", "content": blocks, **MARK}

    actual = chat_texts(anthropic(USER, {"role": "user", "content": [result]}, USER))

    assert ["q", "q"] == [each.text for each in actual.slots]


def test_an_escaped_mark_is_a_mark() -> None:
    """A name counts as it reads, not as it is written."""
    given = answer("a", **MARK)

    escaped = ChatRequest(given.shape, given.body.replace("cache_", r"c\u0061che_"))

    assert slots(given) == slots(escaped)


def test_annotated_text_is_no_slot() -> None:
    """Annotations name places in the text."""
    block = {"type": "output_text", "text": "a", "annotations": [{"start_index": 0}]}

    assert ["q", "q"] == [
        text for text, _ in slots(responses(USER, {"role": "assistant", "content": [block]}, USER))
    ]


def test_signed_text_and_thoughts_are_no_slots() -> None:
    """A provider refuses or ignores them when they are changed."""
    parts = [{"text": "hm", "thought": True}, {"text": "a", "thoughtSignature": "s"}, {"text": "b"}]
    user: Json = {"parts": [{"text": "q"}]}

    assert ["q", "b", "q"] == [
        text for text, _ in slots(gemini(user, {"role": "model", "parts": parts}, user))
    ]


def test_an_answer_to_continue_is_no_slot() -> None:
    """The model goes on from its last word."""
    assert [("q", SlotKind.QUESTION)] == slots(
        anthropic(USER, {"role": "assistant", "content": "a"})
    )


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ({"result": "r", "status": "ok"}, ["r"]),
        ({"output": {"rows": ["r"]}}, []),
        ({"rows": "r"}, []),
        ({}, []),
    ],
)
def test_a_json_answer_is_a_slot_where_it_is_a_text(response: Json, expected: list[str]) -> None:
    """Data stays as it is: a text in its place would be something else."""
    answered = {"functionResponse": {"name": "f", "response": response}}
    found = slots(gemini({"role": "user", "parts": [answered]}))

    assert expected == [text for text, _ in found]


def test_a_refusal_and_a_blank_text_are_no_slots() -> None:
    """There is nothing to shorten."""
    refused: Json = {"role": "assistant", "content": " ", "refusal": "no"}

    assert ["q", "q"] == [text for text, _ in slots(openai(USER, refused, USER))]


@pytest.mark.parametrize(
    ("contents", "expected"),
    [("why", "why"), ({"parts": {"text": "why"}}, "why"), (["why", {"text": "no parts"}], "why")],
)
def test_short_forms_are_read(contents: object, expected: str) -> None:
    """Some clients write a text where others write an array of parts."""
    given = request(ChatShape.GEMINI, contents=contents)

    assert [expected] == [text for text, _ in slots(given)]


def test_the_question_is_an_older_one_where_the_last_has_no_text() -> None:
    """An image is shown to what was asked before."""
    image: Json = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}

    assert "q" == chat_texts(openai(USER, {"role": "assistant", "content": "a"}, image)).question
