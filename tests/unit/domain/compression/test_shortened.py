"""What shortening makes of a text: its spans, and what of it can be asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compression.keeping import untagged
from domain.compression.model import SegmentKind
from domain.compression.requests import Strategy, TextToCompress
from domain.compression.results import CompressedSpan, Fate, Reason
from domain.compression.shortened import (
    Shortened,
    abstract,
    left_out,
    truncated,
    whole,
    with_handles,
)
from domain.tokens.truncation import Side, TextRange, truncate

SIDES = {
    Strategy.TRUNCATE_HEAD: Side.HEAD,
    Strategy.TRUNCATE_TAIL: Side.TAIL,
    Strategy.TRUNCATE_MIDDLE: Side.MIDDLE,
}


def cut(text: str, limit: int, strategy: Strategy) -> Shortened:
    """A text cut to so many characters."""
    left = truncate(text, limit_tokens=limit, side=SIDES[strategy], count=len)
    return truncated(text, left, kind=None, strategy=strategy)


@given(st.text(max_size=40), st.integers(0, 45), st.sampled_from(list(SIDES)))
def test_the_spans_of_a_cut_tile_both_texts(text: str, limit: int, strategy: Strategy) -> None:
    """What is kept stands in the result as it stood, one stretch behind the other."""
    shortened = cut(text, limit, strategy)

    ends = [0, *(span.source.end for span in shortened.spans)]
    kept = [(span.source, span.output) for span in shortened.spans if span.output]
    assert [*(span.source.start for span in shortened.spans), len(text)] == ends
    assert shortened.text == "".join(text[source.start : source.end] for source, _ in kept)
    assert [text[source.start : source.end] for source, _ in kept] == [
        shortened.text[output.start : output.end] for _, output in kept
    ]
    assert shortened.is_lossless is (text == shortened.text)


def test_a_cut_middle_is_told() -> None:
    """With the kind that the caller names."""
    left = truncate("abcdefgh", limit_tokens=4, side=Side.MIDDLE, count=len)

    spans = truncated(
        "abcdefgh", left, kind=SegmentKind.LOG, strategy=Strategy.TRUNCATE_MIDDLE
    ).spans

    kept, gone = (Fate.FULL, Reason.WORTH_ITS_TOKENS), (Fate.DROP, Reason.TRUNCATED)
    assert [kept, gone, kept] == [(span.fate, span.reason) for span in spans]
    assert {SegmentKind.LOG} == {span.kind for span in spans}
    assert TextRange(2, 6) == spans[1].source


@pytest.mark.parametrize(("text", "count"), [("abc", 1), (" ", 1), ("", 0)])
def test_a_whole_text_is_one_span(text: str, count: int) -> None:
    """An empty one has none."""
    shortened = whole(text, kind=None)

    assert (text, True, count) == (shortened.text, shortened.is_lossless, len(shortened.spans))


def test_a_rewritten_text_stands_for_all_of_its_source() -> None:
    """And can be asked for as a whole."""
    shortened = abstract("a long text", "short", kind=None)

    (span,) = shortened.spans
    assert (TextRange(0, 11), TextRange(0, 5)) == (span.source, span.output)
    assert not shortened.is_lossless
    assert ["a long text"] == left_out("a long text", shortened.spans)


def test_spans_lead_to_the_text_that_was_sent() -> None:
    """Keep tags belong to what stands before or behind them, so that spans tile it too."""
    content = TextToCompress("one <keep>two</keep> three")
    bare = untagged(content, literal_keep_tags=False)

    spans = cut(bare.text, 7, Strategy.TRUNCATE_HEAD).source_spans(bare, content.text)

    assert [0, spans[0].source.end, len(content.text)] == [
        spans[0].source.start,
        spans[1].source.start,
        spans[1].source.end,
    ]
    assert " three" == content.text[spans[1].source.start :].removeprefix("</keep>")


def span(start: int, fate: Fate) -> CompressedSpan:
    """A stretch of one character."""
    place = TextRange(start, start + 1)
    return CompressedSpan(place, None, SegmentKind.PROSE, fate, Reason.OVER_BUDGET)


SPANS = [span(place, fate) for place, fate in enumerate(Fate)]
GONE = [place for place, fate in enumerate(Fate) if fate not in {Fate.FULL, Fate.LOSSLESS}]


def test_what_is_not_there_as_it_stood_is_left_out() -> None:
    """Full and lossless stretches can be had from the result."""
    assert [str(place) for place in GONE] == left_out("01234567", SPANS)


def test_handles_go_to_what_is_left_out() -> None:
    """In its order; nothing else has one."""
    handles = [f"handle {place}" for place in GONE]

    given_to = {
        place: each.handle for place, each in enumerate(with_handles(SPANS, handles)) if each.handle
    }

    assert dict(zip(GONE, handles, strict=True)) == given_to


def test_without_handles_spans_stay_as_they_are() -> None:
    """There may be none."""
    assert tuple(SPANS) == with_handles(SPANS, [])
