"""The command that compresses, for chat requests."""

import json

from adapters.inbound.cli.differences import plain
from adapters.inbound.cli.views.changes import changed_chat
from domain.compression.model import SegmentKind
from domain.compression.requests import StayingMessages
from domain.compression.results import (
    CompressedChat,
    CompressedChatText,
    CompressedMessage,
    CompressedSpan,
    CompressionRatio,
    Fate,
    Reason,
)
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.model import Provenance, TokenCount
from domain.tokens.truncation import TextRange
from tests.unit.cli.fakes import CommandLine

LABEL = "EXACT with characters by fake 1"
CHAT = json.dumps(
    {
        "model": "known",
        "messages": [
            {"role": "system", "content": "be short"},
            {"role": "user", "content": "hello"},
            {"role": "assistant", "content": "hi"},
            {"role": "user", "content": "what now?"},
        ],
    }
)
LEFT = CHAT.replace('{"role": "user", "content": "hello"}, ', "").replace(
    '{"role": "assistant", "content": "hi"}, ', ""
)


def test_compressed_chat_is_all_of_the_output(command_line: CommandLine) -> None:
    """Standard output gets the body, byte by byte, without the messages that went."""
    shrunk = f"{len(CHAT)} -> {len(LEFT)} tokens ({len(CHAT) / len(LEFT):.1f}x), not lossless"
    left = "2 of 4 messages left; 2 in full, 2 left out"
    expected = (0, LEFT, f"steelyard: {shrunk}; {left}; {LABEL}")

    result = command_line.run("compress", "-", "--chat", "-b", "50%", stdin=CHAT)

    told = result.stderr.splitlines()[-1]
    assert expected == (result.exit_code, result.stdout, told)


def test_chat_that_fits_is_left_alone(command_line: CommandLine) -> None:
    """A short chat is written as it is."""
    sentence = f"steelyard: nothing was left out: {len(CHAT)} tokens; {LABEL}"
    expected = (0, CHAT, sentence)

    result = command_line.run("compress", "-", "--chat", "-b", "999", stdin=CHAT)

    assert expected == (result.exit_code, result.stdout, result.stderr.splitlines()[-1])


def test_messages_that_stay_are_as_asked(command_line: CommandLine) -> None:
    """What was sent before and what is pinned reach the use case."""
    expected = StayingMessages(frozen=1, pinned=frozenset({2, 3}), last_question=False)

    command_line.run(
        *("compress", "-", "--chat", "--shape", "openai", "-b", "9", "--frozen", "1"),
        *("--pin-message", "3", "--pin-message", "2", "--shorten-question"),
        stdin=CHAT,
    )

    assert expected == command_line.chat_compressions.staying


def test_difference_of_a_chat_names_the_messages(command_line: CommandLine) -> None:
    """With --diff each message that went is named and shown."""
    expected = "@ message 1 was removed\n- hello\n@ message 2 was removed\n- hi\n"

    result = command_line.run("compress", "-", "--chat", "-b", "9", "--diff", stdin=CHAT)

    assert expected == result.stdout


def test_compressed_chat_is_shown_as_json(command_line: CommandLine) -> None:
    """With --json the body is text in the object, with what became of each message."""
    expected = (LEFT, "openai", "known", 2, [1, 2])

    result = command_line.run("compress", "-", "--chat", "-b", "9", "--json", stdin=CHAT)

    data = json.loads(result.stdout)
    assert expected == (
        data["body"],
        data["shape"],
        data["model"],
        data["message_count"],
        [each["index"] for each in data["messages"] if each["removed"]],
    )


def chat_of(*contents: str) -> ChatRequest:
    """A chat of the user's messages."""
    messages = [{"role": "user", "content": each} for each in contents]
    return ChatRequest(ChatShape.OPENAI, json.dumps({"messages": messages}))


def span(start: int, end: int, *, output: TextRange | None, fate: Fate) -> CompressedSpan:
    """What became of a stretch."""
    return CompressedSpan(
        TextRange(start, end), output, SegmentKind.PROSE, fate, Reason.OVER_BUDGET
    )


def test_difference_of_a_chat_shows_what_was_written() -> None:
    """Texts are found again in the shorter request, though a message before them is gone."""
    spans = (
        span(0, 4, output=TextRange(0, 4), fate=Fate.FULL),
        span(4, 10, output=TextRange(4, 8), fate=Fate.STUB),
    )
    text = CompressedChatText("openai_json.messages[1].content", "one\ntwo 22", spans)
    blank = CompressedChatText(
        "openai_json.messages[2].content",
        "x ",
        (span(0, 2, output=TextRange(0, 1), fate=Fate.LOSSLESS),),
    )
    compressed = CompressedChat(
        chat=chat_of("one\ntwo!", "x", "?"),
        model="m",
        count=TokenCount.exact(1),
        ratio=CompressionRatio(2, 1),
        is_lossless=False,
        messages=(
            CompressedMessage(0, is_removed=True, reason=Reason.OVER_BUDGET),
            CompressedMessage(1, is_removed=False, reason=Reason.OVER_BUDGET, texts=(text,)),
            CompressedMessage(2, is_removed=False, reason=Reason.FITS, texts=(blank,)),
        ),
        message_count=3,
        fates={},
        provenance=Provenance("t", "", "", ""),
    )
    expected = [
        ("message 0 was removed", ["- gone"]),
        ("messages[1].content", ["  one", "~ [-two 22-]{+two!+}"]),
    ]

    changes = changed_chat(chat_of("gone", "one\ntwo 22", "x ", "?"), compressed)

    assert expected == [(each.title, [plain(line) for line in each.lines()]) for each in changes]
