"""What models there are, what they cost today, and how old all that is."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from application.tokens.limits import CountingLimits
from application.tokens.models import ModelAnalyst
from domain.shared.errors import InvalidValue
from domain.shared.pages import Page, PageRequest, PageTokenInvalid
from domain.tokens.analyses import CatalogueInfo, PricedModel
from domain.tokens.catalogue import EVERY_MODEL, ModelFilter
from domain.tokens.model import CountMethod, ModelNotFound
from tests.fakes.clock import FrozenClock
from tests.fakes.prices import FixedPriceBook
from tests.unit.application.world import CATALOGUE, NOW, SHEETS, World

NAMES = ["framed", "likely", "likely-framed", "one", "small", "two"]


def listed(
    world: World, only: ModelFilter = EVERY_MODEL, *, size: int = 0, token: str = ""
) -> Page[PricedModel]:
    return world.models.list_models(page=PageRequest(size, token), only=only)


def names_of(page: Page[PricedModel]) -> list[str]:
    return [each.model.name for each in page.items]


def test_models_are_listed_in_order_of_name(world: World) -> None:
    """All that have a name of their own, families not."""
    assert NAMES == names_of(listed(world))


def test_models_are_listed_by_pages(world: World) -> None:
    """Each page begins where the one before ended, and the last one says that it is."""
    expected = ([NAMES[:4], NAMES[4:]], "")
    first = listed(world, size=4)

    second = listed(world, size=4, token=first.next_token)

    assert expected == ([names_of(first), names_of(second)], second.next_token)


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (ModelFilter(provider="test"), NAMES),
        (ModelFilter(provider="other"), []),
        (ModelFilter(encoding="framed"), ["framed", "likely-framed"]),
        (ModelFilter(method=CountMethod.CALIBRATED), ["likely", "likely-framed"]),
        (ModelFilter(name_prefix="LIK"), ["likely", "likely-framed"]),
        (ModelFilter(encoding="framed", method=CountMethod.CALIBRATED), ["likely-framed"]),
    ],
)
def test_only_some_models_are_listed(world: World, only: ModelFilter, expected: list[str]) -> None:
    """A model must pass every filter that is set."""
    assert expected == names_of(listed(world, only))


def test_pages_are_of_what_the_filter_lets_through(world: World) -> None:
    """A page is full of models that pass, and the next one goes on with them."""
    only = ModelFilter(name_prefix="likely")
    first = listed(world, only, size=1)

    second = listed(world, only, size=1, token=first.next_token)

    assert (["likely"], ["likely-framed"], "") == (
        names_of(first),
        names_of(second),
        second.next_token,
    )


@pytest.mark.parametrize(
    ("size", "token", "error"), [(-1, "", InvalidValue), (0, "!", PageTokenInvalid)]
)
def test_a_wrong_page_is_refused(
    world: World, size: int, token: str, error: type[InvalidValue]
) -> None:
    """Negative sizes and tokens that nobody gave are errors."""
    with pytest.raises(error):
        listed(world, size=size, token=token)


def test_a_model_comes_with_the_prices_of_today(world: World) -> None:
    """Those of the standard tier, on the day of the call."""
    expected = PricedModel(CATALOGUE.models["one"], replace(SHEETS[0], price_date=NOW.date()))

    actual = world.models.get_model(name="one")

    assert expected == actual


def test_a_model_without_a_price_is_known_all_the_same(world: World) -> None:
    """Neither a missing price nor a vocabulary that is not carried hides a model."""
    expected = PricedModel(CATALOGUE.models["two"], None)

    assert expected == world.models.get_model(name="two")


def test_a_family_is_found_under_the_name_that_was_asked_for(world: World) -> None:
    """Names that are not listed are resolved as everywhere."""
    assert "one-new" == world.models.get_model(name="one-new").model.name


def test_an_unknown_model_is_never_made_up(world: World) -> None:
    """Asking what a model is is not asking for an estimate."""
    with pytest.raises(ModelNotFound) as caught:
        world.models.get_model(name="smal")

    assert "small" in caught.value.metadata["nearest"]


@pytest.mark.parametrize("name", ["", "n" * 129])
def test_a_model_name_has_a_length(world: World, name: str) -> None:
    """An empty name or one of 129 characters is an error of the name."""
    expected = ("name", "VALUE_INVALID")

    with pytest.raises(InvalidValue) as caught:
        world.models.get_model(name=name)

    assert expected == (caught.value.field, caught.value.reason)


def analyst_at(world: World, moment: datetime) -> ModelAnalyst:
    return ModelAnalyst(
        scales=world.scales,
        prices=FixedPriceBook(),
        clock=FrozenClock(moment),
        limits=CountingLimits(),
    )


@pytest.mark.parametrize(("day", "age"), [(20, 0), (21, 1), (30, 10), (1, 0)])
def test_the_age_of_the_data_is_told_in_days(world: World, day: int, age: int) -> None:
    """A clock that is behind the data makes it no younger than today."""
    expected = CatalogueInfo("7", date(2026, 11, 20), age, "fixed 1")

    actual = analyst_at(world, datetime(2026, 11, day, 23, 59, tzinfo=UTC)).catalogue_info()

    assert expected == actual


def test_warming_up_prices_what_has_no_price_too(world: World) -> None:
    """Models without a price do not stop the start."""
    world.models.warm()

    assert [] == world.tokenizer.counted
