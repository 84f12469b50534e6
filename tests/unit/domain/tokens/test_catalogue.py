import pytest

from domain.shared.pages import Page, PageRequest
from domain.tokens.catalogue import ModelCatalogue, ModelFilter, nearest
from domain.tokens.model import CountMethod, EncodingNotFound, ModelNotFound, ModelSpecification
from domain.tokens.model_names import NameRules


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
    ["", "gpt", "gpt4", " gpt-4", "\x00gpt-4", "gpt\N{HYPHEN}4", "x" * 10_000, "[", "\ud800"],
)
def test_a_name_that_nothing_knows_is_not_found(name: str) -> None:
    """What no rule reads is unknown, never guessed."""
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


ROUTED = ModelCatalogue(
    version="1",
    models={
        "m-1.5": ModelSpecification(
            "m-1.5", "maker", "new", CountMethod.EXACT, aliases=("m1.5", "vendor.m"), framing="f"
        ),
        "n-2": ModelSpecification("n-2", "other", "", CountMethod.HEURISTIC, countable=False),
    },
    families=(model("m-", "old"),),
    encodings={"new": True, "old": True},
    rules=NameRules(
        routes={"cloud": "cloud"},
        vendors=frozenset({"vendor"}),
        vendor_platform="shop",
        regions=frozenset({"us"}),
        suffixes=(r"-\d{4}", "-latest"),
    ),
)


@pytest.mark.parametrize(
    ("name", "canonical", "platform"),
    [
        ("m-1.5", "", ""),
        ("M-1.5", "m-1.5", ""),
        ("m_1.5", "m-1.5", ""),
        ("m-1-5", "m-1.5", ""),
        ("m-1p5", "m-1.5", ""),
        ("M1.5", "m-1.5", ""),
        ("m-1.5-2407-latest", "m-1.5", ""),
        ("org/m-1.5", "m-1.5", ""),
        ("cloud/org/m-1.5-2407", "m-1.5", "cloud"),
        ("Cloud/m-1.5", "m-1.5", "cloud"),
        ("vendor.m-1.5", "m-1.5", "shop"),
        ("us.vendor.m-1.5", "m-1.5", "shop"),
        ("cloud/us.vendor.m-1.5", "m-1.5", "cloud"),
        ("us.vendor.m", "m-1.5", "shop"),
        ("m-9", "m-9", ""),
        ("cloud/us.vendor.M-9-2407", "M-9-2407", "cloud"),
    ],
)
def test_a_name_is_read_without_what_stands_around_it(
    name: str, canonical: str, platform: str
) -> None:
    """What was asked for stays the name; the model and its platform stand beside it."""
    found = ROUTED.resolve(name)

    assert (name, canonical, platform) == (found.name, found.canonical_name, found.platform)


@pytest.mark.parametrize("name", ["us.m-1.5", "nobody.m-1.5", "m", "m.1.5x", "n-2.1", "ft:m-1.5"])
def test_a_name_that_no_rule_reads_is_not_found(name: str) -> None:
    """A region without a vendor, and a vendor that nobody knows, are no rules."""
    with pytest.raises(ModelNotFound):
        ROUTED.resolve(name)


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        (ModelFilter(), ["m-1.5", "n-2"]),
        (ModelFilter(provider="maker"), ["m-1.5"]),
        (ModelFilter(encoding="new"), ["m-1.5"]),
        (ModelFilter(encoding="old"), []),
        (ModelFilter(method=CountMethod.HEURISTIC), ["n-2"]),
        (ModelFilter(countable=True), ["m-1.5"]),
        (ModelFilter(countable=False), ["n-2"]),
        (ModelFilter(name_prefix="N-"), ["n-2"]),
        (ModelFilter(name_prefix="vendor"), ["m-1.5"]),
        (ModelFilter(provider="maker", countable=False), []),
    ],
)
def test_a_listing_shows_what_every_condition_accepts(
    chosen: ModelFilter, names: list[str]
) -> None:
    """Conditions that are not given accept all."""
    actual = [name for name, _ in ROUTED.in_order(chosen)]

    assert names == actual


def test_a_filtered_listing_has_pages() -> None:
    """Each model is on one page, in order."""
    expected = [["gpt-4"], ["gpt-4o"], ["gpt-4o-listed"]]
    token, pages = "", []

    for _ in range(3):
        page = Page.of(CATALOGUE.in_order(ModelFilter(provider="test")), PageRequest(1, token))
        pages.append([each.name for each in page.items])
        token = page.next_token

    assert (expected, "") == (pages, token)
