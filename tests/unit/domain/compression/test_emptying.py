"""Which messages go: those of which nothing would be left, and the oldest."""

import pytest

from domain.compression.chats.emptying import Emptying, oldest
from domain.compression.chats.texts import chat_texts
from domain.tokens.chat_requests import ChatRequest
from tests.unit.domain.compression.chat_bodies import SHAPES, Json, chat, openai

TURNS = ["user", "call", "result", "answer", "user", "answer", "user"]
UNITS = [(0, 1), (2, 3), (2, 3, 4), (6,)]
IMAGE = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}


def emptied(request: ChatRequest, *blank: int) -> list[int]:
    """The messages that go where the texts of these messages are blank."""
    texts = chat_texts(request)
    emptying = Emptying(texts.conversation, texts.slots, texts.units)
    return sorted(emptying.emptied([slot.message in blank for slot in texts.slots]))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("blank", "expected"),
    [
        ([], []),
        ([2], [1, 2]),
        ([0, 2, 3], [0, 1, 2, 3]),
        ([0, 3], []),
        ([4], []),
        ([4, 5], [4, 5]),
        ([2, 4, 5], [1, 2, 4, 5]),
        ([6], []),
    ],
    ids=str,
)
def test_a_unit_goes_where_all_of_its_texts_are_blank(
    shape: str, blank: list[int], expected: list[int]
) -> None:
    """A call has no text of its own: it goes with its result; the last question never goes."""
    assert expected == emptied(chat(shape, TURNS), *blank)


def said(role: str, content: object, **members: object) -> Json:
    return {"role": role, "content": content, **members}


@pytest.mark.parametrize(
    "content", [[{"type": "text", "text": "Look."}, IMAGE], [IMAGE]], ids=["beside", "alone"]
)
def test_what_no_text_holds_keeps_a_unit(content: list[Json]) -> None:
    """An image is something to say, with and without a text."""
    request = openai(said("user", content), said("assistant", "Yes."), said("user", "Why?"))

    assert [] == emptied(request, 0, 1)


def test_a_text_that_may_not_be_shortened_keeps_a_unit() -> None:
    """What is marked for the provider's cache does not count as blank."""
    fixed = [{"type": "text", "text": "Look.", "cache_control": {"type": "ephemeral"}}]
    request = openai(said("user", fixed), said("assistant", "Yes."), said("user", "Why?"))

    assert [] == emptied(request, 0, 1)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (-1, []),
        (0, []),
        (1, [0, 1]),
        (20, [0, 1]),
        (21, [0, 1, 2, 3]),
        (40, [0, 1, 2, 3]),
        (41, [0, 1, 2, 3, 4]),
        (51, [0, 1, 2, 3, 4, 6]),
        (1_000, [0, 1, 2, 3, 4, 6]),
    ],
)
def test_the_oldest_go_until_enough_is_free(wanted: int, expected: list[int]) -> None:
    """Not one more; a message in several units is counted once."""
    gone = oldest(UNITS, gone=(), saving=lambda _: 10, wanted_tokens=wanted)

    assert expected == sorted(gone)


def test_what_goes_already_frees_nothing_more() -> None:
    """It is among those that go, and the next ones free what is wanted."""
    gone = oldest(UNITS, gone={0, 1, 3}, saving=lambda _: 10, wanted_tokens=10)

    assert [0, 1, 2, 3] == sorted(gone)


def test_messages_free_what_they_weigh() -> None:
    """Each its own."""
    gone = oldest(UNITS, gone=(), saving=lambda index: 100 * index, wanted_tokens=101)

    assert [0, 1, 2, 3] == sorted(gone)
