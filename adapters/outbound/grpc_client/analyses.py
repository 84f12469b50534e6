"""The use cases of the token context, answered by a server."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import token_service_pb2_grpc as pb_grpc

from adapters.outbound.grpc_client import messages
from adapters.outbound.grpc_client.channel import open_channel
from adapters.outbound.grpc_client.errors import server_errors
from adapters.outbound.grpc_client.streaming import RemoteTextCounting
from domain.shared.errors import InvalidValue
from domain.shared.pages import Page, PageRequest
from domain.tokens.model import (
    NAME_LIMIT,
    BatchTokenAnalysis,
    DecodedTokens,
    EncodedText,
    ModelSpecification,
    SpecialTokens,
    TextMissing,
    TokenAnalysis,
    TokenizerSelector,
)
from ports.inbound.tokens import BatchCounting, TextCounting

DEADLINE_SECONDS = 30.0


class RemoteTokenAnalyses:
    """Implements ports.inbound.tokens.TokenAnalyses by calling a server.

    Every method raises what the server raised, and ServerUnreachable where none answers.

    Args:
        server: Its address, ``host:port``.
        deadline_seconds: The longest that a call may take; streams may stay open for longer.
    """

    def __init__(self, server: str, *, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        self._server = server
        self._deadline_seconds = deadline_seconds
        self._channel = open_channel(server)
        self._stub = pb_grpc.TokenServiceStub(self._channel)

    def close(self) -> None:
        """End what is under way and hang up."""
        self._channel.close()

    def is_quick(self, selector: TokenizerSelector, *, text: str) -> bool:  # noqa: ARG002 - the port's; a call always waits
        """See the port."""
        return False

    def count_tokens(
        self, *, selector: TokenizerSelector, text: str, special_tokens: SpecialTokens
    ) -> TokenAnalysis:
        """See the port."""
        request = pb.CountTokensRequest(
            tokenizer=messages.from_selector(selector),
            text=messages.valid_text(text, field="text"),
            special_tokens=messages.from_special_tokens(special_tokens),
        )
        return messages.to_analysis(self._answer(self._stub.CountTokens, request))

    def batch_count_tokens(
        self, *, selector: TokenizerSelector, texts: Sequence[str], special_tokens: SpecialTokens
    ) -> BatchCounting:
        """See the port; the whole batch is counted here, so that what is wrong is raised here."""
        if not texts:
            raise TextMissing("a batch needs at least one text", field="texts")
        request = pb.BatchCountTokensRequest(
            tokenizer=messages.from_selector(selector),
            texts=[
                messages.valid_text(text, field=f"texts[{index}]")
                for index, text in enumerate(texts)
            ],
            special_tokens=messages.from_special_tokens(special_tokens),
        )
        answer = self._answer(self._stub.BatchCountTokens, request)
        return _CountedBatch(messages.to_batch(answer))

    def stream_count_tokens(
        self, *, selector: TokenizerSelector, special_tokens: SpecialTokens
    ) -> TextCounting:
        """See the port."""
        # A stream answers nothing before its first text ends; this tells at once what is wrong.
        self.count_tokens(selector=selector, text="", special_tokens=special_tokens)
        config = pb.StreamConfig(
            tokenizer=messages.from_selector(selector),
            special_tokens=messages.from_special_tokens(special_tokens),
        )
        return RemoteTextCounting(self._stub, config, server=self._server)

    def encode_text(
        self, *, selector: TokenizerSelector, text: str, special_tokens: SpecialTokens
    ) -> EncodedText:
        """See the port."""
        request = pb.EncodeTextRequest(
            tokenizer=messages.from_selector(selector),
            text=messages.valid_text(text, field="text"),
            special_tokens=messages.from_special_tokens(special_tokens),
        )
        answer = self._answer(self._stub.EncodeText, request)
        return EncodedText(tuple(answer.token_ids), messages.to_provenance(answer.provenance))

    def decode_tokens(
        self, *, selector: TokenizerSelector, token_ids: Sequence[int]
    ) -> DecodedTokens:
        """See the port."""
        request = pb.DecodeTokensRequest(
            tokenizer=messages.from_selector(selector),
            token_ids=messages.valid_token_ids(token_ids, encoding=selector.encoding),
        )
        answer = self._answer(self._stub.DecodeTokens, request)
        return DecodedTokens(answer.raw_bytes, messages.to_provenance(answer.provenance))

    def list_models(self, *, page: PageRequest) -> Page[ModelSpecification]:
        """See the port."""
        request = pb.ListModelsRequest(page_size=page.limit(), page_token=page.token)
        answer = self._answer(self._stub.ListModels, request)
        return Page(tuple(map(messages.to_model, answer.models)), answer.next_page_token)

    def get_model(self, *, name: str) -> ModelSpecification:
        """See the port."""
        if not 0 < len(name) <= NAME_LIMIT:
            raise InvalidValue(f"a model name has 1 to {NAME_LIMIT} characters", field="name")
        request = pb.GetModelRequest(name=messages.valid_name(name, field="name"))
        return messages.to_model(self._answer(self._stub.GetModel, request).model)

    def _answer[Request, Response](
        self, method: Callable[[Request, float], Response], request: Request
    ) -> Response:
        with server_errors(self._server):
            return method(request, self._deadline_seconds)


@dataclass(frozen=True, slots=True)
class _CountedBatch:
    """A batch whose counts are here already."""

    analysis: BatchTokenAnalysis

    def is_quick(self) -> bool:
        """See the port."""
        return True

    def step(self) -> BatchTokenAnalysis:
        """See the port."""
        return self.analysis
