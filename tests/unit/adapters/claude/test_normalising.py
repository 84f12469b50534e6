import random
import unicodedata

import pytest

from adapters.outbound.claude.normalising import normalise

MARKS = "\u0301\u0323\u0308\u0345\u05b0\u0344"


def normal(text: str, *, folds_quotes: bool = True, part_length: int = 1_000) -> str:
    """The text, normalised."""
    return normalise(text, folds_quotes=folds_quotes, part_length=part_length)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e\u0301", "é"),
        ("a\r\n\x07b\x7fc", "a\nbc"),
        ("é\r\n\x07b\x85c", "é\nbc"),
        ("a\x00b\xa0c\u2003d", "a b c d"),
        ("a\ue000b", "ab"),
        ("\u0e4d\u0e32", "\u0e33"),
        ("1234 and 56", "0000 and 00"),
        ("é 789", "é 000"),
        ("e\x01\u0301", "e\u0301"),
    ],
)
def test_a_text_is_normalised(text: str, expected: str) -> None:
    """Composed, blanks made plain, controls and private characters gone, digits zeros."""
    actual = normal(text)

    assert expected == actual


@pytest.mark.parametrize(("folds_quotes", "expected"), [(True, "'a' \"b\""), (False, "‘a’ “b”")])  # noqa: RUF001 - quotes are the point
def test_quotes_are_folded_where_the_vocabulary_does(*, folds_quotes: bool, expected: str) -> None:
    """Only the older vocabulary takes typographic quotes for plain ones."""
    actual = normal("‘a’ “b”", folds_quotes=folds_quotes)  # noqa: RUF001 - quotes are the point

    assert expected == actual


def test_parts_are_normalised_as_the_whole_is() -> None:
    """Nothing that joins is cut apart."""
    source = random.Random(1)
    text = "".join(
        source.choices("ae中가ก\u0e4d\u0e32\u1100\u1161\u11a8\u0301\u0323 \x01か\u3099", k=3_000)
    )
    expected = normal(text, part_length=len(text))

    actual = [normal(text, part_length=length) for length in (1, 2, 7, 100)]

    assert [expected] * 4 == actual


@pytest.mark.parametrize("length", [63, 64, 65, 500])
def test_a_long_run_of_marks_is_composed_as_unicode_says(length: int) -> None:
    """Ordering the marks first changes nothing."""
    source = random.Random(length)
    text = "é" + "".join(source.choices(MARKS, k=length)) + "x\u0301"
    expected = unicodedata.normalize("NFC", text)

    actual = normal(text)

    assert expected == actual


def test_marks_out_of_order_take_no_time_to_speak_of() -> None:
    """The library alone would take minutes for as many."""
    text = "a" + "\u0301\u0323" * 150_000

    actual = normal(text)

    assert "\u1ea1" + "\u0323" * 149_999 + "\u0301" * 150_000 == actual
