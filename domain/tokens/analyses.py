"""What the use cases find out, with what made it."""

from dataclasses import dataclass
from datetime import date

from domain.tokens.cost import Cost, PriceSheet
from domain.tokens.fitting import DropPlan, Fit
from domain.tokens.model import CountMethod, ModelSpecification, Provenance, TokenCount
from domain.tokens.splitting import TextChunk
from domain.tokens.truncation import TruncatedText
from domain.tokens.weighing import ConversationCount


@dataclass(frozen=True, slots=True)
class ChatAnalysis:
    """The count of a chat request, the model it was counted for, and what made it."""

    model: str
    count: ConversationCount
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ModelFit:
    """Whether a text or a chat fits a model.

    Args:
        model: The model.
        count: Its tokens, or those of what was looked at.
        fit: What that leaves; None where no limit is known.
        counted_completely: False where counting stopped because it was certain not to fit.
        drop_plan: What to drop, where that was asked for and it does not fit.
        provenance: What made the count.
    """

    model: str
    count: TokenCount
    fit: Fit | None
    counted_completely: bool
    drop_plan: DropPlan | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class TruncationAnalysis:
    """What is left of a text, its count, and what made that."""

    left: TruncatedText
    count: TokenCount
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class SplitAnalysis:
    """The chunks of a text, how they were counted, and by what."""

    chunks: tuple[TextChunk, ...]
    method: CountMethod
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PricedModel:
    """A model and what it costs today; None where no price is known."""

    model: ModelSpecification
    prices: PriceSheet | None


@dataclass(frozen=True, slots=True)
class CatalogueInfo:
    """How old the data about models is.

    Args:
        version: Of the model catalogue.
        as_of: The day of its data; None where it has none.
        age_days: Days since then.
        prices_version: Source and version of the prices.
    """

    version: str
    as_of: date | None
    age_days: int
    prices_version: str


@dataclass(frozen=True, slots=True)
class CostAnalysis:
    """What a call costs.

    Args:
        model: The model that was priced.
        cost: If its input is as long as it was counted.
        upper_bound: If its input is as long as it may be.
        count: The count of its input.
        provenance: What made it; None where a number of tokens was given.
    """

    model: str
    cost: Cost
    upper_bound: Cost
    count: TokenCount
    provenance: Provenance | None


@dataclass(frozen=True, slots=True)
class ModelTotals:
    """A corpus under one model.

    Args:
        model: The model.
        count: The tokens of all its texts.
        cost: What they and their output cost; None where no price is known.
        provenance: What made the counts.
    """

    model: ModelSpecification
    count: TokenCount
    cost: Cost | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """What would change from one model to another on the same texts.

    Args:
        before: The corpus under the model in use.
        after: The corpus under the other one.
        token_ratio: Tokens under the other model for each token under the one in use.
        token_ratios: The same for each text.
        stops_fitting: Indices of the texts that fit only the model in use.
        begins_fitting: Indices of the texts that fit only the other one.
    """

    before: ModelTotals
    after: ModelTotals
    token_ratio: float
    token_ratios: tuple[float, ...]
    stops_fitting: tuple[int, ...]
    begins_fitting: tuple[int, ...]
