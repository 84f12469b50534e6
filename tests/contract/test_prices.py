"""What every adapter of ports.outbound.prices.PriceBook must promise, and what ours says."""

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from genai_prices import __version__ as installed
from genai_prices.data import providers
from genai_prices.types import ModelInfo, Provider, Usage
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.outbound.genai_prices.prices import GenaiPriceBook
from domain.tokens.cost import PriceUnknown, ServiceTier, TokenUsage, estimate
from domain.tokens.model import ModelSpecification
from ports.outbound.prices import PriceBook
from tests.contract.price_pairs import CONTEXTS, PAIRS
from tests.fakes.prices import FixedPriceBook

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
GPT_5 = ModelSpecification("gpt-5", "openai", "o200k_base", canonical_name="gpt-5")
NOBODYS = ModelSpecification("zzz", "openai", "", canonical_name="zzz")
BOOK = GenaiPriceBook()


def listed(name: str, provider: str = "openai") -> ModelSpecification:
    return ModelSpecification(name, provider, "", canonical_name=name)


@pytest.fixture(params=["genai", "fixed"])
def prices(request: pytest.FixtureRequest) -> PriceBook:
    tiers = (ServiceTier.STANDARD, ServiceTier.BATCH, ServiceTier.FLEX, ServiceTier.PRIORITY)
    sheets = [BOOK.price_sheet(GPT_5, service_tier=tier, at=NOON) for tier in tiers]
    return BOOK if request.param == "genai" else FixedPriceBook(sheets[:2])


def test_prices_say_where_they_are_from_and_how_old_they_are(prices: PriceBook) -> None:
    """An answer can name the source of a price and its day."""
    prices.load()

    assert (True, date) == (bool(prices.version.strip()), type(prices.as_of))


def test_loading_twice_is_loading_once(prices: PriceBook) -> None:
    """Whoever needs the data ready may say so at any time."""
    prices.load()
    prices.load()

    sheet = prices.price_sheet(GPT_5, service_tier=ServiceTier.STANDARD, at=NOON)

    assert "gpt-5" == sheet.model


@pytest.mark.parametrize("tier", [ServiceTier.STANDARD, ServiceTier.BATCH])
def test_a_sheet_says_what_it_is_for(prices: PriceBook, tier: ServiceTier) -> None:
    """Who bills, the tier, and the day are those that were asked for."""
    sheet = prices.price_sheet(GPT_5, service_tier=tier, at=NOON)

    assert ("openai", tier, NOON.date()) == (sheet.provider, sheet.service_tier, sheet.price_date)


def test_a_model_without_a_price_is_an_error(prices: PriceBook) -> None:
    """No price is made up."""
    expected = {"model": "zzz", "provider": "openai", "service_tier": "standard", "known": ""}

    with pytest.raises(PriceUnknown) as caught:
        prices.price_sheet(NOBODYS, service_tier=ServiceTier.STANDARD, at=NOON)

    assert expected == caught.value.metadata


def test_a_tier_without_a_price_names_those_that_have_one(prices: PriceBook) -> None:
    """The standard price does not stand in for another; the caller can choose."""
    model = listed("gpt-4") if prices is BOOK else GPT_5

    with pytest.raises(PriceUnknown) as caught:
        prices.price_sheet(model, service_tier=ServiceTier.PRIORITY, at=NOON)

    assert "standard,batch" == caught.value.metadata["known"]


def test_who_serves_a_model_bills_it(prices: PriceBook) -> None:
    """The maker's prices do not count where somebody else serves the model."""
    model = ModelSpecification("x/gpt-5", "openai", "", canonical_name="gpt-5", platform="nobody")

    with pytest.raises(PriceUnknown) as caught:
        prices.price_sheet(model, service_tier=ServiceTier.STANDARD, at=NOON)

    assert "nobody" == caught.value.metadata["provider"]


@settings(max_examples=400, deadline=None)
@given(
    pair=st.sampled_from(PAIRS),
    tier=st.sampled_from(list(ServiceTier)),
    counts=st.tuples(*[st.integers(0, 3_000_000)] * 4),
    at=st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 (the bounds of Hypothesis are naive; the zone comes with timezones)
)
def test_a_cost_is_that_of_the_library(
    pair: tuple[Provider, ModelInfo],
    tier: ServiceTier,
    counts: tuple[int, int, int, int],
    at: datetime,
) -> None:
    """To the last digit, for every model, usage, tier and time."""
    provider, model = pair
    plain, cached, written, output = counts
    usage = TokenUsage(plain + cached + written, cached, written, output)
    try:
        sheet = BOOK.price_sheet(spec_of(provider, model), service_tier=tier, at=at)
    except PriceUnknown:
        return

    actual = estimate(usage, sheet).total_usd

    assert library_cost(provider, model, usage, tier, at) == actual


@pytest.mark.parametrize("tier", [ServiceTier.STANDARD, ServiceTier.BATCH])
def test_every_step_begins_where_the_library_lets_it(tier: ServiceTier) -> None:
    """An input of the length of a step and one of one token more cost what the library says."""
    wrong = []
    steps = 0
    for provider, model in PAIRS:
        try:
            sheet = BOOK.price_sheet(spec_of(provider, model), service_tier=tier, at=NOON)
        except PriceUnknown:
            continue
        for length in [
            step.above_input_token_count + more
            for step in sheet.input_price.steps
            for more in (0, 1)
        ]:
            steps += 1
            usage = TokenUsage(length, output_token_count=1_000)
            if estimate(usage, sheet).total_usd != library_cost(provider, model, usage, tier, NOON):
                wrong.append((model.id, length))

    assert (True, []) == (steps > 20, wrong)


def spec_of(provider: Provider, model: ModelInfo) -> ModelSpecification:
    """The model as its platform knows it, so that its own prices are found."""
    return ModelSpecification(model.id, "", "", canonical_name=model.id, platform=provider.id)


def library_cost(
    provider: Provider, model: ModelInfo, usage: TokenUsage, tier: ServiceTier, at: datetime
) -> Decimal:
    return model.calc_price(
        Usage(
            input_tokens=usage.input_token_count,
            cache_read_tokens=usage.cached_input_token_count,
            cache_write_tokens=usage.cache_write_token_count,
            output_tokens=usage.output_token_count,
        ),
        provider,
        genai_request_timestamp=at,
        price_context=CONTEXTS[tier],
    ).total_price


@pytest.mark.parametrize(
    ("day", "dollars"), [(date(2026, 3, 12), Decimal(10)), (date(2026, 3, 13), Decimal(5))]
)
def test_a_price_counts_from_its_day_on(day: date, dollars: Decimal) -> None:
    """Claude Opus 4.6 ceased to cost more for long inputs on 13 March 2026."""
    model = listed("claude-opus-4-6", "anthropic")
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)

    sheet = BOOK.price_sheet(model, service_tier=ServiceTier.STANDARD, at=at)

    assert dollars == sheet.input_price.cost(1_000_000, input_token_count=1_000_000)


@pytest.mark.parametrize(("hour", "dollars"), [(0, "0.66"), (1, "1.32"), (4, "0.66")])
def test_a_price_changes_by_the_hour_where_it_does(hour: int, dollars: str) -> None:
    """DeepSeek charges more at certain hours, in UTC."""
    at = NOON.replace(hour=hour)

    sheet = BOOK.price_sheet(
        listed("deepseek-v4-pro", "deepseek"), service_tier=ServiceTier.STANDARD, at=at
    )

    assert Decimal(dollars) == sheet.input_price.usd_per_million


def test_a_tier_does_not_count_before_its_day() -> None:
    """What a batch cost before anybody looked is not made up."""
    at = datetime(2026, 10, 1, tzinfo=UTC)

    with pytest.raises(PriceUnknown) as caught:
        BOOK.price_sheet(GPT_5, service_tier=ServiceTier.BATCH, at=at)

    assert "standard" == caught.value.metadata["known"]


@pytest.mark.parametrize(
    ("name", "provider", "canonical", "platform", "expected"),
    [
        ("azure/gpt-4o", "openai", "gpt-4o", "azure", "gpt-4o"),
        ("openrouter/x-ai/grok-4.7", "xai", "grok-4.7", "openrouter", "x-ai/grok-4.7"),
        ("groq/llama-3.1-8b-instant", "meta", "x", "groq", "llama-3.1-8b-instant"),
        ("us.amazon.nova-pro-v1:0", "amazon", "nova-pro", "aws", "amazon.nova-pro-v1:0"),
        ("nova-pro", "amazon", "nova-pro", "", "amazon.nova-pro-v1:0"),
        ("accounts/fireworks/models/kimi-k2p6", "moonshot", "x", "fireworks", "kimi-k2p6"),
        ("claude-opus-4-5@20251101", "anthropic", "claude-opus-4-5", "", "claude-opus-4-5"),
        ("anything", "mistral", "mistral-large-2512", "", "mistral-large-2512"),
    ],
)
def test_a_model_is_found_under_the_name_that_its_biller_has_for_it(
    name: str, provider: str, canonical: str, platform: str, expected: str
) -> None:
    """Routes, regions and snapshots do not hide the price."""
    model = ModelSpecification(name, provider, "", canonical_name=canonical, platform=platform)

    actual = BOOK.price_sheet(model, service_tier=ServiceTier.STANDARD, at=NOON)

    assert expected == actual.model


def test_who_sells_at_the_makers_prices_has_no_other_tiers() -> None:
    """The maker's batch price says nothing of a platform's."""
    model = ModelSpecification(
        "azure/gpt-5", "openai", "", canonical_name="gpt-5", platform="azure"
    )

    with pytest.raises(PriceUnknown) as caught:
        BOOK.price_sheet(model, service_tier=ServiceTier.BATCH, at=NOON)

    assert "standard" == caught.value.metadata["known"]


def test_the_day_of_the_data_is_that_of_the_installed_library() -> None:
    """Whoever upgrades the library must look at the day and at the prices of our own."""
    assert installed == BOOK._overrides.beside


def test_the_library_is_loaded_when_asked_for_and_never_calls_out() -> None:
    """Importing the adapter imports neither pydantic nor a client, and loading opens no socket."""
    script = """
import sys
def refuse(event, _):
    if event.startswith("socket."):
        raise SystemExit(event)
sys.addaudithook(refuse)
from adapters.outbound.genai_prices.prices import GenaiPriceBook
book = GenaiPriceBook()
assert not {"genai_prices", "pydantic"} & sys.modules.keys()
book.load()
assert "genai_prices" in sys.modules
import threading
assert threading.active_count() == 1
"""

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)  # noqa: S603 (our own interpreter and script)

    assert (0, b"") == (done.returncode, done.stderr)


def test_the_library_has_the_providers_that_ours_are_called() -> None:
    """A renamed provider would lose its prices without a word."""
    ids = {provider.id for provider in providers}
    names = ["anthropic", "cohere", "deepseek", "google", "meta", "minimax", "mistral", "openai"]

    assert ids >= {*names, "aws", "azure", "moonshotai", "x-ai", "zai", "zhipuai"}
