"""What a caller may have compressed."""

from collections.abc import Sequence
from typing import Protocol

from domain.compression.requests import CompressionRules, StayingMessages, TextToCompress
from domain.compression.results import CompressedChat, CompressedText, CompressionPlan
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import TokenizerSelector, UnknownModel
from ports.inbound.steps import Steps


class TextCompressions(Protocol):
    """Compresses texts to a number of tokens, never over it.

    The same text, rules and version of the pipeline give the same bytes. The work is done in steps,
    which raise what counting raises, TextTooLongToCompress, and BudgetInfeasible where what must
    stay is more than the budget.
    """

    def compress_text(
        self, *, selector: TokenizerSelector, content: TextToCompress, rules: CompressionRules
    ) -> Steps[CompressedText]:
        """Compress a text.

        Args:
            selector: What counts.
            content: The text and its pins.
            rules: To what, and how.

        Raises:
            InvalidValue: Pins are given for a truncation.
            ExpansionOff: It is to be expandable and nothing is kept here.
            AbstractionOff: It is to be abstractive and no endpoint is set up.
            AccuracyTierMissing: High accuracy is asked for and not installed.
        """
        ...

    def plan_compression(
        self,
        *,
        selector: TokenizerSelector,
        content: TextToCompress,
        rules: CompressionRules,
        token_budgets: Sequence[int],
    ) -> Steps[CompressionPlan]:
        """Say what several budgets would keep, without compressing.

        Args:
            selector: What counts.
            content: The text and its pins.
            rules: How it would be compressed; their budget is not looked at.
            token_budgets: The budgets, at most 100; none for 5, 10, 25, 50 and 75 percent.

        Raises:
            InvalidValue: There are too many budgets, one is negative, or the strategy cannot be
                planned.
        """
        ...

    def expand_span(self, *, handle: str) -> str:
        """Give back what was left out.

        Raises:
            SpanNotFound: Nothing is kept under the handle, or no longer.
            ExpansionOff: Nothing is kept here.
            StoreUnavailable: The store does not answer.
        """
        ...


class ChatCompressions(Protocol):
    """Compresses chat requests; what is not shortened or removed stays byte for byte."""

    def compress_messages(
        self,
        *,
        model: str,
        chat: ChatRequest,
        rules: CompressionRules,
        staying: StayingMessages,
        unknown_model: UnknownModel,
    ) -> Steps[CompressedChat]:
        """Compress a chat request.

        System messages, the last question of the user, tools, and what was sent before stay as they
        are. A tool call stays with its results, or both go.

        Args:
            model: The model; empty where the body names it.
            chat: The request.
            rules: To what, and how.
            staying: Which messages stay as they are.
            unknown_model: What happens when nobody knows the model.

        Raises:
            InvalidValue: The body is not what its provider takes, an index is none of a message,
                or the strategy is abstractive or a truncation.
            BudgetInfeasible: What must stay is more than the budget.
        """
        ...
