"""What is kept of an outcome: errors without text, and results without what they were made from."""

from dataclasses import replace

from domain.compression.jobs.outcomes import Outcome, Problem, without_sources
from domain.compression.model import SegmentKind
from domain.compression.requests import CompressionRules, StayingMessages, TextToCompress
from domain.compression.results import (
    CompressedChat,
    CompressedChatText,
    CompressedMessage,
    CompressedSpan,
    CompressedText,
    Fate,
    Reason,
)
from domain.shared.errors import InvalidValue, Unavailable
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.model import TokenizerSelector, UnknownModel
from domain.tokens.truncation import TextRange
from tests.fakes.compression import BeginningKept, OldMessagesDropped

CANARY = "the canary in the prompt"
SPAN = CompressedSpan(
    TextRange(0, len(CANARY)), None, SegmentKind.PROSE, Fate.DROP, Reason.OVER_BUDGET, "handle", 24
)


def compressed_text() -> CompressedText:
    """A text of which the first ten characters are left."""
    return (
        BeginningKept()
        .compress_text(
            selector=TokenizerSelector(model="m"),
            content=TextToCompress(CANARY),
            rules=CompressionRules(token_budget=10),
        )
        .result
    )


def compressed_chat() -> CompressedChat:
    """A chat with a message that is gone and one with two texts."""
    chat = (
        OldMessagesDropped()
        .compress_messages(
            model="m",
            chat=ChatRequest(ChatShape.OPENAI, '{"messages": []}'),
            rules=CompressionRules(token_budget=100),
            staying=StayingMessages(),
            unknown_model=UnknownModel.ESTIMATE,
        )
        .result
    )
    texts = tuple(
        [CompressedChatText(f"messages[1].content[{part}]", CANARY, (SPAN,)) for part in (0, 1)]
    )
    gone = CompressedMessage(0, is_removed=True, reason=Reason.OVER_BUDGET)
    changed = CompressedMessage(1, is_removed=False, reason=Reason.TRUNCATED, texts=texts)
    return replace(chat, messages=(gone, changed))


def test_a_problem_is_its_error_without_the_advice_to_retry() -> None:
    """Reason, sentence and facts of an error are kept; when to retry has passed by then."""
    error = InvalidValue("a sentence", field="items[0].text", limit=3)
    expected = Problem("VALUE_INVALID", "a sentence", {"field": "items[0].text", "limit": "3"})

    assert expected == Problem.of(error)


def test_a_problem_does_not_change_with_its_error() -> None:
    """The facts are a copy; errors are passed on and may be added to."""

    class Busy(Unavailable):
        reason = "BUSY"

    error = Busy("busy", retry_after_ms=5, load=1)
    problem = Problem.of(error)

    error.metadata["load"] = CANARY

    assert {"load": "1"} == problem.metadata


def test_a_text_is_kept_without_its_source() -> None:
    """Of a compressed text all is kept but the text that it was made from."""
    result = compressed_text()

    actual = without_sources(result)

    assert replace(result, source="") == actual
    assert CANARY == result.source
    assert CANARY not in repr(actual)


def test_a_chat_is_kept_without_its_sources() -> None:
    """Of a compressed chat all is kept but the texts of every message; places and spans stay."""
    result = compressed_chat()
    expected = [
        [],
        [
            CompressedChatText("messages[1].content[0]", "", (SPAN,)),
            CompressedChatText("messages[1].content[1]", "", (SPAN,)),
        ],
    ]

    actual = without_sources(result)

    assert isinstance(actual, CompressedChat)
    assert expected == [list(message.texts) for message in actual.messages]
    assert replace(result, messages=()) == replace(actual, messages=())
    assert CANARY not in repr(actual)


def test_a_problem_is_kept_as_it_is() -> None:
    """A problem holds no text that could be left out."""
    problem = Problem("MODEL_NOT_FOUND", "nobody knows the model", {"model": "x"})

    assert problem is without_sources(problem)


def test_leaving_out_sources_twice_changes_nothing() -> None:
    """An outcome without sources stays as it is."""
    outcomes: list[Outcome] = [compressed_text(), compressed_chat()]
    expected = [without_sources(outcome) for outcome in outcomes]

    assert expected == [without_sources(outcome) for outcome in expected]
