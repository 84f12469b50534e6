"""Conversations: what a request to a chat model holds, whichever provider's shape it came in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from domain.shared.errors import InvalidValue

MESSAGE_LIMIT = 10_000
"""The most messages that a conversation may have."""

TOOL_LIMIT = 2_000
"""The most tools that a conversation may have."""

PINNED_ROLES = frozenset({"system", "developer"})
"""Roles whose messages say how to answer; whoever shortens a conversation keeps them."""


class ConversationTooLarge(InvalidValue):
    """A conversation has more messages or tools than allowed."""

    reason = "CONVERSATION_TOO_LARGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """A text, counted as it stands."""

    kind: ClassVar[str] = "text"
    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagePart:
    """An image, of which only the size matters.

    Args:
        path: Where it stands in the request.
        width: In pixels; None when the request does not tell.
        height: In pixels; None when the request does not tell.
        detail: How closely the model is to look, in the provider's word; ``auto`` leaves it open.
    """

    kind: ClassVar[str] = "image"
    path: str
    width: int | None = None
    height: int | None = None
    detail: str = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioPart:
    """A sound; its length is None when the request does not tell."""

    kind: ClassVar[str] = "audio"
    path: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPart:
    """A film; its length is None when the request does not tell."""

    kind: ClassVar[str] = "video"
    path: str
    seconds: float | None = None
    detail: str = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPart:
    """A document such as a PDF; its page count is None when the request does not tell."""

    kind: ClassVar[str] = "document"
    path: str
    page_count: int | None = None
    detail: str = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallPart:
    """The model's wish to call a tool.

    Args:
        path: Where it stands in the request.
        id: Pairs the call with its result; empty when it has none.
        name: The tool.
        arguments_json: The arguments as JSON text.
    """

    kind: ClassVar[str] = "tool_call"
    path: str
    id: str
    name: str
    arguments_json: str


type ContentPart = TextPart | ImagePart | AudioPart | VideoPart | DocumentPart


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResultPart:
    """What a tool answered.

    Args:
        path: Where it stands in the request.
        id: That of the call it answers; empty when it has none.
        name: The tool, where the request tells or the call does; empty otherwise.
        parts: The answer.
        is_json: Whether the answer is one JSON text, made from an object of the request.
    """

    kind: ClassVar[str] = "tool_result"
    path: str
    id: str
    name: str
    parts: tuple[ContentPart, ...]
    is_json: bool = False


type Part = ContentPart | ToolCallPart | ToolResultPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn.

    Args:
        path: Where it stands in the request.
        role: Who speaks, in the provider's word.
        parts: What is said, in order.
        name: The speaker's name; empty when it has none.
    """

    path: str
    role: str
    parts: tuple[Part, ...]
    name: str = ""

    @property
    def is_pinned(self) -> bool:
        """Whether it says how to answer, so that it is kept when others are dropped."""
        return self.role in PINNED_ROLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A function that the model may call.

    Args:
        path: Where it stands in the request.
        name: What it is called.
        description: What it is for; empty when the request does not tell.
        schema: The JSON schema of its parameters, as parsed; None when it takes none.
    """

    path: str
    name: str
    description: str = ""
    schema: Mapping[str, object] | None = None


class ToolChoiceKind(Enum):
    """Whether the model may, must or must not call a tool."""

    AUTO = "auto"
    NONE = "none"
    ANY = "any"
    NAMED = "named"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolChoice:
    """Which tool the model is to call; the name is empty unless one is named."""

    kind: ToolChoiceKind = ToolChoiceKind.AUTO
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """All that a request holds and that costs input tokens.

    Args:
        messages: The turns, in order.
        system: What stands outside the turns and says how to answer.
        tools: What the model may call.
        tool_choice: Whether it must.
        response_schema: The shape that the answer must have; None when it is free.
        not_counted: Paths of what costs tokens by no known rule, or by one that needs more than
            the request holds.
        model: The model that the request names; empty when it names none.
    """

    messages: tuple[Message, ...] = ()
    system: tuple[Part, ...] = ()
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice = field(default_factory=ToolChoice)
    response_schema: Tool | None = None
    not_counted: tuple[str, ...] = ()
    model: str = ""

    def calling_message(self) -> dict[int, int]:
        """For each message with a tool's result, the message that called the tool, by index.

        Neither may be dropped without the other: providers refuse a result without its call and a
        call without its result.
        """
        callers: dict[str, int] = {}
        found: dict[int, int] = {}
        for index, part in self._tool_parts():
            if isinstance(part, ToolCallPart):
                callers[part.id] = index
            elif part.id in callers:
                found.setdefault(index, callers[part.id])
        return found

    def _tool_parts(self) -> Iterator[tuple[int, ToolCallPart | ToolResultPart]]:
        for index, message in enumerate(self.messages):
            for part in message.parts:
                if isinstance(part, ToolCallPart | ToolResultPart) and part.id:
                    yield index, part


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCount:
    """The tokens of one part of a message."""

    kind: str
    path: str
    token_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCount:
    """The tokens of one message: those of its frame and those of its parts.

    Args:
        path: Where it stands in the request.
        role: Who speaks.
        token_count: All of it.
        upper_bound_token_count: No more than this many.
        framing_token_count: How many of them are the frame: marks, role and name.
        parts: The others.
    """

    path: str
    role: str
    token_count: int
    upper_bound_token_count: int
    framing_token_count: int
    parts: tuple[PartCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCount:
    """The tokens of one tool's definition."""

    path: str
    name: str
    token_count: int
