import re
from dataclasses import replace

import pytest

from adapters.outbound.claude.alphabet import (
    CAPITAL,
    CAPITALS,
    CONTRACTIONS,
    WORD_BEGIN,
    WORD_END,
)
from adapters.outbound.claude.characters import Kind, basic_plane_kinds
from adapters.outbound.claude.pieces import Pieces, packaged_pieces
from domain.tokens.claude_vocabularies import CLAUDE_V3, CLAUDE_V4_7
from domain.tokens.model import Vocabulary, VocabularyCorrupt

MARKERS = {CAPITAL, CAPITALS, WORD_BEGIN, WORD_END}
KINDS = basic_plane_kinds()
VOCABULARIES = (CLAUDE_V3, CLAUDE_V4_7)


@pytest.fixture(scope="module", params=VOCABULARIES, ids=lambda each: str(each.encoding))
def vocabulary(request: pytest.FixtureRequest) -> Vocabulary:
    return request.param  # type: ignore[no-any-return]  # pytest does not know its type


@pytest.fixture(scope="module")
def pieces(vocabulary: Vocabulary) -> Pieces:
    return packaged_pieces(vocabulary)


def kinds(piece: str) -> set[Kind]:
    """Of which kinds the characters of a piece are."""
    codes = (ord(each) for each in piece if each not in MARKERS)
    return {KINDS[code] if code < len(KINDS) else Kind.SOLID for code in codes}


def test_no_other_file_is_loaded() -> None:
    """Pieces whose hash is not the published one are refused."""
    with pytest.raises(VocabularyCorrupt):
        packaged_pieces(replace(CLAUDE_V3, sha256="0" * 64))


def test_no_piece_reaches_over_the_end_of_a_word(pieces: Pieces) -> None:
    """Words and gaps can be priced apart: markers stand at the ends of pieces only."""
    allowed = re.compile(
        f"[{CAPITAL}{CAPITALS}]?{WORD_BEGIN}?[^{''.join(MARKERS)}]*{WORD_END}?", re.DOTALL
    )

    assert [] == [each for each in pieces.spellings if not allowed.fullmatch(each)]


def test_letters_join_nothing_but_the_apostrophe_of_a_contraction(pieces: Pieces) -> None:
    """No other piece holds a letter and something else."""
    mixed = {each for each in pieces.spellings if {Kind.LETTER} < kinds(each)}

    assert {each.rstrip(WORD_END) for each in mixed} <= {f"'{each}" for each in CONTRACTIONS}


def test_every_number_of_up_to_three_digits_is_a_piece(pieces: Pieces) -> None:
    """A run of digits costs a token for every three, and joins nothing."""
    numbers = {f"{number:0{length}}" for length in (1, 2, 3) for number in range(10**length)}

    actual = {each for each in pieces.spellings if Kind.DIGIT in kinds(each)}

    assert numbers == actual


def test_solid_characters_stand_alone(pieces: Pieces) -> None:
    """Each costs the same wherever it stands."""
    solids = [
        each for each in pieces.spellings if Kind.SOLID in kinds(each) or max(each) > "\uffff"
    ]

    assert {1} == set(map(len, solids))


def test_line_feeds_join_nothing(pieces: Pieces) -> None:
    """A text can be cut behind one."""
    assert {"\n"} == {each.strip("\n") or "\n" for each in pieces.spellings if "\n" in each}


def test_byte_prefixes_begin_a_character(pieces: Pieces) -> None:
    """So only what a character begins with can save tokens."""
    assert all(bytes.fromhex(each)[0] >= 0xC0 for each in pieces.byte_prefixes)
