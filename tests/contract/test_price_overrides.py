"""What a price of our own must look like, and when it counts."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from adapters.outbound.genai_prices.prices import GenaiPriceBook
from domain.tokens.catalogue import CatalogueInvalid
from domain.tokens.cost import PriceUnknown, ServiceTier, TokenUsage, estimate
from domain.tokens.model import ModelSpecification

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
GPT_4 = ModelSpecification("gpt-4", "openai", "cl100k_base", canonical_name="gpt-4")
GPT_5 = ModelSpecification("gpt-5", "openai", "o200k_base", canonical_name="gpt-5")

OWN = """
[genai_prices]
version = "0"
as_of = 2026-01-02
"""
ENTRY = """
[[prices]]
provider = "openai"
model = "gpt-5"
since = 2026-11-01
source = "a letter"
input = 3
"""


def own_book(*entries: str) -> GenaiPriceBook:
    return GenaiPriceBook(OWN + "".join(entries))


def test_a_price_of_our_own_comes_first() -> None:
    """It counts before that of the library, and says where it was read."""
    sheet = own_book(ENTRY).price_sheet(GPT_5, service_tier=ServiceTier.STANDARD, at=NOON)

    assert (Decimal(3), "a letter", NOON.date()) == (
        sheet.input_price.usd_per_million,
        sheet.source,
        sheet.price_date,
    )


@pytest.mark.parametrize(("day", "dollars"), [(1, "1.25"), (2, "3"), (5, "4"), (9, "4"), (10, "3")])
def test_a_price_of_our_own_counts_while_it_lasts(day: int, dollars: str) -> None:
    """Of two, the one that began later counts, and until the day before its end."""
    first = ENTRY.replace("2026-11-01", "2026-11-02")
    later = ENTRY.replace("2026-11-01", "2026-11-05").replace("input = 3", "input = 4")
    book = own_book(first, later, "until = 2026-11-10\n")

    sheet = book.price_sheet(
        GPT_5, service_tier=ServiceTier.STANDARD, at=datetime(2026, 11, day, tzinfo=UTC)
    )

    assert Decimal(dollars) == sheet.input_price.usd_per_million


def test_a_tier_of_our_own_is_known() -> None:
    """Tiers of our own and of the library stand beside each other."""
    own = ENTRY.replace('"gpt-5"', '"gpt-4"') + 'service_tier = "flex"\n'

    with pytest.raises(PriceUnknown) as caught:
        own_book(own).price_sheet(GPT_4, service_tier=ServiceTier.PRIORITY, at=NOON)

    assert "standard,batch,flex" == caught.value.metadata["known"]


def test_steps_of_our_own_count() -> None:
    """What a step leaves out stays as it is."""
    own = ENTRY + "output = 0.1\nsteps = [{ above = 10, input = 0.5 }]\n"
    sheet = own_book(own).price_sheet(GPT_5, service_tier=ServiceTier.STANDARD, at=NOON)

    cost = estimate(TokenUsage(11, output_token_count=10), sheet)

    assert (Decimal("0.0000055"), Decimal("0.000001")) == (cost.input_usd, cost.output_usd)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("= 1", "Invalid"),
        ("[genai_prices]\nversion = 1\n", "version and as_of"),
        (OWN + ENTRY.replace('model = "gpt-5"\n', ""), "model is missing"),
        (OWN + ENTRY.replace("input = 3", ""), "input is missing"),
        (OWN + ENTRY + "inputs = 3\n", "unknown key 'inputs'"),
        (OWN + ENTRY.replace("input = 3", 'input = "3"'), "input has the wrong type"),
        (OWN + ENTRY.replace("input = 3", "input = true"), "input has the wrong type"),
        (OWN + ENTRY.replace("input = 3", "input = -3"), "a price is a number"),
        (OWN + ENTRY.replace("input = 3", "input = nan"), "a price is a number"),
        (OWN + ENTRY.replace("2026-11-01", "2026-11-01T00:00:00"), "since has the wrong type"),
        (OWN + ENTRY + "until = 2026-11-01\n", "until is not after since"),
        (OWN + ENTRY + 'service_tier = "vip"\n', "vip"),
        (OWN + ENTRY + "steps = 1\n", "steps are no list of tables"),
        (OWN + ENTRY + "steps = [{ input = 1 }]\n", "above is missing"),
        (OWN + ENTRY + "steps = [{ above = 1, inputs = 1 }]\n", "unknown key 'inputs' of a step"),
        (OWN + ENTRY + 'steps = [{ above = "1", input = 1 }]\n', "above has the wrong type"),
        (OWN + ENTRY + "steps = [{ above = 2, input = 1 }, { above = 1, input = 1 }]\n", "ascend"),
    ],
)
def test_a_file_that_is_wrong_says_what_is(text: str, problem: str) -> None:
    """Loading fails with the entry and the problem; no price is left out in silence."""
    with pytest.raises(CatalogueInvalid) as caught:
        GenaiPriceBook(text).load()

    assert (True, "overrides.toml") == (
        problem in caught.value.message,
        caught.value.metadata["file"],
    )
