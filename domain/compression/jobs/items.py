"""What a job consists of: texts and chats to compress, each with its own rules."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from domain.compression.requests import CompressionRules, StayingMessages, TextToCompress
from domain.shared.errors import InvalidValue
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import TokenizerSelector, UnknownModel


class JobTooLarge(InvalidValue):
    """A job has more items, or more text in them, than one may have."""

    reason = "JOB_TOO_LARGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextItem:
    """A text to compress.

    Args:
        selector: What counts.
        content: The text and its pins.
        rules: To what, and how.
    """

    selector: TokenizerSelector
    content: TextToCompress
    rules: CompressionRules

    @property
    def character_count(self) -> int:
        """How much there is to keep."""
        return len(self.content.text) + len(self.rules.query)

    def facts(self) -> list[object]:
        """All that the result depends on."""
        kind = self.content.kind
        return [
            "text",
            *(self.selector.model, self.selector.encoding, self.selector.unknown_model.value),
            _digest(self.content.text),
            [[pin.start, pin.end] for pin in self.content.pins],
            kind.value if kind else "",
            _rules(self.rules),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatItem:
    """A chat request to compress.

    Args:
        model: The model; empty where the body names it.
        chat: The request.
        rules: To what, and how.
        staying: Which messages stay as they are.
        unknown_model: What happens when nobody knows the model.
    """

    model: str
    chat: ChatRequest
    rules: CompressionRules
    staying: StayingMessages
    unknown_model: UnknownModel

    @property
    def character_count(self) -> int:
        """How much there is to keep."""
        return len(self.chat.body) + len(self.rules.query)

    def facts(self) -> list[object]:
        """All that the result depends on."""
        staying = self.staying
        return [
            "chat",
            *(self.model, self.unknown_model.value),
            *(self.chat.shape.value, _digest(self.chat.body)),
            [staying.frozen, sorted(staying.pinned), staying.last_question],
            _rules(self.rules),
        ]


type JobItem = TextItem | ChatItem
"""One of the things that a job compresses."""


def fingerprint(items: Sequence[JobItem], *, priority: int, lifetime_ms: int) -> str:
    """What tells two requests apart, in hexadecimal: the same over versions and processes.

    Whatever is added to an item later must leave the facts of those that do not use it as they are:
    a client may repeat its request while servers are replaced by newer ones.

    Args:
        items: What the job consists of.
        priority: As it was asked for.
        lifetime_ms: As it was asked for, in milliseconds.
    """
    hashed = hashlib.sha256(f"{priority} {lifetime_ms}".encode())
    for item in items:
        hashed.update(b"\n")
        hashed.update(json.dumps(item.facts(), separators=(",", ":")).encode())
    return hashed.hexdigest()


def _digest(text: str) -> str:
    # In place of the text: JSON takes long for it, and lets nobody else run meanwhile.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _rules(rules: CompressionRules) -> list[object]:
    return [
        rules.token_budget,
        rules.query,
        rules.strategy.value,
        rules.accuracy.value,
        rules.literal_keep_tags,
        rules.expandable,
    ]
