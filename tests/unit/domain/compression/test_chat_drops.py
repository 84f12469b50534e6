"""Which messages of a request may be left out, and which go together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.compression.chats.texts import chat_texts
from tests.unit.domain.compression.chat_bodies import (
    EXCHANGES,
    SHAPES,
    Json,
    anthropic,
    chat,
    gemini,
    responses,
)

USER: Json = {"role": "user", "content": "q"}
TURNS = ["user", "call", "result", "call", "result", "answer", "user", "answer", "user"]


def call(name: str) -> Json:
    return {"type": "function_call", "call_id": name, "name": name, "arguments": "{}"}


def result(name: str) -> Json:
    return {"type": "function_call_output", "call_id": name, "output": "r"}


@pytest.mark.parametrize("kind", SHAPES)
def test_a_unit_is_an_exchange_or_a_call_with_its_result(kind: str) -> None:
    """The last question is in none."""
    actual = chat_texts(chat(kind, TURNS)).units

    assert ((0, 1, 2, 3, 4, 5), (1, 2), (3, 4), (6, 7)) == actual


@pytest.mark.parametrize("kind", SHAPES)
def test_messages_tell_what_the_rules_of_dropping_need(kind: str) -> None:
    """What must stay."""
    messages = chat_texts(chat(kind, TURNS)).messages

    assert [8] == [each.index for each in messages if each.must_stay]


def test_what_says_how_to_answer_is_in_no_unit() -> None:
    """Wherever it stands, it stays when the exchange around it goes."""
    turns = ["system", "user", "system", "answer", "user"]

    actual = chat_texts(chat("chat", turns))

    assert ((1, 3),) == actual.units
    assert [0, 2, 4] == [each.index for each in actual.messages if each.must_stay]


def test_what_stands_before_the_first_question_is_a_unit() -> None:
    """A greeting may go; then the conversation begins with a question."""
    assert ((0,), (1, 2)) == chat_texts(chat("chat", ["answer", "user", "answer", "user"])).units


def test_nothing_goes_without_a_question() -> None:
    """Nobody can say what the conversation is about."""
    assert () == chat_texts(chat("anthropic", ["answer", "answer"])).units


def test_calls_at_the_same_time_go_together() -> None:
    """They are one answer of the model, of which a thought may be part."""
    found = chat_texts(responses(USER, call("a"), call("b"), result("b"), result("a"), USER))

    assert ((0, 1, 2, 3, 4), (1, 2, 3, 4)) == found.units


def test_exchanges_that_share_a_call_go_together() -> None:
    """A call that is answered behind the next question is not torn from its result."""
    found = chat_texts(responses(USER, call("a"), USER, result("a"), USER))

    assert ((0, 1, 2, 3), (1, 3)) == found.units


def test_a_call_that_is_answered_last_stays() -> None:
    """Its result must stay, and so must all of the exchange that it stands in."""
    found = chat_texts(responses(USER, call("a"), USER, result("a")))

    assert () == found.units


def test_a_call_without_a_result_is_no_unit() -> None:
    """Alone it goes with its exchange, so that turns still alternate."""
    found = chat_texts(responses(USER, call("a"), USER))

    assert ((0, 1),) == found.units


def test_images_go_with_their_message() -> None:
    """A message is left out whole."""
    image = {"type": "image", "source": {"type": "url", "url": "x"}}
    turn: Json = {"role": "user", "content": [image, {"type": "text", "text": "a"}]}

    actual = chat_texts(anthropic(turn, {"role": "assistant", "content": "a"}, USER))

    assert '{"messages": [{"role": "user", "content": "q"}]}' == actual.edited(
        {}, dropped={0, 1}, marker="[…]"
    )


def test_calls_without_ids_are_told_apart() -> None:
    """The second answer of a tool is to its second call."""
    asked: Json = {"role": "user", "parts": [{"text": "q"}]}
    called: Json = {"role": "model", "parts": [{"functionCall": {"name": "f"}}]}
    answered: Json = {"role": "user", "parts": [{"functionResponse": {"name": "f"}}]}

    found = chat_texts(gemini(asked, called, answered, called, answered, asked))

    assert ((0, 1, 2, 3, 4), (1, 2), (3, 4)) == found.units


@settings(max_examples=50)
@given(st.sampled_from(SHAPES), EXCHANGES, st.data())
def test_what_is_left_is_a_conversation(kind: str, turns: list[str], data: st.DataObject) -> None:
    """Whichever units go, every call has its result and every answer its question."""
    turns = [*turns, "user", "call", "result"]
    units = chat_texts(chat(kind, turns)).units
    chosen = data.draw(st.sets(st.sampled_from(units)) if units else st.just(set()))
    dropped = {index for unit in chosen for index in unit}

    left = [turn for index, turn in enumerate(turns) if index not in dropped]

    follows: dict[str, set[str | None]] = {
        "user": {"answer", None},
        "call": {"user", "result"},
        "result": {"call"},
        "answer": {"user", "result"},
    }
    for before, turn in zip([None, *left], left, strict=False):
        assert before in follows[turn]
