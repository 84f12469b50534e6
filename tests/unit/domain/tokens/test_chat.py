import pytest

from domain.tokens.chat import Conversation, Message, Part, TextPart, ToolCallPart, ToolResultPart


def message(*parts: Part, role: str = "user") -> Message:
    return Message(path="m", role=role, parts=parts)


def call(call_id: str) -> ToolCallPart:
    return ToolCallPart(path="c", id=call_id, name="f", arguments_json="{}")


def result(call_id: str) -> ToolResultPart:
    return ToolResultPart(path="r", id=call_id, name="f", parts=())


TEXT = TextPart(path="t", text="hello")


@pytest.mark.parametrize(
    ("role", "pinned"),
    [("system", True), ("developer", True), ("user", False), ("assistant", False), ("tool", False)],
)
def test_messages_that_say_how_to_answer_are_pinned(role: str, pinned: bool) -> None:  # noqa: FBT001 - pytest gives it by name
    """Whoever drops messages keeps these."""
    actual = message(TEXT, role=role).is_pinned

    assert pinned == actual


def test_a_result_finds_the_message_that_called() -> None:
    """Several calls may be answered in several messages, or in one."""
    conversation = Conversation(
        messages=(
            message(TEXT),
            message(call("a"), call("b"), role="assistant"),
            message(result("b")),
            message(TEXT),
            message(result("a"), TEXT),
        )
    )

    actual = conversation.calling_message()

    assert {2: 1, 4: 1} == actual


def test_the_last_call_of_an_id_is_the_one_that_is_answered() -> None:
    """Ids may come again in a long conversation."""
    conversation = Conversation(
        messages=(
            message(call("a")),
            message(result("a")),
            message(call("a")),
            message(result("a")),
        )
    )

    actual = conversation.calling_message()

    assert {1: 0, 3: 2} == actual


def test_a_result_without_its_call_is_alone() -> None:
    """So is one without an id."""
    conversation = Conversation(
        messages=(message(result("a")), message(call("")), message(result("")))
    )
    expected: dict[int, int] = {}

    actual = conversation.calling_message()

    assert expected == actual
