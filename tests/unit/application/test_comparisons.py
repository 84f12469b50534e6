"""What would change from one model to another on the same texts."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from domain.shared.errors import InvalidValue
from domain.tokens.analyses import ModelComparison
from domain.tokens.cost import ServiceTier
from domain.tokens.model import (
    BatchTooLarge,
    CountMethod,
    ModelNotFound,
    TextMissing,
    TextNotUnicode,
    TokenCount,
    UnknownModel,
)
from domain.tokens.questions import CostQuestion
from ports.inbound.steps import Steps
from tests.unit.application.world import WORK_LIMIT, World, quickness_of, result_of

MILLIONTH = Decimal("0.000001")
ONE_TO_FRAMED = ("one", "framed")


def begin(
    world: World,
    texts: Sequence[str],
    models: tuple[str, str] = ONE_TO_FRAMED,
    *,
    question: CostQuestion | None = None,
    unknown: UnknownModel = UnknownModel.ESTIMATE,
) -> Steps[ModelComparison]:
    return world.models.compare_models(
        models=models, texts=texts, question=question or CostQuestion(), unknown_model=unknown
    )


def compared(
    world: World,
    texts: Sequence[str],
    models: tuple[str, str] = ONE_TO_FRAMED,
    question: CostQuestion | None = None,
) -> ModelComparison:
    return result_of(begin(world, texts, models, question=question))


def test_the_corpus_is_counted_under_both_models(world: World) -> None:
    """Each side has its total, its method, its bound and what made it."""
    actual = compared(world, ["aaaa", "bb"])

    assert TokenCount(6, 6, CountMethod.EXACT) == actual.before.count
    assert TokenCount(12, 21, CountMethod.RECONSTRUCTED, frame_token_count=6) == actual.after.count
    assert ("characters", "framed") == (
        actual.before.provenance.tokenizer,
        actual.after.provenance.tokenizer,
    )


def test_ratios_are_of_the_whole_and_of_each_text(world: World) -> None:
    """A text without tokens under the old model has the ratio 1."""
    expected = (15 / 6, (7 / 4, 5 / 2, 1.0))

    actual = compared(world, ["aaaa", "bb", ""])

    assert expected == (actual.token_ratio, actual.token_ratios)


def test_each_text_is_a_call_with_output(world: World) -> None:
    """Steps of the price count for each text by itself, and so does the output."""
    question = CostQuestion(output_tokens=10)
    long, short = "a" * 101, "a"

    actual = compared(world, [long, short], ("one", "one"), question)

    assert actual.before.cost
    assert (1_010 + 1 + 2 * 20) * MILLIONTH == actual.before.cost.total_usd


def test_the_cost_is_that_of_the_tier(world: World) -> None:
    """A side without a price at that tier has no cost; the other has."""
    actual = compared(world, ["aaaa"], question=CostQuestion(tier=ServiceTier.BATCH))

    assert actual.before.cost
    assert ServiceTier.BATCH is actual.before.cost.service_tier
    assert actual.after.cost is None


@pytest.mark.parametrize("model", ["two", "zzz"])
def test_a_model_without_a_price_is_compared_all_the_same(world: World, model: str) -> None:
    """Its tokens are counted or estimated; only its cost is absent."""
    actual = compared(world, ["aaaa"], ("one", model))

    assert (8, None) == (actual.after.count.token_count, actual.after.cost)


@pytest.mark.parametrize(
    ("models", "stops", "begins"),
    [(("one", "small"), (1,), ()), (("small", "one"), (), (1,)), (("small", "small"), (), ())],
)
def test_texts_that_fit_only_one_of_the_models_are_named(
    *, world: World, models: tuple[str, str], stops: tuple[int, ...], begins: tuple[int, ...]
) -> None:
    """Forty tokens fit the small model, forty-one do not; the other has no limit."""
    actual = compared(world, ["a" * 40, "a" * 41], models)

    assert (stops, begins) == (actual.stops_fitting, actual.begins_fitting)


@pytest.mark.parametrize(
    ("models", "field"),
    [
        (("", "one"), "from_model"),
        (("one", ""), "to_model"),
        (("one", "n" * 129), "to_model"),
    ],
)
@pytest.mark.parametrize("unknown", UnknownModel)
def test_both_models_must_be_named(
    world: World, models: tuple[str, str], field: str, unknown: UnknownModel
) -> None:
    """The error is one of the field that names the model."""
    with pytest.raises(InvalidValue) as caught:
        begin(world, ["a"], models, unknown=unknown)

    assert field == caught.value.field


def test_an_unknown_model_can_be_refused(world: World) -> None:
    """Then nothing is counted."""
    with pytest.raises(ModelNotFound):
        begin(world, ["a"], ("one", "zzz"), unknown=UnknownModel.REFUSE)

    assert [] == world.tokenizer.counted


def test_a_corpus_of_nothing_is_refused(world: World) -> None:
    """There must be a text to compare on."""
    with pytest.raises(TextMissing) as caught:
        begin(world, [])

    assert "texts" == caught.value.field


def test_a_corpus_may_have_as_many_texts_as_the_limit(world: World) -> None:
    """Exactly the limit is compared, one text more is refused."""
    assert 4 == len(compared(world, ["a"] * 4).token_ratios)

    with pytest.raises(BatchTooLarge) as caught:
        begin(world, ["a"] * 5)

    assert ("4", "5") == (caught.value.metadata["limit"], caught.value.metadata["given"])


def test_a_surrogate_names_the_text_that_holds_it(world: World) -> None:
    """Nothing is counted before all texts have been looked at."""
    with pytest.raises(TextNotUnicode) as caught:
        begin(world, ["a", "\ud800"])

    assert ("texts[1]", []) == (caught.value.field, world.tokenizer.counted)


def test_one_long_text_has_the_whole_corpus_estimated(world: World) -> None:
    """The counts of a side are all made in one way."""
    actual = compared(world, ["a", "b c " * WORK_LIMIT])

    assert CountMethod.CALIBRATED == actual.after.count.method
    assert [] == world.counter.counted


def test_each_step_says_whether_it_is_quick(world: World) -> None:
    """Both models are counted in steps of their own."""
    assert [True, True] == list(quickness_of(begin(world, ["a" * 10])))
    assert [False, False] == list(quickness_of(begin(world, ["a" * 11])))
