"""Which messages go with their texts: those of which nothing would be left, and the oldest."""

from collections.abc import Callable, Collection, Mapping, Sequence

from domain.compression.chats.slots import TextSlot
from domain.tokens.chat import Conversation, TextPart, ToolCallPart, ToolResultPart

type Unit = tuple[int, ...]
"""Messages that may go together, by their indexes."""


class Emptying:
    """Tells which units of a conversation are left with nothing to say.

    Args:
        conversation: The conversation.
        slots: The texts of it that may be shortened.
        units: The sets of messages that may go.
    """

    def __init__(
        self, conversation: Conversation, slots: Sequence[TextSlot], units: Sequence[Unit]
    ) -> None:
        by_message: dict[int, list[int]] = {}
        for place, slot in enumerate(slots):
            by_message.setdefault(slot.message, []).append(place)
        self._units = units
        self._slots = [_slots_of(unit, conversation, by_message) for unit in units]

    def emptied(self, is_blank: Sequence[bool]) -> frozenset[int]:
        """The messages of the units whose texts are all blank.

        Args:
            is_blank: For each slot whether nothing is left of its text.
        """
        gone: set[int] = set()
        for unit, places in zip(self._units, self._slots, strict=True):
            if places and all(is_blank[place] for place in places):
                gone.update(unit)
        return frozenset(gone)


def oldest(
    units: Sequence[Unit],
    *,
    gone: Collection[int],
    saving: Callable[[int], int],
    wanted_tokens: int,
) -> frozenset[int]:
    """The oldest messages that may go, until they free enough.

    Args:
        units: The sets of messages that may go, by their first message.
        gone: Messages that go already.
        saving: The tokens that a message frees.
        wanted_tokens: What is to be freed.

    Returns:
        Those that go already and the others.
    """
    leaving = set(gone)
    for unit in units:
        if wanted_tokens <= 0:
            break
        fresh = [message for message in unit if message not in leaving]
        leaving.update(fresh)
        wanted_tokens -= sum(map(saving, fresh))
    return frozenset(leaving)


def _slots_of(
    unit: Unit, conversation: Conversation, by_message: Mapping[int, Sequence[int]]
) -> tuple[int, ...]:
    """The slots of a unit; none where it says something that no slot holds."""
    places: list[int] = []
    for index in unit:
        own = by_message.get(index, ())
        for part in conversation.messages[index].parts:
            if not isinstance(part, TextPart | ToolCallPart | ToolResultPart):
                return ()
            if not own and not isinstance(part, ToolCallPart):
                return ()
        places += own
    return tuple(places)
