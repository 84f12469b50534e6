"""Use cases over fakes: two encodings that are carried, one that is only known."""

import pytest

from application.tokens.analyzer import TokenAnalyzer
from domain.tokens.model import Provenance
from tests.fakes.telemetry import RecordingTelemetry
from tests.fakes.tokenizers import CHARACTERS, CharacterTokenizer
from tests.unit.application.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def telemetry(world: World) -> RecordingTelemetry:
    return world.telemetry


@pytest.fixture
def tokenizer(world: World) -> CharacterTokenizer:
    return world.tokenizer


@pytest.fixture
def provenance() -> Provenance:
    return Provenance("characters", CHARACTERS.sha256, "characters 1", "7")


@pytest.fixture
def analyzer(world: World) -> TokenAnalyzer:
    return world.texts
