"""The models that the use cases are tested with, and short ways to ask about them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from application.tokens.analyzer import PART_CHARACTERS, TokenAnalyzer
from application.tokens.chats import ChatAnalyzer
from application.tokens.cuts import TextCutter
from application.tokens.gauges import Gauges
from application.tokens.limits import CountingLimits
from application.tokens.models import ModelAnalyst
from application.tokens.part_counts import PartCounts
from application.tokens.scales import Scales
from domain.tokens.catalogue import ModelCatalogue
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.cost import Price, PriceSheet, PriceStep, ServiceTier
from domain.tokens.model import CountMethod, ModelSpecification, TokenizerSelector
from ports.inbound.steps import Steps
from tests.fakes.clock import FrozenClock
from tests.fakes.framings import FRAMINGS, FixedFramings
from tests.fakes.gauges import gauges_of
from tests.fakes.prices import FixedPriceBook
from tests.fakes.telemetry import RecordingTelemetry
from tests.fakes.tokenizers import CharacterTokenizer, FramedCounter

RECONSTRUCTED, CALIBRATED = CountMethod.RECONSTRUCTED, CountMethod.CALIBRATED
WORK_LIMIT = 1_000
"""The longest text that the framed counter is asked for."""
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CATALOGUE = ModelCatalogue(
    version="7",
    models={
        each.name: each
        for each in (
            ModelSpecification("one", "test", "characters", framing="rules"),
            ModelSpecification("two", "test", "elsewhere", countable=False),
            ModelSpecification(
                "framed", "test", "framed", RECONSTRUCTED, framing="rules", estimator="framed"
            ),
            ModelSpecification("likely", "test", "characters", CALIBRATED, context_token_limit=200),
            ModelSpecification("likely-framed", "test", "framed", CALIBRATED, estimator="framed"),
            ModelSpecification(
                "small",
                "test",
                "characters",
                context_token_limit=50,
                input_token_limit=40,
                output_token_limit=20,
                framing="rules",
            ),
        )
    },
    families=(ModelSpecification("one-", "test", "characters"),),
    encodings={"characters": True, "framed": True, "elsewhere": False},
    as_of=date(2026, 11, 20),
)


def price(dollars: int, *steps: tuple[int, int]) -> Price:
    """So many dollars for a million tokens, and more above so much input."""
    return Price(Decimal(dollars), tuple(PriceStep(above, Decimal(each)) for above, each in steps))


def sheet(model: str, tier: ServiceTier = ServiceTier.STANDARD, **prices: Price) -> PriceSheet:
    """1 dollar for a million tokens of input and 2 for as many of output, unless told otherwise."""
    return PriceSheet(
        provider="test",
        model=model,
        service_tier=tier,
        input_price=prices.get("input_price", price(1)),
        cached_input_price=prices.get("cached_input_price"),
        cache_write_price=None,
        output_price=prices.get("output_price", price(2)),
        price_date=date(2000, 1, 1),
        source="fixed 1",
    )


SHEETS = (
    sheet("one", input_price=price(1, (100, 10)), cached_input_price=price(0, (100, 5))),
    sheet("one", ServiceTier.BATCH, output_price=price(1)),
    sheet("framed", input_price=price(3)),
)


@dataclass(slots=True)
class World:
    """Everything that the use cases are made of, and they themselves.

    Args:
        limits: How much one call may ask for.
    """

    limits: CountingLimits = field(
        default_factory=lambda: CountingLimits(
            texts_per_batch=4,
            held_characters=2 * PART_CHARACTERS,
            models_per_check=3,
            chunks_per_split=5,
            remembered_counts=100,
        )
    )
    tokenizer: CharacterTokenizer = field(default_factory=CharacterTokenizer)
    counter: FramedCounter = field(default_factory=FramedCounter)
    telemetry: RecordingTelemetry = field(default_factory=RecordingTelemetry)
    gauges: Gauges = field(init=False)
    scales: Scales = field(init=False)

    def __post_init__(self) -> None:
        self.gauges = gauges_of(
            CATALOGUE, self.tokenizer, counters=[self.counter], reconstructed_characters=WORK_LIMIT
        )
        self.scales = Scales(
            gauges=self.gauges,
            framings=FixedFramings(FRAMINGS),
            part_counts=PartCounts(limit=self.limits.remembered_counts),
            telemetry=self.telemetry,
        )

    @property
    def texts(self) -> TokenAnalyzer:
        return TokenAnalyzer(gauges=self.gauges, telemetry=self.telemetry, limits=self.limits)

    @property
    def chats(self) -> ChatAnalyzer:
        return ChatAnalyzer(scales=self.scales, limits=self.limits)

    @property
    def cuts(self) -> TextCutter:
        return TextCutter(gauges=self.gauges, limits=self.limits)

    @property
    def models(self) -> ModelAnalyst:
        return ModelAnalyst(
            scales=self.scales,
            prices=FixedPriceBook(SHEETS),
            clock=FrozenClock(NOW),
            limits=self.limits,
        )


def by_model(name: str) -> TokenizerSelector:
    return TokenizerSelector(model=name)


def by_encoding(name: str) -> TokenizerSelector:
    return TokenizerSelector(encoding=name)


def chat(*texts: str, model: str = "", **fields: object) -> ChatRequest:
    """A request in which user and assistant take turns, the user first."""
    roles = ("user", "assistant")
    messages = [{"role": roles[index % 2], "content": text} for index, text in enumerate(texts)]
    body = {"model": model, "messages": messages} | fields
    return ChatRequest(ChatShape.OPENAI, json.dumps(body))


def turns(*turns: tuple[str, str]) -> ChatRequest:
    """A request of these roles and texts."""
    messages = [{"role": role, "content": text} for role, text in turns]
    return ChatRequest(ChatShape.OPENAI, json.dumps({"messages": messages}))


def result_of[Result](steps: Steps[Result]) -> Result:
    """Do all the steps."""
    while (result := steps.step()) is None:
        pass
    return result


def quickness_of(steps: Steps[object]) -> Sequence[bool]:
    """Whether each step is said to be quick."""
    said = [steps.is_quick()]
    while steps.step() is None:
        said.append(steps.is_quick())
    return said
