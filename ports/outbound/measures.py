"""What compression needs of counting: what texts and chats weigh for one model."""

from collections.abc import Sequence
from typing import Protocol

from domain.tokens.analyses import ChatAnalysis
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import Provenance, TokenCount, TokenizerSelector, UnknownModel


class Measure(Protocol):
    """Counts for one model or one encoding; every method raises what counting raises."""

    @property
    def model(self) -> str:
        """The name of the model; empty where an encoding was named."""
        ...

    def text(self, text: str) -> TokenCount:
        """The tokens of a whole text, with the frame that the model's tokenizer speaks of."""
        ...

    def costs(self, texts: Sequence[str]) -> Sequence[int]:
        """About what each text adds to a longer one, in tokens, in order.

        Quicker than counting each where that takes long; 0 for an empty text and for no other.
        """
        ...

    def chat(self, chat: ChatRequest) -> ChatAnalysis:
        """The tokens of a whole chat request, piece by piece."""
        ...

    def chat_total(self, chat: ChatRequest) -> TokenCount:
        """The same, all in one; quicker for what is mostly as it was in an earlier call."""
        ...

    def text_provenance(self, text: str) -> Provenance:
        """What counts such a text."""
        ...


class Measures(Protocol):
    """Finds the measure for a name."""

    def for_text(self, selector: TokenizerSelector) -> Measure:
        """The measure for a selector.

        Raises:
            ModelNotFound: Nobody knows the model, and it is not to be estimated.
            EncodingNotFound: Nobody knows the encoding.
            VocabularyNotPackaged: The encoding was named and its vocabulary is not carried.
        """
        ...

    def for_chat(self, chat: ChatRequest, *, model: str, unknown: UnknownModel) -> Measure:
        """The measure for a chat.

        Args:
            chat: The request.
            model: The model; empty where the body names it.
            unknown: What happens when nobody knows it.

        Raises:
            InvalidValue: The body is not what its provider takes, or names no model.
            ModelNotFound: Nobody knows the model, and it is not to be estimated.
        """
        ...
