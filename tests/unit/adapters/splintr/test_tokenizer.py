"""What the splintr adapter does where its engine or a text does not do as it should."""

from array import array
from collections.abc import Sequence

import pytest

from adapters.outbound.splintr.engines import shared_engine
from adapters.outbound.splintr.tokenizer import HELD_LIMIT_CHARACTERS, SplintrTokenizer
from domain.tokens.model import SpecialTokens, TextNotCountable, VocabularyCorrupt
from domain.tokens.open_vocabularies import GLM4, LLAMA2, QWEN35

TEXT, SPECIAL = SpecialTokens.AS_TEXT, SpecialTokens.AS_SPECIAL
PanicException = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})


class StubEngine:
    """An engine of letters, each of which is a token; it may panic or be ended."""

    piece_count = 128
    has_pattern = True
    joined: frozenset[str] = frozenset()

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error
        self.batches: list[Sequence[str]] = []

    def ids(self, text: str) -> list[int]:
        if self.error:
            raise self.error
        return list(map(ord, text))

    def batch(self, texts: Sequence[str]) -> list[Sequence[int]]:
        self.batches.append(texts)
        return [array("I", self.ids(text)) for text in texts]

    def counts(self, texts: Sequence[str]) -> list[int]:
        return list(map(len, self.batch(texts)))

    def token_bytes(self, token_id: int) -> bytes:
        return bytes((token_id,))


def tokenizer_on(engine: StubEngine) -> SplintrTokenizer:
    """GLM's tokenizer on another engine."""
    tokenizer = SplintrTokenizer(GLM4)
    tokenizer._loaded_engine = engine
    return tokenizer


@pytest.mark.parametrize("length", [10, 100_000])
def test_a_panic_is_a_text_that_cannot_be_counted(length: int) -> None:
    """A panic is no Exception; callers get an error that they know, with the encoding in it."""
    tokenizer = tokenizer_on(StubEngine(PanicException("stack overflow")))

    with pytest.raises(TextNotCountable) as caught:
        tokenizer.count("a" * length, special_tokens=TEXT)

    assert caught.value.metadata["encoding"] == "glm4"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), ValueError("x")])
def test_other_ends_are_not_swallowed(error: BaseException) -> None:
    """A program's own way to end, and a bug, go on."""
    tokenizer = tokenizer_on(StubEngine(error))

    with pytest.raises(type(error)):
        tokenizer.encode("abc", special_tokens=TEXT)


def test_a_short_text_is_encoded_at_once() -> None:
    """Nothing is handed to splintr's threads for a few thousand characters."""
    engine = StubEngine()
    expected: list[object] = []

    tokenizer_on(engine).count("a" * 8_192, special_tokens=TEXT)

    assert expected == engine.batches


def test_a_long_text_is_never_given_to_the_batch_with_a_marker_in_it() -> None:
    """The engine would take it for a special token."""
    engine = StubEngine()
    text = "<|user|> word <think> " * 5_000
    expected: list[object] = []

    token_ids = list(tokenizer_on(engine).encode(text, special_tokens=TEXT))

    given = [each for batch in engine.batches for each in batch]
    assert expected == [each for each in given if "<|user|>" in each or "<think>" in each]
    assert list(map(ord, text)) == token_ids


def test_a_long_part_that_must_be_held_is_refused() -> None:
    """What would keep all other threads waiting is not counted."""
    tokenizer = tokenizer_on(StubEngine())
    text = "/nothink" + "1" * HELD_LIMIT_CHARACTERS

    with pytest.raises(TextNotCountable):
        tokenizer.count(text, special_tokens=TEXT)


def test_a_row_of_marks_that_is_too_long_is_refused() -> None:
    """Qwen's texts are brought into a normal form, which such a row would take too long for."""
    tokenizer = SplintrTokenizer(QWEN35)
    tokenizer._loaded_engine = StubEngine()

    with pytest.raises(TextNotCountable):
        tokenizer.count("\u0301\u0323" * 200_000, special_tokens=TEXT)


def test_an_empty_text_has_no_tokens_even_where_texts_begin_with_a_blank() -> None:
    """The blank stands before a text, and here is none."""
    tokenizer = SplintrTokenizer(LLAMA2)
    tokenizer._loaded_engine = StubEngine()
    expected: list[object] = [[], b"", 0, [0, 2]]

    actual = [
        list(tokenizer.encode("", special_tokens=TEXT)),
        tokenizer.decode([]),
        tokenizer.count("", special_tokens=SPECIAL),
        tokenizer.count_batch(["", "a"], special_tokens=TEXT),
    ]

    assert expected == actual


def test_an_engine_that_is_not_the_checked_one_is_not_used() -> None:
    """A vocabulary that was changed is corrupt, not merely different."""
    with pytest.raises(VocabularyCorrupt, match="not the published one"):
        shared_engine("changed", StubEngine, lambda _: False)
