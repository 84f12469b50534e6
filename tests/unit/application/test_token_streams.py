import pytest

from application.tokens.analyzer import PART_CHARACTERS, TokenAnalyzer
from domain.tokens.model import (
    CountMethod,
    Provenance,
    SpecialTokens,
    TextNotUnicode,
    TokenCount,
    TokenizerSelector,
)
from domain.tokens.streaming import TextTooLarge
from domain.tokens.text_analyses import (
    TokenAnalysis,
)
from tests.fakes.telemetry import RecordingTelemetry
from tests.fakes.tokenizers import CharacterTokenizer
from tests.unit.application.world import WORK_LIMIT, World, by_model

TEXT = SpecialTokens.AS_TEXT
CHARACTERS_SELECTOR = TokenizerSelector(encoding="characters")


def test_a_stream_counts_a_text_when_its_last_chunk_has_come(
    analyzer: TokenAnalyzer, provenance: Provenance
) -> None:
    """Chunks before the last one have no answer."""
    stream = analyzer.stream_count_tokens(selector=CHARACTERS_SELECTOR, special_tokens=TEXT)

    answers = [stream.feed("hé", more=True), stream.feed("", more=True), stream.feed("llo")]

    assert [None, None, TokenAnalysis(TokenCount.exact(5), provenance)] == answers


def test_a_stream_begins_anew_with_every_text(
    analyzer: TokenAnalyzer, telemetry: RecordingTelemetry
) -> None:
    """Neither tokens nor bytes of one text are in the next."""
    expected = [("characters", 5, 6), ("characters", 0, 0), ("characters", 1, 2)]
    stream = analyzer.stream_count_tokens(selector=CHARACTERS_SELECTOR, special_tokens=TEXT)

    stream.feed("hé", more=True)
    stream.feed("llo")
    stream.feed("")
    stream.feed("ü")

    assert expected == telemetry.counts


def test_a_stream_counts_a_long_text_as_it_comes(
    analyzer: TokenAnalyzer, tokenizer: CharacterTokenizer
) -> None:
    """What can be counted is counted before the text ends, so that little is held."""
    stream = analyzer.stream_count_tokens(selector=CHARACTERS_SELECTOR, special_tokens=TEXT)

    stream.feed("word " * PART_CHARACTERS, more=True)

    assert 5 * PART_CHARACTERS - len(" ") == sum(len(text) for (text,) in tokenizer.counted)


def test_a_stream_refuses_a_text_that_cannot_be_cut_above_the_limit(
    analyzer: TokenAnalyzer,
) -> None:
    """More than may be held is an error of the chunk."""
    expected = "chunk.text"
    stream = analyzer.stream_count_tokens(selector=CHARACTERS_SELECTOR, special_tokens=TEXT)

    with pytest.raises(TextTooLarge) as caught:
        stream.feed("1" * (2 * PART_CHARACTERS + 1), more=True)

    assert expected == caught.value.field


def test_a_stream_refuses_a_surrogate(analyzer: TokenAnalyzer) -> None:
    """A chunk that is not Unicode is an error of the chunk."""
    expected = "chunk.text"
    stream = analyzer.stream_count_tokens(selector=CHARACTERS_SELECTOR, special_tokens=TEXT)

    with pytest.raises(TextNotUnicode) as caught:
        stream.feed("\udfff", more=True)

    assert expected == caught.value.field


def test_a_stream_says_whether_a_chunk_is_quick(analyzer: TokenAnalyzer) -> None:
    """A chunk that the tokenizer calls slow makes the rest of its text slow, not the next text."""
    expected = [True, False, False, True]
    stream = analyzer.stream_count_tokens(selector=CHARACTERS_SELECTOR, special_tokens=TEXT)

    actual = [stream.is_quick("a" * 10), stream.is_quick("a" * 11), stream.is_quick("a")]
    stream.feed("a")
    actual.append(stream.is_quick("a"))

    assert expected == actual


def test_what_a_stream_holds_counts_for_how_quick_it_is(analyzer: TokenAnalyzer) -> None:
    """The chunk may set free all that is held."""
    expected = [True, False]
    stream = analyzer.stream_count_tokens(selector=CHARACTERS_SELECTOR, special_tokens=TEXT)
    stream.feed("1" * (PART_CHARACTERS - 5), more=True)

    actual = [stream.is_quick("a" * 5), stream.is_quick("a" * 6)]

    assert expected == actual


def test_a_text_that_cannot_be_cut_is_counted_whole_at_its_end(
    analyzer: TokenAnalyzer, world: World
) -> None:
    """However it comes, such a text is one message with one frame."""
    expected = TokenCount(11, 18, CountMethod.RECONSTRUCTED, frame_token_count=3)
    stream = analyzer.stream_count_tokens(selector=by_model("framed"), special_tokens=TEXT)

    answers = [stream.feed("a b ", more=True), stream.feed("c d "), stream.feed("")]

    assert answers[0] is None
    assert answers[1]
    assert expected == answers[1].count
    assert [["a b c d "], [""]] == world.counter.counted


def test_a_streamed_text_beyond_the_work_limit_is_estimated(
    analyzer: TokenAnalyzer, world: World
) -> None:
    """Whether a text takes too long is known at its end; the next one is counted again."""
    expected = [CountMethod.CALIBRATED, CountMethod.RECONSTRUCTED]
    stream = analyzer.stream_count_tokens(selector=by_model("framed"), special_tokens=TEXT)

    stream.feed("a b " * (WORK_LIMIT // 4), more=True)
    answers = [stream.feed("c"), stream.feed("c")]

    assert expected == [each.count.method for each in answers if each]
    assert [["c"]] == world.counter.counted


@pytest.mark.parametrize("model", ["framed", "zzz"])
def test_a_stream_holds_no_more_than_the_limit_of_a_text_that_cannot_be_cut(
    analyzer: TokenAnalyzer, model: str
) -> None:
    """Blanks do not help where a text can only be counted whole."""
    stream = analyzer.stream_count_tokens(selector=by_model(model), special_tokens=TEXT)
    stream.feed("a " * PART_CHARACTERS, more=True)

    with pytest.raises(TextTooLarge) as caught:
        stream.feed("a", more=True)

    assert str(2 * PART_CHARACTERS) == caught.value.metadata["limit"]


@pytest.mark.parametrize(("held", "quick"), [(2_038, True), (2_039, False)])
def test_a_held_text_is_quick_while_it_is_short(
    *, analyzer: TokenAnalyzer, held: int, quick: bool
) -> None:
    """The chunk may be the last, and then all that is held is counted."""
    stream = analyzer.stream_count_tokens(selector=by_model("framed"), special_tokens=TEXT)
    stream.feed("a" * held, more=True)

    actual = stream.is_quick("a" * 10)

    assert quick == actual
