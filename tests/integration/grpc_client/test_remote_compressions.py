"""The use cases of compression, answered by a server."""

import grpc
import pytest
from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import types_pb2

from domain.compression.model import SegmentKind
from domain.compression.omissions import SpanNotFound, StoreUnavailable
from domain.compression.requests import (
    AbstractionOff,
    Accuracy,
    BudgetInfeasible,
    CompressionRules,
    ExpansionOff,
    StayingMessages,
    Strategy,
    TextToCompress,
    TextTooLongToCompress,
)
from domain.compression.reranking import AccuracyTierMissing
from domain.compression.results import (
    CompressedChatText,
    CompressedMessage,
    CompressedSpan,
    CompressionRatio,
    Fate,
    PlannedCompression,
    Reason,
)
from domain.compression.rewriting import EndpointUnavailable
from domain.shared.errors import SteelyardError
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.model import CountMethod, TokenCount, TokenizerSelector, UnknownModel
from domain.tokens.truncation import TextRange
from ports.inbound.use_cases import CompressionUseCases, UseCases
from tests.integration.client.scripted_server import ScriptedServicer, status

KNOWN = TokenizerSelector(model="m", unknown_model=UnknownModel.REFUSE)
SENT = types_pb2.TokenizerSelector(model="m", unknown_model="UNKNOWN_MODEL_HANDLING_REFUSE")
RULES = CompressionRules(
    token_budget=5,
    query="why?",
    strategy=Strategy.TRUNCATE_MIDDLE,
    accuracy=Accuracy.HIGH,
    literal_keep_tags=True,
    expandable=True,
)
OPTIONS = pb.CompressionOptions(
    strategy="COMPRESSION_STRATEGY_TRUNCATE_MIDDLE",
    accuracy="COMPRESSION_ACCURACY_HIGH",
    query="why?",
    literal_keep_tags=True,
    expandable=True,
)
PINNED = TextToCompress("héllo", (TextRange(0, 2),), SegmentKind.LOG)
COUNT = types_pb2.TokenCount(
    token_count=5, upper_bound_token_count=7, method="COUNT_METHOD_CALIBRATED"
)
BODY = '{"messages": [{"role": "user", "content": "a story"}, {"role": "user", "content": "?"}]}'


def text_range(start: int, end: int) -> types_pb2.TextRange:
    """A range as a message."""
    return types_pb2.TextRange(start=start, end=end)


SPANS = [
    pb.CompressedSpan(
        source=text_range(0, 2),
        output=text_range(0, 2),
        kind="SEGMENT_KIND_LOG",
        rung="COMPRESSION_RUNG_TEMPLATE",
        reason="COMPRESSION_REASON_PINNED",
    ),
    pb.CompressedSpan(source=text_range(2, 5), rung="COMPRESSION_RUNG_DROP", handle="h"),
]
TOLD = (
    CompressedSpan(TextRange(0, 2), TextRange(0, 2), SegmentKind.LOG, Fate.TEMPLATE, Reason.PINNED),
    CompressedSpan(
        TextRange(2, 5), None, SegmentKind.PROSE, Fate.DROP, Reason.WORTH_ITS_TOKENS, "h"
    ),
)
"""The same here; what a message does not say is taken for what is usual."""


@pytest.fixture
def remote_compression(remote_server: UseCases) -> CompressionUseCases:
    return remote_server.compression


def test_text_is_compressed(
    remote_compression: CompressionUseCases, servicer: ScriptedServicer
) -> None:
    """Everything that is asked reaches the server, and everything that it answers comes back."""
    servicer.script["CompressText"] = [
        pb.CompressTextResponse(
            text="hé",
            count=COUNT,
            ratio=pb.CompressionRatio(original_token_count=9, compressed_token_count=5),
            spans=SPANS,
            rungs=[pb.RungCount(rung="COMPRESSION_RUNG_DROP", part_count=3)],
            provenance=types_pb2.Provenance(tokenizer="t"),
            strategy="COMPRESSION_STRATEGY_EXTRACTIVE",
        )
    ]
    asked = pb.CompressTextRequest(
        tokenizer=SENT,
        text="héllo",
        token_budget=5,
        options=OPTIONS,
        pins=[text_range(0, 2)],
        kind="SEGMENT_KIND_LOG",
    )
    expected = ("héllo", "hé", CompressionRatio(9, 5), False, TOLD, {Fate.DROP: 3}, "t")

    found = remote_compression.texts.compress_text(
        selector=KNOWN, content=PINNED, rules=RULES
    ).step()

    assert [asked] == servicer.requests
    assert found
    assert Strategy.EXTRACTIVE is found.strategy
    assert TokenCount(5, 7, CountMethod.CALIBRATED) == found.count
    assert expected == (
        found.source,
        found.text,
        found.ratio,
        found.is_lossless,
        found.spans,
        found.fates,
        found.provenance.tokenizer,
    )


def test_kind_that_is_not_known_is_left_to_the_server(
    remote_compression: CompressionUseCases, servicer: ScriptedServicer
) -> None:
    """Where the caller does not say what the text is, the server finds it out."""
    expected = pb.SEGMENT_KIND_UNSPECIFIED

    remote_compression.texts.compress_text(
        selector=KNOWN, content=TextToCompress(""), rules=CompressionRules(token_budget=1)
    )

    (request,) = servicer.requests
    assert expected == request.kind


@pytest.mark.parametrize(("output", "expected"), [(None, Fate.DROP), (text_range(0, 1), Fate.STUB)])
def test_rung_of_a_newer_server_is_a_poor_one(
    remote_compression: CompressionUseCases,
    servicer: ScriptedServicer,
    output: types_pb2.TextRange | None,
    expected: Fate,
) -> None:
    """A rung that nobody here knows says no more than whether something stands for the stretch."""
    span = pb.CompressedSpan(output=output, rung=99)  # type: ignore[arg-type]  # an open enum takes any number
    servicer.script["CompressText"] = [
        pb.CompressTextResponse(spans=[span], rungs=[pb.RungCount(rung=99, part_count=1)])  # type: ignore[arg-type]  # the same
    ]

    found = remote_compression.texts.compress_text(
        selector=KNOWN, content=PINNED, rules=RULES
    ).step()

    assert found
    assert [expected] == [each.fate for each in found.spans]
    assert not found.fates


def test_compression_is_planned(
    remote_compression: CompressionUseCases, servicer: ScriptedServicer
) -> None:
    """The budgets go and their plans come back."""
    plan = pb.PlannedCompression(
        token_budget=3, feasible=True, predicted_token_count=2, predicted_kept_value=0.333
    )
    servicer.script["PlanCompression"] = [
        pb.PlanCompressionResponse(plans=[plan], count=COUNT, minimum_token_budget=1)
    ]
    asked = pb.PlanCompressionRequest(
        tokenizer=SENT,
        text="héllo",
        token_budgets=[3],
        options=OPTIONS,
        pins=[text_range(0, 2)],
        kind="SEGMENT_KIND_LOG",
    )
    expected = ((PlannedCompression(3, True, 2, 333),), 5, 1)  # noqa: FBT003 - whether it is feasible

    found = remote_compression.texts.plan_compression(
        selector=KNOWN, content=PINNED, rules=RULES, token_budgets=[3]
    ).step()

    assert [asked] == servicer.requests
    assert found
    assert expected == (found.plans, found.count.token_count, found.minimum_tokens)


def test_span_is_expanded(
    remote_compression: CompressionUseCases, servicer: ScriptedServicer
) -> None:
    """What was left out comes back by its handle."""
    servicer.script["ExpandSpan"] = [pb.ExpandSpanResponse(text="llo")]
    expected = ("llo", [pb.ExpandSpanRequest(handle="h")])

    text = remote_compression.texts.expand_span(handle="h")

    assert expected == (text, servicer.requests)


def test_chat_is_compressed(
    remote_compression: CompressionUseCases, servicer: ScriptedServicer
) -> None:
    """The body comes back in its shape; the texts of spans, which are not sent, are found again."""
    path = "openai_json.messages[0].content"
    servicer.script["CompressMessages"] = [
        pb.CompressMessagesResponse(
            chat=types_pb2.ChatRequest(openai_json="{ }"),
            count=COUNT,
            lossless=True,
            messages=[
                pb.CompressedMessage(
                    index=0,
                    reason="COMPRESSION_REASON_OVER_BUDGET",
                    texts=[pb.CompressedChatText(path=path, spans=SPANS)],
                ),
                pb.CompressedMessage(index=1, removed=True),
            ],
            message_count=1,
            model="n",
        )
    ]
    asked = pb.CompressMessagesRequest(
        model="m",
        chat=types_pb2.ChatRequest(openai_json=BODY),
        token_budget=5,
        options=OPTIONS,
        frozen_message_count=1,
        pinned_messages=[2, 4],
        unknown_model="UNKNOWN_MODEL_HANDLING_REFUSE",
        compress_last_question=True,
    )
    messages = (
        CompressedMessage(
            0,
            is_removed=False,
            reason=Reason.OVER_BUDGET,
            texts=(CompressedChatText(path, "a story", TOLD),),
        ),
        CompressedMessage(1, is_removed=True, reason=Reason.PROTECTED),
    )
    expected = (ChatRequest(ChatShape.OPENAI, "{ }"), True, messages, 1, "n")

    found = remote_compression.chats.compress_messages(
        model="m",
        chat=ChatRequest(ChatShape.OPENAI, BODY),
        rules=RULES,
        staying=StayingMessages(frozen=1, pinned=frozenset({4, 2}), last_question=False),
        unknown_model=UnknownModel.REFUSE,
    ).step()

    assert [asked] == servicer.requests
    assert found
    assert expected == (
        found.chat,
        found.is_lossless,
        found.messages,
        found.message_count,
        found.model,
    )


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (grpc.StatusCode.FAILED_PRECONDITION, BudgetInfeasible),
        (grpc.StatusCode.NOT_FOUND, SpanNotFound),
        (grpc.StatusCode.FAILED_PRECONDITION, ExpansionOff),
        (grpc.StatusCode.UNAVAILABLE, StoreUnavailable),
        (grpc.StatusCode.FAILED_PRECONDITION, AbstractionOff),
        (grpc.StatusCode.UNAVAILABLE, EndpointUnavailable),
        (grpc.StatusCode.FAILED_PRECONDITION, AccuracyTierMissing),
        (grpc.StatusCode.INVALID_ARGUMENT, TextTooLongToCompress),
    ],
)
def test_error_of_the_server_is_raised(
    remote_compression: CompressionUseCases,
    servicer: ScriptedServicer,
    code: grpc.StatusCode,
    kind: type[SteelyardError],
) -> None:
    """Each reason becomes its class, whatever that class is made of, with all that is known."""
    servicer.script["ExpandSpan"] = [status(code, "no", reason=kind.reason, limit="5")] * 9
    expected = (kind, "no", kind.reason, "5")

    with pytest.raises(SteelyardError) as raised:
        remote_compression.texts.expand_span(handle="h")

    error = raised.value
    assert expected == (type(error), error.message, error.reason, error.metadata["limit"])
