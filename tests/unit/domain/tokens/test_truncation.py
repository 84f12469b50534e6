import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from domain.shared.errors import InvalidValue
from domain.tokens.graphemes import break_after, break_before, is_break
from domain.tokens.searching import Count, LimitTooSmall
from domain.tokens.truncation import Side, TextRange, TruncatedText, truncate
from tests.contract.engines import reference
from tests.unit.domain.tokens.counters import (
    ALL,
    FRAME,
    GROWING,
    TEXTS,
    Recorder,
    characters,
    framed,
    o200k,
    pieces,
    prose,
    thirds,
    whole_words,
)

law = settings(deadline=None, max_examples=60)
limits = st.integers(0, 300)
sides = st.sampled_from(Side)
markers = st.sampled_from(["", "\u2026", " [cut] "])


def cut(text: str, limit: int, side: Side, count: Count, marker: str = "") -> TruncatedText:
    """Truncate; where the limit is too small for anything there is nothing to see."""
    assume(count("") <= limit)
    return truncate(text, limit_tokens=limit, side=side, count=count, marker=marker)


def kept(text: str, left: TruncatedText) -> tuple[str, str]:
    """What is left of the beginning and of the end."""
    gone = left.removed[0] if left.removed else TextRange(len(text), len(text))
    return text[: gone.start], text[gone.end :]


@law
@given(text=TEXTS, limit=limits, side=sides, count=st.sampled_from(ALL), marker=markers)
def test_what_is_left_is_within_the_limit(
    text: str, limit: int, side: Side, count: Count, marker: str
) -> None:
    """Law: counted as a whole, what is left has as many tokens as said and not too many."""
    left = cut(text, limit, side, count, marker)

    actual = count(left.text)

    assert left.token_count == actual
    assert actual <= limit


@law
@given(text=TEXTS, limit=limits, side=sides, count=st.sampled_from(ALL), marker=markers)
def test_what_is_left_is_the_text_around_what_is_gone(
    text: str, limit: int, side: Side, count: Count, marker: str
) -> None:
    """Law: the marker stands where something is gone, or nothing where it does not fit."""
    left = cut(text, limit, side, count, marker)

    head, tail = kept(text, left)

    shown = marker if left.was_truncated and count(marker) <= limit else ""
    assert f"{head}{shown}{tail}" == left.text


@law
@given(text=TEXTS, limit=limits, side=sides, count=st.sampled_from(ALL))
def test_no_character_is_broken(text: str, limit: int, side: Side, count: Count) -> None:
    """Law: what is gone begins and ends where a character does."""
    left = cut(text, limit, side, count)

    actual = [is_break(text, gone.start) and is_break(text, gone.end) for gone in left.removed]

    assert all(actual)


@law
@given(text=TEXTS, limit=limits, count=st.sampled_from(GROWING), marker=markers)
@example(text="a\U0001f1e9\U0001f1ea" * 50, limit=40, count=thirds, marker="")
def test_one_more_character_at_the_beginning_would_be_too_much(
    text: str, limit: int, count: Count, marker: str
) -> None:
    """Law: where the count grows with the text, as much as possible is left."""
    for side in (Side.HEAD, Side.MIDDLE):
        left = cut(text, limit, side, count, marker)
        for gone in left.removed:
            more = break_after(text, gone.start + 1)
            shown = left.text[gone.start : len(left.text) - (len(text) - gone.end)]

            assert more >= gone.end or count(text[:more] + shown + text[gone.end :]) > limit


@law
@given(text=TEXTS, limit=limits, count=st.sampled_from(GROWING), marker=markers)
def test_one_more_character_at_the_end_would_be_too_much(
    text: str, limit: int, count: Count, marker: str
) -> None:
    """Law: where the count grows with the text, as much as possible is left."""
    for side in (Side.TAIL, Side.MIDDLE):
        left = cut(text, limit, side, count, marker)
        for gone in left.removed:
            more = break_before(text, gone.end - 1)
            shown = left.text[gone.start : len(left.text) - (len(text) - gone.end)]

            assert more <= gone.start or count(text[: gone.start] + shown + text[more:]) > limit


@law
@given(text=TEXTS, side=sides, count=st.sampled_from(ALL))
def test_a_text_that_fits_is_left_alone(text: str, side: Side, count: Count) -> None:
    """Law: a text exactly at the limit is not shortened, and no marker is put in."""
    tokens = count(text)
    assume(count("") <= tokens)

    left = truncate(text, limit_tokens=tokens, side=side, count=count, marker="\u2026")

    assert TruncatedText(text, tokens) == left


@pytest.mark.parametrize(
    ("side", "text", "removed"),
    [
        (Side.HEAD, "abcd", TextRange(4, 10)),
        (Side.TAIL, "ghij", TextRange(0, 6)),
        (Side.MIDDLE, "abij", TextRange(2, 8)),
    ],
)
def test_a_side_says_what_is_kept(side: Side, text: str, removed: TextRange) -> None:
    """The beginning, the end, or half of each."""
    expected = TruncatedText(text, 4, (removed,))

    actual = truncate("abcdefghij", limit_tokens=4, side=side, count=characters)

    assert expected == actual


@pytest.mark.parametrize(
    ("side", "text"), [(Side.HEAD, "abc-"), (Side.TAIL, "-hij"), (Side.MIDDLE, "a-ij")]
)
def test_a_marker_stands_where_something_is_gone(side: Side, text: str) -> None:
    """Its tokens are within the limit too."""
    actual = truncate("abcdefghij", limit_tokens=4, side=side, count=characters, marker="-")

    assert text == actual.text


def test_a_marker_above_the_limit_is_left_out() -> None:
    """The text has the tokens then."""
    actual = truncate("abcdef", limit_tokens=2, side=Side.HEAD, count=characters, marker="[cut]")

    assert "ab" == actual.text


@pytest.mark.parametrize("side", Side)
def test_nothing_is_left_at_a_limit_of_nothing(side: Side) -> None:
    """A limit of 0 is allowed."""
    expected = TruncatedText("", 0, (TextRange(0, 3),))

    actual = truncate("abc", limit_tokens=0, side=side, count=characters)

    assert expected == actual


def test_a_limit_below_the_frame_of_a_message_is_too_small() -> None:
    """Where even an empty text has tokens, the error names how many."""
    expected = {"field": "token_limit", "token_limit": "6", "minimum_token_count": str(FRAME)}

    with pytest.raises(LimitTooSmall) as caught:
        truncate("abc", limit_tokens=6, side=Side.HEAD, count=framed)

    assert expected == caught.value.metadata


def test_a_negative_limit_is_wrong() -> None:
    """There are no fewer than 0 tokens."""
    with pytest.raises(InvalidValue) as caught:
        truncate("abc", limit_tokens=-1, side=Side.HEAD, count=characters)

    assert "token_limit" == caught.value.field


def test_a_word_is_kept_where_a_part_of_it_has_too_many_tokens() -> None:
    """The longest text is not missed because shorter ones do not fit."""
    actual = truncate("hello international", limit_tokens=3, side=Side.HEAD, count=whole_words)

    assert "hello international" == actual.text


@pytest.mark.parametrize("limit", [20, 333, 4_000])
def test_no_less_is_kept_than_the_first_tokens(limit: int) -> None:
    """Encoding the text, which is only possible for some vocabularies, keeps no more."""
    text, encoding = prose(60_000), reference("o200k_base")
    first = encoding.decode(encoding.encode_ordinary(text)[:limit])

    actual = truncate(text, limit_tokens=limit, side=Side.HEAD, count=o200k)

    assert len(first) <= len(actual.text)


@pytest.mark.parametrize("count", [o200k, pieces, thirds, framed])
@pytest.mark.parametrize("side", [Side.HEAD, Side.TAIL])
def test_few_counts_are_of_the_size_of_the_limit(side: Side, count: Count) -> None:
    """A long text takes up to 8 counts of what is left, however many small ones."""
    recorder = Recorder(count)

    left = truncate(prose(400_000), limit_tokens=5_000, side=side, count=recorder)

    assert sum(recorder.lengths) <= 8 * len(left.text)


@pytest.mark.parametrize("count", [o200k, pieces, thirds, framed])
def test_taking_out_the_middle_takes_somewhat_more(count: Count) -> None:
    """Both sides are searched."""
    recorder = Recorder(count)

    left = truncate(prose(400_000), limit_tokens=5_000, side=Side.MIDDLE, count=recorder)

    assert sum(recorder.lengths) <= 13 * len(left.text)


@pytest.mark.parametrize("side", Side)
def test_a_text_far_above_the_limit_is_not_counted_whole(side: Side) -> None:
    """What is counted is about as long as what is left."""
    recorder = Recorder(pieces)

    left = truncate(prose(1_000_000), limit_tokens=1_000, side=side, count=recorder)

    assert max(recorder.lengths) <= 2 * len(left.text)


def test_a_text_that_fits_is_counted_whole_once() -> None:
    """Besides that there is a sample."""
    recorder = Recorder(pieces)
    text = prose(100_000)

    truncate(text, limit_tokens=50_000, side=Side.HEAD, count=recorder)

    assert sum(recorder.lengths) <= 1.1 * len(text)
