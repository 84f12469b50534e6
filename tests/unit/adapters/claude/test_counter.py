from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from adapters.outbound.claude.counter import QUICK_CHARACTERS, ClaudeCounter
from domain.tokens.claude_vocabularies import (
    CLAUDE_V3,
    CLAUDE_V4_7,
    CLAUDE_V5,
    CLAUDE_VOCABULARIES,
)
from domain.tokens.model import CountMethod, SpecialTokens, Vocabulary, VocabularyCorrupt

TEXT, SPECIAL = SpecialTokens.AS_TEXT, SpecialTokens.AS_SPECIAL
TEXTS = ["", "Hello, world!", "don't stop", "中文 1234", "x" * 500]


@pytest.fixture(params=CLAUDE_VOCABULARIES, ids=lambda each: each.encoding)
def counter(request: pytest.FixtureRequest) -> ClaudeCounter:
    return ClaudeCounter(request.param)


def count(vocabulary: Vocabulary, text: str) -> int:
    """The count of a text as one message."""
    return ClaudeCounter(vocabulary).count(text, special_tokens=TEXT)


def test_a_count_holds_the_frame_of_one_message(counter: ClaudeCounter) -> None:
    """What is not content is the frame."""
    frame = counter.vocabulary.frame_token_count
    expected = [frame + counter.count_content(text) for text in TEXTS]

    actual = [counter.count(text, special_tokens=TEXT) for text in TEXTS]

    assert expected == actual


def test_a_batch_counts_as_its_texts_do(counter: ClaudeCounter) -> None:
    """Each text is a message of its own."""
    expected = [counter.count(text, special_tokens=TEXT) for text in TEXTS]

    actual = counter.count_batch(TEXTS, special_tokens=SPECIAL)

    assert expected == actual


def test_a_count_says_that_it_is_reconstructed(counter: ClaudeCounter) -> None:
    """It has a bound above it and tells the frame."""
    actual = counter.vocabulary.label(1_000)

    assert CountMethod.RECONSTRUCTED is actual.method
    assert 1_000 < actual.upper_bound_token_count <= 1_010
    assert actual.frame_token_count > 0


def test_the_engine_is_the_package_of_the_pieces(counter: ClaudeCounter) -> None:
    """Its version says which data a count rests on."""
    name, _, version = counter.engine.partition(" ")

    assert "ctok" == name
    assert version


def test_blanks_at_the_end_count_for_nothing_in_the_newest_frame() -> None:
    """All blanks of ASCII are free there; others are not."""
    expected = count(CLAUDE_V5, "word")

    assert [expected] * 3 == [count(CLAUDE_V5, f"word{end}") for end in (" ", "  \n", " \t \n\n")]
    assert expected < count(CLAUDE_V5, "word\xa0")


@pytest.mark.parametrize("vocabulary", [CLAUDE_V3, CLAUDE_V4_7])
def test_a_blank_at_the_end_counts_in_the_older_frames(vocabulary: Vocabulary) -> None:
    """Only line feeds merge with those of the frame."""
    word = count(vocabulary, "word")

    assert [word, word + 1] == [count(vocabulary, f"word{end}") for end in ("\n", " ")]


def test_the_older_frames_take_one_blank_at_the_head() -> None:
    """The frame ends in what stands for a blank."""
    assert count(CLAUDE_V3, "word") == count(CLAUDE_V3, " word")
    assert count(CLAUDE_V5, "word") < count(CLAUDE_V5, " word")


def test_short_texts_are_quick_once_all_is_loaded(counter: ClaudeCounter) -> None:
    """Only what takes no more than a few milliseconds is."""
    counter.load()

    actual = [counter.is_quick(["a" * length]) for length in (1, QUICK_CHARACTERS, 10**6)]

    assert [True, True, False] == actual


def test_nothing_is_quick_before_it_is_loaded() -> None:
    """Loading takes longer than any short text."""
    counter = ClaudeCounter(replace(CLAUDE_V3, sha256="never loaded"))

    assert not counter.is_quick(["a"])


def test_a_wrong_file_is_not_counted_with() -> None:
    """Loading says so, even where the right file was loaded before."""
    ClaudeCounter(CLAUDE_V3).load()
    counter = ClaudeCounter(replace(CLAUDE_V3, sha256="0" * 64))

    with pytest.raises(VocabularyCorrupt):
        counter.load()


def test_threads_count_the_same(counter: ClaudeCounter) -> None:
    """Several at once get what one alone gets."""
    texts = [f"{text} word{number}" for number in range(200) for text in TEXTS]
    expected = counter.count_batch(texts, special_tokens=TEXT)

    with ThreadPoolExecutor(8) as pool:
        actual = list(pool.map(lambda text: counter.count(text, special_tokens=TEXT), texts))

    assert expected == actual


def test_a_count_does_not_depend_on_the_length_of_parts(counter: ClaudeCounter) -> None:
    """Wherever a text is cut, its count is that of the whole."""
    text = "It's 1,234 words.\n\n中文\uff0c数据 — ½ of a 'whole'\u0301 \u0661\u0662 !! \t\n x" * 3
    expected = counter.count(text, special_tokens=TEXT)

    actual = {
        ClaudeCounter(counter.vocabulary, part_length=length).count(text, special_tokens=TEXT)
        for length in range(1, 60)
    }

    assert {expected} == actual
