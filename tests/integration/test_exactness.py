"""Counting fast, in parts or as it comes gives what the reference gives for the whole text."""

import random
import sysconfig
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import pytest
import tiktoken
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from application.tokens.analyzer import PART_CHARACTERS, TokenAnalyzer
from application.tokens.limits import CountingLimits
from domain.tokens.catalogue import ModelCatalogue
from domain.tokens.model import SpecialTokens, TextNotCountable, TokenizerSelector
from domain.tokens.streaming import TextAccumulator, exact_parts
from ports.outbound.tokenizers import Tokenizer
from scripts.hostile_texts import make_text
from tests.contract.engines import VOCABULARIES, reference, shared
from tests.fakes.gauges import gauges_of
from tests.fakes.telemetry import RecordingTelemetry

TEXT, SPECIAL = SpecialTokens.AS_TEXT, SpecialTokens.AS_SPECIAL
SEED = 20_261_123
PIECES = [*" \n\t\r'-.1", "  ", " \n ", "\r\n", "\u00a0", "\u3000", "a", "Z", "é", "ß", "ǅ", "ʰ"]
PIECES += ["я", "ש", "中", "あ", "한", "ก", "\u0301", "\u094d", "\u200d", "½", "٣", "👩", "\ufe0f"]
PIECES += [
    "'s",
    "'S",
    "'re",
    "'LL",
    "\u017f",
    "<|endoftext|>",
    "<|end",
    "|>",
    "f(x):",
    "HTTPServer",
]
NEWER_CHARACTERS = [range(0x88F, 0x890), range(0xC5C, 0xC5D), range(0xCDC, 0xCDD)]
NEWER_CHARACTERS += [range(0x1ACF, 0x1ADE), range(0x1AE0, 0x1AEC), range(0xA7CE, 0xA7D5)]
NEWER_CHARACTERS += [range(0xA7F1, 0xA7F2), range(0x10940, 0x1095A), range(0x10EC5, 0x10EC8)]
NEWER_CHARACTERS += [range(0x10EFA, 0x10EFC), range(0x11B60, 0x11B68), range(0x11DB0, 0x11DEA)]
NEWER_CHARACTERS += [range(0x16EA0, 0x16ED4), range(0x16FF2, 0x16FF7), range(0x187F8, 0x18800)]
NEWER_CHARACTERS += [range(0x18D09, 0x18D1F), range(0x18D80, 0x18DF3), range(0x1E6C0, 0x1E700)]
NEWER_CHARACTERS += [range(0x2B73A, 0x2B740), range(0x2CEA2, 0x2CEAE), range(0x323B0, 0x3347A)]
"""Letters, marks and digits of Unicode 17; the reference's tables are those of Unicode 16."""
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
law = settings(deadline=None, max_examples=150)


@pytest.fixture(params=VOCABULARIES)
def raw(request: pytest.FixtureRequest) -> tiktoken.Encoding:
    return reference(request.param)


@pytest.fixture
def fast(raw: tiktoken.Encoding) -> Tokenizer:
    return shared("toktok", raw.name)


def analyzer_of(tokenizer: Tokenizer) -> TokenAnalyzer:
    """An analyzer that counts with this tokenizer only."""
    encodings = {tokenizer.vocabulary.encoding: True}
    return TokenAnalyzer(
        gauges=gauges_of(ModelCatalogue("1", {}, (), encodings), tokenizer),
        telemetry=RecordingTelemetry(),
        limits=CountingLimits(),
    )


def chunks_of(text: str, source: random.Random, *, longest: int) -> Iterator[str]:
    """The text in chunks of any length up to the longest, empty ones too."""
    start = 0
    while start < len(text):
        stop = start + source.randint(0, longest)
        yield text[start:stop]
        start = stop


def library_texts(every: int) -> Iterator[str]:
    """One in so many modules of the standard library."""
    library = Path(sysconfig.get_path("stdlib"))
    for path in islice(sorted(library.glob("*.py")), 0, None, every):
        yield path.read_text(encoding="utf-8")


def hostile_texts(count: int) -> list[str]:
    """The first of the fuzzer's texts."""
    return [make_text(SEED, index) for index in range(count)]


def ids_or_refusal(tokenizer: Tokenizer, text: str) -> list[int] | None:
    """The ids of a text; None where the tokenizer leaves it to another, as one may."""
    try:
        return list(tokenizer.encode(text, special_tokens=TEXT))
    except TextNotCountable:
        return None


def long_text(source: random.Random) -> str:
    """Hostile texts strung together, longer than what a stream gathers before it counts."""
    texts = [make_text(SEED, source.randrange(2**40)) for _ in range(1_500)]
    return (" ".join(texts) + " word") * 4


@law
@given(text=HOSTILE, length=st.integers(1, 40))
@pytest.mark.parametrize("encoding", VOCABULARIES)
def test_the_counts_of_the_parts_add_up(encoding: str, text: str, length: int) -> None:
    """Law: cutting never changes the reference's count."""
    raw = reference(encoding)
    expected = len(raw.encode_ordinary(text))

    actual = sum(len(raw.encode_ordinary(part)) for part in exact_parts(text, length=length))

    assert expected == actual


@law
@given(text=HOSTILE, length=st.integers(1, 40))
@pytest.mark.parametrize("encoding", VOCABULARIES)
def test_the_ids_of_the_parts_joined_are_those_of_the_whole(
    encoding: str, text: str, length: int
) -> None:
    """Law: with special tokens too, cutting changes no id."""
    raw = reference(encoding)
    expected = raw.encode(text, allowed_special="all")

    actual = [
        each
        for part in exact_parts(text, length=length)
        for each in raw.encode(part, allowed_special="all")
    ]

    assert expected == actual


@law
@given(text=HOSTILE)
@pytest.mark.parametrize("encoding", VOCABULARIES)
def test_the_fast_engine_gives_the_reference_s_ids(encoding: str, text: str) -> None:
    """Law: ids are the same, with special tokens as text and as special, where there are any."""
    raw, fast = reference(encoding), shared("toktok", encoding)
    assume(ids_or_refusal(fast, text) is not None)
    expected = [raw.encode_ordinary(text), raw.encode(text, allowed_special="all")]

    actual = [list(fast.encode(text, special_tokens=each)) for each in (TEXT, SPECIAL)]

    assert expected == actual


def test_the_fast_engine_gives_the_reference_s_ids_or_refuses_on_generated_texts(
    raw: tiktoken.Encoding, fast: Tokenizer
) -> None:
    """A few thousand of the fuzzer's texts have the reference's ids, where they have any."""
    given = [(text, ids_or_refusal(fast, text)) for text in hostile_texts(5_000)]
    expected = [(text, raw.encode_ordinary(text)) for text, ids in given if ids is not None]

    actual = [each for each in given if each[1] is not None]

    assert expected == actual


def test_the_fast_engine_counts_generated_texts_as_it_encodes_them(fast: Tokenizer) -> None:
    """Counted alone or in a batch, a text has as many tokens as it has ids."""
    given = [(text, ids_or_refusal(fast, text)) for text in hostile_texts(5_000)]
    texts = [text for text, ids in given if ids is not None]
    expected = [len(ids) for _, ids in given if ids is not None]

    alone = [fast.count(text, special_tokens=TEXT) for text in texts]
    batch = list(fast.count_batch(texts, special_tokens=TEXT))

    assert expected == alone == batch


def test_the_fast_engine_gives_the_reference_s_ids_on_code(
    raw: tiktoken.Encoding, fast: Tokenizer
) -> None:
    """Modules of the standard library have the same ids."""
    texts = list(library_texts(every=8))
    expected = [raw.encode_ordinary(text) for text in texts]

    actual = [list(fast.encode(text, special_tokens=TEXT)) for text in texts]

    assert expected == actual


def test_characters_that_the_reference_does_not_know_count_as_it_counts_them(
    raw: tiktoken.Encoding,
) -> None:
    """The fast engine knows a newer Unicode than the reference; callers get the reference's ids."""
    golden = shared("golden", raw.name)
    texts = [f"{each}'s a{each}'S {each}\n\n" for each in map(chr, chain(*NEWER_CHARACTERS))]
    expected = [raw.encode_ordinary(text) for text in texts]

    actual = [list(golden.encode(text, special_tokens=TEXT)) for text in texts]

    assert expected == actual


@pytest.mark.parametrize("text", ["s'\u017f'tt", "中'\u017f'red", "don'\u017f'tyou"])
def test_a_long_s_ends_a_contraction_as_the_reference_says(
    raw: tiktoken.Encoding, text: str
) -> None:
    """To the reference's pattern, which ignores case, the long s is an s."""
    golden = shared("golden", raw.name)
    expected = raw.encode_ordinary(text)

    actual = list(golden.encode(text, special_tokens=TEXT))

    assert expected == actual


@pytest.mark.parametrize("longest", [2_000, 300_000])
def test_a_streamed_text_has_the_count_of_the_whole(raw: tiktoken.Encoding, longest: int) -> None:
    """However a long text is chunked, its streamed count is the reference's count of it."""
    source = random.Random(longest)
    text = long_text(source)
    stream = analyzer_of(shared("golden", raw.name)).stream_count_tokens(
        selector=TokenizerSelector(encoding=raw.name), special_tokens=TEXT
    )
    expected = len(raw.encode_ordinary(text))

    for chunk in chunks_of(text, source, longest=longest):
        stream.feed(chunk, more=True)
    actual = stream.feed("")

    assert len(text) > 2 * PART_CHARACTERS
    assert actual
    assert expected == actual.count.token_count


@law
@given(chunks=st.lists(HOSTILE, max_size=6), part_length=st.integers(1, 40))
@pytest.mark.parametrize("encoding", VOCABULARIES)
def test_an_accumulated_text_has_the_count_of_the_whole(
    encoding: str, chunks: list[str], part_length: int
) -> None:
    """Law: whatever the chunks and however often they are cut, the parts' counts add up."""
    raw = reference(encoding)
    accumulator = TextAccumulator(part_length, limit=100_000)
    expected = len(raw.encode_ordinary("".join(chunks)))

    parts = [*(accumulator.add(chunk) for chunk in chunks), accumulator.finish()]

    assert expected == sum(len(raw.encode_ordinary(part)) for part in parts)
