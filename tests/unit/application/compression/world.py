"""Compression over fakes: a token for each character, relevance by shared words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from application.compression.chats import ChatCompressor
from application.compression.extracting import Extractor
from application.compression.keepsakes import Keepsakes
from application.compression.limits import CompressionLimits
from application.compression.rewriting import Rewriting
from application.compression.texts import TextCompressor
from application.tokens.measures import GaugeMeasures
from domain.compression.model import SegmentKind
from domain.compression.omissions import OmissionLimits
from domain.compression.requests import CompressionRules, StayingMessages, TextToCompress
from domain.compression.results import CompressedChat, CompressedText, CompressionPlan, Fate
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import UnknownModel
from domain.tokens.truncation import TextRange
from ports.outbound.omissions import OmittedTexts
from ports.outbound.rerankers import Reranker
from ports.outbound.rewriters import Rewriter
from tests.fakes.clock import FrozenClock
from tests.fakes.omissions import RememberedTexts
from tests.fakes.relevance import SharedWords
from tests.fakes.rerankers import WordOverlapReranker
from tests.fakes.syntax import IndentedPython
from tests.unit.application.world import NOW, World, by_model, result_of

PASSAGES = (
    "The lighthouse was built on the northern cliff in 1862.",
    "Its keeper kept three goats and a parrot called Ahab.",
    "Bread is baked from flour, water, salt and yeast.",
    "A baker begins to work long before the sun is up.",
    "Trains leave the harbour every hour until midnight.",
    "Tickets cost 4 crowns and are sold on board.",
)
TEXT = " ".join(PASSAGES)
"""Six sentences of 49 to 55 characters."""
CODE = '''"""Adds."""


def add(one, other):
    total = one + other
    print(total)
    return total


def subtract(one, other):
    difference = one - other
    print(difference)
    return difference
'''


def remembered() -> RememberedTexts:
    return RememberedTexts(limits=OmissionLimits(), clock=FrozenClock(NOW))


@dataclass(slots=True, kw_only=True)
class CompressionWorld:
    """What compresses, and short ways to ask for it.

    Args:
        rewriter: Writes texts shorter; None for nobody.
        store: Keeps what is left out; None for nowhere.
        reranker: Judges again where high accuracy is asked.
        limits: How much one call may ask for.
        model: What is counted for.
    """

    rewriter: Rewriter | None = None
    store: OmittedTexts | None = None
    reranker: Reranker = field(default_factory=WordOverlapReranker)
    limits: CompressionLimits = field(default_factory=CompressionLimits)
    model: str = "one"
    relevance: SharedWords = field(default_factory=SharedWords)
    tokens: World = field(default_factory=World)

    @property
    def texts(self) -> TextCompressor:
        return TextCompressor(
            measures=GaugeMeasures(self.tokens.scales),
            extractor=self._extractor,
            rewriting=Rewriting(self.rewriter),
            keepsakes=Keepsakes(self.store),
            limits=self.limits,
        )

    @property
    def chats(self) -> ChatCompressor:
        return ChatCompressor(
            measures=GaugeMeasures(self.tokens.scales),
            extractor=self._extractor,
            keepsakes=Keepsakes(self.store),
            limits=self.limits,
        )

    @property
    def _extractor(self) -> Extractor:
        return Extractor(
            relevance=self.relevance,
            outlines=IndentedPython(),
            reranker=self.reranker,
            reranked_passages=self.limits.reranked_passages,
        )

    def compressed(
        self,
        budget: int,
        text: str = TEXT,
        *,
        pins: Sequence[str] = (),
        kind: SegmentKind | None = None,
        **rules: object,
    ) -> CompressedText:
        """A text compressed; pins are given by their words, what is not named is a rule."""
        content = TextToCompress(text, tuple([place_of(pin, text) for pin in pins]), kind)
        return result_of(
            self.texts.compress_text(
                selector=by_model(self.model), content=content, rules=rules_of(budget, **rules)
            )
        )

    def planned(
        self, budgets: Sequence[int], text: str = TEXT, *, pins: Sequence[str] = (), **rules: object
    ) -> CompressionPlan:
        """What budgets would keep of a text."""
        content = TextToCompress(text, tuple([place_of(pin, text) for pin in pins]))
        return result_of(
            self.texts.plan_compression(
                selector=by_model(self.model),
                content=content,
                rules=rules_of(0, **rules),
                token_budgets=budgets,
            )
        )

    def compressed_chat(
        self,
        budget: int,
        request: ChatRequest,
        staying: StayingMessages | None = None,
        **rules: object,
    ) -> CompressedChat:
        """A chat compressed; what is not named is a rule."""
        return result_of(
            self.chats.compress_messages(
                model=self.model,
                chat=request,
                rules=rules_of(budget, **rules),
                staying=staying or StayingMessages(),
                unknown_model=UnknownModel.REFUSE,
            )
        )

    def chat_tokens(self, request: ChatRequest) -> int:
        """What a chat weighs."""
        return self.compressed_chat(1_000_000, request).count.token_count


def rules_of(budget: int, **rules: object) -> CompressionRules:
    """Rules with a budget."""
    return replace(CompressionRules(token_budget=budget), **rules)  # type: ignore[arg-type]  # of many types


def place_of(words: str, text: str) -> TextRange:
    """Where words stand in a text."""
    start = text.index(words)
    return TextRange(start, start + len(words))


def fates(result: CompressedText | CompressedChat) -> set[Fate]:
    """How parts ended."""
    return {fate for fate, count in result.fates.items() if count}
