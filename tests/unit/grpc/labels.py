"""A count and what made it, in the domain and on the wire."""

from steelyard.v1 import types_pb2

from domain.tokens.model import CountMethod, Provenance, TokenCount

MADE_BY = Provenance("enc", "f" * 64, "engine 1", "7", "rules 2")
WIRE_MADE_BY = types_pb2.Provenance(
    tokenizer="enc",
    vocabulary_sha256="f" * 64,
    engine="engine 1",
    catalogue_version="7",
    framing="rules 2",
)
COUNT = TokenCount(5, 9, CountMethod.RULES, ("a.b",), 2)
WIRE_COUNT = types_pb2.TokenCount(
    token_count=5,
    upper_bound_token_count=9,
    method=types_pb2.COUNT_METHOD_RULES,
    not_counted=["a.b"],
    frame_token_count=2,
)
