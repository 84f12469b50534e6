from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from adapters.outbound.golden.vectors import GoldenVector, check_vectors, golden_vectors, ids_digest
from domain.tokens.model import SpecialTokens, TokenIdUnknown, Vocabulary
from domain.tokens.vocabularies import CL100K_BASE, OPENAI_VOCABULARIES
from ports.outbound.engines import CheckOutcome
from ports.outbound.tokenizers import Tokenizer
from tests.fakes.tokenizers import CharacterTokenizer, RefusingTokenizer

VECTOR = GoldenVector("aé", SpecialTokens.AS_TEXT, 2, ids_digest([97, 233]))


@dataclass(slots=True)
class WrongIds(CharacterTokenizer):
    """Counts right and decodes its own ids, but the ids are others."""

    def encode(self, text: str, *, special_tokens: SpecialTokens) -> list[int]:
        return [ord(character) + 1 for character in text]

    def decode(self, token_ids: Sequence[int]) -> bytes:
        return "".join(chr(each - 1) for each in token_ids).encode()


@dataclass(slots=True)
class WrongBytes(CharacterTokenizer):
    """Counts and encodes right, but decodes to other bytes."""

    def decode(self, token_ids: Sequence[int]) -> bytes:
        return "".join(map(chr, token_ids)).encode("utf-16")


@dataclass(slots=True)
class LostIds(CharacterTokenizer):
    """Does not know the ids it gave."""

    def decode(self, token_ids: Sequence[int]) -> bytes:
        raise TokenIdUnknown(f"{len(token_ids)} unknown ids", field="token_ids")


def test_a_vector_agrees_with_what_it_was_made_with() -> None:
    """Count, ids and bytes as recorded are agreement."""
    assert VECTOR.agrees(CharacterTokenizer())


@pytest.mark.parametrize(
    "tokenizer",
    [CharacterTokenizer(surplus=1), CharacterTokenizer(surplus=-1), WrongIds(), WrongBytes()],
    ids=["one too many", "one too few", "other ids, same count", "other bytes"],
)
def test_a_vector_notices_what_is_wrong(tokenizer: Tokenizer) -> None:
    """A wrong count, a wrong id with the right count, or a wrong decoding is no agreement."""
    assert not VECTOR.agrees(tokenizer)


@pytest.mark.parametrize("vocabulary", OPENAI_VOCABULARIES, ids=lambda each: each.encoding)
def test_every_vocabulary_has_vectors_of_both_kinds(vocabulary: Vocabulary) -> None:
    """Texts are recorded as text, and those that spell special tokens also as special."""
    expected = (True, True)

    kinds = [vector.special_tokens for vector in golden_vectors(vocabulary.encoding)]

    assert expected == (
        kinds.count(SpecialTokens.AS_TEXT) >= 50,
        kinds.count(SpecialTokens.AS_SPECIAL) >= 3,
    )


@pytest.mark.parametrize(
    "tokenizer",
    [
        CharacterTokenizer(vocabulary=CL100K_BASE),
        WrongIds(vocabulary=CL100K_BASE),
        LostIds(vocabulary=CL100K_BASE),
        RefusingTokenizer(vocabulary=CL100K_BASE),
    ],
    ids=["other counts", "other ids", "unknown ids", "refuses"],
)
def test_an_engine_that_is_wrong_or_refuses_is_different(tokenizer: Tokenizer) -> None:
    """What does not give the recorded answers must not answer callers, whatever keeps it."""
    expected = CheckOutcome.DIFFERENT

    outcome = check_vectors(tokenizer)

    assert expected == outcome
