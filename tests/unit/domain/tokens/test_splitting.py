import time
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.shared.errors import InvalidValue
from domain.tokens.boundaries import Boundary, boundaries
from domain.tokens.graphemes import is_break
from domain.tokens.searching import Count, LimitTooSmall
from domain.tokens.splitting import SplitRules, TextChunk, TooManyChunks, split
from tests.unit.domain.tokens.counters import (
    ALL,
    TEXTS,
    Recorder,
    characters,
    framed,
    jittery,
    o200k,
    pieces,
    prose,
    thirds,
)

law = settings(deadline=None, max_examples=60)
limits = st.integers(1, 120)
overlaps = st.integers(0, 40)
kinds = st.sampled_from(Boundary)
counters = st.sampled_from(ALL)
A_LOT = 1_000_000


def rules(
    limit: int, boundary: Boundary = Boundary.TOKEN, *, overlap: int = 0, most: int = A_LOT
) -> SplitRules:
    return SplitRules(limit, min(overlap, limit - 1), boundary, most)


def chunks_of(text: str, rules: SplitRules, count: Count) -> tuple[TextChunk, ...]:
    """Split; where a single character is too much there is nothing to see."""
    assume(count("") <= rules.limit_tokens)
    assume(all(count(character) <= rules.limit_tokens for character in set(text)))
    return split(text, rules=rules, count=count)


def parts(text: str, rules: SplitRules, count: Count = characters) -> list[str]:
    return [text[each.start : each.end] for each in split(text, rules=rules, count=count)]


@law
@given(text=TEXTS, limit=limits, overlap=overlaps, kind=kinds, count=counters)
def test_every_chunk_is_within_the_limit(
    text: str, limit: int, overlap: int, kind: Boundary, count: Count
) -> None:
    """Law: counted by itself, a chunk has as many tokens as said and not too many."""
    chunks = chunks_of(text, rules(limit, kind, overlap=overlap), count)

    actual = [count(text[each.start : each.end]) for each in chunks]

    assert [each.token_count for each in chunks] == actual
    assert max(actual, default=0) <= limit


@law
@given(text=TEXTS, limit=limits, kind=kinds, count=counters)
def test_without_overlap_the_chunks_joined_are_the_text(
    text: str, limit: int, kind: Boundary, count: Count
) -> None:
    """Law: nothing is lost, added, moved or repeated."""
    chunks = chunks_of(text, rules(limit, kind), count)

    assert text == "".join(text[each.start : each.end] for each in chunks)


@law
@given(text=TEXTS, limit=limits, overlap=overlaps, kind=kinds, count=counters)
def test_a_chunk_repeats_no_more_than_allowed(
    text: str, limit: int, overlap: int, kind: Boundary, count: Count
) -> None:
    """Law: what two chunks have in common is within the overlap."""
    given_rules = rules(limit, kind, overlap=overlap)
    chunks = chunks_of(text, given_rules, count)

    common = [text[behind.start : before.end] for before, behind in pairwise(chunks)]

    assert all(not each or count(each) <= given_rules.overlap_tokens for each in common)


@law
@given(text=TEXTS, limit=limits, overlap=overlaps, kind=kinds, count=counters)
def test_every_chunk_goes_on_where_the_one_before_ends(
    text: str, limit: int, overlap: int, kind: Boundary, count: Count
) -> None:
    """Law: no gap, no chunk within another, from the beginning to the end."""
    chunks = chunks_of(text, rules(limit, kind, overlap=overlap), count)

    nothing = TextChunk(0, 0, 0), TextChunk(len(text), len(text) + 1, 0)
    for before, behind in pairwise((*chunks, nothing[1])):
        assert before.start < behind.start <= before.end < behind.end
    assert 0 == (chunks or nothing)[0].start


@law
@given(text=TEXTS, limit=st.integers(24, 120), overlap=overlaps, kind=kinds)
def test_no_character_is_broken_that_fits(
    text: str, limit: int, overlap: int, kind: Boundary
) -> None:
    """Law: chunks begin and end where characters do."""
    chunks = chunks_of(text, rules(limit, kind, overlap=overlap), thirds)

    assert all(is_break(text, each.start) and is_break(text, each.end) for each in chunks)


@law
@given(
    sizes=st.lists(st.integers(1, 30), max_size=40),
    kind=st.sampled_from([Boundary.SENTENCE, Boundary.PARAGRAPH, Boundary.CODE, Boundary.MARKDOWN]),
)
def test_what_fits_by_itself_is_kept_whole(sizes: list[int], kind: Boundary) -> None:
    """Law: a part between two boundaries of the best rank is divided only if it must be."""
    gap = ". " if kind is Boundary.SENTENCE else "\n\n"
    text = gap.join("Word" * size for size in sizes)
    best = [0, *(place for place, rank in boundaries(text, kind) if rank <= 1), len(text)]

    chunks = split(text, rules=rules(60, kind), count=characters)

    ends = {each.end for each in chunks}
    whole = [(start, end) for start, end in pairwise(best) if end - start <= 60]
    assert [] == [each for each in whole if ends & set(range(each[0] + 1, each[1]))]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Boundary.TOKEN, "abcdefgh", ["abcdef", "gh"]),
        (Boundary.SENTENCE, "A b. C d. E f.", ["A b. ", "C d. ", "E f."]),
        (Boundary.SENTENCE, "one two three", ["one ", "two ", "three"]),
        (Boundary.PARAGRAPH, "ab\n\nc. D\n\ne", ["ab\n\n", "c. D\n\n", "e"]),
        (Boundary.MARKDOWN, "a\n# b\nc", ["a\n", "# b\nc"]),
        (Boundary.CODE, "a\n b\nc\n d", ["a\n b\n", "c\n d"]),
    ],
)
def test_a_text_is_divided_at_its_boundaries(
    kind: Boundary, text: str, expected: list[str]
) -> None:
    """Each kind of boundary, in chunks of up to six characters."""
    actual = parts(text, rules(6, kind))

    assert expected == actual


def test_a_part_above_the_limit_is_divided_at_the_next_finer_boundary() -> None:
    """Paragraph, sentence, word, character."""
    text = "Short one.\n\nFirst sentence here. Second is here. Incomprehensibilities"
    expected = [
        "Short one.\n\n", "First ", "sentence ", "here. ", "Second is ", "here. ", "Incomprehens",
        "ibilities",
    ]  # fmt: skip

    actual = parts(text, rules(12, Boundary.PARAGRAPH))

    assert expected == actual


def test_a_short_part_is_not_alone_before_one_that_must_be_divided_anyway() -> None:
    """A long paragraph begins in the chunk of the short one before it."""
    text = "Title.\n\n" + "word " * 100

    actual = parts(text, rules(50, Boundary.PARAGRAPH))

    assert "Title.\n\n" + "word " * 8 == actual[0]


def test_fenced_code_that_fits_is_kept_whole() -> None:
    """What is before it ends its chunk early."""
    code = "```python\na = 1\n\nb = 2\n```\n"
    text = f"Some text before it.\n\n{code}\nAnd some behind it."

    actual = parts(text, rules(40, Boundary.MARKDOWN))

    assert any(code in each for each in actual)


def test_an_overlap_begins_at_a_boundary() -> None:
    """It is whole sentences where they fit."""
    text = "Aaa bbb. Ccc ddd. Eee fff. Ggg hhh. "
    expected = [text[:27], text[9:]]

    actual = parts(text, rules(27, Boundary.SENTENCE, overlap=20))

    assert expected == actual


def test_an_overlap_gives_way_to_a_boundary() -> None:
    """A paragraph that fits by itself is not divided for the sake of what is repeated."""
    paragraph = "Aaa bbb ccc. Ddd eee fff.\n\n"

    actual = parts(paragraph * 3, rules(30, Boundary.PARAGRAPH, overlap=14))

    assert [paragraph] * 3 == actual


def test_an_overlap_is_as_long_as_may_be_where_any_place_will_do() -> None:
    """Between characters all of it is used."""
    actual = parts("abcdefghij", rules(4, overlap=2))

    assert ["abcd", "cdef", "efgh", "ghij"] == actual


def test_a_character_above_the_limit_is_cut_at_code_points() -> None:
    """There is no other way to keep the limit."""
    family = "\U0001f468\u200d\U0001f469"

    actual = parts(family, rules(2))

    assert [family[:2], family[2:]] == actual


def test_a_limit_below_one_code_point_is_too_small() -> None:
    """The error names what the character needs."""
    expected = {"field": "token_limit", "token_limit": "1", "minimum_token_count": "2"}

    with pytest.raises(LimitTooSmall) as caught:
        split("a\U0001f468", rules=rules(1), count=thirds)

    assert expected == caught.value.metadata


def test_a_limit_below_the_frame_of_a_message_is_too_small() -> None:
    """No chunk could be counted at all."""
    with pytest.raises(LimitTooSmall) as caught:
        split("abc", rules=rules(6), count=framed)

    assert "7" == caught.value.metadata["minimum_token_count"]


def test_an_empty_text_has_no_chunks() -> None:
    """There is nothing to divide."""
    assert () == split("", rules=rules(5), count=characters)


@pytest.mark.parametrize(
    ("limit", "overlap", "field"),
    [
        (0, 0, "token_limit"),
        (-1, 0, "token_limit"),
        (5, 5, "overlap_token_count"),
        (5, -1, "overlap_token_count"),
    ],
)
def test_rules_that_cannot_be_kept_are_wrong(limit: int, overlap: int, field: str) -> None:
    """A chunk has a token, and is more than what it repeats."""
    with pytest.raises(InvalidValue) as caught:
        SplitRules(limit, overlap, Boundary.TOKEN, A_LOT)

    assert field == caught.value.field


def test_as_many_chunks_as_allowed_are_given() -> None:
    """The limit itself is within."""
    assert 10 == len(split("a" * 10, rules=rules(1, most=10), count=characters))


def test_one_chunk_too_many_is_refused() -> None:
    """The error names how many there may be."""
    with pytest.raises(TooManyChunks) as caught:
        split("a" * 11, rules=rules(1, most=10), count=characters)

    assert {"field": "token_limit", "limit": "10"} == caught.value.metadata


@pytest.mark.parametrize("kind", Boundary)
def test_too_many_chunks_of_a_long_text_are_refused_at_once(kind: Boundary) -> None:
    """The rest of the text is not counted."""
    recorder = Recorder(characters)

    with pytest.raises(TooManyChunks):
        split("Aaa. " * 200_000, rules=rules(1, kind, most=100), count=recorder)

    assert sum(recorder.lengths) <= 10_000


@pytest.mark.parametrize("kind", [Boundary.TOKEN, Boundary.PARAGRAPH])
@pytest.mark.parametrize("count", [o200k, pieces, thirds, jittery])
@pytest.mark.parametrize("limit", [256, 4_000])
def test_a_long_text_is_counted_about_four_times_at_most(
    kind: Boundary, count: Count, limit: int
) -> None:
    """However long the text and whatever counts it."""
    recorder, text = Recorder(count), prose(60_000)

    split(text, rules=rules(limit, kind), count=recorder)

    assert sum(recorder.lengths) <= 4.2 * len(text)


@pytest.mark.parametrize("count", [o200k, pieces, jittery])
def test_chunks_are_full_where_any_place_will_do(count: Count) -> None:
    """There are hardly more of them than must be."""
    text = prose(100_000)

    chunks = split(text, rules=rules(500), count=count)

    assert len(chunks) <= 1.02 * count(text) / 500 + 1


@pytest.mark.parametrize("kind", [Boundary.TOKEN, Boundary.MARKDOWN])
@pytest.mark.parametrize(
    ("name", "unit"),
    [("marks", "\u0301"), ("flags", "\U0001f1e9"), ("joiners", "\u200d"), ("one word", "x")],
)
def test_a_text_without_any_boundary_takes_no_longer(kind: Boundary, name: str, unit: str) -> None:
    """Time grows with the text and not with its square."""
    text, began = unit * 100_000, time.perf_counter()

    split(text, rules=rules(1_000, kind, overlap=100), count=thirds)

    assert time.perf_counter() - began < 5, name
