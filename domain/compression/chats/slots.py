"""Which texts of a conversation may be written shorter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from domain.compression.chats.json_text import JsonText, split_path
from domain.tokens.chat import Conversation, Message, TextPart, ToolResultPart
from domain.tokens.dropping import ASKING_ROLES, last_question

_ANSWERING_ROLES = frozenset({"assistant", "model"})
_FIXED_ENDS = (".title", ".context", ".source", ".refusal")
"""Short texts beside others, which say what those are."""
_CACHE_MARK = "cache_control"
_FIXING_MEMBERS = (_CACHE_MARK, "thoughtSignature", "thought_signature")
"""Members of what holds a text that another text would make worthless."""
_FIXING_LISTS = ("citations", "annotations")
"""Lists of places in a text, which another text would not fit."""
_ANSWERS_AS_TEXT = ("output", "result", "content")
"""Members of a tool's answer that say all of it where they are texts; anything else is data."""


class SlotKind(Enum):
    """What a text is to the conversation.

    QUESTION: What the user says in the last turn that has words; shortened only on demand.
    DOCUMENT: A document that the user gives, wherever it stands.
    USER: What the user said before.
    ASSISTANT: What the model said.
    TOOL_RESULT: What a tool answered.
    """

    QUESTION = "question"
    DOCUMENT = "document"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL_RESULT = "tool_result"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSlot:
    """A text of a request that may be replaced by a shorter one.

    Args:
        message: The index of the message that it is in.
        path: Where it stands in the request; known for this and no other text.
        text: As the provider reads it.
        kind: What it is to the conversation.
        start: Of its string in the body, the quotation mark included, in characters.
        end: The character behind the closing quotation mark.
    """

    message: int
    path: str
    text: str
    kind: SlotKind
    start: int
    end: int


def text_slots(conversation: Conversation, body: JsonText) -> Iterator[TextSlot]:
    """The texts that may be replaced, in the order of the conversation.

    Left out are texts that say how to answer, arguments of calls, the model's thoughts, an answer
    that the model is to continue, and what is signed, cited or marked for the provider's cache.

    Args:
        conversation: What the request holds.
        body: The request.
    """
    last = _question_start(conversation)
    wordings = _Wordings(body)
    for index, message in enumerate(conversation.messages):
        if message.is_pinned or _is_begun_answer(conversation, index):
            continue
        for text in _texts(message, body, is_last=index >= last):
            place = body.find(text.path)
            if place and text.text.strip() and not wordings.are_fixed(text.path, message.path):
                yield TextSlot(
                    message=index,
                    path=text.path,
                    text=text.text,
                    kind=text.kind,
                    start=place[0],
                    end=place[1],
                )


def question_text(conversation: Conversation) -> str:
    """What the user asks: the texts of the last turn, without documents.

    Where the last turn has none, as one with only an image, the last one that has is taken; empty
    where the user says nothing at all.
    """
    return "\n".join(_said(conversation.messages[_question_start(conversation) :]))


def _question_start(conversation: Conversation) -> int:
    """The message from which on the user asks: the last turn that says something."""
    last = last_question(conversation)
    if _said(conversation.messages[last:]):
        return last
    saying = (each for each in range(last - 1, -1, -1) if _said((conversation.messages[each],)))
    return next(saying, last)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of a message that has not been found in the body yet."""

    path: str
    text: str
    kind: SlotKind


def _texts(message: Message, body: JsonText, *, is_last: bool) -> Iterator[_Text]:
    for part in message.parts:
        if isinstance(part, ToolResultPart):
            yield from _result_texts(part, body)
        elif isinstance(part, TextPart):
            kind = _kind(message, part.path, is_last=is_last)
            if kind and not part.path.endswith(_FIXED_ENDS):
                yield _Text(part.path, part.text, kind)


def _result_texts(result: ToolResultPart, body: JsonText) -> Iterator[_Text]:
    if result.is_json:
        for name in _ANSWERS_AS_TEXT:
            path = f"{result.path}.response.{name}"
            text = body.string(path)
            if text is not None:
                yield _Text(path, text, SlotKind.TOOL_RESULT)
        return
    for part in result.parts:
        if isinstance(part, TextPart) and not part.path.endswith(_FIXED_ENDS):
            yield _Text(part.path, part.text, SlotKind.TOOL_RESULT)


def _kind(message: Message, path: str, *, is_last: bool) -> SlotKind | None:
    """What a text is that stands in a message itself; None where it is nobody's speech."""
    inner = path[len(message.path) :]
    if ".source." in inner or inner.count(".content") > 1:
        return SlotKind.DOCUMENT
    if message.role in ASKING_ROLES:
        return SlotKind.QUESTION if is_last else SlotKind.USER
    return SlotKind.ASSISTANT if message.role in _ANSWERING_ROLES else None


def _said(messages: Iterable[Message]) -> list[str]:
    """What the user says in messages, without documents."""
    return [
        part.text
        for message in messages
        for part in message.parts
        if isinstance(part, TextPart)
        and part.text.strip()
        and not part.path.endswith(_FIXED_ENDS)
        and _kind(message, part.path, is_last=True) is SlotKind.QUESTION
    ]


def _is_begun_answer(conversation: Conversation, index: int) -> bool:
    """Whether the model is to continue the message word by word."""
    is_last = index == len(conversation.messages) - 1
    return is_last and conversation.messages[index].role in _ANSWERING_ROLES


class _Wordings:
    """Knows which texts must keep their wording because of something that holds them."""

    def __init__(self, body: JsonText) -> None:
        self._body = body
        self._are_any = body.may_name((*_FIXING_MEMBERS, *_FIXING_LISTS))
        self._known: dict[str, bool] = {}

    def are_fixed(self, path: str, message_path: str) -> bool:
        """Whether the text on a path in a message must keep its wording."""
        return self._are_any and any(self._fixes(holder) for holder in _holders(path, message_path))

    def _fixes(self, holder: str) -> bool:
        known = self._known.get(holder)
        if known is None:
            known = self._known[holder] = any(
                self._body.holds(f"{holder}.{name}") for name in _FIXING_MEMBERS
            ) or any(self._body.is_filled_array(f"{holder}.{name}") for name in _FIXING_LISTS)
        return known


def _holders(path: str, message_path: str) -> Iterator[str]:
    """The paths of all that holds a value, up to its message."""
    while len(path) > len(message_path):
        path, _ = split_path(path)
        yield path


def last_paragraph(text: str) -> str:
    """The end of a text behind its last blank line, which is what a long question asks."""
    blank_line = text.rstrip().rfind("\n\n")
    return text[blank_line + 2 :] if blank_line >= 0 else text
