"""Messages of which nothing is left go, and where even that is too much, the oldest ones."""

import json
from collections.abc import Mapping

import pytest

from application.compression.chat_fitting import MARKER
from domain.compression.requests import BudgetInfeasible, StayingMessages
from domain.compression.results import CompressedChat, Reason
from domain.tokens.chat_requests import ChatRequest, ChatShape
from tests.unit.application.compression.world import PASSAGES, TEXT, CompressionWorld
from tests.unit.application.world import turns

QUESTION = "When was the lighthouse built?"
IMAGE = {
    "type": "image_url",
    "image_url": {"url": "data:image/png;base64,iVBORw0KGgo=", "detail": "low"},
}


def chat(*messages: Mapping[str, object], **members: object) -> ChatRequest:
    return ChatRequest(ChatShape.OPENAI, json.dumps({"messages": messages} | members))


def said(role: str, content: object, **members: object) -> Mapping[str, object]:
    return {"role": role, "content": content, **members}


def called(number: int, arguments: str = "{}") -> Mapping[str, object]:
    function = {"name": "look", "arguments": arguments}
    calls = [{"id": f"c{number}", "type": "function", "function": function}]
    return said("assistant", None, tool_calls=calls)


def answered(number: int, text: str) -> Mapping[str, object]:
    return said("tool", text, tool_call_id=f"c{number}")


def messages_of(result: CompressedChat) -> list[Mapping[str, object]]:
    messages: list[Mapping[str, object]] = json.loads(result.chat.body)["messages"]
    return messages


def least_budget(house: CompressionWorld, request: ChatRequest) -> int:
    """The least budget, by the error for nothing."""
    with pytest.raises(BudgetInfeasible) as refusal:
        house.compressed_chat(0, request)
    return int(refusal.value.metadata["minimum_token_budget"])


def test_an_emptied_exchange_goes(house: CompressionWorld) -> None:
    """A question and its answer of which nothing is left are not sent as empty messages."""
    expected = turns(("user", PASSAGES[0]), ("assistant", "Yes, in 1862."), ("user", QUESTION))
    request = turns(
        ("user", "Bread of flour? Salt?"), ("assistant", "And yeast, of course."),
        ("user", PASSAGES[0]), ("assistant", "Yes, in 1862."), ("user", QUESTION),
    )  # fmt: skip

    result = house.compressed_chat(house.chat_tokens(expected), request)

    assert json.loads(expected.body)["messages"] == messages_of(result)
    assert [(0, True, Reason.OVER_BUDGET), (1, True, Reason.OVER_BUDGET)] == [
        (each.index, each.is_removed, each.reason) for each in result.messages
    ]


def test_no_exchange_is_all_marks(house: CompressionWorld) -> None:
    """Whatever the budget, something is said in what is left."""
    request = turns(
        ("user", TEXT), ("assistant", TEXT), ("user", TEXT), ("assistant", TEXT), ("user", QUESTION)
    )

    for budget in range(least_budget(house, request), house.chat_tokens(request), 25):
        texts = [each["content"] for each in messages_of(house.compressed_chat(budget, request))]
        assert [MARKER, MARKER] not in [texts[at : at + 2] for at in range(0, len(texts), 2)]


def test_what_is_left_of_half_an_exchange_is_marked(house: CompressionWorld) -> None:
    """An answer of which nothing is left stands as a mark where its question stays."""
    expected = turns(("user", PASSAGES[0]), ("assistant", MARKER), ("user", QUESTION))
    request = turns(("user", TEXT), ("assistant", PASSAGES[2]), ("user", QUESTION))

    result = house.compressed_chat(house.chat_tokens(expected), request)

    assert json.loads(expected.body)["messages"] == messages_of(result)


def test_a_mark_is_not_longer_than_what_it_stands_for(house: CompressionWorld) -> None:
    """Very short texts stay instead; the least budget is never above what all of it weighs."""
    request = turns(("user", TEXT), ("assistant", "Hm."), ("user", QUESTION))
    pinned = StayingMessages(pinned=frozenset({0}))
    budget = house.chat_tokens(request) - 1

    with pytest.raises(BudgetInfeasible) as refusal:
        house.compressed_chat(budget, request, pinned)
    shortened = house.compressed_chat(budget - 200, request)

    assert str(budget + 1) == refusal.value.metadata["minimum_token_budget"]
    assert "Hm." == messages_of(shortened)[1]["content"]
    assert [0] == [each.index for each in shortened.messages]


def test_a_call_goes_with_its_result(house: CompressionWorld) -> None:
    """Where nothing of the result is worth keeping; the exchange stays."""
    end = [said("assistant", PASSAGES[0]), said("user", QUESTION)]
    expected = chat(said("user", QUESTION), *end)
    request = chat(said("user", QUESTION), called(0), answered(0, PASSAGES[2]), *end)

    result = house.compressed_chat(house.chat_tokens(expected), request)

    assert json.loads(expected.body)["messages"] == messages_of(result)
    assert [1, 2] == [each.index for each in result.messages if each.is_removed]


def test_a_shortened_result_keeps_its_call(house: CompressionWorld) -> None:
    """Both stay where something of the result does."""
    request = chat(said("user", "Look."), called(0), answered(0, TEXT), said("user", QUESTION))

    result = house.compressed_chat(150, request)

    assert ["user", "assistant", "tool", "user"] == [each["role"] for each in messages_of(result)]
    assert PASSAGES[0] == messages_of(result)[2]["content"]
    assert called(0) == messages_of(result)[1]


def test_an_image_keeps_its_message(house: CompressionWorld) -> None:
    """A message that says something no text holds does not go for its texts."""
    texts = [{"type": "text", "text": TEXT}]
    bare, pictured = (
        chat(said("user", content), said("assistant", "Yeast."), said("user", QUESTION))
        for content in (texts, [*texts, IMAGE])
    )
    budget = least_budget(house, bare) + 5

    without = house.compressed_chat(budget, bare)
    image_tokens = house.chat_tokens(pictured) - house.chat_tokens(bare)
    with_it = house.compressed_chat(budget + image_tokens + 60, pictured)

    assert 1 == without.message_count
    assert 3 == with_it.message_count
    assert IMAGE in messages_of(with_it)[0]["content"]  # type: ignore[operator]  # it is a list


def test_the_oldest_messages_go_first(house: CompressionWorld) -> None:
    """Where messages stay whatever is left of their texts, the first ones leave in their order."""
    content = [{"type": "text", "text": TEXT}, IMAGE]
    exchanges = [said("user", content), said("assistant", TEXT)] * 4
    request = chat(*exchanges, said("user", QUESTION))

    removed = [
        [each.index for each in house.compressed_chat(budget, request).messages if each.is_removed]
        for budget in range(least_budget(house, request), 360, 7)
    ]

    assert [list(range(count)) for count in (8, 6, 4, 2, 0)] == [
        each for place, each in enumerate(removed) if each not in removed[:place]
    ]
    assert removed == sorted(removed, reverse=True)


@pytest.mark.parametrize("room", range(0, 300, 20))
def test_the_least_budget_is_enough(house: CompressionWorld, room: int) -> None:
    """From the least on every budget is kept, and nothing below is promised."""
    request = chat(
        said("system", "Be brief."),
        said("user", [{"type": "text", "text": TEXT}, IMAGE]),
        called(0, json.dumps({"at": "x" * 80})),
        answered(0, TEXT),
        said("assistant", "Hm."),
        said("user", QUESTION),
    )
    least = least_budget(house, request)

    result = house.compressed_chat(least + room, request)

    assert house.chat_tokens(result.chat) <= least + room
    with pytest.raises(BudgetInfeasible):
        house.compressed_chat(least - 1, request)


def test_what_is_pinned_does_not_go(house: CompressionWorld) -> None:
    """Nor does what it cannot do without: the call of a pinned result stays."""
    request = chat(
        said("user", TEXT),
        called(0),
        answered(0, TEXT),
        said("assistant", PASSAGES[0]),
        said("user", QUESTION),
    )
    pinned = StayingMessages(pinned=frozenset({2}))

    result = house.compressed_chat(house.chat_tokens(request) - 280, request, pinned)

    assert json.loads(request.body)["messages"][1:3] == messages_of(result)[1:3]


def test_what_must_stay_is_blamed(house: CompressionWorld) -> None:
    """The heaviest first: messages, and tools beside them."""
    tool = {
        "type": "function",
        "function": {"name": "look", "description": TEXT + TEXT, "parameters": {"type": "object"}},
    }
    request = chat(
        said("system", TEXT), said("user", TEXT), said("assistant", TEXT), said("user", QUESTION),
        tools=[tool],
    )  # fmt: skip

    with pytest.raises(BudgetInfeasible) as refusal:
        house.compressed_chat(100, request)

    blamed = refusal.value.metadata["blamed"].split(",")
    assert ["messages[0]", "messages[3]"] == [each for each in blamed if "messages" in each]
    assert "tools[0]" in blamed[0]


def test_a_pinned_message_is_blamed(house: CompressionWorld) -> None:
    """The caller may let it go."""
    request = turns(("user", TEXT), ("assistant", "Hm."), ("user", QUESTION))

    with pytest.raises(BudgetInfeasible) as refusal:
        house.compressed_chat(100, request, StayingMessages(pinned=frozenset({0})))

    assert "messages[0]" == refusal.value.metadata["blamed"].split(",")[0]


def test_ten_messages_are_blamed_at_most(house: CompressionWorld) -> None:
    """An error stays short."""
    request = turns(*[("user", PASSAGES[0]), ("assistant", PASSAGES[1])] * 6, ("user", QUESTION))

    with pytest.raises(BudgetInfeasible) as refusal:
        house.compressed_chat(100, request, StayingMessages(frozen=12))

    assert 10 == len(refusal.value.metadata["blamed"].split(","))
