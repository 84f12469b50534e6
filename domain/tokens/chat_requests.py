"""A chat request as a caller gives it: JSON text in the shape of its provider."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from domain.tokens.chat import Conversation
from domain.tokens.request_shapes.anthropic import parse_anthropic
from domain.tokens.request_shapes.gemini import parse_gemini
from domain.tokens.request_shapes.openai import parse_openai


class ChatShape(Enum):
    """Whose request a body is."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    GEMINI = "gemini"


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A request body that has not been looked at yet.

    Args:
        shape: Whose request it is.
        body: JSON text.
    """

    shape: ChatShape
    body: str

    def conversation(self) -> Conversation:
        """What the body holds.

        Raises:
            InvalidValue: The body is not what its provider takes; the field is its path.
        """
        return _PARSERS[self.shape](self.body)


_PARSERS: Mapping[ChatShape, Callable[[str], Conversation]] = {
    ChatShape.OPENAI: parse_openai,
    ChatShape.ANTHROPIC: parse_anthropic,
    ChatShape.GEMINI: parse_gemini,
}
