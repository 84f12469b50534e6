"""Counts that a server keeps, behind the port of this process."""

from datetime import UTC, datetime

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from steelyard.v1 import token_service_pb2 as token_pb
from steelyard.v1 import types_pb2

from domain.shared.pages import PageRequest
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.kept_analyses import AnalysisFilter, KeptAnalysis, TokenAnalysisNotFound
from domain.tokens.model import (
    CountMethod,
    Provenance,
    TokenCount,
    TokenizerSelector,
    UnknownModel,
)
from domain.tokens.text_analyses import TokenAnalysis
from ports.inbound.analysis_records import AnalysisRecords
from ports.inbound.use_cases import UseCases
from tests.integration.client.scripted_server import ScriptedServicer, status

AT = datetime(2026, 1, 2, 3, 4, 5, 678_901, UTC)
MOMENT = Timestamp()
MOMENT.FromDatetime(AT)
SELECTOR = TokenizerSelector(model="m", unknown_model=UnknownModel.REFUSE)
SENT = types_pb2.TokenizerSelector(model="m", unknown_model="UNKNOWN_MODEL_HANDLING_REFUSE")
KEPT = token_pb.TokenAnalysis(
    analysis_id="a",
    tokenizer=SENT,
    is_chat=True,
    byte_count=7,
    count=types_pb2.TokenCount(
        token_count=3, upper_bound_token_count=3, method="COUNT_METHOD_EXACT"
    ),
    provenance=types_pb2.Provenance(tokenizer="t"),
    labels={"b": "c"},
    create_time=MOMENT,
    expire_time=MOMENT,
)
KEPT_HERE = KeptAnalysis(
    analysis_id="a",
    model="m",
    encoding="",
    byte_count=7,
    is_chat=True,
    analysis=TokenAnalysis(TokenCount(3, 3, CountMethod.EXACT), Provenance("t", "", "", "")),
    created_at=AT,
    expires_at=AT,
    labels={"b": "c"},
)


@pytest.fixture
def records(remote_server: UseCases) -> AnalysisRecords:
    return remote_server.kept.analyses


@pytest.mark.parametrize(
    ("subject", "asked"),
    [
        ("", {"text": ""}),
        (
            ChatRequest(ChatShape.ANTHROPIC, "{ }"),
            {"chat": types_pb2.ChatRequest(anthropic_json="{ }")},
        ),
    ],
    ids=["text", "chat"],
)
def test_count_is_kept(
    records: AnalysisRecords,
    servicer: ScriptedServicer,
    subject: str | ChatRequest,
    asked: dict[str, object],
) -> None:
    """A text or a chat is counted by the server, which keeps the count under its labels."""
    servicer.script["CreateTokenAnalysis"] = [token_pb.CreateTokenAnalysisResponse(analysis=KEPT)]
    sent = token_pb.CreateTokenAnalysisRequest(tokenizer=SENT, labels={"b": "c"}, **asked)  # type: ignore[arg-type]  # fields by name

    keep = records.create_token_analysis(
        selector=SELECTOR, subject=subject, labels={"b": "c"}
    ).step()

    assert keep
    assert not servicer.requests
    assert keep() == KEPT_HERE
    assert [sent] == servicer.requests


def test_count_is_found_again(records: AnalysisRecords, servicer: ScriptedServicer) -> None:
    """A count comes back by its name."""
    servicer.script["GetTokenAnalysis"] = [token_pb.GetTokenAnalysisResponse(analysis=KEPT)]
    expected = KEPT_HERE

    found = records.get_token_analysis(analysis_id="a")

    assert expected == found


def test_count_that_is_gone_is_told(records: AnalysisRecords, servicer: ScriptedServicer) -> None:
    """A count that the server does not keep any more is not found."""
    servicer.script["GetTokenAnalysis"] = [
        status(grpc.StatusCode.NOT_FOUND, reason="TOKEN_ANALYSIS_NOT_FOUND")
    ]

    with pytest.raises(TokenAnalysisNotFound):
        records.get_token_analysis(analysis_id="a")


def test_counts_are_listed(records: AnalysisRecords, servicer: ScriptedServicer) -> None:
    """The filter reaches the server."""
    servicer.script["ListTokenAnalyses"] = [
        token_pb.ListTokenAnalysesResponse(analyses=[KEPT], next_page_token="next")  # noqa: S106 - no password
    ]
    asked = token_pb.ListTokenAnalysesRequest(page_size=2, model="m", labels={"b": "c"})
    expected = ((KEPT_HERE,), "next")

    page = records.list_token_analyses(
        wanted=AnalysisFilter(model="m", labels={"b": "c"}), request=PageRequest(2)
    )

    assert [asked] == servicer.requests
    assert expected == (page.items, page.next_token)
