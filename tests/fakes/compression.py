"""The use cases of compression in memory: a token for each character, and the beginning is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.compression.chats.texts import chat_texts
from domain.compression.model import SegmentKind
from domain.compression.omissions import SpanNotFound
from domain.compression.requests import (
    BudgetInfeasible,
    CompressionRules,
    StayingMessages,
    Strategy,
    TextToCompress,
)
from domain.compression.results import (
    CompressedChat,
    CompressedMessage,
    CompressedSpan,
    CompressedText,
    CompressionPlan,
    CompressionRatio,
    Fate,
    PlannedCompression,
    Reason,
)
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import (
    CountMethod,
    ModelNotFound,
    Provenance,
    TokenCount,
    TokenizerSelector,
    UnknownModel,
)
from domain.tokens.truncation import TextRange

PROVENANCE = Provenance("characters", "ab" * 32, "fake 1", "7")
UNKNOWN = "unknown"
"""The model that nobody knows."""


@dataclass
class TwoSteps[Result]:
    """Work that is done with the second step."""

    result: Result
    left: int = 1

    def is_quick(self) -> bool:
        return True

    def step(self) -> Result | None:
        if self.left:
            self.left -= 1
            return None
        return self.result


@dataclass
class BeginningKept:
    """Implements ports.inbound.compression.TextCompressions.

    Args:
        asked: What the last call was given.
        rules: How it was to compress.
        budgets: Those that were planned for last.
        left_out: What is kept under each handle.
    """

    asked: TextToCompress | None = None
    rules: CompressionRules | None = None
    budgets: Sequence[int] = ()
    left_out: dict[str, str] = field(default_factory=dict)

    def compress_text(
        self, *, selector: TokenizerSelector, content: TextToCompress, rules: CompressionRules
    ) -> TwoSteps[CompressedText]:
        _require_known(selector.model, selector.unknown_model)
        self.asked, self.rules = content, rules
        text, budget = content.text, rules.token_budget
        needed = sum(pin.end - pin.start for pin in content.pins)
        if needed > budget:
            blamed = tuple(f"pins[{index}]" for index in range(len(content.pins)))
            raise BudgetInfeasible.below(needed, token_budget=budget, blamed=blamed)
        return TwoSteps(_beginning(text, budget, model=selector.model, kind=content.kind))

    def plan_compression(
        self,
        *,
        selector: TokenizerSelector,
        content: TextToCompress,
        rules: CompressionRules,
        token_budgets: Sequence[int],
    ) -> TwoSteps[CompressionPlan]:
        _require_known(selector.model, selector.unknown_model)
        self.asked, self.rules, self.budgets = content, rules, token_budgets
        total = len(content.text)
        plans = [
            PlannedCompression(each, each > 0, min(each, total), 1_000 * min(each, total) // total)
            for each in token_budgets or [total // 2]
        ]
        count = _counted(total, model=selector.model)
        return TwoSteps(CompressionPlan(tuple(plans), count, 1, PROVENANCE))

    def expand_span(self, *, handle: str) -> str:
        if handle not in self.left_out:
            raise SpanNotFound("nothing is kept under this handle")
        return self.left_out[handle]


@dataclass
class OldMessagesDropped:
    """Implements ports.inbound.compression.ChatCompressions: all goes that may go.

    Args:
        rules: How the last call was to compress.
        staying: What was to stay.
    """

    rules: CompressionRules | None = None
    staying: StayingMessages | None = None

    def compress_messages(
        self,
        *,
        model: str,
        chat: ChatRequest,
        rules: CompressionRules,
        staying: StayingMessages,
        unknown_model: UnknownModel,
    ) -> TwoSteps[CompressedChat]:
        _require_known(model, unknown_model)
        self.rules, self.staying = rules, staying
        texts = chat_texts(chat)
        is_over = len(chat.body) > rules.token_budget
        gone = sorted({index for unit in texts.units for index in unit}) if is_over else []
        body = texts.edited({}, dropped=gone, marker="…") if gone else chat.body
        return TwoSteps(
            CompressedChat(
                chat=ChatRequest(chat.shape, body),
                model=model,
                count=_counted(len(body), model=model),
                ratio=CompressionRatio(len(chat.body), len(body)),
                is_lossless=not gone,
                messages=tuple(
                    CompressedMessage(each, is_removed=True, reason=Reason.OVER_BUDGET)
                    for each in gone
                ),
                message_count=len(texts.messages) - len(gone),
                fates={Fate.FULL: len(texts.messages) - len(gone), Fate.DROP: len(gone)},
                provenance=PROVENANCE,
            )
        )


def _beginning(text: str, budget: int, *, model: str, kind: SegmentKind | None) -> CompressedText:
    left, told = text[:budget], kind or SegmentKind.PROSE
    everything = TextRange(0, len(left))
    spans = [
        CompressedSpan(
            *(everything, everything, told, Fate.FULL, Reason.WORTH_ITS_TOKENS),
            byte_count=len(left.encode()),
        )
    ]
    if len(text) > budget:
        gone = TextRange(budget, len(text))
        byte_count = len(text[budget:].encode())
        spans.append(
            CompressedSpan(
                *(gone, None, told, Fate.DROP, Reason.OVER_BUDGET), byte_count=byte_count
            )
        )
    return CompressedText(
        source=text,
        text=left,
        count=_counted(len(left), model=model),
        ratio=CompressionRatio(len(text), len(left)),
        is_lossless=left == text,
        spans=tuple(spans),
        fates={Fate.FULL: 1, Fate.DROP: len(spans) - 1},
        strategy=Strategy.AUTO,
        provenance=PROVENANCE,
    )


def _counted(token_count: int, *, model: str) -> TokenCount:
    if model != UNKNOWN:
        return TokenCount.exact(token_count)
    return TokenCount(token_count, 2 * token_count, CountMethod.HEURISTIC)


def _require_known(model: str, unknown: UnknownModel) -> None:
    if model == UNKNOWN and unknown is UnknownModel.REFUSE:
        raise ModelNotFound("unknown model 'unknown'", model=UNKNOWN, nearest="known")
