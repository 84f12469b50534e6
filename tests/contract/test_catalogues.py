"""What every adapter of ports.outbound.catalogues.Catalogues must promise, and what ours says."""

import pytest
from tiktoken.model import MODEL_PREFIX_TO_ENCODING, MODEL_TO_ENCODING
from tiktoken_ext.openai_public import ENCODING_CONSTRUCTORS

from adapters.outbound.catalogue.packaged import PackagedCatalogues
from domain.tokens.catalogue import ModelCatalogue
from domain.tokens.model import NAME_LIMIT, CountMethod, ModelNotFound
from domain.tokens.vocabularies import OPENAI_VOCABULARIES
from ports.outbound.catalogues import Catalogues
from tests.fakes.catalogues import FixedCatalogues

CARRIED = [each.encoding for each in OPENAI_VOCABULARIES]


@pytest.fixture(scope="module")
def packaged() -> PackagedCatalogues:
    return PackagedCatalogues(CARRIED)


@pytest.fixture(scope="module")
def catalogue(packaged: PackagedCatalogues) -> ModelCatalogue:
    return packaged.current()


@pytest.fixture(params=["packaged", "fixed"])
def catalogues(request: pytest.FixtureRequest, packaged: PackagedCatalogues) -> Catalogues:
    return packaged if request.param == "packaged" else FixedCatalogues(packaged.current())


def test_the_catalogue_is_the_same_object_until_it_changes(catalogues: Catalogues) -> None:
    """Asking again costs nothing."""
    first = catalogues.current()

    assert first is catalogues.current()


def test_the_catalogue_has_a_version(catalogues: Catalogues) -> None:
    """Provenance can name what resolved a name."""
    version = catalogues.current().version

    assert version.strip()


@pytest.mark.parametrize("name", MODEL_TO_ENCODING)
def test_every_model_of_the_reference_has_its_encoding(
    catalogue: ModelCatalogue, name: str
) -> None:
    """No name is counted with another encoding than the reference's table says."""
    actual = catalogue.resolve(name)

    assert (name, MODEL_TO_ENCODING[name]) == (actual.name, actual.encoding)


@pytest.mark.parametrize("prefix", MODEL_PREFIX_TO_ENCODING)
def test_every_family_of_the_reference_has_its_encoding(
    catalogue: ModelCatalogue, prefix: str
) -> None:
    """A name that only its beginning is known of is counted as the reference's table says."""
    name = f"{prefix}x"

    actual = catalogue.resolve(name)

    assert (name, MODEL_PREFIX_TO_ENCODING[prefix]) == (actual.name, actual.encoding)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("gpt-5", "o200k_base"),
        ("gpt-5-mini-2025-08-07", "o200k_base"),
        ("gpt-5.1-codex", "o200k_base"),
        ("gpt-5.9-unheard-of", "o200k_base"),
        ("o1", "o200k_base"),
        ("o1-2024-12-17", "o200k_base"),
        ("o3", "o200k_base"),
        ("o3-mini-2025-01-31", "o200k_base"),
        ("o4-mini-2025-04-16", "o200k_base"),
        ("gpt-4o-2024-08-06", "o200k_base"),
        ("gpt-4.1-mini-2025-04-14", "o200k_base"),
        ("gpt-4-0613", "cl100k_base"),
        ("gpt-3.5-turbo-0125", "cl100k_base"),
        ("ft:gpt-4o-mini-2024-07-18:org::id", "o200k_base"),
        ("ft:gpt-4:org", "cl100k_base"),
        ("gpt-oss-20b", "o200k_harmony"),
        ("gpt-oss-999b", "o200k_harmony"),
        ("text-embedding-3-small", "cl100k_base"),
        ("text-embedding-3-large", "cl100k_base"),
        ("text-embedding-ada-002", "cl100k_base"),
    ],
)
def test_current_names_are_counted_exactly(
    catalogue: ModelCatalogue, name: str, encoding: str
) -> None:
    """The families that are in use resolve, dated or not, to what is carried."""
    actual = catalogue.resolve(name)

    assert (encoding, "openai", CountMethod.EXACT, True) == (
        actual.encoding,
        actual.provider,
        actual.method,
        actual.countable,
    )


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("davinci", "r50k_base"), ("text-davinci-003", "p50k_base"), ("gpt2", "gpt2")],
)
def test_models_of_vocabularies_that_are_not_carried_are_not_countable(
    catalogue: ModelCatalogue, name: str, encoding: str
) -> None:
    """They are known, so that the error can say which vocabulary is missing."""
    actual = catalogue.resolve(name)

    assert (encoding, False) == (actual.encoding, actual.countable)


@pytest.mark.parametrize("name", ["gpt", "gpt-4o2", "claude-sonnet-4", "text-embedding-9", "o9"])
def test_names_of_nobody_are_not_guessed(catalogue: ModelCatalogue, name: str) -> None:
    """A name that no entry covers is an error, not a likely encoding."""
    with pytest.raises(ModelNotFound) as caught:
        catalogue.resolve(name)

    assert name == caught.value.metadata["model"]


def test_no_family_hides_a_later_one(catalogue: ModelCatalogue) -> None:
    """A prefix never stands before a longer one that begins with it."""
    expected: list[object] = []
    prefixes = [family.name for family in catalogue.families]

    hidden = [
        (earlier, later)
        for place, earlier in enumerate(prefixes)
        for later in prefixes[place + 1 :]
        if later.startswith(earlier)
    ]

    assert expected == hidden


def test_listed_names_are_stems_of_no_other_encoding(catalogue: ModelCatalogue) -> None:
    """Where a listed name also begins like a family, both say the same encoding."""
    expected: list[object] = []

    differing = [
        (name, family.name)
        for name, model in catalogue.models.items()
        for family in catalogue.families
        if name.startswith(family.name) and model.encoding != family.encoding
    ]

    assert expected == differing


def test_the_encodings_are_those_of_the_reference(catalogue: ModelCatalogue) -> None:
    """Every encoding that the reference can name is known, and no other."""
    actual = set(catalogue.encodings)

    assert set(ENCODING_CONSTRUCTORS) == actual


def test_what_is_carried_is_said_to_be(catalogue: ModelCatalogue) -> None:
    """An encoding is countable exactly if its vocabulary was said to be carried."""
    actual = [name for name, carried in catalogue.encodings.items() if carried]

    assert sorted(CARRIED) == sorted(actual)


def test_every_entry_has_a_known_encoding(catalogue: ModelCatalogue) -> None:
    """Models and families use encodings of the list, and say rightly if they can be counted."""
    expected: list[object] = []
    entries = [*catalogue.models.values(), *catalogue.families]

    wrong = [each for each in entries if catalogue.encodings.get(each.encoding) != each.countable]

    assert expected == wrong


def test_every_listed_name_can_be_asked_for(catalogue: ModelCatalogue) -> None:
    """No listed name is longer than a request may hold, and no entry is its own impostor."""
    expected: list[object] = []

    wrong = [
        name
        for name, model in catalogue.models.items()
        if name != model.name or not 0 < len(name) <= NAME_LIMIT
    ]

    assert expected == wrong
