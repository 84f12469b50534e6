"""Whether a prompt fits a model, what is left, and which old messages to drop until it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from operator import itemgetter

from domain.shared.errors import InvalidValue
from domain.tokens.model import TokenCount

_RESERVE = "reserved_output_token_count"


class BindingLimit(Enum):
    """Which limit of a model leaves the least room for the prompt."""

    INPUT = "input"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Budget:
    """The tokens that a model takes and gives.

    Args:
        context_tokens: Prompt and answer together; None where it is not known.
        input_tokens: The prompt; None where it is not known or not limited by itself.
        output_tokens: The answer; None where it is not known.
        reserved_output_tokens: What is to be kept free for the answer.

    Raises:
        InvalidValue: A number is negative, or more is reserved than the model answers or holds.
    """

    context_tokens: int | None
    input_tokens: int | None
    output_tokens: int | None
    reserved_output_tokens: int = 0

    def __post_init__(self) -> None:
        limits = (self.context_tokens, self.input_tokens, self.output_tokens)
        if any(limit is not None and limit < 0 for limit in limits):
            raise InvalidValue("a limit is at least 0 tokens", field="token_limit")
        if self.reserved_output_tokens < 0:
            raise InvalidValue("a reserve is at least 0 tokens", field=_RESERVE)
        for limit in (self.output_tokens, self.context_tokens):
            if limit is not None and self.reserved_output_tokens > limit:
                raise InvalidValue(
                    f"no more than {limit} tokens can be reserved for the answer",
                    field=_RESERVE,
                    limit=limit,
                )

    def check(self, count: TokenCount) -> "Fit | None":
        """Hold a count against what is available; None where no limit is known."""
        if room := self._room():
            tokens, limit = room
            bound = count.upper_bound_token_count
            return Fit(count.token_count, bound, tokens, limit, bool(count.not_counted))
        return None

    @property
    def available_tokens(self) -> int | None:
        """What the prompt may have; None where no limit is known."""
        room = self._room()
        return room[0] if room else None

    def _room(self) -> "tuple[int, BindingLimit] | None":
        """What the tightest limit leaves for the prompt, and which one it is."""
        rooms = []
        if self.input_tokens is not None:
            rooms.append((self.input_tokens, BindingLimit.INPUT))
        if self.context_tokens is not None:
            room = self.context_tokens - self.reserved_output_tokens
            rooms.append((room, BindingLimit.CONTEXT))
        return min(rooms, key=itemgetter(0), default=None)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a prompt relates to what a model takes.

    Args:
        token_count: The tokens of the prompt.
        upper_bound_token_count: No more than so many, with the confidence of the count.
        available_tokens: What the prompt may have.
        binding_limit: Which limit of the model that comes from.
        misses_something: Whether there is something in the prompt that nobody could count.
    """

    token_count: int
    upper_bound_token_count: int
    available_tokens: int
    binding_limit: BindingLimit
    misses_something: bool = False

    @property
    def fits_by_count(self) -> bool:
        """Whether it probably fits."""
        return self.token_count <= self.available_tokens

    @property
    def fits_by_upper_bound(self) -> bool:
        """Whether it fits even if the count is as far off as it may be; never on a guess."""
        return not self.misses_something and self.upper_bound_token_count <= self.available_tokens

    @property
    def tokens_left(self) -> int:
        """What the count leaves free; negative where it is too much."""
        return self.available_tokens - self.token_count

    @property
    def tokens_left_by_upper_bound(self) -> int:
        """What is free at the least; negative where it may be too much."""
        return self.available_tokens - self.upper_bound_token_count


@dataclass(frozen=True, slots=True)
class DroppableMessage:
    """A message of a conversation, as far as dropping it is concerned.

    Args:
        index: Its place in the request.
        token_count: Its tokens.
        upper_bound_token_count: No more than so many; the count itself unless given.
        pinned: Whether it must stay, as the system message and the last question must.
        group: What belongs together and stays or goes together, such as a tool call and its
            results; None where the message stands alone. A group with a pinned message stays.
        may_begin: Whether what remains may begin with it; an answer or a tool result may not, and a
            system message stands before the beginning.
    """

    index: int
    token_count: int
    upper_bound_token_count: int | None = None
    pinned: bool = False
    group: str | None = None
    may_begin: bool = True

    @property
    def most_tokens(self) -> int:
        """The upper bound, or the count where it has none."""
        bound = self.upper_bound_token_count
        return self.token_count if bound is None else bound


@dataclass(frozen=True, slots=True)
class DropPlan:
    """Which messages to drop.

    Args:
        dropped: Indices of the messages, ascending.
        token_count: The tokens of what remains, with what is fixed.
        upper_bound_token_count: No more than so many.
        fits: Whether what remains fits.
    """

    dropped: tuple[int, ...]
    token_count: int
    upper_bound_token_count: int
    fits: bool


def plan_drops(
    messages: Sequence[DroppableMessage],
    *,
    available_tokens: int,
    fixed_tokens: int = 0,
    fixed_upper_bound_tokens: int | None = None,
    by_upper_bound: bool = False,
) -> DropPlan:
    """Which of the oldest messages to drop so that the rest fits.

    Args:
        messages: The conversation, oldest first.
        available_tokens: What it may have.
        fixed_tokens: Tokens that are there whatever is dropped, such as those of the tools.
        fixed_upper_bound_tokens: No more than so many; the same unless given.
        by_upper_bound: Whether the rest must fit even if the counts are as far off as they may be.
    """
    drops = _Drops(messages, by_upper_bound=by_upper_bound)
    fixed_most = fixed_tokens if fixed_upper_bound_tokens is None else fixed_upper_bound_tokens
    counted = fixed_most if by_upper_bound else fixed_tokens
    drops.make_room(available_tokens - counted)
    rest = drops.rest()
    tokens = fixed_tokens + sum(each.token_count for each in rest)
    most = fixed_most + sum(each.most_tokens for each in rest)
    return DropPlan(
        dropped=drops.indices(),
        token_count=tokens,
        upper_bound_token_count=most,
        fits=(most if by_upper_bound else tokens) <= available_tokens,
    )


class _Drops:
    """The messages that have been dropped so far."""

    def __init__(self, messages: Sequence[DroppableMessage], *, by_upper_bound: bool) -> None:
        self._messages = messages
        self._sizes = [
            each.most_tokens if by_upper_bound else each.token_count for each in messages
        ]
        self._members: dict[object, list[int]] = {}
        for place, message in enumerate(messages):
            self._members.setdefault(_key(message, place), []).append(place)
        self._dropped: set[int] = set()

    def make_room(self, room: int) -> None:
        """Drop from the oldest on until no more than so many tokens are left."""
        excess = sum(self._sizes) - room
        for place in range(len(self._messages)):
            if excess <= 0:
                break
            excess -= self._drop(place)
        if self._dropped:
            self._drop_false_beginning()

    def rest(self) -> list[DroppableMessage]:
        """What is left, in order."""
        return [each for place, each in enumerate(self._messages) if place not in self._dropped]

    def indices(self) -> tuple[int, ...]:
        """The indices of what was dropped."""
        return tuple(sorted(self._messages[place].index for place in self._dropped))

    def _drop_false_beginning(self) -> None:
        """Drop what would now stand first and may not."""
        for place, message in enumerate(self._messages):
            if place in self._dropped:
                continue
            if message.may_begin:
                break
            self._drop(place)

    def _drop(self, place: int) -> int:
        """Drop a message with its group, unless it must stay; say how much that freed."""
        members = self._members.pop(_key(self._messages[place], place), [])
        if any(self._messages[each].pinned for each in members):
            return 0
        self._dropped.update(members)
        return sum(self._sizes[each] for each in members)


def _key(message: DroppableMessage, place: int) -> object:
    return place if message.group is None else message.group
