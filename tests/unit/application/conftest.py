"""A token analyzer over fakes: one encoding that is carried, one that is only known."""

import pytest

from application.tokens import PART_CHARACTERS, CountingLimits, TokenAnalyzer
from domain.tokens.catalogue import ModelCatalogue
from domain.tokens.model import ModelSpecification, Provenance
from tests.fakes.catalogues import FixedCatalogues
from tests.fakes.telemetry import RecordingTelemetry
from tests.fakes.tokenizers import CHARACTERS, CharacterTokenizer

CATALOGUE = ModelCatalogue(
    version="7",
    models={
        "one": ModelSpecification("one", "test", "characters"),
        "two": ModelSpecification("two", "test", "elsewhere", countable=False),
    },
    families=(ModelSpecification("one-", "test", "characters"),),
    encodings={"characters": True, "elsewhere": False},
)


@pytest.fixture
def telemetry() -> RecordingTelemetry:
    return RecordingTelemetry()


@pytest.fixture
def tokenizer() -> CharacterTokenizer:
    return CharacterTokenizer()


@pytest.fixture
def provenance() -> Provenance:
    return Provenance("characters", CHARACTERS.sha256, "characters 1", "7")


@pytest.fixture
def analyzer(tokenizer: CharacterTokenizer, telemetry: RecordingTelemetry) -> TokenAnalyzer:
    return TokenAnalyzer(
        tokenizers=[tokenizer],
        catalogues=FixedCatalogues(CATALOGUE),
        telemetry=telemetry,
        limits=CountingLimits(texts_per_batch=4, held_characters=2 * PART_CHARACTERS),
    )
