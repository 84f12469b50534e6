"""Short ways to write requests about jobs."""

import json

from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import types_pb2

KNOWN = types_pb2.TokenizerSelector(model="known")
CHAT = types_pb2.ChatRequest(
    openai_json=json.dumps({"model": "known", "messages": [{"role": "user", "content": "hello"}]})
)


def text_item(text: str = "héllo", *, token_budget: int = 3) -> pb.CompressionItem:
    return pb.CompressionItem(
        text=pb.CompressTextRequest(tokenizer=KNOWN, text=text, token_budget=token_budget)
    )


def chat_item(*, token_budget: int = 1_000) -> pb.CompressionItem:
    return pb.CompressionItem(
        messages=pb.CompressMessagesRequest(model="known", chat=CHAT, token_budget=token_budget)
    )


def creation(
    *items: pb.CompressionItem, request_id: str = "", priority: int = 0, lifetime_ms: int = 0
) -> pb.CreateCompressionJobRequest:
    return pb.CreateCompressionJobRequest(
        items=items or [text_item()],
        request_id=request_id,
        priority=priority,
        lifetime_ms=lifetime_ms,
    )
