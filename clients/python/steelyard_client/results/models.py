"""What is answered about models and what they cost."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from steelyard_client.enums import CountMethod
from steelyard_client.results.counts import TokenCount


@dataclass(frozen=True, slots=True)
class CatalogueInfo:
    """How old the data about models is.

    Args:
        version: Version of the model catalogue.
        as_of: The day of its data; None where the server does not say.
        age_days: Days since then.
        prices_version: Source and version of the prices.
    """

    version: str
    as_of: date | None
    age_days: int
    prices_version: str


@dataclass(frozen=True, slots=True)
class ModelPrices:
    """What a model costs today at its standard tier, in US dollars per million tokens.

    Args:
        input_usd: Input that is not read from a cache.
        cached_input_usd: Input that is read from a cache; None where there is no such price.
        cache_write_usd: Input that is written to a cache; None where there is no such price.
        output_usd: Output; None where it is not billed by the token.
    """

    input_usd: Decimal
    cached_input_usd: Decimal | None
    cache_write_usd: Decimal | None
    output_usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Model:
    """A model and the tokenizer that counts for it.

    Args:
        name: The name as the provider takes it.
        provider: Who serves it, such as ``openai``.
        encoding: The encoding that counts for it.
        method: How counts for it are made.
        countable: Whether the server carries the vocabulary; it estimates otherwise.
        aliases: Other names of the same model.
        context_token_limit: The most tokens of input and output together; None where unknown.
        input_token_limit: The most tokens of input; None where unknown.
        output_token_limit: The most tokens of output; None where unknown.
        framing: The rules by which its messages are framed.
        prices: What it costs today; None where no price is known.
        catalogue: How old all this is.
    """

    name: str
    provider: str
    encoding: str
    method: CountMethod
    countable: bool
    aliases: tuple[str, ...]
    context_token_limit: int | None
    input_token_limit: int | None
    output_token_limit: int | None
    framing: str
    prices: ModelPrices | None
    catalogue: CatalogueInfo


@dataclass(frozen=True, slots=True)
class ModelPage:
    """A page of models, in order of name.

    Args:
        models: The models.
        next_page_token: Where the next page begins; empty on the last one.
        catalogue: How old all this is.
    """

    models: tuple[Model, ...]
    next_page_token: str
    catalogue: CatalogueInfo


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost in US dollars.

    Args:
        total_usd: All together.
        input_usd: Input that is neither read from nor written to a cache.
        cached_input_usd: Input read from a cache.
        cache_write_usd: Input written to a cache.
        output_usd: Output.
        price_date: The day whose prices counted; None where the server does not say.
        price_source: Where the prices are from.
    """

    total_usd: Decimal
    input_usd: Decimal
    cached_input_usd: Decimal
    cache_write_usd: Decimal
    output_usd: Decimal
    price_date: date | None
    price_source: str


@dataclass(frozen=True, slots=True)
class CostEstimate:
    """What a text, a chat or a usage costs.

    Args:
        cost: The cost of the tokens that were counted.
        upper_bound_total_usd: The cost in US dollars if the upper bound of the count is the truth.
        input: The count of the input.
        model: The model that was priced.
    """

    cost: Cost
    upper_bound_total_usd: Decimal
    input: TokenCount
    model: str


@dataclass(frozen=True, slots=True)
class ModelTotals:
    """A corpus under one model.

    Args:
        model: The model.
        count: The tokens of all the texts.
        cost: What all the texts and their output cost; None where no price is known.
        input_token_limit: The most tokens of input that fit; None where unknown.
    """

    model: str
    count: TokenCount
    cost: Cost | None
    input_token_limit: int | None


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """What would change from one model to another.

    Args:
        from_model: The corpus under the model in use.
        to_model: The corpus under the model to move to.
        token_ratio: Tokens under the new model for each one under the old.
        token_ratios: The ratio of each text, in order.
        stops_fitting: Indices of texts that fit the old model and not the new one.
        begins_fitting: Indices of texts that fit the new model and not the old one.
    """

    from_model: ModelTotals
    to_model: ModelTotals
    token_ratio: float
    token_ratios: tuple[float, ...]
    stops_fitting: tuple[int, ...]
    begins_fitting: tuple[int, ...]
