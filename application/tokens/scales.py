"""Weighing texts and conversations for a model: what several use cases begin with."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf

from application.tokens.gauge import Gauge
from application.tokens.gauges import Gauges
from application.tokens.part_counts import Digests, PartCounts
from domain.shared.steps import STEP_CHARACTERS, Stepwise, cut_into_steps
from domain.tokens.chat import Conversation
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.framing import Framing
from domain.tokens.model import (
    ModelSpecification,
    Provenance,
    SpecialTokens,
    TokenCount,
    UnknownModel,
    utf8_byte_count,
    utf8_byte_count_of_all,
)
from domain.tokens.streaming import exact_parts
from domain.tokens.weighing import ConversationCount, Weighing
from domain.tokens.weights import plain_turns
from ports.outbound.framings import Framings
from ports.outbound.telemetry import TokenTelemetry

_QUICK_BODY_CHARACTERS = 131_072
"""A body that is parsed in a few ms."""
_QUICK_MESSAGES = 200
"""Messages that are framed, and texts whose counts are put together, in a few ms."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a text or a conversation weighs for a model.

    Args:
        total: Its tokens; where it was not counted completely, those of what was.
        provenance: What counted.
        is_complete: False where there was enough before the end.
        pieces: The count of a conversation piece by piece; None for a text, and where it was not
            counted completely.
    """

    total: TokenCount
    provenance: Provenance
    is_complete: bool = True
    pieces: Callable[[], ConversationCount] | None = None

    def by_piece(self) -> ConversationCount:
        """The count of the conversation, piece by piece.

        Raises:
            ValueError: It was not counted completely, or it is a text.
        """
        if self.pieces is None:
            raise ValueError("only a conversation that was counted completely has pieces")
        return self.pieces()


class OnScales:
    """A conversation that is weighed for one model after the other.

    Args:
        conversation: The conversation.
    """

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.digests = Digests()
        self.known: dict[tuple[str, str], Weighed] = {}
        self._plain = plain_turns(conversation)
        self._weighings: dict[str, Weighing] = {}

    def under(self, framing: Framing) -> Weighing:
        """How it is put into tokens under a framing."""
        if framing.name not in self._weighings:
            self._weighings[framing.name] = Weighing(self.conversation, framing, self._plain)
        return self._weighings[framing.name]


@dataclass(frozen=True, slots=True)
class WeighedTexts:
    """What many texts weigh: each of them, together, and what counted."""

    counts: tuple[TokenCount, ...]
    total: TokenCount
    provenance: Provenance


class Scales:
    """Weighs texts and conversations.

    Args:
        gauges: What counts for which name.
        framings: How providers frame messages.
        part_counts: Counts the texts of conversations, many of them from memory.
        telemetry: Told of every count.
    """

    def __init__(
        self,
        *,
        gauges: Gauges,
        framings: Framings,
        part_counts: PartCounts,
        telemetry: TokenTelemetry,
    ) -> None:
        self.gauges = gauges
        self._framings = framings
        self._part_counts = part_counts
        self._telemetry = telemetry

    def lay(self, chat: ChatRequest) -> Stepwise[OnScales]:
        """Read a chat request, ready to be weighed."""
        yield len(chat.body) <= _QUICK_BODY_CHARACTERS
        return OnScales(chat.conversation())

    def weigh(
        self, content: str | ChatRequest, model_name: str, *, unknown: UnknownModel
    ) -> Stepwise[tuple[ModelSpecification, Weighed]]:
        """Weigh a text or a chat request, and say for which model.

        Args:
            content: The text or the chat.
            model_name: The model; empty where the chat's body names it.
            unknown: What happens when nobody knows it.
        """
        if isinstance(content, str):
            model = self.gauges.model(model_name, unknown=unknown)
            return model, (yield from self.weigh_text(content, model))
        laid = yield from self.lay(content)
        model = self.gauges.model(model_name or laid.conversation.model, unknown=unknown)
        return model, (yield from self.weigh_conversation(laid, model))

    def weigh_texts(
        self, texts: Sequence[str], model: ModelSpecification
    ) -> Stepwise[WeighedTexts]:
        """Weigh many bare texts."""
        byte_count = utf8_byte_count_of_all(texts, field="texts")
        gauge = self.gauges.of_model(model).suited_to(max(map(len, texts)))
        counts: list[TokenCount] = []
        for step in cut_into_steps(texts):
            yield gauge.is_quick(step)
            counts += gauge.count_batch(step, special_tokens=SpecialTokens.AS_TEXT).each()
        weighed = WeighedTexts(tuple(counts), _sum(counts), self.gauges.provenance(gauge))
        self._note(gauge, weighed.total, byte_count)
        return weighed

    def weigh_text(
        self, text: str, model: ModelSpecification, *, enough: float = inf
    ) -> Stepwise[Weighed]:
        """Weigh a bare text.

        Args:
            text: The text.
            model: For which model.
            enough: With more tokens than this, counting may stop.
        """
        byte_count = utf8_byte_count(text, field="text")
        gauge = self.gauges.of_model(model).suited_to(len(text))
        total = TokenCount.exact(0)
        seen = 0
        for part in _parts(gauge, text):
            yield gauge.is_quick((part,))
            count = gauge.count(part, special_tokens=SpecialTokens.AS_TEXT)
            total = total.plus(count)
            seen += len(part)
            if total.token_count > enough:
                break
        self._note(gauge, total, byte_count)
        complete = seen == len(text)
        return Weighed(total, self.gauges.provenance(gauge), is_complete=complete)

    def weigh_conversation(
        self,
        laid: OnScales,
        model: ModelSpecification,
        *,
        enough: float = inf,
        is_told: bool = True,
    ) -> Stepwise[Weighed]:
        """Weigh a conversation as the provider of the model would.

        Args:
            laid: The conversation.
            model: For which model.
            enough: With more tokens than this, counting may stop.
            is_told: Whether telemetry is; not where a caller's text is tried in many ways.
        """
        framing = self._framings.framing(model.framing)
        yield len(laid.conversation.messages) <= _QUICK_MESSAGES
        weighing = laid.under(framing)
        texts = weighing.texts
        gauge = self.gauges.of_model(model).suited_to(max(map(len, texts), default=0))
        key = (gauge.name, framing.name)
        if known := laid.known.get(key):
            return known
        counts = yield from self._part_counts.count(
            gauge, texts, digests=laid.digests, enough=enough
        )
        provenance = self.gauges.provenance(gauge, framing=f"{framing.name} {framing.version}")
        if len(counts) < len(texts):
            return Weighed(_sum(list(counts.values())), provenance, is_complete=False)
        yield len(texts) <= _QUICK_MESSAGES
        total = weighing.total(counts)
        byte_count = utf8_byte_count_of_all(texts, field="chat")
        if is_told:
            self._note(gauge, total, byte_count)
        weighed = Weighed(total, provenance, pieces=lambda: weighing.count(counts))
        laid.known[key] = weighed
        return weighed

    def _note(self, gauge: Gauge, count: TokenCount, byte_count: int) -> None:
        self._telemetry.tokens_counted(
            encoding=gauge.name, token_count=count.token_count, byte_count=byte_count
        )


def _parts(gauge: Gauge, text: str) -> Iterable[str]:
    """The parts that a text is counted in; at least one, so that there is a step."""
    if text and gauge.can_be_cut:
        return exact_parts(text, length=STEP_CHARACTERS)
    return (text,)


def _sum(counts: list[TokenCount]) -> TokenCount:
    """Many counts as one; there is at least one, since there was enough."""
    total = counts[0]
    for count in counts[1:]:
        total = total.plus(count)
    return total
