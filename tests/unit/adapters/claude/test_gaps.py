import pytest

from adapters.outbound.claude.alphabet import CONTRACTIONS, SOLID, WORD_BEGIN, WORD_END
from adapters.outbound.claude.gaps import Edge, GapMarker

NAMES = {WORD_BEGIN: "<", WORD_END: ">", SOLID: "#"}


@pytest.fixture(scope="module")
def marker() -> GapMarker:
    return GapMarker()


def marked(marker: GapMarker, gap: str, before: Edge, behind: Edge) -> str:
    """The marked gap with markers that can be read."""
    codes = marker.marked_gap(gap, before=before, behind=behind)
    return "".join(NAMES.get(each, each) for each in codes)


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (" ", ""),
        ("  ", "  "),
        (", ", ",>"),
        (" (", "<("),
        (" - ", "<->"),
        ("  -  ", "  <-  "),
        (",\n", ",\n"),
        ("\n- ", "\n->"),
        (" '", " '"),
        (" ''", "<''"),
        (f" = {SOLID}", "<=> #"),
        (f"{SOLID} ", "# "),
        (f"{SOLID}. ", "#.>"),
        (" ½ ", "<½>"),
        (" ½१ ", " ½१ "),
        (" \u0661 ", "<\u0661>"),
        (CONTRACTIONS["s"] + " ", "'s>"),
        (" " + CONTRACTIONS["ll"] + "!", " 'll>!"),
    ],
)
def test_what_stands_between_words_is_marked_beside_single_blanks(
    marker: GapMarker, gap: str, expected: str
) -> None:
    """A single blank between two markers is not written."""
    actual = marked(marker, gap, Edge.WORD, Edge.WORD)

    assert expected == actual


@pytest.mark.parametrize(
    ("gap", "behind", "expected"),
    [
        ("(", Edge.WORD, "<("),
        ("'", Edge.WORD, " '"),
        ("'", Edge.END, "<'"),
        ("  ", Edge.WORD, "  "),
        ("\n", Edge.WORD, "<\n"),
        (SOLID, Edge.WORD, "<#"),
        (CONTRACTIONS["s"], Edge.END, " 's>"),
        ("! ", Edge.END, "<!> "),
    ],
)
def test_the_marker_at_the_start_is_taken_or_written(
    marker: GapMarker, gap: str, behind: Edge, expected: str
) -> None:
    """What begins with no marker of its own leaves that of the message standing."""
    actual = marked(marker, gap, Edge.BLANK_START, behind)

    assert expected == actual


def test_a_message_that_starts_bare_marks_nothing_at_its_start(marker: GapMarker) -> None:
    """There is no blank before the text."""
    actual = [marked(marker, gap, Edge.BARE_START, Edge.WORD) for gap in ("(", SOLID, "'", " (")]

    assert ["(", "#", "'", " <("] == actual
