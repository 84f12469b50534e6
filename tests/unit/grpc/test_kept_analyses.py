"""Counts that are kept: what is asked for, and what is answered."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from adapters.inbound.grpc import token_answers as answers
from adapters.inbound.grpc import token_requests as requests
from domain.shared.errors import InvalidValue
from domain.shared.pages import Page
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.kept_analyses import AnalysisFilter, KeptAnalysis
from domain.tokens.text_analyses import TokenAnalysis
from tests.fakes.analyses import BEGIN
from tests.unit.grpc.labels import COUNT, MADE_BY, WIRE_COUNT, WIRE_MADE_BY

LABELS = {"service": "search", "stage": ""}
KEPT = KeptAnalysis(
    analysis_id="id",
    model="one",
    encoding="",
    byte_count=2**40,
    is_chat=True,
    analysis=TokenAnalysis(COUNT, MADE_BY),
    created_at=BEGIN,
    expires_at=BEGIN + timedelta(microseconds=1),
    labels=LABELS,
)
CHAT = types_pb2.ChatRequest(openai_json="{}")


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (pb.CreateTokenAnalysisRequest(text="a"), "a"),
        (pb.CreateTokenAnalysisRequest(text=""), ""),
        (pb.CreateTokenAnalysisRequest(chat=CHAT), ChatRequest(ChatShape.OPENAI, "{}")),
    ],
)
def test_what_is_counted_is_a_text_or_a_chat(
    request_: pb.CreateTokenAnalysisRequest, expected: str | ChatRequest
) -> None:
    """Which of the two was set decides, even if it is empty."""
    assert expected == requests.to_subject(request_)


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (pb.CreateTokenAnalysisRequest(), "subject"),
        (pb.CreateTokenAnalysisRequest(chat=types_pb2.ChatRequest()), "chat"),
    ],
)
def test_something_must_be_counted(request_: pb.CreateTokenAnalysisRequest, field: str) -> None:
    """Who forgot the text, or the body of the chat, is told so."""
    with pytest.raises(InvalidValue) as caught:
        requests.to_subject(request_)

    assert field == caught.value.field


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (pb.ListTokenAnalysesRequest(), AnalysisFilter()),
        (
            pb.ListTokenAnalysesRequest(model="one", labels=LABELS),
            AnalysisFilter(model="one", labels=LABELS),
        ),
    ],
)
def test_a_listing_is_for_a_model_and_labels(
    request_: pb.ListTokenAnalysesRequest, expected: AnalysisFilter
) -> None:
    """A listing that asks for nothing shows all."""
    assert expected == requests.to_analysis_filter(request_)


def test_an_analysis_is_told_whole() -> None:
    """Everything that is kept, to the microsecond."""
    sent = answers.from_kept(KEPT)

    assert ("id", "one", True, 2**40) == (
        sent.analysis_id,
        sent.tokenizer.model,
        sent.is_chat,
        sent.byte_count,
    )
    assert (WIRE_COUNT, WIRE_MADE_BY, LABELS) == (sent.count, sent.provenance, dict(sent.labels))
    assert (KEPT.created_at, KEPT.expires_at) == (
        sent.create_time.ToDatetime(UTC),
        sent.expire_time.ToDatetime(UTC),
    )


@pytest.mark.parametrize(
    ("model", "encoding", "chosen"), [("one", "", "model"), ("", "e", "encoding")]
)
def test_the_tokenizer_is_told_as_it_was_asked_for(model: str, encoding: str, chosen: str) -> None:
    """By model or by encoding, never by both."""
    sent = answers.from_kept(replace(KEPT, model=model, encoding=encoding))

    assert chosen == sent.tokenizer.WhichOneof("selector")
    assert (model or encoding) == getattr(sent.tokenizer, chosen)


def test_a_page_is_told_in_its_order() -> None:
    """With where the next one begins."""
    page = Page((replace(KEPT, analysis_id="new"), replace(KEPT, analysis_id="old")), "next")

    sent = answers.from_kept_page(page)

    assert ["new", "old"] == [each.analysis_id for each in sent.analyses]
    assert "next" == sent.next_page_token
