import json
from collections.abc import Callable
from typing import Any

import pytest

from adapters.outbound.catalogue.framings import PackagedFramings, framings_of
from adapters.outbound.tiktoken.tokenizer import TiktokenTokenizer
from domain.tokens.chat import Conversation
from domain.tokens.framing import Framing
from domain.tokens.model import CountMethod, ErrorBound, SpecialTokens, TokenCount
from domain.tokens.request_shapes.anthropic import parse_anthropic
from domain.tokens.request_shapes.openai import parse_openai
from domain.tokens.vocabularies import CL100K_BASE, O200K_BASE
from domain.tokens.weighing import ConversationCount, Weighing
from tests.unit.domain.tokens.chat_vectors import (
    ANTHROPIC_SYSTEM,
    ANTHROPIC_TOOL,
    COOKBOOK_MESSAGES,
    COOKBOOK_WITH_TOOL,
    RECORDED,
)

FRAMINGS = PackagedFramings()
TOKENIZERS = {each.encoding: TiktokenTokenizer(each) for each in (CL100K_BASE, O200K_BASE)}
CLAUDE_FRAME = 7
ctok = pytest.importorskip("ctok", reason="it counts for Claude, and ships no annotations")


def openai_count(encoding: str) -> Callable[[str], TokenCount]:
    tokenizer = TOKENIZERS[encoding]
    return lambda text: TokenCount.exact(
        tokenizer.count(text, special_tokens=SpecialTokens.AS_TEXT)
    )


def claude_count(text: str) -> TokenCount:
    count = ctok.token_count(text, "3.0") - CLAUDE_FRAME
    return TokenCount(count, count, CountMethod.RECONSTRUCTED)


def weighed(
    conversation: Conversation, framing: Framing, count: Callable[[str], TokenCount]
) -> ConversationCount:
    counts = {text: count(text) for text in Weighing(conversation, framing).texts}
    return Weighing(conversation, framing).count(counts)


@pytest.mark.parametrize(
    ("framing", "encoding", "published"),
    [
        ("openai-chat", "o200k_base", 124),
        ("openai-gpt-4", "cl100k_base", 129),
        ("openai-legacy-0301", "cl100k_base", 127),
        ("openai-gpt-5", "o200k_base", 123),
    ],
)
def test_messages_count_what_openai_has_published(
    framing: str, encoding: str, published: int
) -> None:
    """The example of the cookbook counts as its provider counted it, and gpt-5 one token less."""
    conversation = parse_openai(json.dumps({"messages": COOKBOOK_MESSAGES}))

    count = weighed(conversation, FRAMINGS.framing(framing), openai_count(encoding))

    assert published == count.total.token_count


@pytest.mark.parametrize(
    ("framing", "encoding", "published"),
    [("openai-chat", "o200k_base", 101), ("openai-gpt-4", "cl100k_base", 105)],
)
def test_tools_count_what_openai_has_published(framing: str, encoding: str, published: int) -> None:
    """The example with a tool counts as its provider counted it."""
    conversation = parse_openai(json.dumps(COOKBOOK_WITH_TOOL))

    count = weighed(conversation, FRAMINGS.framing(framing), openai_count(encoding))

    assert published == count.total.token_count


@pytest.mark.parametrize(("recorded", "body"), RECORDED)
def test_calls_results_and_nested_tools_count_what_was_recorded(
    recorded: int, body: dict[str, Any]
) -> None:
    """Every count that was recorded from gpt-3.5-turbo is met to the token."""
    conversation = parse_openai(json.dumps(body))

    count = weighed(conversation, FRAMINGS.framing("openai-gpt-4"), openai_count("cl100k_base"))

    assert recorded == count.total.token_count


@pytest.mark.parametrize(("published", "body"), [(14, ANTHROPIC_SYSTEM), (403, ANTHROPIC_TOOL)])
def test_system_and_tools_count_what_anthropic_has_published(
    published: int, body: dict[str, Any]
) -> None:
    """The examples of the documentation count as their provider counted them."""
    conversation = parse_anthropic(json.dumps(body))

    count = weighed(conversation, FRAMINGS.framing("anthropic-4"), claude_count)

    assert (published, CountMethod.RULES) == (count.total.token_count, count.total.method)


@pytest.mark.parametrize(
    ("framing", "frame"),
    [("anthropic-4", 7), ("anthropic-4.5", 7), ("anthropic-4.7", 11), ("anthropic-5", 6)],
)
def test_a_single_claude_message_is_its_text_and_the_frame(framing: str, frame: int) -> None:
    """The frame is that of the recorded counts, and the count is as good as that of the text."""
    conversation = parse_anthropic('{"messages": [{"role": "user", "content": "Hello"}]}')
    text = TokenCount(3, 3, CountMethod.RECONSTRUCTED)

    count = weighed(conversation, FRAMINGS.framing(framing), lambda _: text)

    assert TokenCount(3 + frame, 3 + frame, CountMethod.RECONSTRUCTED) == count.total


def test_the_bound_covers_what_an_older_table_says_of_claudes_tools() -> None:
    """The prompt that comes with tools was published as 346 tokens, and later as 313."""
    conversation = parse_anthropic(json.dumps(ANTHROPIC_TOOL))

    count = weighed(conversation, FRAMINGS.framing("anthropic-4"), claude_count)

    assert count.total.upper_bound_token_count >= 403 + 33


@pytest.mark.parametrize(
    ("framing", "size", "detail", "published"),
    [
        ("openai-chat", (1024, 1024), "high", 765),
        ("openai-chat", (2048, 4096), "high", 1_105),
        ("openai-chat", (4096, 8192), "low", 85),
        ("openai-chat-4o-mini", (1024, 1024), "high", 2_833 + 4 * 5_667),
        ("openai-o", (128, 64), "high", 225),
        ("openai-gpt-5", (1024, 1024), "auto", 70 + 4 * 140),
        ("openai-chat-4.1-mini", (1800, 2400), "auto", 2_353),
        ("openai-chat-4.1-mini", (128, 64), "auto", 13),
        ("openai-chat-4.1-nano", (128, 64), "auto", 20),
        ("openai-o4-mini", (128, 64), "auto", 14),
        ("anthropic-4", (1000, 1000), "auto", 1_296),
        ("anthropic-4", (200, 200), "auto", 64),
        ("anthropic-4", (1920, 1080), "auto", 1_560),
        ("anthropic-4", (3840, 2160), "auto", 1_560),
        ("anthropic-4.7", (3440, 1440), "auto", 92 * 39),
        ("gemini-2", (384, 384), "auto", 258),
        ("gemini-2", (960, 540), "auto", 6 * 258),
        ("gemini-2", (960, 540), "low", 64),
        ("gemini-3", (None, None), "auto", 1_120),
        ("gemini-3", (None, None), "ultra_high", 2_240),
    ],
)
def test_images_count_what_providers_have_published(
    framing: str, size: tuple[int | None, int | None], detail: str, published: int
) -> None:
    """Every published example is met to the token."""
    rule = FRAMINGS.framing(framing).images

    actual = rule and rule.token_count(*size, detail=detail)

    assert published == actual


@pytest.mark.parametrize("name", FRAMINGS.names())
def test_every_framing_counts_an_empty_conversation(name: str) -> None:
    """No framing takes more than it gives."""
    conversation = Conversation()

    count = weighed(conversation, FRAMINGS.framing(name), lambda _: TokenCount.exact(1))

    assert count.framing_token_count == count.total.token_count


def test_a_framing_is_the_same_object_every_time() -> None:
    """The file is read once."""
    first = FRAMINGS.framing("openai-chat")

    assert first is FRAMINGS.framing("openai-chat")


def test_a_framing_carries_the_version_of_its_data() -> None:
    """So an answer can say which rules made it."""
    framing = FRAMINGS.framing("openai-chat")

    assert ("openai-chat", True) == (framing.name, framing.version.startswith("20"))


def test_an_unknown_framing_is_a_key_error() -> None:
    """Only the packaged catalogue names framings, so this is a bug and no user's fault."""
    with pytest.raises(KeyError):
        FRAMINGS.framing("nowhere")


DATA: dict[str, Any] = {
    "version": "1",
    "images": {"a": {"kind": "tiles", "base": 1}, "b": {"extends": "a", "unit_tokens": 2}},
    "framings": {
        "a": {
            "message_tokens": 3,
            "image_rule": "b",
            "bound": {"absolute_tokens": 4},
            "tools": {"kind": "json", "prompt_tokens": 5},
        },
        "b": {"extends": "a", "reply_tokens": 6, "tools": {"extends": "a", "suffix": "."}},
    },
}


def test_an_entry_takes_what_it_does_not_say_from_the_one_it_extends() -> None:
    """Fields, bound, image rule and tools are all inherited, and may all be replaced."""
    framing = framings_of(DATA)["b"]

    assert (3, 6, ErrorBound(absolute_tokens=4)) == (
        framing.message_tokens,
        framing.reply_tokens,
        framing.bound,
    )
    assert (5, ".") == (framing.tools.prompt_tokens, framing.tools.suffix)
    assert framing.images is not None
    assert (1, 2) == (framing.images.base, framing.images.unit_tokens)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"extends": "nowhere"}, KeyError),
        ({"image_rule": "nowhere"}, KeyError),
        ({"misspelt": 1}, TypeError),
        ({"bound": {"misspelt": 1}}, TypeError),
        ({"tools": {"kind": "misspelt"}}, ValueError),
        ({"tools": {"kind": "json", "features": {"misspelt": 1}}}, TypeError),
    ],
)
def test_a_wrong_entry_is_refused(change: dict[str, Any], error: type[Exception]) -> None:
    """A slip in the data fails at the start and not in a count."""
    data = {**DATA, "framings": {"c": change}}

    with pytest.raises(error):
        framings_of(data)
