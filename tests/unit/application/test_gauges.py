"""What counts for which name, and what its counts are worth."""

from dataclasses import replace

import pytest

from application.tokens.gauge import BORROWED_BOUND, EstimatorGauge, Gauge
from domain.shared.errors import InvalidValue
from domain.tokens.estimation import RatioModel
from domain.tokens.features import feature_names
from domain.tokens.model import (
    NAME_LIMIT,
    CountMethod,
    ModelNotFound,
    ModelSpecification,
    Provenance,
    SpecialTokens,
    TextCounts,
    TokenCount,
    UnknownModel,
)
from tests.fakes.estimators import estimator_of
from tests.fakes.tokenizers import CHARACTERS, FRAMED, CharacterTokenizer, RefusingTokenizer
from tests.unit.application.world import CATALOGUE, WORK_LIMIT, World, by_encoding, by_model

TEXT = SpecialTokens.AS_TEXT


def gauge_for(world: World, model: str) -> Gauge:
    return world.gauges.of(by_model(model))


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("one", TokenCount(4, 4, CountMethod.EXACT)),
        ("likely", TokenCount(4, 13, CountMethod.CALIBRATED)),
        ("framed", TokenCount(7, 12, CountMethod.RECONSTRUCTED, frame_token_count=3)),
        ("likely-framed", TokenCount(7, 16, CountMethod.CALIBRATED, frame_token_count=3)),
        ("two", TokenCount(8, 13, CountMethod.HEURISTIC)),
        ("zzz", TokenCount(8, 13, CountMethod.HEURISTIC)),
    ],
)
def test_a_count_says_what_it_is_worth(world: World, model: str, expected: TokenCount) -> None:
    """The label is that of the less certain of tokenizer and model, and the bound goes with it."""
    actual = gauge_for(world, model).count("aaaa", special_tokens=TEXT)

    assert expected == actual


@pytest.mark.parametrize("model", ["one", "likely", "framed", "likely-framed", "two", "zzz"])
@pytest.mark.parametrize("texts", [[], [""], ["aaaa", "", "a b"]])
def test_a_batch_is_labelled_as_its_texts_are(world: World, model: str, texts: list[str]) -> None:
    """Counting many at once gives what counting each gives."""
    gauge = gauge_for(world, model)
    expected = [gauge.count(text, special_tokens=TEXT) for text in texts]

    actual = gauge.count_batch(texts, special_tokens=TEXT)

    assert expected == list(actual.each())


def test_an_exact_batch_needs_no_bounds(world: World) -> None:
    """Where the count is its own bound, the bounds are left out."""
    expected = TextCounts([1, 2], (), CountMethod.EXACT)

    actual = gauge_for(world, "one").count_batch(["a", "bb"], special_tokens=TEXT)

    assert expected == actual


def test_a_borrowed_tokenizer_is_wide_even_where_its_own_model_is_exact(world: World) -> None:
    """A family's tokenizer is only likely to be that of a new member."""
    text = "a" * 1_000
    expected = BORROWED_BOUND.above(1_000)

    actual = gauge_for(world, "likely").count(text, special_tokens=TEXT)

    assert 1_058 == expected == actual.upper_bound_token_count


@pytest.mark.parametrize(
    ("model", "name", "can_be_cut"),
    [
        ("one", "characters", True),
        ("likely", "characters-calibrated", True),
        ("framed", "framed", False),
        ("two", "unknown-estimate", False),
    ],
)
def test_gauges_with_other_labels_have_other_names(
    *, world: World, model: str, name: str, can_be_cut: bool
) -> None:
    """What is remembered or told under a name was all made in one way."""
    gauge = gauge_for(world, model)

    assert (name, can_be_cut) == (gauge.name, gauge.can_be_cut)


@pytest.mark.parametrize("model", ["framed", "likely-framed"])
@pytest.mark.parametrize(
    ("length", "name"), [(WORK_LIMIT, "framed"), (WORK_LIMIT + 1, "framed-estimate")]
)
def test_texts_beyond_the_work_limit_are_for_the_estimator(
    world: World, model: str, length: int, name: str
) -> None:
    """At the limit the slow counter counts, one character further the estimator does."""
    actual = gauge_for(world, model).suited_to(length)

    assert actual.name.startswith(name)
    assert ("estimate" in name) is ("estimate" in actual.name)


@pytest.mark.parametrize("model", ["one", "likely", "two", "zzz"])
def test_a_gauge_without_a_work_limit_suits_any_text(world: World, model: str) -> None:
    """What is fast, and what is estimated anyway, takes texts of any length."""
    gauge = gauge_for(world, model)

    assert gauge is gauge.suited_to(10**9)


@pytest.mark.parametrize(
    ("model", "made_by"),
    [
        ("framed", ("framed", FRAMED.sha256, "framed 1")),
        ("likely", ("characters", "0" * 64, "characters 1")),
        ("two", ("unknown", "", "estimator 1")),
    ],
)
def test_a_gauge_says_what_makes_its_counts(
    world: World, model: str, made_by: tuple[str, str, str]
) -> None:
    """An estimator has no vocabulary; the catalogue and the framing are named too."""
    expected = Provenance(*made_by, "7", "rules 2")

    actual = world.gauges.provenance(gauge_for(world, model), framing="rules 2")

    assert expected == actual


@pytest.mark.parametrize(
    ("texts", "quick"), [(["a" * 10], True), (["a" * 6, "a" * 5], False), ([], True)]
)
def test_an_estimate_is_quick_if_what_it_looks_at_is(
    *, world: World, texts: list[str], quick: bool
) -> None:
    """The tokenizers it counts with take most of its time."""
    actual = gauge_for(world, "zzz").is_quick(texts)

    assert quick == actual


def test_gauges_are_made_once(world: World) -> None:
    """Asking for a name again gives what was given before."""
    models = ("one", "framed", "zzz", "two")

    assert [gauge_for(world, each) for each in models] == [
        gauge_for(world, each) for each in models
    ]
    assert gauge_for(world, "zzz") is gauge_for(world, "two")
    assert gauge_for(world, "framed") is world.gauges.of(by_encoding("framed"))


def test_a_model_that_nobody_knows_is_one_of_no_maker_and_no_limits(world: World) -> None:
    """Nothing is made up but the way of counting."""
    expected = ModelSpecification(
        "zzz", "", "", CountMethod.HEURISTIC, countable=False, framing="chat"
    )

    actual = world.gauges.model("zzz", unknown=UnknownModel.ESTIMATE)

    assert expected == actual


def test_a_model_that_nobody_knows_can_be_refused(world: World) -> None:
    """The nearest names are in the metadata."""
    with pytest.raises(ModelNotFound) as caught:
        world.gauges.model("smal", unknown=UnknownModel.REFUSE)

    assert "small" in caught.value.metadata["nearest"]


@pytest.mark.parametrize("unknown", UnknownModel)
def test_a_known_model_is_found_whatever_is_to_happen_to_others(
    world: World, unknown: UnknownModel
) -> None:
    """Families count as known."""
    found = [world.gauges.model(each, unknown=unknown) for each in ("one", "one-new")]

    assert CATALOGUE.models["one"] == found[0]
    assert ("one-new", "characters") == (found[1].name, found[1].encoding)


@pytest.mark.parametrize("unknown", UnknownModel)
@pytest.mark.parametrize("name", ["", "n" * (NAME_LIMIT + 1)])
def test_a_model_name_has_a_length(world: World, name: str, unknown: UnknownModel) -> None:
    """No name and one that is too long are errors of the field, never estimated."""
    expected = ("from_model", "VALUE_INVALID")

    with pytest.raises(InvalidValue) as caught:
        world.gauges.model(name, unknown=unknown, field="from_model")

    assert expected == (caught.value.field, caught.value.reason)


def test_a_model_name_of_the_limit_is_looked_up(world: World) -> None:
    """A name of 128 characters is not too long; it is merely unknown."""
    with pytest.raises(ModelNotFound):
        world.gauges.model("n" * NAME_LIMIT, unknown=UnknownModel.REFUSE)


def test_an_estimator_that_the_data_lacks_is_a_fault(world: World) -> None:
    """A catalogue that names an estimator nobody has is no client's mistake."""
    model = ModelSpecification("x", "test", "", CountMethod.CALIBRATED, estimator="missing")

    with pytest.raises(KeyError):
        world.gauges.of_model(model)


def test_an_estimate_does_without_a_tokenizer_that_refuses_the_text() -> None:
    """One that cannot count is taken to count what the others do, and the estimate is made."""
    refusing = RefusingTokenizer(replace(CHARACTERS, encoding="refusing"))
    bases = {"characters": CharacterTokenizer(), "refusing": refusing}
    estimator = replace(
        estimator_of("unknown"),
        base_encodings=("characters", "refusing"),
        model=RatioModel(0.0, (0.0,) * len(feature_names(tuple(bases))), -9.0, 9.0),
    )

    actual = EstimatorGauge(estimator, bases).count("aaaa", special_tokens=TEXT)

    assert 4 == actual.token_count


def test_an_estimate_is_made_even_if_every_tokenizer_refuses_the_text() -> None:
    """A token for each character is then as good a base as any, and the bound is that of bytes."""
    gauge = EstimatorGauge(estimator_of("unknown", ratio=1.0), {"characters": RefusingTokenizer()})

    actual = gauge.count("aaaa", special_tokens=TEXT)

    assert 4 == actual.token_count
