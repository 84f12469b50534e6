import pytest

from adapters.outbound.claude.alphabet import CAPITAL, CAPITALS, WORD_BEGIN, WORD_END
from adapters.outbound.claude.words import marked_word

NAMES = {CAPITAL: "^", CAPITALS: "^^", WORD_BEGIN: "<", WORD_END: ">"}


def marked(word: str, shortest_capitals: int | None) -> str:
    """The marked word with markers that can be read."""
    codes = marked_word(word, shortest_capitals=shortest_capitals)
    return "".join(NAMES.get(each, each) for each in codes)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("word", "<word>"),
        ("Word", "^<word>"),
        ("A", "^<a>"),
        ("WORD", "^^<word>"),
        ("USA", "<USA>"),
        ("WiFi", "<WiFi>"),
        ("Été", "^<été>"),
        ("ΟΔΟΣ", "^^<οδοσ>"),
        ("Σας", "^<σας>"),
        ("ABCדE", "<ABCדE>"),
        ("Abcד", "^<abcד>"),
        ("İstanbul", "<İstanbul>"),
        ("Aİb", "^<aİb>"),
        ("STRAẞE", "<STRAẞE>"),
        ("\u2133ab", "<\u2133ab>"),
        ("ǅen", "<ǅen>"),
        ("ϴab", "<ϴab>"),
        ("\ua7cbab", "^<\u0264ab>"),
        ("ⒶⒷⒸⒹ", "^^<ⓐⓑⓒⓓ>"),
        ("\u0345Abc", "<\u0345Abc>"),
    ],
)
def test_a_word_is_marked_by_its_case(word: str, expected: str) -> None:
    """A capital head or capitals throughout have a marker; all else stays as it is."""
    actual = marked(word, 4)

    assert expected == actual


def test_capitals_have_no_marker_where_the_vocabulary_has_none() -> None:
    """The newer vocabulary writes them as they are."""
    actual = marked("WORD", None)

    assert "<WORD>" == actual
