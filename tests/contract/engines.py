"""The engines under test, each loaded once for all suites, and the reference itself."""

from functools import cache

import tiktoken

from adapters.outbound.golden.switch import SharedEngineSwitch
from adapters.outbound.golden.tokenizer import GoldenGate, GoldenTokenizer
from adapters.outbound.tiktoken.tokenizer import TiktokenTokenizer
from adapters.outbound.tiktoken.vocabulary import build_encoding
from adapters.outbound.toktok.tokenizer import ToktokTokenizer
from domain.tokens.model import Vocabulary
from domain.tokens.vocabularies import OPENAI_VOCABULARIES
from ports.outbound.tokenizers import Tokenizer
from tests.fakes.checks import RecordingChecks
from tests.fakes.telemetry import RecordingTelemetry

VOCABULARIES = {each.encoding: each for each in OPENAI_VOCABULARIES}
ENGINES = ("tiktoken", "toktok", "golden", "golden on reference")


def build_golden(vocabulary: Vocabulary, *, on_reference: bool) -> GoldenTokenizer:
    """A golden tokenizer with a switch and telemetry of its own."""
    switch = SharedEngineSwitch([vocabulary.encoding])
    if on_reference:
        switch.to_reference(vocabulary.encoding)
    return GoldenTokenizer(
        fast=ToktokTokenizer(vocabulary),
        reference=TiktokenTokenizer(vocabulary),
        gate=GoldenGate(switch, RecordingChecks(), RecordingTelemetry(), 3),
    )


def build(engine: str, vocabulary: Vocabulary) -> Tokenizer:
    """A tokenizer that has not been loaded."""
    if engine == "tiktoken":
        return TiktokenTokenizer(vocabulary)
    if engine == "toktok":
        return ToktokTokenizer(vocabulary)
    return build_golden(vocabulary, on_reference=engine == "golden on reference")


@cache
def shared(engine: str, encoding: str) -> Tokenizer:
    """A tokenizer that all tests share."""
    return build(engine, VOCABULARIES[encoding])


@cache
def reference(encoding: str) -> tiktoken.Encoding:
    """The reference itself, with nothing of ours around it."""
    return build_encoding(VOCABULARIES[encoding])
