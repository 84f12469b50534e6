"""What other contexts count with: one model's gauge and framing, as one measure."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.tokens.gauge import Gauge
from application.tokens.scales import Scales, Weighed
from domain.shared.steps import finish
from domain.tokens.analyses import ChatAnalysis
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import (
    ModelSpecification,
    Provenance,
    SpecialTokens,
    TokenCount,
    TokenizerSelector,
    UnknownModel,
)
from ports.outbound.measures import Measure


@dataclass(frozen=True, slots=True)
class GaugeMeasure:
    """Implements ports.outbound.measures.Measure.

    Args:
        gauge: What counts.
        scales: Weighs chats.
        specification: The model; None where an encoding was named.
    """

    gauge: Gauge
    scales: Scales
    specification: ModelSpecification | None = None

    @property
    def model(self) -> str:
        """See the port."""
        return self.specification.name if self.specification else ""

    def text(self, text: str) -> TokenCount:
        """See the port."""
        gauge = self.gauge.suited_to(len(text))
        return gauge.count(text, special_tokens=SpecialTokens.AS_TEXT)

    def costs(self, texts: Sequence[str]) -> Sequence[int]:
        """See the port."""
        return self.gauge.suited_to(sum(map(len, texts))).costs(texts)

    def chat(self, chat: ChatRequest) -> ChatAnalysis:
        """See the port."""
        weighed = self._weigh(chat)
        return ChatAnalysis(self.model, weighed.by_piece(), weighed.provenance)

    def chat_total(self, chat: ChatRequest) -> TokenCount:
        """See the port."""
        return self._weigh(chat).total

    def text_provenance(self, text: str) -> Provenance:
        """See the port."""
        return self.scales.gauges.provenance(self.gauge.suited_to(len(text)))

    def _weigh(self, chat: ChatRequest) -> Weighed:
        if self.specification is None:
            raise ValueError("a chat is weighed for a model, not for an encoding")
        laid = finish(self.scales.lay(chat))
        weighing = self.scales.weigh_conversation(laid, self.specification, is_told=False)
        return finish(weighing)


class GaugeMeasures:
    """Implements ports.outbound.measures.Measures over the gauges and framings of this context.

    Args:
        scales: Weighs chats, and knows the gauges.
    """

    def __init__(self, scales: Scales) -> None:
        self._scales = scales

    def for_text(self, selector: TokenizerSelector) -> Measure:
        """See the port."""
        gauges = self._scales.gauges
        if not selector.model:
            return GaugeMeasure(gauges.of(selector), self._scales)
        return self._for_model(selector.model, selector.unknown_model)

    def for_chat(self, chat: ChatRequest, *, model: str, unknown: UnknownModel) -> Measure:
        """See the port."""
        name = model or finish(self._scales.lay(chat)).conversation.model
        return self._for_model(name, unknown)

    def _for_model(self, name: str, unknown: UnknownModel) -> Measure:
        gauges = self._scales.gauges
        model = gauges.model(name, unknown=unknown)
        return GaugeMeasure(gauges.of_model(model), self._scales, model)
