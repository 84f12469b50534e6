"""What commands take that weigh either a text or a chat request."""

from dataclasses import dataclass
from typing import Protocol

from adapters.inbound.cli.bodies import read_chat, tell_guess
from adapters.inbound.cli.texts import read_text
from domain.tokens.chat_requests import ChatRequest, ChatShape


class NamesContent(Protocol):
    """Options that name a file and say what is in it."""

    @property
    def file(self) -> str:
        """The file, or ``-``."""
        ...

    @property
    def chat(self) -> bool:
        """Whether it is the body of a chat request."""
        ...

    @property
    def shape(self) -> ChatShape | None:
        """Whose request it is; None to find out."""
        ...


@dataclass(frozen=True, slots=True)
class Content[Kind]:
    """What is weighed.

    Args:
        content: A text, a chat request, or a number of tokens.
        model: The model that the request names; empty where it names none.
    """

    content: Kind
    model: str = ""


def read_content(options: NamesContent) -> Content[str | ChatRequest]:
    """Read the text or the chat request that the options name.

    Raises:
        InputUnreadable: The file cannot be read.
        InvalidValue: It is no chat request that is known.
    """
    if not options.chat:
        return Content(read_text(options.file))
    file = read_chat(options.file, shape=options.shape, model="")
    tell_guess(file)
    return Content(file.request, file.model)
