"""Texts are cut so that what is left is within the limit by its upper bound."""

from dataclasses import dataclass

import pytest

from domain.shared.errors import InvalidValue
from domain.tokens.analyses import SplitAnalysis, TruncationAnalysis
from domain.tokens.boundaries import Boundary
from domain.tokens.model import (
    CountMethod,
    EncodingNotFound,
    SpecialTokens,
    TextNotUnicode,
    TokenCount,
    TokenizerSelector,
    VocabularyNotPackaged,
)
from domain.tokens.searching import LimitTooSmall
from domain.tokens.splitting import TextChunk, TooManyChunks
from domain.tokens.truncation import Side, TextRange
from tests.fakes.tokenizers import FRAMED
from tests.unit.application.world import WORK_LIMIT, World, by_encoding, by_model

CHARACTERS = by_encoding("characters")
ALL = [by_model(each) for each in ("one", "likely", "framed", "likely-framed", "two", "zzz")]
TEXT = "The quick brown fox jumps over the lazy dog. " * 5


@dataclass(frozen=True, slots=True)
class Cut:
    """How a text is to be truncated; the head of it unless told otherwise."""

    token_limit: int = 5
    side: Side = Side.HEAD
    marker: str = ""


def truncated(
    world: World, text: str, cut: Cut, selector: TokenizerSelector = CHARACTERS
) -> TruncationAnalysis:
    return world.cuts.truncate_text(
        selector=selector,
        text=text,
        token_limit=cut.token_limit,
        side=cut.side,
        marker=cut.marker,
    )


def split(
    world: World,
    text: str,
    *,
    token_limit: int = 60,
    overlap: int = 0,
    selector: TokenizerSelector = CHARACTERS,
) -> SplitAnalysis:
    return world.cuts.split_text(
        selector=selector,
        text=text,
        token_limit=token_limit,
        overlap_token_count=overlap,
        boundary=Boundary.TOKEN,
    )


@pytest.mark.parametrize(
    ("cut", "left", "removed"),
    [
        (Cut(10), "abcdefghij", ()),
        (Cut(4), "abcd", (TextRange(4, 10),)),
        (Cut(4, Side.TAIL), "ghij", (TextRange(0, 6),)),
        (Cut(4, Side.MIDDLE), "abij", (TextRange(2, 8),)),
        (Cut(5, Side.MIDDLE, "-"), "ab-ij", (TextRange(2, 8),)),
        (Cut(0), "", (TextRange(0, 10),)),
    ],
)
def test_a_text_keeps_what_fits(
    world: World, cut: Cut, left: str, removed: tuple[TextRange, ...]
) -> None:
    """Head, tail or both ends stay, the marker counts too, and what fits is left alone."""
    actual = truncated(world, "abcdefghij", cut)

    assert (left, removed) == (actual.left.text, actual.left.removed)
    assert TokenCount.exact(len(left)) == actual.count


@pytest.mark.parametrize("selector", ALL, ids=lambda each: each.model)
@pytest.mark.parametrize("side", Side)
def test_what_is_left_keeps_the_limit_by_its_upper_bound(
    world: World, selector: TokenizerSelector, side: Side
) -> None:
    """However a model is counted, the limit holds even if the count is as far off as it may be."""
    actual = truncated(world, TEXT, Cut(60, side, "…"), selector)

    assert actual.left.was_truncated
    assert actual.count.upper_bound_token_count <= 60
    assert actual.count == world.gauges.of(selector).count(
        actual.left.text, special_tokens=SpecialTokens.AS_TEXT
    )


def test_an_answer_says_what_counted(world: World) -> None:
    """Truncating and splitting carry the method and the provenance of their counts."""
    cut = truncated(world, TEXT, Cut(20), by_model("framed"))
    chunks = split(world, TEXT, token_limit=100, selector=by_model("framed"))

    assert CountMethod.RECONSTRUCTED == cut.count.method == chunks.method
    assert "framed" == cut.provenance.tokenizer == chunks.provenance.tokenizer


def test_a_text_beyond_the_work_limit_is_cut_by_estimate(world: World) -> None:
    """What would take too long to count is estimated, and the answers say so."""
    text = "a b " * WORK_LIMIT

    cut = truncated(world, text, Cut(1_000), by_model("framed"))
    chunks = split(world, text, token_limit=8_000, selector=by_model("framed"))

    assert CountMethod.CALIBRATED == cut.count.method == chunks.method
    assert "estimator 1" == cut.provenance.engine == chunks.provenance.engine
    assert [] == world.counter.counted


def test_a_limit_below_the_frame_is_too_small(world: World) -> None:
    """Where a text is counted as a message, not even an empty one is free."""
    least = FRAMED.label(FRAMED.frame_token_count).upper_bound_token_count

    with pytest.raises(LimitTooSmall):
        truncated(world, TEXT, Cut(least - 1), by_model("framed"))

    assert "" == truncated(world, TEXT, Cut(least), by_model("framed")).left.text


@pytest.mark.parametrize("limit", [-1, -(2**63)])
def test_a_negative_limit_is_an_error_of_its_field(world: World, limit: int) -> None:
    """There are no negative tokens."""
    with pytest.raises(InvalidValue) as caught:
        truncated(world, "a", Cut(limit))

    assert "token_limit" == caught.value.field


def test_the_chunks_are_the_text(world: World) -> None:
    """Each chunk is counted by itself, and joined they are what was split."""
    text = "a" * 130
    expected = (TextChunk(0, 60, 60), TextChunk(60, 120, 60), TextChunk(120, 130, 10))

    actual = split(world, text)

    assert expected == actual.chunks


@pytest.mark.parametrize("selector", ALL, ids=lambda each: each.model)
def test_every_chunk_keeps_the_limit_by_its_upper_bound(
    world: World, selector: TokenizerSelector
) -> None:
    """The number of a chunk is its count, and the bound of that count keeps the limit."""
    count = world.gauges.of(selector).count

    actual = split(world, TEXT[:60], selector=selector, overlap=20)

    for chunk in actual.chunks:
        text = TEXT[chunk.start : chunk.end]
        expected = count(text, special_tokens=SpecialTokens.AS_TEXT)
        assert expected.token_count == chunk.token_count
        assert expected.upper_bound_token_count <= 60
    assert {each for chunk in actual.chunks for each in range(chunk.start, chunk.end)} == set(
        range(60)
    )


@pytest.mark.parametrize("selector", ALL, ids=lambda each: each.model)
def test_a_text_of_nothing_has_no_chunks(world: World, selector: TokenizerSelector) -> None:
    """There is nothing to cut."""
    assert () == split(world, "", selector=selector).chunks


def test_as_many_chunks_as_the_limit_are_made(world: World) -> None:
    """Five chunks are made here, a sixth is an error."""
    assert 5 == len(split(world, "a" * 300).chunks)

    with pytest.raises(TooManyChunks) as caught:
        split(world, "a" * 301)

    assert "5" == caught.value.metadata["limit"]


@pytest.mark.parametrize(
    ("token_limit", "overlap", "field"),
    [
        (0, 0, "token_limit"),
        (-1, 0, "token_limit"),
        (5, 5, "overlap_token_count"),
        (5, -1, "overlap_token_count"),
    ],
)
def test_a_wrong_rule_is_an_error_of_its_field(
    world: World, token_limit: int, overlap: int, field: str
) -> None:
    """A chunk has a token at least, and repeats less than a chunk."""
    with pytest.raises(InvalidValue) as caught:
        split(world, "a", token_limit=token_limit, overlap=overlap)

    assert field == caught.value.field


@pytest.mark.parametrize(
    ("text", "marker", "field"), [("\ud800", "", "text"), ("", "\ud800", "marker")]
)
def test_a_surrogate_is_an_error_of_its_field(
    world: World, text: str, marker: str, field: str
) -> None:
    """Neither text nor marker may hold what is no Unicode."""
    with pytest.raises(TextNotUnicode) as caught:
        truncated(world, text, Cut(marker=marker))

    assert field == caught.value.field


def test_a_surrogate_cannot_be_split(world: World) -> None:
    """The same goes for a text to split."""
    with pytest.raises(TextNotUnicode) as caught:
        split(world, "\ud800")

    assert "text" == caught.value.field


@pytest.mark.parametrize(
    ("encoding", "error"), [("zzz", EncodingNotFound), ("elsewhere", VocabularyNotPackaged)]
)
def test_an_encoding_that_is_not_there_cuts_nothing(
    world: World, encoding: str, error: type[Exception]
) -> None:
    """Encodings by name are never estimated."""
    with pytest.raises(error):
        truncated(world, "a", Cut(), by_encoding(encoding))
    with pytest.raises(error):
        split(world, "a", selector=by_encoding(encoding))


@pytest.mark.parametrize(("text", "quick"), [("a" * 10, True), ("a" * 11, False)])
def test_a_cut_is_quick_if_its_counts_are(*, world: World, text: str, quick: bool) -> None:
    """The gauge is asked; a text is counted several times, so a long one never is quick."""
    assert quick == world.cuts.is_quick(CHARACTERS, text=text)
