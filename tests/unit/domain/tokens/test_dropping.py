"""Which messages go when a conversation is too long, and what goes with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.tokens.chat import Conversation, Message, Part, TextPart, ToolCallPart, ToolResultPart
from domain.tokens.dropping import drops_of
from domain.tokens.fitting import DropPlan
from domain.tokens.framing import Framing
from domain.tokens.model import CountMethod, TokenCount
from domain.tokens.weighing import ConversationCount, Weighing

FRAMING = Framing(name="test", base_tokens=2, message_tokens=3, reply_tokens=1)
TEN = "a" * 10


def said(role: str, text: str = TEN) -> Message:
    return Message(path="", role=role, parts=(TextPart(path="", text=text),))


def called(*ids: str, role: str = "assistant") -> Message:
    parts = tuple(ToolCallPart(path="", id=each, name="f", arguments_json="{}") for each in ids)
    return Message(path="", role=role, parts=parts)


def answered(*ids: str, role: str = "tool", text: str = "") -> Message:
    results: list[Part] = [
        ToolResultPart(path="", id=each, name="f", parts=(TextPart(path="", text=TEN),))
        for each in ids
    ]
    if text:
        results.append(TextPart(path="", text=text))
    return Message(path="", role=role, parts=tuple(results))


def weighed(conversation: Conversation, *, surplus: int = 0) -> ConversationCount:
    """The count where a character is a token, and may be so many more a text."""
    weighing = Weighing(conversation, FRAMING)
    return weighing.count(
        {
            text: TokenCount(len(text), len(text) + surplus, CountMethod.RECONSTRUCTED)
            for text in weighing.texts
        }
    )


def planned(conversation: Conversation, available: int, *, surplus: int = 0) -> DropPlan:
    count = weighed(conversation, surplus=surplus)
    return drops_of(conversation, count, available_tokens=available)


def dropped(available: int, *messages: Message) -> tuple[int, ...]:
    return planned(Conversation(messages=messages), available).dropped


SYSTEM, USER, ASSISTANT = said("system"), said("user"), said("assistant")


@pytest.mark.parametrize(
    ("available", "expected"),
    [(68, ()), (67, (0, 1)), (42, (0, 1)), (41, (0, 1, 2, 3)), (16, (0, 1, 2, 3))],
)
def test_the_oldest_go_first_and_a_question_begins_what_stays(
    available: int, expected: tuple[int, ...]
) -> None:
    """A question takes its answer with it, since no conversation begins with an answer."""
    assert expected == dropped(available, USER, ASSISTANT, USER, ASSISTANT, USER)


@pytest.mark.parametrize("role", ["system", "developer"])
def test_what_says_how_to_answer_stays(role: str) -> None:
    """System messages are kept wherever they stand, and a question follows the first."""
    messages = (said(role), USER, ASSISTANT, said(role), USER, ASSISTANT, USER)

    assert (1, 2) == dropped(75, *messages)
    assert (1, 2, 4, 5) == dropped(50, *messages)


def test_nothing_from_the_last_question_on_is_dropped() -> None:
    """Not even where what stays is too long."""
    messages = (USER, ASSISTANT, USER, called("1"), answered("1"), ASSISTANT)

    actual = planned(Conversation(messages=messages), 1)

    assert ((0, 1), False) == (actual.dropped, actual.fits)


def test_without_a_question_nothing_is_dropped() -> None:
    """Nobody can say what the conversation is about."""
    assert () == dropped(1, SYSTEM, ASSISTANT, ASSISTANT)


@pytest.mark.parametrize(
    "exchange",
    [
        (called("1"), answered("1")),
        (called("1", "2"), answered("1"), answered("2")),
        (called("1"), answered("1"), called("2"), answered("2")),
        (called("1", "2"), answered("1", "2", role="user")),
        (called("1", role="model"), answered("1", role="function")),
    ],
    ids=["one", "two at once", "two in turn", "results of a user", "another provider"],
)
def test_a_call_goes_with_its_results(exchange: tuple[Message, ...]) -> None:
    """All of an exchange is dropped or none of it, whichever end is the oldest."""
    messages = (USER, *exchange, ASSISTANT, USER)
    expected = tuple(range(len(exchange) + 2))

    assert expected == dropped(20, *messages)


def test_a_result_of_a_kept_call_is_kept() -> None:
    """A call behind the last question stays, and so does what answers it."""
    messages = (USER, ASSISTANT, USER, called("1"), answered("1"))

    assert (0, 1) == dropped(1, *messages)


def test_a_tool_that_answers_in_the_user_s_name_asks_nothing() -> None:
    """The last question is what the user said, not what a tool answered."""
    messages = (USER, ASSISTANT, USER, called("1"), answered("1", role="user", text="go on"))

    assert (0, 1) == dropped(1, *messages)


def test_what_is_outside_the_messages_is_never_dropped() -> None:
    """It takes from the room, and the plan's numbers have it in them."""
    conversation = Conversation(
        messages=(USER, ASSISTANT, USER), system=(TextPart(path="", text=TEN),)
    )

    actual = planned(conversation, 30)

    assert ((0, 1), 29, True) == (actual.dropped, actual.token_count, actual.fits)


@pytest.mark.parametrize(("available", "expected"), [(48, ()), (47, (0, 1))])
def test_what_stays_fits_by_its_upper_bound(available: int, expected: tuple[int, ...]) -> None:
    """The counts may be off, 42 tokens may be 48, and the plan holds all the same."""
    messages = (said("user", "a" * 10), said("assistant", "b" * 10), said("user", "c" * 10))

    actual = planned(Conversation(messages=messages), available, surplus=2)

    assert expected == actual.dropped
    assert actual.upper_bound_token_count <= available


ROLES = st.sampled_from(["user", "assistant", "system"])
TURNS = st.lists(st.tuples(ROLES, st.integers(0, 30)), max_size=12)


@given(turns=TURNS, available=st.integers(0, 300), surplus=st.integers(0, 3))
def test_a_plan_says_what_really_remains(
    turns: list[tuple[str, int]], available: int, surplus: int
) -> None:
    """Law: counting what is left gives the numbers of the plan, whatever was dropped."""
    messages = tuple(said(role, "a" * length) for role, length in turns)
    plan = planned(Conversation(messages=messages), available, surplus=surplus)
    rest = tuple(each for index, each in enumerate(messages) if index not in plan.dropped)

    actual = weighed(Conversation(messages=rest), surplus=surplus).total

    assert (plan.token_count, plan.upper_bound_token_count) == (
        actual.token_count,
        actual.upper_bound_token_count,
    )
    assert plan.fits is (plan.upper_bound_token_count <= available)


@given(turns=TURNS, available=st.integers(0, 300))
def test_what_remains_begins_with_a_question_if_anything_was_dropped(
    turns: list[tuple[str, int]], available: int
) -> None:
    """Law: system messages aside, the first message that is left is the user's."""
    messages = tuple(said(role, "a" * length) for role, length in turns)
    plan = planned(Conversation(messages=messages), available)

    rest = [each for index, each in enumerate(messages) if index not in plan.dropped]
    spoken = [each.role for each in rest if each.role != "system"]

    assert not plan.dropped or spoken[0] == "user"
    assert all(each in rest for each in messages if each.role == "system")
