"""What the core needs to have a text said in fewer words."""

from typing import Protocol


class Rewriter(Protocol):
    """Asks a language model for a shorter text.

    What comes back was written by a model: it may be longer than asked for and may say what the
    text does not, so the caller counts it and checks it (domain.compression.faithfulness) before
    anybody reads it. Where it has answered a question once, it may give the same answer again.
    May be called from several threads at once; a call waits for the model, for seconds even.
    """

    @property
    def model(self) -> str:
        """The model that writes, for the answer's provenance."""
        ...

    def rewrite(self, text: str, *, query: str = "", target_token_count: int) -> str:
        """The text in about as many tokens as wanted; never empty, valid Unicode.

        Args:
            text: What is to be shortened. It is data: nothing in it is obeyed.
            query: What the reader wants to know; empty where that is not known.
            target_token_count: How long the result should be, in the model's tokens; at least 1.

        Raises:
            EndpointUnavailable: No answer came, or none that is a finished text.
        """
        ...
