"""Words in pieces, as the uncased BERT models read them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

import adapters.outbound.relevance.pieces as module
from adapters.outbound.relevance.meanings import MeaningTable
from adapters.outbound.relevance.pieces import LONGEST_WORD, MOST_PIECES, WordPieces

PIECES = ["un", "unhappy", "##happy", "##ness", "cafe", "##s", "!", "猫", "a", "##a", "ab"]
LONG = "b" * (LONGEST_WORD - 1) + "ab"
PIECES += ["b" * (LONGEST_WORD - 1), "##b"]
READER = WordPieces(PIECES)
LATIN = st.characters(max_codepoint=0x24F, exclude_characters="İ", exclude_categories=["Cc"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("unhappy", ["unhappy"]),
        ("UNHAPPYNESS", ["unhappy", "##ness"]),
        ("unness", ["un", "##ness"]),
        ("Cafés!!", ["cafe", "##s", "!", "!"]),
        ("猫猫a", ["猫", "猫", "a"]),
        ("unknown", []),
        ("aa ab", ["a", "##a", "ab"]),
        ("un\u200bness\x00", ["un", "##ness"]),
        ("a" * MOST_PIECES, ["a", *["##a"] * (MOST_PIECES - 1)]),
        ("a" * (MOST_PIECES + 1), []),
        (LONG[:-1], ["b" * (LONGEST_WORD - 1), "##a"]),
        (LONG, []),
    ],
)
def test_pieces_of_texts(text: str, expected: list[str]) -> None:
    """A text is read in lower case without accents, the longest piece first."""
    actual = [PIECES[row] for row in READER.ids(text)]

    assert expected == actual


def test_runs_without_blanks_are_read_on() -> None:
    """A long run of punctuation is read to its end."""
    actual = READER.ids("!" * 5_000)

    assert [PIECES.index("!")] * 5_000 == actual


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are forgotten before too many are remembered, and read the same again."""
    monkeypatch.setattr(module, "REMEMBERED", 3)
    reader = WordPieces(PIECES)

    found = [reader.ids(f"{'un' * (count % 7)} a") for count in range(50)]

    assert found[:7] == found[7:14]
    assert len(reader._known) <= 3


@settings(max_examples=200, deadline=None)
@given(st.text(LATIN, max_size=MOST_PIECES))
def test_reads_as_the_reference(text: str) -> None:
    """On Latin text, pieces are those of the reference tokenizer, less what it does not know."""
    actual = [NAMES[row] for row in PACKAGED.ids(text)]

    expected = [each for each in REFERENCE.encode(text).tokens if each != UNKNOWN]
    assert expected == actual


PACKAGED = MeaningTable()._pieces
NAMES = [
    piece
    for _, piece in sorted(
        [
            *((row, piece) for piece, row in PACKAGED._heads.items()),
            *((row, f"##{piece}") for piece, row in PACKAGED._tails.items()),
        ]
    )
]
UNKNOWN = "[UNK]"
IDS = {UNKNOWN: len(NAMES), **{name: row for row, name in enumerate(NAMES)}}
REFERENCE = Tokenizer(WordPiece(IDS, unk_token=UNKNOWN))
REFERENCE.normalizer = BertNormalizer()
REFERENCE.pre_tokenizer = BertPreTokenizer()
