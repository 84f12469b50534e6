"""What the compression of a chat request promises, checked on a request and its result."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from domain.compression.chats.json_text import JsonText
from domain.compression.chats.slots import last_paragraph, question_text
from domain.compression.results import CompressedChat
from domain.tokens.chat import Conversation, Message, TextPart, ToolCallPart, ToolResultPart
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.dropping import asks, last_question
from scripts.compression_chats import ChatToCompress

_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"')
_SAYING = frozenset({"text", "content", "data", "output", "result", "input", "contents"})
"""Members whose texts may become others."""


@dataclass(frozen=True, slots=True)
class _Side:
    """A request, before or after."""

    chat: ChatRequest
    conversation: Conversation
    body: JsonText

    @classmethod
    def of(cls, chat: ChatRequest) -> "_Side":
        """The request, read."""
        body = JsonText(chat.body, root=f"{chat.shape.value}_json")
        return cls(chat, chat.conversation(), body)

    def raw(self, index: int) -> str:
        """A message as it is written."""
        place = self.body.find(self.conversation.messages[index].path)
        return self.chat.body[slice(*place)] if place else ""


def chat_problems(request: ChatToCompress, result: CompressedChat) -> Iterator[str]:
    """What is wrong with a result, its count apart."""
    before, after = _Side.of(request.chat), _Side.of(result.chat)
    removed = {each.index for each in result.messages if each.is_removed}
    kept = [index for index in range(len(before.conversation.messages)) if index not in removed]
    if len(kept) != len(after.conversation.messages) or len(kept) != result.message_count:
        yield f"{len(after.conversation.messages)} messages are left, not {len(kept)}"
        return
    if result.is_lossless and removed:
        yield "messages are gone without loss"
    yield from _staying_problems(request, before, after, kept)
    yield from _question_problems(request, before, after)
    yield from _order_problems(before.conversation, after.conversation, kept)
    for place, index in enumerate(kept):
        yield from _message_problems(before, after, index, place)
    if _beside(before) != _beside(after):
        yield "what stands beside the messages differs"


def _staying_problems(
    request: ChatToCompress, before: _Side, after: _Side, kept: list[int]
) -> Iterator[str]:
    staying = request.staying
    for index, message in enumerate(before.conversation.messages):
        as_it_was = index < staying.frozen or index in staying.pinned or message.is_pinned
        if index not in kept and (as_it_was or index >= last_question(before.conversation)):
            yield f"message {index} is gone"
        elif as_it_was and before.raw(index) != after.raw(kept.index(index)):
            yield f"message {index} differs"
    if staying.frozen:
        place = before.body.find(before.conversation.messages[staying.frozen - 1].path)
        prefix = request.chat.body[: place[1]] if place else ""
        if not after.chat.body.startswith(prefix):
            yield "the frozen beginning differs"


def _question_problems(request: ChatToCompress, before: _Side, after: _Side) -> Iterator[str]:
    if request.staying.last_question:
        if _last_asked(before.conversation) != _last_asked(after.conversation):
            yield "the last question differs"
    elif before.conversation.messages and not request.rules.query:
        asked = last_paragraph(_last_asked(before.conversation)).strip()
        bare = asked.replace("<keep>", "").replace("</keep>", "")
        if bare not in _last_asked(after.conversation):
            yield "the last paragraph of the question differs"


def _last_asked(conversation: Conversation) -> str:
    """What the user asks in the last turn, even if that is nothing."""
    last = last_question(conversation)
    return question_text(replace(conversation, messages=conversation.messages[last:]))


def _order_problems(before: Conversation, after: Conversation, kept: list[int]) -> Iterator[str]:
    """Calls without results and the like, where there were none before."""
    places = {index: place for place, index in enumerate(kept)}
    pairs = before.calling_message().items()
    if any((result in places) is not (call in places) for result, call in pairs):
        yield "a call is torn from its result"
    expected = {places[r]: places[c] for r, c in pairs if r in places and c in places}
    if expected != after.calling_message():
        yield f"results have other calls: {after.calling_message()}, not {expected}"
    if _begins_well(before) and not _begins_well(after):
        yield "it no longer begins with a question"
    if _alternates(before) and not _alternates(after):
        yield "turns no longer alternate"


def _turns(conversation: Conversation) -> list[Message]:
    return [each for each in conversation.messages if not each.is_pinned]


def _begins_well(conversation: Conversation) -> bool:
    turns = _turns(conversation)
    return not turns or asks(turns[0])


def _alternates(conversation: Conversation) -> bool:
    roles = [each.role in {"assistant", "model"} for each in _turns(conversation)]
    return all(one is not other for one, other in pairwise(roles))


def _message_problems(before: _Side, after: _Side, index: int, place: int) -> Iterator[str]:
    one, other = before.raw(index), after.raw(place)
    if one == other:
        return
    if _STRING.sub('""', one) != _STRING.sub('""', other):
        yield f"message {index} is written in another way"
    if not _alike(json.loads(one), json.loads(other), "content"):
        yield f"more than the texts of message {index} differ"
    said = _texts(before.conversation.messages[index])
    for was, now in zip(said, _texts(after.conversation.messages[place]), strict=True):
        if was.strip() and not now.strip():
            yield f"a text of message {index} is blank"


def _texts(message: Message) -> list[str]:
    texts: list[str] = []
    for part in message.parts:
        if isinstance(part, TextPart):
            texts.append(part.text)
        elif isinstance(part, ToolResultPart):
            texts += [each.text for each in part.parts if isinstance(each, TextPart)]
        elif isinstance(part, ToolCallPart):
            texts.append(part.arguments_json)
    return texts


def _alike(one: object, other: object, name: str) -> bool:
    """Whether values differ in nothing but texts."""
    if isinstance(one, dict) and isinstance(other, dict):
        fixed = one.get("type") == "thinking" or one.get("thought") or "cache_control" in one
        return list(one) == list(other) and all(
            _alike(one[each], other[each], "" if fixed else each) for each in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(
            _alike(each, same, name) for each, same in zip(one, other, strict=True)
        )
    both_texts = isinstance(one, str) and isinstance(other, str)
    return one == other or (both_texts and name in _SAYING)


def _beside(side: _Side) -> Mapping[str, str]:
    """All members of the request but the messages, as they are written."""
    root = f"{side.chat.shape.value}_json"
    messages = {".messages", ".input", ".contents"}
    return {
        name: side.chat.body[slice(*place)]
        for name, place in side.body.below(root).items()
        if name not in messages
    }
