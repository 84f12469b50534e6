"""Calls that compress, and the requests that they make."""

from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import types_pb2
from steelyard_client import (
    CompressionAccuracy,
    CompressionStrategy,
    SegmentKind,
    TextRange,
    UnknownModel,
)

from tests.integration.client.asking import Case

MODEL = types_pb2.TokenizerSelector(model="m", unknown_model="UNKNOWN_MODEL_HANDLING_ESTIMATE")
ENCODING = types_pb2.TokenizerSelector(encoding="e", unknown_model="UNKNOWN_MODEL_HANDLING_REFUSE")
USUAL = pb.CompressionOptions(
    strategy="COMPRESSION_STRATEGY_AUTO", accuracy="COMPRESSION_ACCURACY_STANDARD"
)
UNUSUAL = pb.CompressionOptions(
    strategy="COMPRESSION_STRATEGY_EXTRACTIVE",
    accuracy="COMPRESSION_ACCURACY_HIGH",
    query="why?",
    literal_keep_tags=True,
    expandable=True,
)
HOW = {
    "strategy": CompressionStrategy.EXTRACTIVE,
    "accuracy": CompressionAccuracy.HIGH,
    "query": "why?",
    "literal_keep_tags": True,
    "expandable": True,
}
PINS = [types_pb2.TextRange(start=0, end=1), types_pb2.TextRange(start=2, end=3)]

COMPRESSION_CASES = [
    Case(
        "CompressText",
        lambda client: client.compress("hällo", token_budget=5, model="m"),
        pb.CompressTextRequest(tokenizer=MODEL, text="hällo", token_budget=5, options=USUAL),
    ),
    Case(
        "CompressText",
        lambda client: client.compress(
            "hällo",
            token_budget=0,
            encoding="e",
            unknown_model=UnknownModel.REFUSE,
            pins=[TextRange(0, 1), (2, 3)],
            kind=SegmentKind.LOG,
            **HOW,
        ),
        pb.CompressTextRequest(
            tokenizer=ENCODING, text="hällo", options=UNUSUAL, pins=PINS, kind="SEGMENT_KIND_LOG"
        ),
    ),
    Case(
        "CompressMessages",
        lambda client: client.compress_messages(openai={"messages": []}, token_budget=7),
        pb.CompressMessagesRequest(
            chat=types_pb2.ChatRequest(openai_json='{"messages":[]}'),
            token_budget=7,
            options=USUAL,
            unknown_model="UNKNOWN_MODEL_HANDLING_ESTIMATE",
        ),
    ),
    Case(
        "CompressMessages",
        lambda client: client.compress_messages(
            anthropic="{ }",
            token_budget=7,
            model="m",
            unknown_model=UnknownModel.REFUSE,
            frozen_message_count=3,
            pinned_messages={4},
            compress_last_question=True,
            **HOW,
        ),
        pb.CompressMessagesRequest(
            model="m",
            chat=types_pb2.ChatRequest(anthropic_json="{ }"),
            token_budget=7,
            options=UNUSUAL,
            frozen_message_count=3,
            pinned_messages=[4],
            unknown_model="UNKNOWN_MODEL_HANDLING_REFUSE",
            compress_last_question=True,
        ),
    ),
    Case(
        "PlanCompression",
        lambda client: client.plan_compression("a", model="m"),
        pb.PlanCompressionRequest(tokenizer=MODEL, text="a", options=USUAL),
    ),
    Case(
        "PlanCompression",
        lambda client: client.plan_compression(
            "abc",
            token_budgets=iter([1, 2]),
            encoding="e",
            unknown_model=UnknownModel.REFUSE,
            pins=[(0, 1), (2, 3)],
            kind=SegmentKind.JSON,
            **HOW,
        ),
        pb.PlanCompressionRequest(
            tokenizer=ENCODING,
            text="abc",
            token_budgets=[1, 2],
            options=UNUSUAL,
            pins=PINS,
            kind="SEGMENT_KIND_JSON",
        ),
    ),
    Case("ExpandSpan", lambda client: client.expand("h"), pb.ExpandSpanRequest(handle="h")),
]
