"""A chat request as texts that may be replaced and messages that may be left out.

What is changed is changed in the JSON text as the caller wrote it: all else stays as it is, to the
character, so that a provider's cache of what was sent before still matches.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from domain.compression.chats.drops import ChatMessage, chat_messages, drop_units
from domain.compression.chats.json_text import Edit, JsonText, Range, cuts, json_string, spliced
from domain.compression.chats.slots import (
    TextSlot,
    question_text,
    text_slots,
)
from domain.tokens.chat import Conversation
from domain.tokens.chat_requests import ChatRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatTexts:
    """What of a request may be changed.

    Args:
        request: The request.
        conversation: What it holds.
        messages: Its messages, as in the conversation.
        slots: The texts that may be replaced, in the order of the conversation.
        units: The sets of messages that may be left out: each of them, and any union of them.
        question: What the user asks in the last turn; empty where that is not known.
        items: Where the items of the array of messages stand in the body.
        owners: For each item the message that it is or goes with; None where it stays anyway.
    """

    request: ChatRequest
    conversation: Conversation
    messages: tuple[ChatMessage, ...]
    slots: tuple[TextSlot, ...]
    units: tuple[tuple[int, ...], ...]
    question: str
    items: tuple[Range, ...]
    owners: tuple[int | None, ...]

    def frozen(self, count: int) -> "ChatTexts":
        """The same, where so many of the first messages stay as they are."""
        messages = chat_messages(self.conversation, frozen=count)
        return replace(
            self,
            messages=messages,
            slots=tuple([each for each in self.slots if each.message >= count]),
            units=drop_units(self.conversation, messages),
        )

    def edited(
        self,
        replacements: Mapping[str, str],
        *,
        dropped: Collection[int] = frozenset(),
        marker: str,
    ) -> str:
        """The body with other texts and fewer messages.

        Args:
            replacements: New texts by the path of their slot; paths of no slot are ignored.
            dropped: Indexes of the messages to leave out, which are a union of units.
            marker: Stands in for a new text that is blank, because providers refuse those.
        """
        gone = frozenset(dropped)
        removed = {place for place, owner in enumerate(self.owners) if owner in gone}
        edits = [*cuts(self.items, removed), *self._rewritten(replacements, gone, marker)]
        return spliced(self.request.body, sorted(edits))

    def _rewritten(
        self, replacements: Mapping[str, str], gone: frozenset[int], marker: str
    ) -> Iterator[Edit]:
        for slot in self.slots:
            text = replacements.get(slot.path, slot.text)
            if text != slot.text and slot.message not in gone:
                yield slot.start, slot.end, json_string(text if text.strip() else marker)


def chat_texts(chat: ChatRequest, *, conversation: Conversation | None = None) -> ChatTexts:
    """What of a request may be changed.

    Args:
        chat: The request.
        conversation: What it holds, where that is known already.

    Raises:
        InvalidValue: The body is not what its provider takes; the field is its path.
    """
    held = chat.conversation() if conversation is None else conversation
    body = JsonText(chat.body, root=f"{chat.shape.value}_json")
    messages = chat_messages(held)
    items, owners = _items(held, body)
    return ChatTexts(
        request=chat,
        conversation=held,
        messages=messages,
        slots=tuple(text_slots(held, body)),
        units=drop_units(held, messages),
        question=question_text(held),
        items=items,
        owners=owners,
    )


def _items(
    conversation: Conversation, body: JsonText
) -> tuple[tuple[Range, ...], tuple[int | None, ...]]:
    """The items of the array that holds the messages, and the message that each goes with.

    An item that is no message, such as a thought of the model, goes with the next one that is.
    """
    first = conversation.messages[0].path if conversation.messages else ""
    if not first.endswith("]"):
        return (), ()
    array = first[: first.rfind("[")]
    indexes = {each.path: index for index, each in enumerate(conversation.messages)}
    ranges: list[Range] = []
    owners: list[int | None] = []
    following: int | None = None
    for name, place in reversed(list(body.below(array).items())):
        following = indexes.get(f"{array}{name}", following)
        ranges.append(place)
        owners.append(following)
    return tuple(reversed(ranges)), tuple(reversed(owners))
