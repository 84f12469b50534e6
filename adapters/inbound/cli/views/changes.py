"""What became of a text, or of each text of a chat request that changed, for people."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from adapters.inbound.cli.differences import Difference, limited, plain
from adapters.inbound.cli.output import is_terminal, show_line, show_lines
from adapters.inbound.cli.stretches import Line
from adapters.inbound.cli.views.labels import place
from domain.compression.chats.texts import ChatTexts, chat_texts
from domain.compression.model import SegmentKind
from domain.compression.results import (
    CompressedChat,
    CompressedMessage,
    CompressedSpan,
    CompressedText,
    Fate,
    Reason,
)
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.truncation import TextRange

_MOST_LINES = 1_000
"""Lines of a text that are shown; more than a person reads."""


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A text that changed.

    Args:
        title: Where in a chat it stands, and what became of its message; empty for a text alone.
        difference: What became of it; None where its message holds no text.
    """

    title: str
    difference: Difference | None

    def lines(self) -> Iterator[Line]:
        """What is shown of it."""
        return limited(self.difference.lines() if self.difference else (), most=_MOST_LINES)


def show_changes(changes: Iterable[ChangedText]) -> None:
    """Write what became of texts: drawn for a terminal, in marked lines for a pipe."""
    if not is_terminal():
        for each in changes:
            if each.title:
                show_line(f"@ {each.title}")
            show_lines(plain(line) for line in each.lines())
        return
    from adapters.inbound.cli import drawing  # noqa: PLC0415 - loads rich when needed only

    console = drawing.terminal()
    for each in changes:
        if each.title:
            drawing.draw_title(f"@ {each.title}", console)
        drawing.draw_lines(each.lines(), console)


def changed_text(compressed: CompressedText) -> ChangedText:
    """What became of a text alone."""
    density = compressed.ratio.original_tokens / max(1, len(compressed.source))
    difference = Difference(compressed.source, compressed.text, compressed.spans, density)
    return ChangedText("", difference)


def changed_chat(asked: ChatRequest, compressed: CompressedChat) -> Iterator[ChangedText]:
    """The texts of a chat that changed, in order.

    Args:
        asked: The request.
        compressed: What became of it.
    """
    before = chat_texts(asked)
    density = compressed.ratio.original_tokens / max(1, len(asked.body))
    outputs = _outputs(before, compressed)
    for message in compressed.messages:
        if message.is_removed:
            yield from _removed(before, message, density)
            continue
        for text in message.texts:
            after = outputs.get(text.path, text.source)
            difference = Difference(text.source, after, text.spans, density)
            if difference.is_visible:
                yield ChangedText(place(text.path), difference)


def _removed(
    before: ChatTexts, message: CompressedMessage, density: float
) -> Iterator[ChangedText]:
    """The texts of a message that is gone."""
    title = f"message {message.index} was removed"
    texts = [slot.text for slot in before.slots if slot.message == message.index]
    if not texts:
        yield ChangedText(title, None)
    for text in texts:
        yield ChangedText(title, Difference(text, "", (_dropped(text),), density))


def _dropped(text: str) -> CompressedSpan:
    everything = TextRange(0, len(text))
    return CompressedSpan(everything, None, SegmentKind.PROSE, Fate.DROP, Reason.OVER_BUDGET)


def _outputs(before: ChatTexts, compressed: CompressedChat) -> Mapping[str, str]:
    """The texts of the compressed request, by the path that they had before.

    Messages that were removed shift the paths of those behind them, but not their order.
    """
    gone = {each.index for each in compressed.messages if each.is_removed}
    staying = [slot for slot in before.slots if slot.message not in gone]
    after = chat_texts(compressed.chat).slots
    if len(staying) != len(after):
        return {}
    return {old.path: new.text for old, new in zip(staying, after, strict=True)}
