"""The use cases that compress, answered by a server."""

from collections.abc import Sequence

import steelyard_client as client
from steelyard_client.arguments import ChatCompression, Compressing, Compression

from adapters.outbound.grpc_client import compressed, values
from adapters.outbound.grpc_client.answered import Answered
from adapters.outbound.grpc_client.chats import add_body
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
                **_how(selector, content, rules),
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
                **_how(selector, content, rules),
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
        how = ChatCompression(
            model=model,
            unknown_model=client.UnknownModel(unknown_model.value),
            frozen_message_count=staying.frozen,
            pinned_messages=sorted(staying.pinned),
            compress_last_question=not staying.last_question,
        )
        _add_rules(rules, how)
        add_body(chat, how)
        with domain_errors():
            answer = self._client.compress_messages(token_budget=rules.token_budget, **how)
        return Answered(compressed.to_chat(answer, asked=chat))


def _how(
    selector: TokenizerSelector, content: TextToCompress, rules: CompressionRules
) -> Compression:
    how = Compression()
    values.add_selector(selector, how)
    _add_rules(rules, how)
    how["pins"] = [client.TextRange(pin.start, pin.end) for pin in content.pins]
    if content.kind:
        how["kind"] = client.SegmentKind(content.kind.value)
    return how


def _add_rules(rules: CompressionRules, how: Compressing) -> None:
    """Add rules to the arguments of one of the client's calls."""
    how["query"] = rules.query
    how["strategy"] = client.CompressionStrategy(rules.strategy.value)
    how["accuracy"] = client.CompressionAccuracy(rules.accuracy.value)
    how["literal_keep_tags"] = rules.literal_keep_tags
    how["expandable"] = rules.expandable
