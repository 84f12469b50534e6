"""The use cases about the tokens of texts, answered by a server."""

from collections.abc import Sequence

from steelyard_client import Steelyard

from adapters.outbound.grpc_client import values
from adapters.outbound.grpc_client.answered import Answered
from adapters.outbound.grpc_client.errors import domain_errors
from adapters.outbound.grpc_client.streaming import RemoteTextCounting
from domain.tokens.model import (
    SpecialTokens,
    TextMissing,
    TokenizerSelector,
)
from domain.tokens.text_analyses import (
    BatchTokenAnalysis,
    DecodedTokens,
    EncodedText,
    TokenAnalysis,
)
from ports.inbound.steps import Steps
from ports.inbound.tokens import TextCounting


class RemoteTokenAnalyses:
    """Implements ports.inbound.tokens.TokenAnalyses by calling a server.

    Every method raises what the server raised, and ServerUnreachable where none answers.

    Args:
        client: Calls the server.
    """

    def __init__(self, client: Steelyard) -> None:
        self._client = client

    def is_quick(self, selector: TokenizerSelector, *, text: str) -> bool:  # noqa: ARG002 - the port's; a call always waits
        """See the port."""
        return False

    def count_tokens(
        self, *, selector: TokenizerSelector, text: str, special_tokens: SpecialTokens
    ) -> TokenAnalysis:
        """See the port."""
        with domain_errors():
            return values.to_analysis(
                self._client.count(
                    text, **values.by(selector), special_tokens=values.special(special_tokens)
                )
            )

    def batch_count_tokens(
        self, *, selector: TokenizerSelector, texts: Sequence[str], special_tokens: SpecialTokens
    ) -> Steps[BatchTokenAnalysis]:
        """See the port; the whole batch is counted here, so that what is wrong is raised here."""
        if not texts:
            raise TextMissing("a batch needs at least one text", field="texts")
        with domain_errors():
            batch = self._client.count_batch(
                texts, **values.by(selector), special_tokens=values.special(special_tokens)
            )
        return Answered(values.to_batch(batch))

    def stream_count_tokens(
        self, *, selector: TokenizerSelector, special_tokens: SpecialTokens
    ) -> TextCounting:
        """See the port."""
        # A stream answers nothing before its first text ends; this tells at once what is wrong.
        self.count_tokens(selector=selector, text="", special_tokens=special_tokens)
        return RemoteTextCounting(
            self._client, **values.by(selector), special_tokens=values.special(special_tokens)
        )

    def encode_text(
        self, *, selector: TokenizerSelector, text: str, special_tokens: SpecialTokens
    ) -> EncodedText:
        """See the port."""
        with domain_errors():
            encoded = self._client.encode(
                text, **values.by_ids(selector), special_tokens=values.special(special_tokens)
            )
        return EncodedText(encoded.token_ids, values.to_provenance(encoded.provenance))

    def decode_tokens(
        self, *, selector: TokenizerSelector, token_ids: Sequence[int]
    ) -> DecodedTokens:
        """See the port."""
        with domain_errors():
            decoded = self._client.decode(token_ids, **values.by_ids(selector))
        return DecodedTokens(decoded.raw_bytes, values.to_provenance(decoded.provenance))
