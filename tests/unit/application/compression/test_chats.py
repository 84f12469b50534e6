"""Chats are compressed to their budget: what stays as it is, and what becomes shorter."""

import json
from collections.abc import Mapping, Sequence

import pytest

from application.compression.limits import CompressionLimits
from domain.compression.requests import (
    BudgetInfeasible,
    StayingMessages,
    Strategy,
    TextTooLongToCompress,
)
from domain.compression.results import CompressedChat, Fate, Reason
from domain.shared.errors import InvalidValue
from domain.tokens.chat_requests import ChatRequest, ChatShape
from tests.unit.application.compression.world import PASSAGES, TEXT, CompressionWorld, fates
from tests.unit.application.world import turns

QUESTION = "When was the lighthouse built?"
CHAT = turns(
    ("system", TEXT), ("user", TEXT), ("assistant", f"{TEXT} So it is."), ("user", QUESTION)
)
SYSTEM, ASKED, ANSWERED, LAST = range(4)


def texts_of(result: CompressedChat) -> list[str]:
    return [message["content"] for message in messages_of(result)]


def messages_of(result: CompressedChat | ChatRequest) -> list[Mapping[str, str]]:
    chat = result.chat if isinstance(result, CompressedChat) else result
    messages: list[Mapping[str, str]] = json.loads(chat.body)["messages"]
    return messages


def request_of(messages: Sequence[Mapping[str, object]]) -> ChatRequest:
    return ChatRequest(ChatShape.OPENAI, json.dumps({"messages": messages}))


@pytest.mark.parametrize("strategy", [Strategy.AUTO, Strategy.LOSSLESS, Strategy.EXTRACTIVE])
def test_a_chat_that_fits_stays_as_it_is(house: CompressionWorld, strategy: Strategy) -> None:
    """To the byte, however it was to be shortened."""
    result = house.compressed_chat(house.chat_tokens(CHAT), CHAT, strategy=strategy)

    assert (CHAT, True, ()) == (result.chat, result.is_lossless, result.messages)


@pytest.mark.parametrize("missing", [1, 100, 300, 500])
def test_a_budget_is_kept(house: CompressionWorld, missing: int) -> None:
    """By a count of what comes back; what must stay is as it was."""
    budget = house.chat_tokens(CHAT) - missing

    result = house.compressed_chat(budget, CHAT)

    before, after = messages_of(CHAT), messages_of(result)
    assert house.chat_tokens(result.chat) == result.count.token_count <= budget
    assert (before[SYSTEM], before[LAST]) == (after[SYSTEM], after[-1])
    assert result.message_count == len(after)
    assert result.ratio.original_tokens == house.chat_tokens(CHAT)


def test_the_last_question_is_the_query(house: CompressionWorld) -> None:
    """What answers it is kept."""
    result = house.compressed_chat(house.chat_tokens(CHAT) - 460, CHAT)

    assert PASSAGES[0] in texts_of(result)[ASKED]
    assert PASSAGES[1] not in texts_of(result)[ASKED]


def test_another_query_may_be_given(house: CompressionWorld) -> None:
    """It comes before the last question."""
    result = house.compressed_chat(house.chat_tokens(CHAT) - 460, CHAT, query=PASSAGES[1])

    assert PASSAGES[1] in " ".join(texts_of(result)[1:])
    assert PASSAGES[0] not in " ".join(texts_of(result)[1:])


def test_a_long_last_question_stays(house: CompressionWorld) -> None:
    """It is refused rather than shortened, and blamed."""
    chat = turns(("user", "Hm?"), ("assistant", "Yes?"), ("user", f"{TEXT}\n\n{QUESTION}"))

    with pytest.raises(BudgetInfeasible) as refusal:
        house.compressed_chat(200, chat)

    assert "messages[2]" == refusal.value.metadata["blamed"]


def test_a_long_last_question_may_be_shortened_on_demand(house: CompressionWorld) -> None:
    """What it asks in its last paragraph stays, and is the query."""
    chat = turns(("user", f"{TEXT}\n\n{QUESTION}"))

    result = house.compressed_chat(120, chat, StayingMessages(last_question=False))

    (text,) = texts_of(result)
    assert text.startswith(PASSAGES[0])
    assert text.endswith(QUESTION)
    assert len(text) <= 120


def test_what_a_question_ends_with_stays_whatever_is_asked_for(house: CompressionWorld) -> None:
    """Its last paragraph is pinned, although another one answers the query."""
    chat = turns(("user", f"{TEXT}\n\nSay it in one word."))

    result = house.compressed_chat(
        100, chat, StayingMessages(last_question=False), query=PASSAGES[1]
    )

    assert texts_of(result)[0].endswith("Say it in one word.")


@pytest.mark.parametrize("pinned", [ASKED, ANSWERED])
def test_a_pinned_message_stays(house: CompressionWorld, pinned: int) -> None:
    """The others become shorter instead."""
    budget = house.chat_tokens(CHAT) - 200

    result = house.compressed_chat(budget, CHAT, StayingMessages(pinned=frozenset({pinned})))

    assert messages_of(CHAT)[pinned] == messages_of(result)[pinned]
    assert [ASKED + ANSWERED - pinned] == [each.index for each in result.messages]


@pytest.mark.parametrize("frozen", [0, 1, 2])
def test_what_was_sent_before_stays(house: CompressionWorld, frozen: int) -> None:
    """The first messages are as they were, to the character."""
    chat = ChatRequest(ChatShape.OPENAI, CHAT.body.replace('"}, {', '"  },{  '))
    budget = house.chat_tokens(CHAT) - 150

    result = house.compressed_chat(budget, chat, StayingMessages(frozen=frozen))

    end = -1
    for _ in range(frozen):
        end = chat.body.index("}", end + 1)
    assert chat.body[: end + 1] == result.chat.body[: end + 1]
    assert all(each.index >= frozen for each in result.messages)


def test_all_frozen_is_refused_where_it_does_not_fit(house: CompressionWorld) -> None:
    """What it weighs is what is needed."""
    needed = house.chat_tokens(CHAT)

    with pytest.raises(BudgetInfeasible) as refusal:
        house.compressed_chat(needed - 1, CHAT, StayingMessages(frozen=4))

    assert str(needed) == refusal.value.metadata["minimum_token_budget"]


@pytest.mark.parametrize(
    ("staying", "field"),
    [
        (StayingMessages(frozen=5), "frozen_message_count"),
        (StayingMessages(pinned=frozenset({4})), "pinned_messages"),
    ],
)
def test_messages_that_there_are_not_are_refused(
    house: CompressionWorld, staying: StayingMessages, field: str
) -> None:
    """Whoever counts wrongly is told."""
    with pytest.raises(InvalidValue) as refusal:
        house.compressed_chat(1_000_000, CHAT, staying)

    assert field == refusal.value.field


def test_keep_tags_pin_in_chats_too(house: CompressionWorld) -> None:
    """What stands between them stays, and the tags go."""
    chat = turns(("user", f"{TEXT} <keep>Mind it.</keep>"), ("assistant", TEXT), ("user", QUESTION))

    result = house.compressed_chat(150, chat)

    assert "Mind it." in texts_of(result)[0]
    assert "keep>" not in result.chat.body


def test_keep_tags_in_chats_may_be_ordinary_text(house: CompressionWorld) -> None:
    """Then they stand as they stood."""
    chat = turns(("user", "<keep>Mind it.</keep>"), ("assistant", TEXT), ("user", QUESTION))

    result = house.compressed_chat(1_000, chat, literal_keep_tags=True)

    assert chat == result.chat


def test_a_chat_is_shortened_without_loss_first(house: CompressionWorld) -> None:
    """A tool's JSON loses its blanks before any text loses a sentence."""
    value = {"name": "scale", "plates": {"left": [1, 2], "right": [3]}, "weight": "4 kg"}
    chat = turns(("user", json.dumps(value, indent=4)), ("assistant", TEXT), ("user", QUESTION))

    result = house.compressed_chat(house.chat_tokens(chat) - 20, chat)

    assert (True, value) == (result.is_lossless, json.loads(texts_of(result)[0]))
    assert TEXT == texts_of(result)[1]


def test_extractive_chats_have_no_words_of_ours(house: CompressionWorld) -> None:
    """Even where a form without loss would be enough."""
    value = json.dumps([{"name": f"n{number}", "count": number} for number in range(9)], indent=4)
    chat = turns(("user", value), ("assistant", "Yes."), ("user", QUESTION))

    result = house.compressed_chat(300, chat, strategy=Strategy.EXTRACTIVE)

    assert fates(result) <= {Fate.FULL, Fate.DROP}
    assert all(line in value for line in texts_of(result)[0].splitlines())


def test_lossless_refuses_a_chat_that_needs_loss(house: CompressionWorld) -> None:
    """With what it needs, and what of that must stay."""
    with pytest.raises(BudgetInfeasible) as refusal:
        house.compressed_chat(500, CHAT, strategy=Strategy.LOSSLESS)

    assert str(house.chat_tokens(CHAT)) == refusal.value.metadata["minimum_token_budget"]


@pytest.mark.parametrize(
    "strategy", [each for each in Strategy if each.kept_side or each is Strategy.ABSTRACTIVE]
)
def test_other_strategies_are_for_texts(house: CompressionWorld, strategy: Strategy) -> None:
    """Even where nothing would have to be done."""
    with pytest.raises(InvalidValue) as refusal:
        house.compressed_chat(1_000_000, CHAT, strategy=strategy)

    assert "options.strategy" == refusal.value.field


def test_what_changed_is_told(house: CompressionWorld) -> None:
    """For each message that did; the spans tile the text that was sent."""
    result = house.compressed_chat(house.chat_tokens(CHAT) - 150, CHAT)

    sent = messages_of(CHAT)
    changed = [
        place for place, text in enumerate(texts_of(result)) if text != sent[place]["content"]
    ]
    assert changed == [each.index for each in result.messages]
    assert {(False, Reason.WORTH_ITS_TOKENS)} == {
        (each.is_removed, each.reason) for each in result.messages
    }
    for message in result.messages:
        (text,) = message.texts
        assert sent[message.index]["content"] == text.source
        assert [0, *(span.source.end for span in text.spans)] == [
            *(span.source.start for span in text.spans),
            len(text.source),
        ]


def test_a_body_above_the_limit_is_refused() -> None:
    """As many characters as are allowed pass, one less allowed does not."""
    length = len(CHAT.body)
    enough, less = (
        CompressionWorld(limits=CompressionLimits(compressed_characters=each))
        for each in (length, length - 1)
    )

    assert enough.compressed_chat(1_000_000, CHAT).chat == CHAT
    with pytest.raises(TextTooLongToCompress) as refusal:
        less.compressed_chat(1_000_000, CHAT)

    assert "chat" == refusal.value.field


def test_a_chat_is_compressed_the_same_way_again(house: CompressionWorld) -> None:
    """In another house too."""
    budget = house.chat_tokens(CHAT) - 250

    assert house.compressed_chat(budget, CHAT) == CompressionWorld().compressed_chat(budget, CHAT)
