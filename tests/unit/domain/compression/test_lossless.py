import json
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.compression.lossless.forms import lossless_forms, losslessly
from domain.compression.lossless.rewrites import RewriteKind
from domain.compression.model import Segment, SegmentKind
from domain.compression.results import Fate
from domain.compression.structured.json_values import read
from domain.compression.structured.tabular_reading import expanded
from domain.tokens.truncation import TextRange

FIRST = "The quick brown fox jumps over 13 lazy dogs near the bank of the river on a warm day."
WORDS = st.integers(0, 60).map(lambda number: f"word{number},")
SENTENCE = st.lists(WORDS, min_size=10, max_size=40).map(" ".join)


def costs(texts: Sequence[str]) -> Sequence[int]:
    """A token a character."""
    return [len(text) for text in texts]


def shortened(text: str, kind: SegmentKind, *protected: TextRange) -> str:
    """The text written with the fewest characters."""
    segments = [Segment(kind, 0, len(text))]
    return losslessly(text, segments, protected=protected, costs=costs).text


def restored(text: str) -> str:
    """The text with every reference written out, paragraph by paragraph."""
    seen: list[str] = []
    for paragraph in text.split("\n\n"):
        match = re.fullmatch(
            r"\[same as the paragraph that begins `([^`]+)`(?:, except (.*))?\]", paragraph
        )
        seen.append(_written_out(match, seen) if match else paragraph)
    return "\n\n".join(seen)


def _written_out(match: re.Match[str], seen: list[str]) -> str:
    opening = match[1].split()
    words = next(each for each in seen if each.split()[: len(opening)] == opening)
    changes = re.findall(r"`([^`]+)` → `([^`]+)`", match[2] or "")
    places = [(_place(words.split(" "), old.split()), new) for old, new in changes]
    result = words.split(" ")
    for at, new in places:
        result[at : at + len(new.split())] = new.split()
    return " ".join(result) if changes else words


def _place(words: list[str], wanted: list[str]) -> int:
    size = len(wanted)
    found = [at for at in range(len(words)) if words[at : at + size] == wanted]
    assert len(found) == 1
    return found[0]


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Paragraphs of which some come again, with a word or two changed or none."""
    base = draw(st.lists(SENTENCE, min_size=1, max_size=4))
    paragraphs = []
    for sentence in draw(st.lists(st.sampled_from(base), min_size=1, max_size=8)):
        words = sentence.split(" ")
        for _ in range(draw(st.integers(0, 3))):
            words[draw(st.integers(0, len(words) - 1))] = draw(WORDS)
        paragraphs.append(" ".join(words))
    return "\n\n".join(paragraphs)


@settings(max_examples=30, deadline=None)
@given(documents())
def test_references_can_be_written_out_again(text: str) -> None:
    """From the shorter text the original is made, paragraph by paragraph."""
    assert restored(shortened(text, SegmentKind.PROSE)) == text


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="ab .\n\t|`<", max_size=200),
    st.sampled_from(SegmentKind),
    st.lists(st.integers(0, 200), min_size=2, max_size=2).map(sorted),
)
def test_rewrites_are_in_order_and_spare_what_is_protected(
    text: str, kind: SegmentKind, ends: list[int]
) -> None:
    """Rewrites of different stretches never overlap, and none touches what is protected."""
    protected = TextRange(ends[0], ends[1] + 1)
    half = len(text) // 2
    segments = (Segment(kind, 0, half), Segment(kind, half, len(text)))

    found = lossless_forms(text, segments, protected=(protected,))

    places = [place for each in found for place in (each[0].start, each[0].end)]
    assert places == sorted(places)
    assert all(len({(each.start, each.end) for each in group}) == 1 for group in found)
    assert all(each.end <= protected.start or each.start >= protected.end for (each, *_) in found)


def test_a_paragraph_that_comes_again_is_a_reference() -> None:
    """The second time only the first words are given."""
    assert shortened(f"{FIRST}\n\nWords.\n\n{FIRST}\n", SegmentKind.PROSE) == (
        f"{FIRST}\n\nWords.\n\n[same as the paragraph that begins `The quick brown fox`]\n"
    )


def test_a_paragraph_that_is_nearly_the_same_tells_what_differs() -> None:
    """Up to three words are told, old and new, with the word before where one stands twice."""
    rest = " ".join([f"word{at}" for at in range(30)])
    other = FIRST.replace("13", "27").replace("the bank", "a bank")
    text = f"{FIRST} Over {rest}\n\n{other} Over {rest}"

    found = lossless_forms(text, (Segment(SegmentKind.PROSE, 0, len(text)),))

    assert [(each.kind, each.text) for group in found for each in group] == [
        (
            RewriteKind.NEAR_DUPLICATE,
            "[same as the paragraph that begins `The quick brown fox`, "
            "except `13` → `27`, `near the` → `near a`]",
        )
    ]


def test_a_line_of_a_dialogue_that_comes_again_is_a_reference() -> None:
    """In dialogues every line is a passage."""
    line = f"Ann: {FIRST}"

    assert shortened(f"{line}\nBob: Yes.\n{line}", SegmentKind.DIALOGUE) == (
        f"{line}\nBob: Yes.\n[same as the line that begins `Ann: The quick brown`]"
    )


def test_json_that_comes_again_is_a_reference() -> None:
    """The same value is told by how it begins, whatever its blanks."""
    value = {"reservation_id": "4WQ150", "user": {"name": FIRST}, "flights": [1, 2, 3]}
    first, second = json.dumps(value, indent=2) + "\n", json.dumps(value) + "\n"
    text = first + second
    segments = [
        Segment(SegmentKind.JSON, 0, len(first)),
        Segment(SegmentKind.JSON, len(first), len(text)),
    ]

    result = losslessly(text, segments, protected=(), costs=costs)

    assert result.text == (
        json.dumps(value, separators=(",", ":"))
        + '\n[same as the JSON that begins `{"reservation_id":"4WQ150"`]\n'
    )
    assert [span.fate for span in result.spans] == [Fate.LOSSLESS, Fate.LOSSLESS]
    assert (
        result.text[result.spans[1].output.start :].startswith("[same")
        if (result.spans[1].output)
        else False
    )


def test_json_keeps_its_value() -> None:
    """A list of objects becomes a table that stands for the same value."""
    value = [{"id": at, "name": f"n{at}", "ok": True} for at in range(20)]

    text = shortened(json.dumps(value, indent=2), SegmentKind.JSON)

    again = read(expanded(text) or "")
    assert text.startswith("[20 rows: ")
    assert again is not None
    assert len(again.value if isinstance(again.value, list) else []) == 20


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (SegmentKind.PROSE, "One.  Two. \n\n\n\nThree. ", "One. Two.\n\nThree."),
        (SegmentKind.PROSE, "  a.  b\n  c.  d", "  a.  b\n  c.  d"),
        (SegmentKind.PROSE, "a |  b.  c", "a |  b.  c"),
        (SegmentKind.MARKDOWN, "break  \nmore \nlast     \nend", "break  \nmore\nlast  \nend"),
        (SegmentKind.CODE, "a  = 1 \n\n\n\nb", "a  = 1 \n\n\n\nb"),
        (SegmentKind.DIFF, "+a \n \n", "+a \n \n"),
        (SegmentKind.HTML, "<p>\n    a.  b\n</p>", "<p>\na.  b\n</p>"),
        (SegmentKind.HTML, "<pre>\n    a \n\n\n\n</pre>", "<pre>\n    a \n\n\n\n</pre>"),
        (SegmentKind.LOG, "1 a  b  \n2 c\n", "1 a  b\n2 c\n"),
        (SegmentKind.TABLE, "|a  |b |\n|---|--|\n", "|a|b|\n|---|--|\n"),
    ],
)
def test_only_blanks_that_mean_nothing_go(kind: SegmentKind, text: str, expected: str) -> None:
    """Indentation, columns, hard line breaks and code keep their blanks."""
    assert shortened(text, kind) == expected


def test_what_is_protected_stays() -> None:
    """A passage that is protected is neither replaced nor stripped."""
    text = f"{FIRST}\n\n{FIRST} "
    second = TextRange(len(FIRST) + 2, len(FIRST) + 3)

    assert shortened(text, SegmentKind.PROSE, second) == text


def test_a_text_that_speaks_of_references_gets_none() -> None:
    """Where the source holds such words a reference could not be told from them."""
    text = f"[same as the x]\n\n{FIRST}\n\n{FIRST}"

    assert shortened(text, SegmentKind.PROSE) == text
