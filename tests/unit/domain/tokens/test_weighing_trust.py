from typing import Any

import pytest

from adapters.outbound.catalogue.framings import PackagedFramings
from domain.tokens.chat import Conversation, ImagePart, Message, Part, TextPart, Tool, ToolCallPart
from domain.tokens.framing import Framing
from domain.tokens.images import ImageRule, ImageRuleKind
from domain.tokens.model import CountMethod, ErrorBound, TokenCount
from domain.tokens.weighing import ConversationCount, Weighing

FRAMINGS = PackagedFramings()
PLAIN = Framing(name="plain")
IMAGES = ImageRule(
    kind=ImageRuleKind.CROPS, unit_tokens=1, small_edge=10, bound=ErrorBound(relative=0.5)
)


def text(given: str) -> TextPart:
    return TextPart(path="p", text=given)


def user(*parts: Part | str, role: str = "user", name: str = "") -> Message:
    made = tuple(text(each) if isinstance(each, str) else each for each in parts)
    return Message(path="m", role=role, parts=made, name=name)


def chat(*messages: Message, **given: Any) -> Conversation:
    return Conversation(messages=messages, **given)


def tool(name: str = "f") -> Tool:
    return Tool(path="t", name=name)


def weighed(
    conversation: Conversation, framing: Framing, method: CountMethod = CountMethod.EXACT
) -> ConversationCount:
    """Every character is a token."""
    counts = {
        each: TokenCount(len(each), len(each), method)
        for each in Weighing(conversation, framing).texts
    }
    return Weighing(conversation, framing).count(counts)


@pytest.mark.parametrize(
    ("method", "joined"),
    [
        (CountMethod.EXACT, CountMethod.RULES),
        (CountMethod.RECONSTRUCTED, CountMethod.RULES),
        (CountMethod.CALIBRATED, CountMethod.CALIBRATED),
        (CountMethod.HEURISTIC, CountMethod.HEURISTIC),
    ],
)
def test_a_conversation_is_as_certain_as_the_least_certain_of_it(
    method: CountMethod, joined: CountMethod
) -> None:
    """Exact texts are joined by rules, which are not exact."""
    count = weighed(chat(user("a"), user("b")), PLAIN, method)

    assert joined == count.total.method


@pytest.mark.parametrize(
    ("conversation", "method"),
    [
        (chat(user("a")), CountMethod.RECONSTRUCTED),
        (chat(user("a", "b")), CountMethod.RULES),
        (chat(user("a", role="assistant")), CountMethod.RULES),
        (chat(user("a", name="n")), CountMethod.RULES),
        (chat(user("a"), user("b")), CountMethod.RULES),
        (chat(user("a"), system=(text("s"),)), CountMethod.RULES),
        (chat(user("a"), tools=(tool(),)), CountMethod.RULES),
        (chat(user("a"), not_counted=("x",)), CountMethod.RULES),
        (chat(user(ImagePart(path="i"))), CountMethod.RULES),
        (chat(), CountMethod.RULES),
    ],
)
def test_only_a_single_user_text_is_reconstructed(
    conversation: Conversation, method: CountMethod
) -> None:
    """That is what recorded counts were made of; all else is rules."""
    count = weighed(conversation, FRAMINGS.framing("anthropic-4"), CountMethod.RECONSTRUCTED)

    assert method == count.total.method


def test_the_bound_is_that_of_texts_parts_and_framing() -> None:
    """Each may be too low by itself."""
    framing = Framing(
        name="x",
        images=IMAGES,
        bound=ErrorBound(absolute_tokens=5),
        message_slack_tokens=2,
        tool_call_slack_tokens=3,
    )
    call = ToolCallPart(path="c", id="", name="", arguments_json="{}")
    image = ImagePart(path="i", width=10, height=10)
    conversation = chat(user("abc"), user(call), user(image))
    counts = {"abc": TokenCount(3, 4, CountMethod.CALIBRATED), "{}": TokenCount.exact(2)}

    count = Weighing(conversation, framing).count(counts)

    assert [4, 2 + 2 + 3, 2 + 2] == [each.upper_bound_token_count for each in count.messages]
    assert (6, 4 + 7 + 4 + 5) == (count.total.token_count, count.total.upper_bound_token_count)


def test_a_nested_tool_has_a_wider_bound() -> None:
    """One published rule counts 101 tokens where another one counts 44."""
    schema = {"properties": {"a": {"properties": {"b": {"type": "string"}}}}}
    nested = chat(tools=(Tool(path="t", name="f", schema=schema),))

    count = weighed(nested, FRAMINGS.framing("openai-chat")).total

    assert count.upper_bound_token_count >= 101 / 44 * (count.token_count - 40)


def test_a_flat_tool_has_a_bound_that_covers_the_published_rules() -> None:
    """They count 21 to 27 tokens for a tool without parameters, and differ by 2 % for many."""
    flat = chat(tools=tuple(tool(f"f{index}") for index in range(20)))

    count = weighed(flat, FRAMINGS.framing("openai-chat")).total

    assert count.upper_bound_token_count >= count.token_count * 1.02 + 3
