"""Counts a conversation in two steps, so that the caller counts the texts, in any way it likes.

A ``Weighing`` names every text that has to be counted, and makes the count of the conversation out
of theirs. Both are pure and linear.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.tokens.chat import Conversation, MessageCount, Part, PartCount, TextPart, ToolCount
from domain.tokens.framing import Framing
from domain.tokens.model import FROM_BEST, CountMethod, TokenCount
from domain.tokens.part_weights import Weight
from domain.tokens.weights import (
    MessageWeight,
    PlainTurns,
    lumped_weights,
    plain_turns,
    weights_of,
)


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
        plain: The plain turns of the conversation, where they are known from another framing.
    """

    def __init__(
        self, conversation: Conversation, framing: Framing, plain: PlainTurns | None = None
    ) -> None:
        self._conversation = conversation
        self._framing = framing
        plain = plain or plain_turns(conversation)
        self._sum = _Sum(plain.texts, lumped_weights(conversation, framing, plain))
        self.texts = tuple(self._sum.texts)
        """Every text that must be counted, each once and none empty."""

    def total(self, counts: Mapping[str, TokenCount]) -> TokenCount:
        """The tokens of the conversation.

        Args:
            counts: The count of every text: of the text alone, without the frame of a message that
                some tokenizers count with it.
        """
        is_restored = self._framing.restores_single_message and is_single_user_text(
            self._conversation
        )
        token_count, upper_bound, methods = self._sum.under(counts)
        return TokenCount(
            token_count,
            upper_bound if is_restored else self._framing.bound.above(upper_bound),
            method=_method(methods, is_restored=is_restored),
            not_counted=(*self._conversation.not_counted, *self._sum.not_counted),
        )

    def count(self, counts: Mapping[str, TokenCount]) -> ConversationCount:
        """The same, piece by piece."""
        weights = weights_of(self._conversation, self._framing)
        system = None if weights.system is None else _message(weights.system, counts)
        messages = tuple([_message(each, counts) for each in weights.messages])
        tools = tuple(
            [
                ToolCount(path=tool.path, name=tool.name, token_count=_of(weight, counts)[0])
                for tool, weight in zip(self._conversation.tools, weights.tools, strict=True)
            ]
        )
        schema_tokens, _ = _of(weights.response_schema, counts)
        framing_tokens, _ = _of(weights.framing, counts)
        return ConversationCount(
            total=self.total(counts),
            system=system,
            messages=messages,
            tools=tools,
            framing_token_count=framing_tokens,
            response_schema_token_count=schema_tokens,
        )


class _Sum:
    """Many weights as one: most are texts and tokens without a bound in proportion to them.

    Args:
        texts: Texts that come by themselves, and how often.
        weights: Weights, and how often.
    """

    def __init__(self, texts: Mapping[str, int], weights: Iterable[tuple[Weight, int]]) -> None:
        self.texts = dict(texts)
        self.not_counted: list[str] = []
        self._tokens = 0
        self._slack = 0
        self._others: list[Weight] = []
        for weight, times in weights:
            self._add(weight, times)

    def under(self, counts: Mapping[str, TokenCount]) -> tuple[int, int, set[CountMethod]]:
        """Tokens and upper bound with these counts of the texts, and how those were made."""
        token_count, upper_bound = self._tokens, self._tokens + self._slack
        methods: set[CountMethod] = set()
        last: CountMethod | None = None
        for weight in self._others:
            tokens, bound = _of(weight, counts)
            token_count += tokens
            upper_bound += bound
        for text, times in self.texts.items():
            count = counts[text]
            token_count += times * count.token_count
            upper_bound += times * count.upper_bound_token_count
            if count.method is not last:
                last = count.method
                methods.add(last)
        return token_count, upper_bound, methods

    def _add(self, weight: Weight, times: int) -> None:
        self.not_counted += weight.not_counted
        if weight.bound.relative or weight.tokens < 0:
            self._others += [weight] * times
            times = 0
        else:
            self._tokens += times * weight.tokens
            self._slack += times * weight.bound.absolute_tokens
        for text in weight.texts:
            self.texts[text] = self.texts.get(text, 0) + times


def _of(weight: Weight, counts: Mapping[str, TokenCount]) -> tuple[int, int]:
    """Tokens and upper bound of one weight."""
    token_count = upper_bound = weight.tokens
    for text in weight.texts:
        count = counts[text]
        token_count += count.token_count
        upper_bound += count.upper_bound_token_count
    # An empty result is a token less than its frame, which no result is.
    return max(0, token_count), weight.bound.above(max(0, upper_bound))


def _message(weight: MessageWeight, counts: Mapping[str, TokenCount]) -> MessageCount:
    framing, upper_bound = _of(weight.framing, counts)
    token_count = framing
    parts = []
    for part in weight.parts:
        count, bound = _of(part.weight, counts)
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
    return max(joined, key=FROM_BEST.index, default=CountMethod.RULES)
