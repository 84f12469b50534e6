"""Short ways to write requests."""

import json
from collections.abc import Iterable, Iterator
from random import Random
from string import ascii_lowercase
from typing import Any

from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

AS_SPECIAL = types_pb2.SPECIAL_TOKEN_HANDLING_SPECIAL
AS_TEXT = types_pb2.SPECIAL_TOKEN_HANDLING_TEXT
type Handling = types_pb2.SpecialTokenHandling

ENCODINGS = ("o200k_base", "cl100k_base", "o200k_harmony")


def by_encoding(encoding: str = "o200k_base") -> types_pb2.TokenizerSelector:
    return types_pb2.TokenizerSelector(encoding=encoding)


def by_model(model: str) -> types_pb2.TokenizerSelector:
    return types_pb2.TokenizerSelector(model=model)


def chat_request(**body: Any) -> types_pb2.ChatRequest:
    """A chat by the name of its shape: ``openai``, ``anthropic`` or ``gemini``."""
    ((shape, content),) = body.items()
    return types_pb2.ChatRequest(**{f"{shape}_json": json.dumps(content)})


def count_request(
    text: str, encoding: str = "o200k_base", special_tokens: Handling = AS_TEXT
) -> pb.CountTokensRequest:
    return pb.CountTokensRequest(
        tokenizer=by_encoding(encoding), text=text, special_tokens=special_tokens
    )


def encode_request(
    text: str, encoding: str = "o200k_base", special_tokens: Handling = AS_TEXT
) -> pb.EncodeTextRequest:
    return pb.EncodeTextRequest(
        tokenizer=by_encoding(encoding), text=text, special_tokens=special_tokens
    )


def decode_request(
    token_ids: Iterable[int], encoding: str = "o200k_base"
) -> pb.DecodeTokensRequest:
    return pb.DecodeTokensRequest(tokenizer=by_encoding(encoding), token_ids=token_ids)


def batch_request(texts: Iterable[str], encoding: str = "o200k_base") -> pb.BatchCountTokensRequest:
    return pb.BatchCountTokensRequest(tokenizer=by_encoding(encoding), texts=texts)


def config(encoding: str = "o200k_base") -> pb.StreamCountTokensRequest:
    return pb.StreamCountTokensRequest(config=pb.StreamConfig(tokenizer=by_encoding(encoding)))


def chunk(text: str, *, more: bool = False) -> pb.StreamCountTokensRequest:
    return pb.StreamCountTokensRequest(chunk=pb.TextChunk(text=text, more=more))


def in_chunks(text: str, length: int) -> Iterator[pb.StreamCountTokensRequest]:
    """The messages of one text that comes in parts."""
    for start in range(0, len(text), length):
        yield chunk(text[start : start + length], more=start + length < len(text))


SLOW_TEXT = "".join(Random(7).choices(ascii_lowercase, k=66_000))
"""Letters that nothing separates, the worst case of counting: some 10 ms."""


def slow_batch(texts: int) -> pb.BatchCountTokensRequest:
    """So many times 10 ms of work, with a checkpoint after each text."""
    return batch_request([SLOW_TEXT] * texts)
