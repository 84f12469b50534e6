import pytest

from domain.tokens.catalogue import ModelCatalogue, nearest
from domain.tokens.model import EncodingNotFound, ModelNotFound, ModelSpecification


def model(name: str, encoding: str) -> ModelSpecification:
    return ModelSpecification(name=name, provider="test", encoding=encoding)


CATALOGUE = ModelCatalogue(
    version="1",
    models={
        "gpt-4": model("gpt-4", "old"),
        "gpt-4o": model("gpt-4o", "new"),
        "gpt-4o-listed": model("gpt-4o-listed", "special"),
    },
    families=(model("gpt-4o-", "new"), model("gpt-4", "old"), model("gpt-4o", "never reached")),
    encodings={"new": True, "old": True, "special": False},
)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("gpt-4", "old"),
        ("gpt-4o", "new"),
        ("gpt-4o-listed", "special"),
        ("gpt-4o-unlisted", "new"),
        ("gpt-4-turbo", "old"),
        ("gpt-4oo", "old"),
    ],
)
def test_a_name_is_listed_or_belongs_to_the_first_family_it_begins_with(
    name: str, encoding: str
) -> None:
    """A listed name wins over every family, and families are tried in order."""
    found = CATALOGUE.resolve(name)

    assert (name, encoding) == (found.name, found.encoding)


@pytest.mark.parametrize(
    "name",
    ["", "gpt", "GPT-4", " gpt-4", "\x00gpt-4", "gpt\N{HYPHEN}4", "x" * 10_000, "[", "\ud800"],
)
def test_a_name_that_nothing_knows_is_not_found(name: str) -> None:
    """Names are matched to the letter; whatever else is given is unknown, never guessed."""
    with pytest.raises(ModelNotFound) as caught:
        CATALOGUE.resolve(name)

    assert (name, "MODEL_NOT_FOUND") == (caught.value.metadata["model"], caught.value.reason)


def test_the_error_for_a_near_name_suggests_it_first() -> None:
    """What is most like the unknown name comes first, for people and for programs."""
    expected = "gpt-4o-listed"

    with pytest.raises(ModelNotFound) as caught:
        CATALOGUE.resolve("ggpt-4o-listed")

    assert expected == caught.value.metadata["nearest"].split(",")[0]


def test_the_error_for_a_name_like_no_other_suggests_nothing() -> None:
    """No suggestion is better than a wild one."""
    expected = ("", False)

    with pytest.raises(ModelNotFound) as caught:
        CATALOGUE.resolve("zzz")

    assert expected == (caught.value.metadata["nearest"], "did you mean" in caught.value.message)


def test_near_names_ignore_case_and_are_three_at_most() -> None:
    """Three suggestions, whatever the case of the name."""
    expected = ("model-1", 3)

    actual = nearest("MODEL-1", [f"model-{number}" for number in range(1, 9)])

    assert expected == (actual.split(",")[0], len(actual.split(",")))


@pytest.mark.parametrize("name", ["new", "special"])
def test_a_known_encoding_is_accepted_carried_or_not(name: str) -> None:
    """Whether its vocabulary is carried is another question."""
    actual = CATALOGUE.require_encoding(name)

    assert name == actual


def test_an_unknown_encoding_is_not_found() -> None:
    """The error names the near encodings."""
    expected = {"encoding": "olds", "nearest": "old"}

    with pytest.raises(EncodingNotFound) as caught:
        CATALOGUE.require_encoding("olds")

    assert expected == caught.value.metadata


def test_an_encoding_like_no_other_is_answered_with_all() -> None:
    """There are few encodings, so all of them are suggested where none is near."""
    expected = "new,old,special"

    with pytest.raises(EncodingNotFound) as caught:
        CATALOGUE.require_encoding("zzz")

    assert expected == caught.value.metadata["nearest"]


def test_models_are_listed_in_order_of_name() -> None:
    """The order of the listing is that of the keys of its pages."""
    expected = ["gpt-4", "gpt-4o", "gpt-4o-listed"]

    names = [name for name, _ in CATALOGUE.in_order()]

    assert expected == names
