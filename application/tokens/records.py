"""The use cases of counts that are kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from domain.shared.errors import InvalidValue
from domain.shared.pages import Page, PageRequest
from domain.shared.steps import Steps, Stepwise
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.kept_analyses import AnalysisFilter, KeptAnalysis, check_labels, expiry
from domain.tokens.model import SpecialTokens, TokenizerSelector, utf8_byte_count
from domain.tokens.text_analyses import TokenAnalysis
from ports.inbound.analysis_records import Keep
from ports.inbound.chats import ChatAnalyses
from ports.inbound.tokens import TokenAnalyses
from ports.outbound.storage import Storage


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be counted and kept."""

    selector: TokenizerSelector
    subject: str | ChatRequest
    labels: Mapping[str, str]


class AnalysisRecorder:
    """Implements ports.inbound.analysis_records.AnalysisRecords.

    Args:
        texts: Counts texts.
        chats: Counts chat requests.
        storage: Keeps the counts.
        new_id: Makes a name that no other analysis has.
        kept_s: How long an analysis is kept, in seconds.
    """

    def __init__(
        self,
        *,
        texts: TokenAnalyses,
        chats: ChatAnalyses,
        storage: Storage,
        new_id: Callable[[], str],
        kept_s: int,
    ) -> None:
        self._texts = texts
        self._chats = chats
        self._storage = storage
        self._new_id = new_id
        self._kept_s = kept_s

    def create_token_analysis(
        self,
        *,
        selector: TokenizerSelector,
        subject: str | ChatRequest,
        labels: Mapping[str, str],
    ) -> Steps[Keep]:
        """See the port."""
        check_labels(labels)
        if selector.encoding and not isinstance(subject, str):
            raise InvalidValue("a chat is counted for a model", field="tokenizer")
        return Steps(self._create(_Order(selector, subject, dict(labels))))

    def get_token_analysis(self, *, analysis_id: str) -> KeptAnalysis:
        """See the port."""
        with self._storage.begin(is_read_only=True) as unit:
            return unit.analyses.get(analysis_id, at=unit.now())

    def list_token_analyses(
        self, *, wanted: AnalysisFilter, request: PageRequest
    ) -> Page[KeptAnalysis]:
        """See the port."""
        with self._storage.begin(is_read_only=True) as unit:
            return unit.analyses.page(wanted, request, at=unit.now())

    def _create(self, order: _Order) -> Stepwise[Keep]:
        analysis = yield from self._count(order)
        return partial(self._keep, order, analysis)

    def _count(self, order: _Order) -> Stepwise[TokenAnalysis]:
        selector, subject = order.selector, order.subject
        if isinstance(subject, str):
            yield self._texts.is_quick(selector, text=subject)
            return self._texts.count_tokens(
                selector=selector, text=subject, special_tokens=SpecialTokens.AS_TEXT
            )
        counting = self._chats.count_messages(
            model=selector.model, chat=subject, unknown_model=selector.unknown_model
        )
        found = None
        while found is None:
            yield counting.is_quick()
            found = counting.step()
        return TokenAnalysis(found.count.total, found.provenance)

    def _keep(self, order: _Order, analysis: TokenAnalysis) -> KeptAnalysis:
        byte_count = _byte_count(order.subject)
        with self._storage.begin() as unit:
            now = unit.now()
            kept = KeptAnalysis(
                analysis_id=self._new_id(),
                model=order.selector.model,
                encoding=order.selector.encoding,
                byte_count=byte_count,
                is_chat=isinstance(order.subject, ChatRequest),
                analysis=analysis,
                created_at=now,
                expires_at=expiry(now, kept_s=self._kept_s),
                labels=order.labels,
            )
            unit.analyses.add(kept)
            unit.commit()
        return kept


def _byte_count(subject: str | ChatRequest) -> int:
    if isinstance(subject, str):
        return utf8_byte_count(subject, field="text")
    return utf8_byte_count(subject.body, field="chat")
