"""What every adapter of ports.outbound.framings.Framings must promise."""

import pytest

from adapters.outbound.catalogue.framings import PackagedFramings
from adapters.outbound.catalogue.packaged import PackagedCatalogues
from domain.tokens.chat import Conversation, Message, TextPart
from domain.tokens.model import CountMethod, TokenCount
from domain.tokens.weighing import Weighing
from ports.outbound.framings import Framings
from tests.fakes.framings import FRAMINGS, FixedFramings

PACKAGED, FIXED = PackagedFramings(), FixedFramings(FRAMINGS)
NAMES = {"PackagedFramings": PACKAGED.names(), "FixedFramings": tuple(FRAMINGS)}
HELLO = Conversation(
    messages=(Message(path="", role="user", parts=(TextPart(path="", text="Hello"),)),)
)


@pytest.fixture(params=[PACKAGED, FIXED], ids=lambda each: type(each).__name__)
def framings(request: pytest.FixtureRequest) -> Framings:
    return request.param  # type: ignore[no-any-return]  # pytest does not know the type


@pytest.fixture
def names(framings: Framings) -> tuple[str, ...]:
    return NAMES[type(framings).__name__]


def test_a_framing_is_called_what_it_was_asked_for_as(
    framings: Framings, names: tuple[str, ...]
) -> None:
    """Provenance names a framing, and whoever reads that finds the same one again."""
    actual = tuple(framings.framing(name).name for name in names)

    assert names == actual


def test_a_framing_has_a_version(framings: Framings, names: tuple[str, ...]) -> None:
    """A count can be made again only if it is known by which edition of the rules."""
    expected: list[str] = []

    unversioned = [name for name in names if not framings.framing(name).version]

    assert expected == unversioned


def test_a_framing_is_the_same_object_every_time(
    framings: Framings, names: tuple[str, ...]
) -> None:
    """Asking is cheap enough for every call."""
    expected = [framings.framing(name) for name in names]

    actual = [framings.framing(name) for name in names]

    assert all(one is other for one, other in zip(expected, actual, strict=True))


def test_a_name_that_nobody_has_is_a_key_error(framings: Framings) -> None:
    """It is a fault of the packaged data, not of a caller."""
    with pytest.raises(KeyError):
        framings.framing("no such framing")


@pytest.mark.parametrize("name", ["plain", "chat"])
def test_what_models_fall_back_to_is_there(framings: Framings, name: str) -> None:
    """Models without rules of their own are plain, those that nobody knows are some chat."""
    assert name == framings.framing(name).name


def test_every_framing_can_be_applied(framings: Framings, names: tuple[str, ...]) -> None:
    """No count is below its texts, above its bound, or more certain than rules make it."""
    text = TokenCount.exact(5)

    for name in names:
        weighing = Weighing(HELLO, framings.framing(name))
        total = weighing.total(dict.fromkeys(weighing.texts, text))

        assert 5 <= total.token_count <= total.upper_bound_token_count
        assert total.method in (CountMethod.EXACT, CountMethod.RULES)


def test_the_packaged_models_have_their_framings() -> None:
    """Every model and every family of the packaged catalogue is framed by rules that are there."""
    catalogue = PackagedCatalogues(()).current()
    models = (*catalogue.models.values(), *catalogue.families)
    expected: set[str] = set()

    assert expected == {each.framing for each in models} - set(PACKAGED.names())
