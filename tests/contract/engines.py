"""The engines under test, each loaded once for all suites, and what they are compared with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from unicodedata import normalize

import tiktoken

from adapters.outbound.golden.switch import SharedEngineSwitch
from adapters.outbound.golden.tokenizer import GoldenGate, GoldenTokenizer
from adapters.outbound.splintr.tokenizer import SplintrTokenizer
from adapters.outbound.tiktoken.tokenizer import TiktokenTokenizer
from adapters.outbound.tiktoken.vocabulary import build_encoding
from adapters.outbound.toktok.tokenizer import ToktokTokenizer
from domain.tokens.model import Vocabulary
from domain.tokens.open_vocabularies import OPEN_VOCABULARIES
from domain.tokens.vocabularies import OPENAI_VOCABULARIES
from ports.outbound.tokenizers import Tokenizer
from tests.contract.second_sources import second_source
from tests.fakes.checks import RecordingChecks
from tests.fakes.telemetry import RecordingTelemetry

VOCABULARIES = {each.encoding: each for each in OPENAI_VOCABULARIES}
ENGINES = ("tiktoken", "toktok", "golden", "golden on reference")
OPEN = {each.encoding: each for each in OPEN_VOCABULARIES}
CASES = [
    *((engine, encoding) for engine in ENGINES for encoding in VOCABULARIES),
    *(("splintr", encoding) for encoding in OPEN),
]
"""Every engine with each of its encodings."""
NORMALISING = {"qwen", "qwen3.5"}
BEGINNING_WITH_SPACE = {"llama2", "mistral-v1", "mistral-v2", "mistral-v3"}


@dataclass(frozen=True, slots=True)
class Reference:
    """What an engine is compared with.

    Args:
        ids: The ids of a text in which nothing is special.
        decode: The bytes that ids stand for, special ones included.
        special_tokens: The id of each special token.
        normal: A text as decoding gives it back.
    """

    ids: Callable[[str], list[int]]
    decode: Callable[[Sequence[int]], bytes]
    special_tokens: Mapping[str, int]
    normal: Callable[[str], str] = str


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
    if engine == "splintr":
        return SplintrTokenizer(vocabulary)
    return build_golden(vocabulary, on_reference=engine == "golden on reference")


@cache
def shared(engine: str, encoding: str) -> Tokenizer:
    """A tokenizer that all tests share."""
    return build(engine, (VOCABULARIES | OPEN)[encoding])


@cache
def reference(encoding: str) -> tiktoken.Encoding:
    """The reference itself, with nothing of ours around it."""
    return build_encoding(VOCABULARIES[encoding])


@cache
def compared(encoding: str) -> Reference:
    """What the engines of an encoding are compared with."""
    if encoding in VOCABULARIES:
        raw = reference(encoding)
        special = {name: raw.encode_single_token(name) for name in raw.special_tokens_set}
        return Reference(raw.encode_ordinary, raw.decode_bytes, special)
    source, special_tokens = second_source(encoding), OPEN[encoding].special_tokens
    normal = (lambda text: normalize("NFC", text)) if encoding in NORMALISING else str
    prefix = b" " if encoding in BEGINNING_WITH_SPACE else b""
    names = {token_id: name.encode() for name, token_id in special_tokens.items()}

    def decode(token_ids: Sequence[int]) -> bytes:
        decoded = []
        for is_special, run in groupby(token_ids, names.__contains__):
            joined = b"".join(map((names if is_special else source.tokens).__getitem__, run))
            decoded.append(joined if is_special else joined.removeprefix(prefix))
        return b"".join(decoded)

    return Reference(source.encode, decode, special_tokens, normal)
