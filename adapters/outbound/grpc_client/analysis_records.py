"""Counts that a server keeps."""

from collections.abc import Mapping

import steelyard_client as client
from steelyard_client.kept_arguments import AnalysisCreation

from adapters.outbound.grpc_client import values
from adapters.outbound.grpc_client.answered import Answered
from adapters.outbound.grpc_client.chats import add_body
from adapters.outbound.grpc_client.errors import domain_errors
from domain.shared.pages import Page, PageRequest
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.kept_analyses import AnalysisFilter, KeptAnalysis
from domain.tokens.model import TokenizerSelector
from ports.inbound.analysis_records import Keep
from ports.inbound.steps import Steps


class RemoteAnalysisRecords:
    """Implements ports.inbound.analysis_records.AnalysisRecords by calling a server.

    The server counts when the count is to be kept, and raises then what counting raises.

    Args:
        client: Calls the server.
    """

    def __init__(self, client: client.Steelyard) -> None:
        self._client = client

    def create_token_analysis(
        self,
        *,
        selector: TokenizerSelector,
        subject: str | ChatRequest,
        labels: Mapping[str, str],
    ) -> Steps[Keep]:
        """See the port."""
        how = AnalysisCreation(labels=labels)
        values.add_selector(selector, how)
        if isinstance(subject, str):
            how["text"] = subject
        else:
            add_body(subject, how)
        return Answered(lambda: self._keep(how))

    def get_token_analysis(self, *, analysis_id: str) -> KeptAnalysis:
        """See the port."""
        with domain_errors():
            return _kept(self._client.get_token_analysis(analysis_id))

    def list_token_analyses(
        self, *, wanted: AnalysisFilter, request: PageRequest
    ) -> Page[KeptAnalysis]:
        """See the port."""
        with domain_errors():
            page = self._client.list_token_analyses_page(
                page_size=request.size,
                page_token=request.token,
                model=wanted.model,
                labels=wanted.labels,
            )
        return Page(tuple(map(_kept, page.analyses)), page.next_page_token)

    def _keep(self, how: AnalysisCreation) -> KeptAnalysis:
        with domain_errors():
            return _kept(self._client.create_token_analysis(**how))


def _kept(analysis: client.TokenAnalysis) -> KeptAnalysis:
    return KeptAnalysis(
        analysis_id=analysis.analysis_id,
        model=analysis.model,
        encoding=analysis.encoding,
        byte_count=analysis.byte_count,
        is_chat=analysis.is_chat,
        analysis=values.to_analysis(analysis.count),
        created_at=analysis.create_time,
        expires_at=analysis.expire_time,
        labels=dict(analysis.labels),
    )
