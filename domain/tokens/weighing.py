"""Counts a conversation in two steps, so that the caller counts the texts, in any way it likes.

A ``Weighing`` names every text that has to be counted, and makes the count of the conversation out
of theirs. Both are pure and linear.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.tokens.chat import Conversation, MessageCount, Part, PartCount, TextPart, ToolCount
from domain.tokens.framing import Framing
from domain.tokens.model import CountMethod, TokenCount
from domain.tokens.weights import MessageWeight, Weight, weights_of

_CERTAINTY = {method: rank for rank, method in enumerate(CountMethod)}
"""Methods stand in order, from the most to the least certain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationCount:
    """The tokens of a conversation. What it is made of adds up to its total.

    Args:
        total: All of it, with its method, its upper bound and what is not counted.
        system: What stands outside the turns; None when nothing does.
        messages: The turns, in order.
        tools: The tools, in order.
        framing_token_count: What belongs to none of these: the beginning, the prompt that comes
            with tools, the beginning of the answer.
        response_schema_token_count: The shape that the answer must have.
    """

    total: TokenCount
    system: MessageCount | None
    messages: tuple[MessageCount, ...]
    tools: tuple[ToolCount, ...]
    framing_token_count: int
    response_schema_token_count: int = 0

    @property
    def not_counted(self) -> tuple[str, ...]:
        """Paths of what costs tokens and is not in the total."""
        return self.total.not_counted


class Weighing:
    """A conversation as a provider puts it into tokens.

    Args:
        conversation: What is counted.
        framing: How the provider puts it into tokens.
    """

    def __init__(self, conversation: Conversation, framing: Framing) -> None:
        self._conversation = conversation
        self._framing = framing
        self._weights = weights_of(conversation, framing)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every text that must be counted, each once and none empty."""
        found = (text for weight in self._weights.all() for text in weight.texts)
        return tuple(dict.fromkeys(found))

    def total(self, counts: Mapping[str, TokenCount]) -> TokenCount:
        """The tokens of the conversation.

        Args:
            counts: The count of every text: of the text alone, without the frame of a message that
                some tokenizers count with it.
        """
        sums = _Sums(counts)
        for weight in self._weights.all():
            sums.add(weight)
        return self._total(sums)

    def count(self, counts: Mapping[str, TokenCount]) -> ConversationCount:
        """The same, piece by piece."""
        weights, sums = self._weights, _Sums(counts)
        system = None if weights.system is None else sums.message(weights.system)
        messages = tuple([sums.message(each) for each in weights.messages])
        tools = tuple(
            [
                ToolCount(path=tool.path, name=tool.name, token_count=sums.add(weight)[0])
                for tool, weight in zip(self._conversation.tools, weights.tools, strict=True)
            ]
        )
        schema_tokens, _ = sums.add(weights.response_schema)
        framing_tokens, _ = sums.add(weights.framing)
        return ConversationCount(
            total=self._total(sums),
            system=system,
            messages=messages,
            tools=tools,
            framing_token_count=framing_tokens,
            response_schema_token_count=schema_tokens,
        )

    def _total(self, sums: "_Sums") -> TokenCount:
        is_restored = self._framing.restores_single_message and is_single_user_text(
            self._conversation
        )
        bound = sums.upper_bound if is_restored else self._framing.bound.above(sums.upper_bound)
        return TokenCount(
            sums.token_count,
            bound,
            method=_method(sums.methods, is_restored=is_restored),
            not_counted=(*self._conversation.not_counted, *sums.not_counted),
        )


class _Sums:
    """Adds up weights.

    Args:
        counts: The count of every text.
    """

    def __init__(self, counts: Mapping[str, TokenCount]) -> None:
        self._counts = counts
        self.token_count = 0
        self.upper_bound = 0
        self.methods: set[CountMethod] = set()
        self.not_counted: list[str] = []

    def add(self, weight: Weight) -> tuple[int, int]:
        """Tokens and upper bound of a weight, which are added to those of the whole."""
        token_count = upper_bound = weight.tokens
        for text in weight.texts:
            count = self._counts[text]
            token_count += count.token_count
            upper_bound += count.upper_bound_token_count
            self.methods.add(count.method)
        # An empty result is a token less than its frame, which no result is.
        token_count, upper_bound = max(0, token_count), weight.bound.above(max(0, upper_bound))
        self.token_count += token_count
        self.upper_bound += upper_bound
        self.not_counted += weight.not_counted
        return token_count, upper_bound

    def message(self, weight: MessageWeight) -> MessageCount:
        """The count of a message, which is added to that of the whole."""
        framing, upper_bound = self.add(weight.framing)
        token_count = framing
        parts = []
        for part in weight.parts:
            count, bound = self.add(part.weight)
            parts.append(PartCount(kind=part.kind, path=part.path, token_count=count))
            token_count += count
            upper_bound += bound
        return MessageCount(
            path=weight.path,
            role=weight.role,
            token_count=token_count,
            upper_bound_token_count=upper_bound,
            framing_token_count=framing,
            parts=tuple(parts),
        )


def is_single_user_text(conversation: Conversation) -> bool:
    """Whether it is one text of one user, which is what recorded counts are made of."""
    match conversation:
        case Conversation(
            messages=(message,), system=(), tools=(), response_schema=None, not_counted=()
        ):
            return message.role == "user" and not message.name and _is_one_text(message.parts)
        case _:
            return False


def _is_one_text(parts: Sequence[Part]) -> bool:
    return len(parts) == 1 and isinstance(parts[0], TextPart)


def _method(methods: Iterable[CountMethod], *, is_restored: bool) -> CountMethod:
    """The least certain of the texts' methods, and no better than the rules that join them."""
    joined = (*methods,) if is_restored else (*methods, CountMethod.RULES)
    return max(joined, key=_CERTAINTY.__getitem__, default=CountMethod.RULES)
