"""Calls about texts: the request of each, and how its answer is read."""

from collections.abc import Iterable
from typing import Unpack

from steelyard.v1 import token_service_pb2 as pb

from steelyard_client.arguments import (
    ByTokenizer,
    Counter,
    Counting,
    Encoding,
    Splitting,
    Truncation,
)
from steelyard_client.calls.call import Call
from steelyard_client.calls.reading import count_of, method_of, provenance_of, range_of
from steelyard_client.calls.sending import building, selector, text_field, text_fields
from steelyard_client.enums import (
    SpecialTokens,
    SplitBoundary,
    TruncationSide,
    UnknownModel,
    to_wire,
)
from steelyard_client.errors import invalid
from steelyard_client.reasons import Reason
from steelyard_client.results.counts import (
    BatchCount,
    DecodedTokens,
    EncodedText,
    SplitChunk,
    SplitText,
    TokenCount,
    TruncatedText,
)

TOKEN_ID_LIMIT = 2**32
"""Ids are unsigned and have 32 bits on the wire; no vocabulary comes near."""


def count(text: str, **how: Unpack[Counting]) -> Call[TokenCount]:
    """Counts the tokens of one text."""
    request = pb.CountTokensRequest(
        tokenizer=selector(how, unknown_model=unknown_model_of(how)),
        text=text_field(text, field="text"),
        special_tokens=special_tokens_of(how),
    )
    return Call("CountTokens", request, _counted, how)


def count_batch(texts: Iterable[str], **how: Unpack[Counting]) -> Call[BatchCount]:
    """Counts the tokens of many texts."""
    request = pb.BatchCountTokensRequest(
        tokenizer=selector(how, unknown_model=unknown_model_of(how)),
        texts=text_fields(texts, field="texts"),
        special_tokens=special_tokens_of(how),
    )
    return Call("BatchCountTokens", request, _batch, how)


def encode(text: str, **how: Unpack[Encoding]) -> Call[EncodedText]:
    """Turns a text into token ids."""
    request = pb.EncodeTextRequest(
        tokenizer=selector(how),
        text=text_field(text, field="text"),
        special_tokens=special_tokens_of(how),
    )
    return Call("EncodeText", request, _encoded, how)


def decode(token_ids: Iterable[int], **how: Unpack[ByTokenizer]) -> Call[DecodedTokens]:
    """Turns token ids into text."""
    ids = list(token_ids)
    for index, token_id in enumerate(ids):
        if not 0 <= token_id < TOKEN_ID_LIMIT:
            raise invalid(
                f"token id {token_id} is in no vocabulary",
                field="token_ids",
                reason=Reason.TOKEN_ID_UNKNOWN,
                encoding=how.get("encoding", ""),
                index=str(index),
            )
    return Call(
        "DecodeTokens",
        pb.DecodeTokensRequest(tokenizer=selector(how), token_ids=ids),
        _decoded,
        how,
    )


def truncate(text: str, *, token_limit: int, **how: Unpack[Truncation]) -> Call[TruncatedText]:
    """Cuts a text to a number of tokens."""
    with building("TruncateText"):
        request = pb.TruncateTextRequest(
            tokenizer=selector(how, unknown_model=unknown_model_of(how)),
            text=text_field(text, field="text"),
            token_limit=token_limit,
            side=to_wire(TruncationSide(how.get("side", TruncationSide.HEAD))),
            marker=text_field(how.get("marker", ""), field="marker"),
        )
    return Call("TruncateText", request, _truncated, how)


def split(text: str, *, token_limit: int, **how: Unpack[Splitting]) -> Call[SplitText]:
    """Cuts a text into chunks."""
    with building("SplitText"):
        request = pb.SplitTextRequest(
            tokenizer=selector(how, unknown_model=unknown_model_of(how)),
            text=text_field(text, field="text"),
            token_limit=token_limit,
            overlap_token_count=how.get("overlap_token_count", 0),
            boundary=to_wire(SplitBoundary(how.get("boundary", SplitBoundary.TOKEN))),
            omit_texts=how.get("omit_texts", False),
        )
    return Call("SplitText", request, _split, how)


def unknown_model_of(how: Counter) -> UnknownModel:
    """What happens when nobody knows the model."""
    return how.get("unknown_model", UnknownModel.ESTIMATE)


def special_tokens_of(how: Encoding) -> str:
    """What special-token text counts as, as messages take it."""
    return to_wire(SpecialTokens(how.get("special_tokens", SpecialTokens.TEXT)))


def _counted(answer: pb.CountTokensResponse) -> TokenCount:
    return count_of(answer.count, answer.provenance)


def _batch(answer: pb.BatchCountTokensResponse) -> BatchCount:
    token_counts = tuple(answer.token_counts)
    return BatchCount(
        token_counts,
        tuple(answer.upper_bound_token_counts) or token_counts,
        answer.total_token_count,
        method_of(answer.method),
        provenance_of(answer.provenance),
        tuple(answer.not_counted),
    )


def _encoded(answer: pb.EncodeTextResponse) -> EncodedText:
    return EncodedText(tuple(answer.token_ids), provenance_of(answer.provenance))


def _decoded(answer: pb.DecodeTokensResponse) -> DecodedTokens:
    return DecodedTokens(
        answer.text, answer.raw_bytes, answer.is_valid_utf8, provenance_of(answer.provenance)
    )


def _truncated(answer: pb.TruncateTextResponse) -> TruncatedText:
    return TruncatedText(
        answer.text,
        count_of(answer.count, answer.provenance),
        answer.truncated,
        range_of(answer.removed) if answer.HasField("removed") else None,
    )


def _split(answer: pb.SplitTextResponse) -> SplitText:
    chunks = (
        SplitChunk(range_of(each.range), each.token_count, each.text) for each in answer.chunks
    )
    return SplitText(tuple(chunks), method_of(answer.method), provenance_of(answer.provenance))
