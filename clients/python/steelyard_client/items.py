"""What a compression job consists of."""

from dataclasses import dataclass, field
from typing import Self, Unpack

from steelyard.v1 import compression_service_pb2 as pb

from steelyard_client.arguments import ChatCompressing, TextCompressing
from steelyard_client.calls.compressions import messages_request, text_request


@dataclass(frozen=True, slots=True)
class JobItem:
    """A text or a chat request to compress, made by ``text`` or ``messages``.

    Args:
        message: The item as it is sent.
    """

    message: pb.CompressionItem = field(repr=False)

    @classmethod
    def text(cls, text: str, *, token_budget: int, **how: Unpack[TextCompressing]) -> Self:
        """A text to compress to at most so many tokens; see ``Steelyard.compress``.

        Raises:
            InvalidValue: It cannot be sent.
        """
        request = text_request(text, how, token_budget=token_budget)
        return cls(pb.CompressionItem(text=request))

    @classmethod
    def messages(cls, *, token_budget: int, **how: Unpack[ChatCompressing]) -> Self:
        """A chat request to compress; see ``Steelyard.compress_messages``.

        Raises:
            InvalidValue: It cannot be sent.
        """
        request = messages_request(how, token_budget=token_budget)
        return cls(pb.CompressionItem(messages=request))
