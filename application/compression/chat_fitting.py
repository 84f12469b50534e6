"""Fitting a chat into its budget: shorter texts first, then without its oldest messages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.compression.candidates import Candidates
from domain.compression.chats.emptying import Emptying, oldest
from domain.compression.chats.slots import TextSlot
from domain.compression.chats.texts import ChatTexts
from domain.compression.filling import Choice, Filling, fill
from domain.compression.keeping import Untagged
from domain.compression.requests import BudgetInfeasible, CompressionRules
from domain.tokens.analyses import ChatAnalysis
from domain.tokens.chat_requests import ChatRequest
from ports.outbound.measures import Measure

MARKER = "[omitted]"
"""Stands where nothing is left of a text whose message has to stay."""
_BLAMED = 10
"""How much of what must stay an error names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatTask:
    """A chat to compress, with what counts it.

    Args:
        chat: The request.
        rules: To what, and how.
        measure: What counts.
        texts: What of it may be changed.
        original: What it weighs.
        slots: The texts that may be shortened.
        bare: The same without keep tags.
        units: The sets of messages that may go.
        pinned: Indexes of messages that the caller pinned.
    """

    chat: ChatRequest
    rules: CompressionRules
    measure: Measure
    texts: ChatTexts
    original: ChatAnalysis
    slots: tuple[TextSlot, ...]
    bare: tuple[Untagged, ...]
    units: tuple[tuple[int, ...], ...]
    pinned: frozenset[int] = frozenset()

    def edited(self, texts: Sequence[str], dropped: frozenset[int]) -> ChatRequest:
        """The request with other texts in its slots and without some messages."""
        replacements = {
            slot.path: bare.text if is_left_whole(text, bare) else text
            for slot, bare, text in zip(self.slots, self.bare, texts, strict=True)
        }
        body = self.texts.edited(replacements, dropped=dropped, marker=MARKER)
        return replace(self.chat, body=body)

    def weigh(self, texts: Sequence[str], dropped: frozenset[int]) -> int:
        """The tokens of the edited request; no fewer than it has where counts are not exact."""
        edited = self.edited(texts, dropped)
        if edited == self.chat:
            return self.original.count.total.upper_bound_token_count
        return self.measure.chat_total(edited).upper_bound_token_count

    def infeasible(self, minimum_tokens: int) -> BudgetInfeasible:
        """The error for a budget that is below what must stay, with what weighs most of that."""
        count = self.original.count
        staying = [
            (each.token_count, f"messages[{place}]")
            for place, (each, message) in enumerate(
                zip(count.messages, self.texts.messages, strict=True)
            )
            if message.must_stay or place in self.pinned
        ]
        if count.system:
            staying.append((count.system.token_count, "system"))
        staying += [(tool.token_count, tool.path) for tool in count.tools]
        heaviest = sorted(staying, key=lambda each: (-each[0], each[1]))[:_BLAMED]
        return BudgetInfeasible.below(
            minimum_tokens,
            token_budget=self.rules.token_budget,
            blamed=tuple([name for _, name in heaviest]),
        )


def is_left_whole(text: str, bare: Untagged) -> bool:
    """Whether all of a text stands instead of nothing, as the marker would be no shorter."""
    return not text.strip() and len(bare.text) <= len(MARKER)


@dataclass(frozen=True, slots=True)
class FittedChat:
    """What keeps the budget.

    Args:
        candidates: What was chosen from.
        choice: The options.
        dropped: The messages that go.
        tokens: What is left, counted.
    """

    candidates: Candidates
    choice: Choice
    dropped: frozenset[int]
    tokens: int


class ChatFitting:
    """Fits a chat into its budget: shorter texts first, then without its oldest messages.

    Args:
        task: The chat.
        candidates: The parts of its texts.
    """

    def __init__(self, task: ChatTask, candidates: Candidates) -> None:
        self._task = task
        self._candidates = candidates
        self._gone: frozenset[int] = frozenset()
        self._emptying = Emptying(task.texts.conversation, task.slots, task.units)

    def fit(self) -> FittedChat:
        """What keeps the budget, or the least that can be made of it."""
        budget = self._task.rules.token_budget
        least = self._weigh(self._candidates.floor)
        while least > budget and self._drop_oldest(least - budget):
            least = self._weigh(self._candidates.floor)
        filling = Filling(self._candidates.floor, least)
        if least <= budget:
            filling = fill(
                self._candidates.choose,
                floor=self._candidates.floor,
                weigh=self._weigh,
                token_budget=budget,
                total_price=self._candidates.total_price,
            )
        dropped = self._dropped(self._candidates.texts(filling.choice))
        return FittedChat(self._candidates, filling.choice, dropped, filling.tokens)

    def _weigh(self, choice: Choice) -> int:
        texts = self._candidates.texts(choice)
        return self._task.weigh(texts, self._dropped(texts))

    def _dropped(self, texts: Sequence[str]) -> frozenset[int]:
        return self._gone | self._emptying.emptied([not text.strip() for text in texts])

    def _drop_oldest(self, excess_tokens: int) -> bool:
        """Let the oldest messages go; False where none is left that may."""
        counts = self._task.original.count.messages
        gone = oldest(
            self._task.units,
            gone=self._dropped(self._candidates.texts(self._candidates.floor)),
            saving=lambda index: counts[index].framing_token_count + 1,
            wanted_tokens=excess_tokens,
        )
        if gone <= self._gone:
            return False
        self._gone = gone
        self._candidates = self._candidates.without(
            frozenset(
                [place for place, slot in enumerate(self._task.slots) if slot.message in gone]
            )
        )
        return True
