"""The use cases that compress, answered by a server."""

from collections.abc import Sequence

import steelyard_client as client

from adapters.outbound.grpc_client import compressed, compressing
from adapters.outbound.grpc_client.answered import Answered
from adapters.outbound.grpc_client.errors import domain_errors
from domain.compression.requests import CompressionRules, StayingMessages, TextToCompress
from domain.compression.results import CompressedChat, CompressedText, CompressionPlan
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import TokenizerSelector, UnknownModel
from ports.inbound.steps import Steps


class RemoteTextCompressions:
    """Implements ports.inbound.compression.TextCompressions by calling a server.

    What is asked in steps is asked as a whole at the beginning.

    Args:
        client: Calls the server.
    """

    def __init__(self, client: client.Steelyard) -> None:
        self._client = client

    def compress_text(
        self, *, selector: TokenizerSelector, content: TextToCompress, rules: CompressionRules
    ) -> Steps[CompressedText]:
        """See the port."""
        with domain_errors():
            answer = self._client.compress(
                content.text,
                token_budget=rules.token_budget,
                **compressing.text_arguments(selector, content, rules),
            )
        return Answered(compressed.to_text(answer, source=content.text))

    def plan_compression(
        self,
        *,
        selector: TokenizerSelector,
        content: TextToCompress,
        rules: CompressionRules,
        token_budgets: Sequence[int],
    ) -> Steps[CompressionPlan]:
        """See the port."""
        with domain_errors():
            answer = self._client.plan_compression(
                content.text,
                token_budgets=token_budgets,
                **compressing.text_arguments(selector, content, rules),
            )
        return Answered(compressed.to_plan(answer))

    def expand_span(self, *, handle: str) -> str:
        """See the port."""
        with domain_errors():
            return self._client.expand(handle)


class RemoteChatCompressions:
    """Implements ports.inbound.compression.ChatCompressions by calling a server.

    What is asked in steps is asked as a whole at the beginning.

    Args:
        client: Calls the server.
    """

    def __init__(self, client: client.Steelyard) -> None:
        self._client = client

    def compress_messages(
        self,
        *,
        model: str,
        chat: ChatRequest,
        rules: CompressionRules,
        staying: StayingMessages,
        unknown_model: UnknownModel,
    ) -> Steps[CompressedChat]:
        """See the port."""
        how = compressing.chat_arguments(chat, rules, staying)
        how["model"] = model
        how["unknown_model"] = client.UnknownModel(unknown_model.value)
        with domain_errors():
            answer = self._client.compress_messages(token_budget=rules.token_budget, **how)
        return Answered(compressed.to_chat(answer, source=chat))
