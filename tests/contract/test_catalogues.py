"""What every adapter of ports.outbound.catalogues.Catalogues must promise, and what ours says."""

from datetime import date

import pytest
from tiktoken.model import MODEL_PREFIX_TO_ENCODING, MODEL_TO_ENCODING
from tiktoken_ext.openai_public import ENCODING_CONSTRUCTORS

from adapters.outbound.catalogue.framings import PackagedFramings
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
    """Provenance can name what resolved a name, and how old it is."""
    catalogue = catalogues.current()

    assert (True, date) == (bool(catalogue.version.strip()), type(catalogue.as_of))


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


@pytest.mark.parametrize(
    "name",
    ["gpt", "gpt-4o2", "gpt-4.2", "o3.5", "text-embedding-9", "o9", "v3", "llama", "us.gpt.x"],
)
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
    """Where a listed name of OpenAI's also begins like a family, both say the same encoding."""
    expected: list[object] = []

    differing = [
        (name, family.name)
        for name, model in catalogue.models.items()
        for family in catalogue.families
        if model.provider == "openai"
        and name.startswith(family.name)
        and model.encoding != family.encoding
    ]

    assert expected == differing


def test_the_encodings_include_those_of_the_reference(catalogue: ModelCatalogue) -> None:
    """Every encoding that the reference can name is known."""
    missing = set(ENCODING_CONSTRUCTORS) - set(catalogue.encodings)

    assert set() == missing


def test_what_is_carried_is_said_to_be(catalogue: ModelCatalogue) -> None:
    """An encoding is countable exactly if its vocabulary was said to be carried."""
    actual = [name for name, carried in catalogue.encodings.items() if carried]

    assert sorted(CARRIED) == sorted(actual)


def test_every_entry_has_a_known_encoding(catalogue: ModelCatalogue) -> None:
    """Models and families use encodings of the list, and say rightly if they can be counted."""
    expected: list[object] = []
    entries = [*catalogue.models.values(), *catalogue.families]

    wrong = [
        each
        for each in entries
        if each.countable != catalogue.encodings.get(each.encoding, False)
        or (each.encoding and each.encoding not in catalogue.encodings)
    ]

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


def test_every_name_is_one_models(catalogue: ModelCatalogue) -> None:
    """No other name of a model is the name, or another name, of a second one."""
    names = [name for model in catalogue.models.values() for name in (model.name, *model.aliases)]

    assert len(set(names)) == len(names)


def test_every_other_name_is_read_as_its_model(catalogue: ModelCatalogue) -> None:
    """Other names lead to the listed one."""
    expected: list[object] = []

    wrong = [
        (alias, model.name)
        for model in catalogue.models.values()
        for alias in model.aliases
        if catalogue.resolve(alias).canonical_name != model.name
    ]

    assert expected == wrong


def test_every_framing_is_there(catalogue: ModelCatalogue) -> None:
    """A model is framed by rules that exist."""
    used = {each.framing for each in (*catalogue.models.values(), *catalogue.families)}

    assert set() == used - set(PackagedFramings().names())


def test_the_providers_are_those_that_matter(catalogue: ModelCatalogue) -> None:
    """Every provider has models, and the listing names them alike."""
    expected = {
        *("amazon", "anthropic", "cohere", "deepseek", "google", "meta", "microsoft"),
        *("minimax", "mistral", "moonshot", "openai", "qwen", "xai", "zai"),
    }

    actual = {model.provider for model in catalogue.models.values()}

    assert expected == actual


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("gpt-5", (400_000, 272_000, 128_000)),
        ("gpt-5-pro", (400_000, None, 272_000)),
        ("gpt-5.9-unheard-of", (None, None, None)),
        ("gpt-6-astra", (1_050_000, 922_000, 128_000)),
        ("gpt-4o-2024-05-13", (128_000, None, 4_096)),
        ("gpt-4o-2024-11-20", (128_000, None, 16_384)),
        ("claude-sonnet-4-5-20250929", (200_000, None, 64_000)),
        ("gemini-2.5-pro", (None, 1_048_576, 65_536)),
        ("text-embedding-3-small", (None, 8_192, None)),
        ("davinci", (None, None, None)),
    ],
)
def test_a_limit_is_on_the_whole_the_input_or_the_output(
    catalogue: ModelCatalogue, name: str, limits: tuple[int | None, int | None, int | None]
) -> None:
    """The three are told apart, and none is made up."""
    actual = catalogue.resolve(name)

    assert limits == (
        actual.context_token_limit,
        actual.input_token_limit,
        actual.output_token_limit,
    )


@pytest.mark.parametrize(
    ("name", "estimator"),
    [
        ("claude-opus-4-1", "claude-v3"),
        ("claude-opus-4-7", "claude-v4.7"),
        ("claude-opus-5-5", "claude-v5"),
        ("claude-opus-9", "claude-v5"),
        ("grok-4", "unknown"),
        ("gpt-6-sol", "unknown"),
    ],
)
def test_every_model_has_what_estimates_it(
    catalogue: ModelCatalogue, name: str, estimator: str
) -> None:
    """Where no encoding counts, something that was fitted to the model does, or to none."""
    actual = catalogue.resolve(name).estimator

    assert estimator == actual
