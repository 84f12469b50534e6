"""The servers that read-only tests share, and the reference."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
import tiktoken

from adapters.outbound.tiktoken.vocabulary import build_encoding
from domain.tokens.vocabularies import OPENAI_VOCABULARIES
from tests.e2e.running import RunningServer, running_server

type Reference = Callable[[str], tiktoken.Encoding]


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """One worker with the default settings; leave it as you find it."""
    with running_server() as running:
        yield running


@pytest.fixture(scope="session")
def pair() -> Iterator[RunningServer]:
    """Two workers; whoever kills one waits for the next."""
    with running_server(workers=2, reflection="true") as running:
        yield running


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The encodings as tiktoken has them, by name."""
    vocabularies = {each.encoding: each for each in OPENAI_VOCABULARIES}
    return cache(lambda encoding: build_encoding(vocabularies[encoding]))
