"""Calls about counts that are kept: the request of each, and how its answer is read."""

from typing import Unpack

from steelyard.v1 import token_service_pb2 as pb

from steelyard_client.arguments import CallOptions
from steelyard_client.calls.call import Call
from steelyard_client.calls.reading import count_of, moment
from steelyard_client.calls.sending import (
    building,
    chat_request,
    name_field,
    only_one,
    selector,
    text_field,
)
from steelyard_client.calls.texts import unknown_model_of
from steelyard_client.kept_arguments import AnalysisCreation, AnalysisFilter, Labels
from steelyard_client.results.analyses import TokenAnalysis, TokenAnalysisPage


def create_analysis(**how: Unpack[AnalysisCreation]) -> Call[TokenAnalysis]:
    """Counts a text or a chat request and keeps the count."""
    chat, text = chat_request(how), how.get("text")
    only_one("subject", {"text": text is not None, "a chat request": chat is not None})
    request = pb.CreateTokenAnalysisRequest(
        tokenizer=selector(how, unknown_model=unknown_model_of(how)),
        text=None if text is None else text_field(text, field="text"),
        chat=chat,
        labels=_labels(how),
    )
    return Call("CreateTokenAnalysis", request, _answered, how)


def get_analysis(analysis_id: str, **how: Unpack[CallOptions]) -> Call[TokenAnalysis]:
    """Gives back a count that was kept."""
    request = pb.GetTokenAnalysisRequest(analysis_id=name_field(analysis_id, field="analysis_id"))
    return Call("GetTokenAnalysis", request, _answered, how)


def list_analyses_page(
    *, page_token: str = "", **how: Unpack[AnalysisFilter]
) -> Call[TokenAnalysisPage]:
    """Lists a page of the counts that are kept."""
    with building("ListTokenAnalyses"):
        request = pb.ListTokenAnalysesRequest(
            page_size=how.get("page_size", 0),
            page_token=name_field(page_token, field="page_token"),
            model=name_field(how.get("model", ""), field="model"),
            labels=_labels(how),
        )
    return Call("ListTokenAnalyses", request, _page, how)


def _labels(how: Labels) -> dict[str, str]:
    return {
        name_field(name, field="labels"): name_field(value, field="labels")
        for name, value in how.get("labels", {}).items()
    }


def _answered(
    answer: pb.CreateTokenAnalysisResponse | pb.GetTokenAnalysisResponse,
) -> TokenAnalysis:
    return _analysis(answer.analysis)


def _page(answer: pb.ListTokenAnalysesResponse) -> TokenAnalysisPage:
    return TokenAnalysisPage(tuple(map(_analysis, answer.analyses)), answer.next_page_token)


def _analysis(analysis: pb.TokenAnalysis) -> TokenAnalysis:
    return TokenAnalysis(
        analysis_id=analysis.analysis_id,
        model=analysis.tokenizer.model,
        encoding=analysis.tokenizer.encoding,
        is_chat=analysis.is_chat,
        byte_count=analysis.byte_count,
        count=count_of(analysis.count, analysis.provenance),
        labels=dict(analysis.labels),
        create_time=moment(analysis.create_time),
        expire_time=moment(analysis.expire_time),
    )
