"""What a text, a chat or a number of tokens costs."""

from datetime import date
from decimal import Decimal

import pytest

from domain.shared.errors import InvalidValue
from domain.tokens.analyses import CostAnalysis
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.cost import PriceUnknown, ServiceTier
from domain.tokens.model import CountMethod, ModelNotFound, TextNotUnicode, TokenCount
from domain.tokens.questions import CostQuestion
from ports.inbound.steps import Steps
from tests.unit.application.world import NOW, World, chat, quickness_of, result_of

type Content = str | ChatRequest | int

MILLIONTH = Decimal("0.000001")


def begin(
    world: World, content: Content, model: str = "one", question: CostQuestion | None = None
) -> Steps[CostAnalysis]:
    return world.models.estimate_cost(
        model=model, content=content, question=question or CostQuestion()
    )


def cost_of(
    world: World, content: Content, model: str = "one", question: CostQuestion | None = None
) -> CostAnalysis:
    return result_of(begin(world, content, model, question))


@pytest.mark.parametrize(
    ("content", "tokens"),
    [("a" * 10, 10), (chat("aaaa"), 10), (10, 10), ("", 0), (0, 0), (chat(), 3)],
    ids=["text", "chat", "number", "no text", "no tokens", "no messages"],
)
def test_input_costs_what_its_tokens_cost(world: World, content: Content, tokens: int) -> None:
    """Texts and chats are counted, numbers taken as they are."""
    expected = tokens * MILLIONTH

    actual = cost_of(world, content)

    assert (
        expected == actual.cost.total_usd == actual.cost.input_usd == actual.upper_bound.total_usd
    )
    assert tokens == actual.count.token_count


@pytest.mark.parametrize(
    ("content", "tokenizer", "framing"),
    [("a", "characters", ""), (chat("a"), "characters", "rules 2"), (1, None, None)],
    ids=["text", "chat", "number"],
)
def test_an_answer_says_what_counted(
    world: World, content: Content, tokenizer: str | None, framing: str | None
) -> None:
    """A number of tokens was counted by nobody here."""
    actual = cost_of(world, content).provenance

    assert (tokenizer, framing) == (actual and actual.tokenizer, actual and actual.framing)


def test_what_is_not_exact_may_cost_more(world: World) -> None:
    """The upper bound of the count has a cost of its own."""
    expected = (24 * MILLIONTH, 39 * MILLIONTH)

    actual = cost_of(world, "hello", "framed")

    assert TokenCount(8, 13, CountMethod.RECONSTRUCTED, frame_token_count=3) == actual.count
    assert expected == (actual.cost.total_usd, actual.upper_bound.total_usd)


@pytest.mark.parametrize(
    ("question", "total"),
    [
        (CostQuestion(output_tokens=5), 20),
        (CostQuestion(cached_input_tokens=4), 6),
        (CostQuestion(cache_write_tokens=10), 10),
        (CostQuestion(cached_input_tokens=4, cache_write_tokens=6, output_tokens=1), 8),
        (CostQuestion(output_tokens=5, tier=ServiceTier.BATCH), 15),
    ],
)
def test_caches_output_and_tier_have_their_prices(
    world: World, question: CostQuestion, total: int
) -> None:
    """Whatever the caller knows of the call is in the price."""
    actual = cost_of(world, 10, question=question)

    assert total * MILLIONTH == actual.cost.total_usd
    assert question.tier is actual.cost.service_tier


@pytest.mark.parametrize(("tokens", "total"), [(100, 100), (101, 1_010)])
def test_long_input_has_the_price_of_its_step(world: World, tokens: int, total: int) -> None:
    """Above the step every token of the call has the higher price."""
    actual = cost_of(world, tokens)

    assert total * MILLIONTH == actual.cost.total_usd


@pytest.mark.parametrize(
    ("on", "expected"), [(None, NOW.date()), (date(2026, 1, 2), date(2026, 1, 2))]
)
def test_the_prices_are_those_of_the_day(world: World, on: date | None, expected: date) -> None:
    """Of today, unless a day is given; the answer says which."""
    actual = cost_of(world, 1, question=CostQuestion(on=on))

    assert (expected, "fixed 1") == (actual.cost.price_date, actual.cost.source)


@pytest.mark.parametrize(
    ("model", "tier", "known"),
    [("two", ServiceTier.STANDARD, ""), ("one", ServiceTier.FLEX, "standard,batch")],
)
def test_a_price_that_nobody_knows_is_not_made_up(
    world: World, model: str, tier: ServiceTier, known: str
) -> None:
    """The error names the tiers that have a price."""
    with pytest.raises(PriceUnknown) as caught:
        cost_of(world, "a", model, CostQuestion(tier=tier))

    assert known == caught.value.metadata["known"]


@pytest.mark.parametrize(
    "content", ["a", 1, chat("a", model="zzz")], ids=["text", "number", "chat"]
)
def test_a_model_that_nobody_knows_has_no_price(world: World, content: Content) -> None:
    """There is nothing to estimate a price from."""
    model = "" if isinstance(content, ChatRequest) else "zzz"

    with pytest.raises(ModelNotFound):
        cost_of(world, content, model)


def test_a_chat_may_name_its_model(world: World) -> None:
    """The body's model counts where the question names none."""
    actual = cost_of(world, chat("a", model="framed"), "")

    assert "framed" == (actual.provenance and actual.provenance.tokenizer) == actual.model


@pytest.mark.parametrize("content", ["a", 1, chat("a")], ids=["text", "number", "chat"])
@pytest.mark.parametrize("model", ["", "n" * 129])
def test_some_model_must_be_named(world: World, content: Content, model: str) -> None:
    """No name, or one that is too long, is an error of the field."""
    with pytest.raises(InvalidValue) as caught:
        cost_of(world, content, model)

    assert "model" == caught.value.field


@pytest.mark.parametrize(
    ("content", "question", "field"),
    [
        (-1, CostQuestion(), "input_token_count"),
        (1, CostQuestion(cached_input_tokens=2), "cached_input_token_count"),
        ("a", CostQuestion(cached_input_tokens=1, cache_write_tokens=1), "cache_write_token_count"),
    ],
)
def test_a_wrong_number_is_an_error_of_its_field(
    world: World, content: Content, question: CostQuestion, field: str
) -> None:
    """Input is not negative, and no cache holds more than the input."""
    with pytest.raises(InvalidValue) as caught:
        cost_of(world, content, question=question)

    assert field == caught.value.field


def test_a_surrogate_is_an_error_of_the_text(world: World) -> None:
    """Text that is not Unicode costs nothing that could be told."""
    with pytest.raises(TextNotUnicode) as caught:
        cost_of(world, "\ud800")

    assert "text" == caught.value.field


@pytest.mark.parametrize(
    ("content", "quick"),
    [(1, [True]), ("a" * 11, [False]), (chat("a" * 11), [True, True, False, True])],
    ids=["number", "text", "chat"],
)
def test_each_step_says_whether_it_is_quick(
    *, world: World, content: Content, quick: list[bool]
) -> None:
    """A number costs no counting."""
    actual = quickness_of(begin(world, content))

    assert quick == list(actual)
