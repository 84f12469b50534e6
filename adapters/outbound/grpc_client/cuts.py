"""The use cases that cut texts, answered by a server."""

import steelyard_client as client

from adapters.outbound.grpc_client import values
from adapters.outbound.grpc_client.errors import domain_errors
from domain.tokens.analyses import SplitAnalysis, TruncationAnalysis
from domain.tokens.boundaries import Boundary
from domain.tokens.model import TokenizerSelector
from domain.tokens.splitting import TextChunk
from domain.tokens.truncation import Side, TextRange, TruncatedText


class RemoteTextCuts:
    """Implements ports.inbound.cuts.TextCuts by calling a server.

    Args:
        client: Calls it.
    """

    def __init__(self, client: client.Steelyard) -> None:
        self._client = client

    def is_quick(self, selector: TokenizerSelector, *, text: str) -> bool:  # noqa: ARG002 - the port's; a call always waits
        """See the port."""
        return False

    def truncate_text(
        self, *, selector: TokenizerSelector, text: str, token_limit: int, side: Side, marker: str
    ) -> TruncationAnalysis:
        """See the port."""
        with domain_errors():
            left = self._client.truncate(
                text,
                token_limit=token_limit,
                **values.by(selector),
                side=client.TruncationSide(side.value),
                marker=marker,
            )
        removed = (TextRange(left.removed.start, left.removed.end),) if left.removed else ()
        return TruncationAnalysis(
            TruncatedText(left.text, left.count.token_count, removed),
            values.to_count(left.count),
            values.to_provenance(left.count.provenance),
        )

    def split_text(
        self,
        *,
        selector: TokenizerSelector,
        text: str,
        token_limit: int,
        overlap_token_count: int,
        boundary: Boundary,
    ) -> SplitAnalysis:
        """See the port."""
        with domain_errors():
            split = self._client.split(
                text,
                token_limit=token_limit,
                **values.by(selector),
                overlap_token_count=overlap_token_count,
                boundary=client.SplitBoundary(boundary.value),
                omit_texts=True,
            )
        return SplitAnalysis(
            tuple(
                TextChunk(chunk.range.start, chunk.range.end, chunk.token_count)
                for chunk in split.chunks
            ),
            values.to_method(split.method),
            values.to_provenance(split.provenance),
        )
