"""What was sent in one turn of a session is sent again, to the character, in the next."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.compression.chats.slots import SlotKind
from domain.compression.chats.texts import ChatTexts, chat_texts
from domain.tokens.chat_requests import ChatRequest
from tests.unit.domain.compression.chat_bodies import EXCHANGES, SHAPES, chat

ARRAYS = {"chat": "messages", "responses": "input", "anthropic": "messages", "gemini": "contents"}


def shortened(found: ChatTexts) -> str:
    """The body in which all old texts are short and the first unit is gone."""
    texts = {each.path: "…" for each in found.slots if each.kind is not SlotKind.QUESTION}
    return found.edited(texts, dropped=found.units[0] if found.units else (), marker="…")


def continued(kind: str, body: str, turns: list[str], done: int) -> str:
    """The body with the turns that came since, as a client appends them to what it sent."""
    whole = json.loads(chat(kind, turns).body)[ARRAYS[kind]]
    before = json.loads(chat(kind, turns[:done]).body)[ARRAYS[kind]]
    sent = json.loads(body)
    sent[ARRAYS[kind]] += whole[len(before) :]
    return json.dumps(sent)


def written(kind: str, body: str) -> list[str]:
    """The messages, each as it is written."""
    return [json.dumps(each) for each in json.loads(body)[ARRAYS[kind]]]


@pytest.mark.parametrize("kind", SHAPES)
def test_what_was_sent_is_sent_again(kind: str) -> None:
    """A session of several turns only ever grows, though each turn is compressed."""
    turns: list[str] = []
    sent = chat(kind, []).body
    frozen = 0
    grows = []
    for new in (["user"], ["call", "result"], ["answer", "user"], ["call", "result"]):
        body = continued(kind, sent, [*turns, *new], len(turns))
        turns += new
        found = chat_texts(ChatRequest(chat(kind, []).shape, body)).frozen(frozen)
        before, sent = written(kind, sent), shortened(found)
        frozen = len(ChatRequest(found.request.shape, sent).conversation().messages)
        grows.append(before == written(kind, sent)[: len(before)])

    assert [True] * 4 == grows


@settings(max_examples=50)
@given(st.sampled_from(SHAPES), EXCHANGES, st.integers(0, 20))
def test_what_is_frozen_keeps_its_characters(kind: str, turns: list[str], count: int) -> None:
    """However much is shortened and left out behind it, the body begins as it did."""
    request = chat(kind, [*turns, "user"])
    found = chat_texts(request).frozen(count)
    items = [
        place
        for place, owner in zip(found.items, found.owners, strict=True)
        if owner is not None and owner < count
    ]
    end = items[-1][1] if items else 0

    actual = found.edited(
        {each.path: "…" for each in found.slots},
        dropped={index for unit in found.units for index in unit},
        marker="…",
    )

    assert request.body[:end] == actual[:end]
