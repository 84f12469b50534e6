"""What is to be compressed, as the client's calls take it."""

import steelyard_client as client
from steelyard_client.arguments import ChatCompressing, Compressing, TextCompressing

from adapters.outbound.grpc_client import values
from adapters.outbound.grpc_client.chats import add_body
from domain.compression.requests import CompressionRules, StayingMessages, TextToCompress
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import TokenizerSelector


def text_arguments(
    selector: TokenizerSelector, content: TextToCompress, rules: CompressionRules
) -> TextCompressing:
    """How a text is compressed; the text itself and its budget are apart."""
    how = TextCompressing(pins=[client.TextRange(pin.start, pin.end) for pin in content.pins])
    values.add_selector(selector, how)
    _add_rules(rules, how)
    if content.kind:
        how["kind"] = client.SegmentKind(content.kind.value)
    return how


def chat_arguments(
    chat: ChatRequest, rules: CompressionRules, staying: StayingMessages
) -> ChatCompressing:
    """How a chat request is compressed; its budget is apart, and so is the model."""
    how = ChatCompressing(
        frozen_message_count=staying.frozen,
        pinned_messages=sorted(staying.pinned),
        compress_last_question=not staying.last_question,
    )
    _add_rules(rules, how)
    add_body(chat, how)
    return how


def _add_rules(rules: CompressionRules, how: Compressing) -> None:
    how["query"] = rules.query
    how["strategy"] = client.CompressionStrategy(rules.strategy.value)
    how["accuracy"] = client.CompressionAccuracy(rules.accuracy.value)
    how["literal_keep_tags"] = rules.literal_keep_tags
    how["expandable"] = rules.expandable
