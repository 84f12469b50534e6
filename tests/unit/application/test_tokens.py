from collections.abc import Callable

import pytest

from application.tokens import TokenAnalyzer
from domain.shared.errors import InvalidValue, SteelyardError
from domain.shared.pages import PageRequest
from domain.tokens.model import (
    CountMethod,
    EncodingNotFound,
    ModelNotFound,
    ModelSpecification,
    Provenance,
    SpecialTokens,
    TextNotUnicode,
    TokenAnalysis,
    TokenCount,
    TokenIdUnknown,
    TokenizerSelector,
    VocabularyNotPackaged,
)
from tests.fakes.telemetry import RecordingTelemetry

TEXT = SpecialTokens.AS_TEXT
CHARACTERS_SELECTOR = TokenizerSelector(encoding="characters")

type Call = Callable[[TokenAnalyzer, TokenizerSelector], object]

CALLS: dict[str, Call] = {
    "is quick": lambda analyzer, by: analyzer.is_quick(by, text="a"),
    "count": lambda analyzer, by: analyzer.count_tokens(selector=by, text="", special_tokens=TEXT),
    "batch": lambda analyzer, by: analyzer.batch_count_tokens(
        selector=by, texts=[""], special_tokens=TEXT
    ),
    "stream": lambda analyzer, by: analyzer.stream_count_tokens(selector=by, special_tokens=TEXT),
    "encode": lambda analyzer, by: analyzer.encode_text(selector=by, text="", special_tokens=TEXT),
    "decode": lambda analyzer, by: analyzer.decode_tokens(selector=by, token_ids=[]),
}


@pytest.mark.parametrize(
    "selector",
    [TokenizerSelector(model="one"), TokenizerSelector(model="one-x"), CHARACTERS_SELECTOR],
)
def test_a_count_says_what_made_it(
    analyzer: TokenAnalyzer, provenance: Provenance, selector: TokenizerSelector
) -> None:
    """A count carries its method, its bound and its provenance, however it was selected."""
    actual = analyzer.count_tokens(selector=selector, text="héllo", special_tokens=TEXT)

    assert TokenAnalysis(TokenCount(5, 5, CountMethod.EXACT), provenance) == actual


def test_a_count_is_told_to_telemetry(
    analyzer: TokenAnalyzer, telemetry: RecordingTelemetry
) -> None:
    """Tokens and UTF-8 bytes of a text are told once."""
    expected = [("characters", 5, 6)]

    analyzer.count_tokens(selector=CHARACTERS_SELECTOR, text="héllo", special_tokens=TEXT)

    assert expected == telemetry.counts


def test_ids_come_with_what_made_them(analyzer: TokenAnalyzer, provenance: Provenance) -> None:
    """Encoding gives the ids in order and their provenance."""
    actual = analyzer.encode_text(selector=CHARACTERS_SELECTOR, text="ab", special_tokens=TEXT)

    assert ((97, 98), provenance) == (actual.token_ids, actual.provenance)


def test_ids_become_bytes_again(analyzer: TokenAnalyzer, provenance: Provenance) -> None:
    """Decoding gives the bytes and their provenance."""
    actual = analyzer.decode_tokens(selector=CHARACTERS_SELECTOR, token_ids=[97, 233])

    assert ("aé", provenance) == (actual.text, actual.provenance)


def test_an_unknown_id_is_named_by_its_index(analyzer: TokenAnalyzer) -> None:
    """The tokenizer's error comes out as it is."""
    expected = "1"

    with pytest.raises(TokenIdUnknown) as caught:
        analyzer.decode_tokens(selector=CHARACTERS_SELECTOR, token_ids=[97, -1])

    assert expected == caught.value.metadata["index"]


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize(
    ("selector", "error", "reason"),
    [
        (TokenizerSelector(model="zzz"), ModelNotFound, "MODEL_NOT_FOUND"),
        (TokenizerSelector(encoding="zzz"), EncodingNotFound, "ENCODING_NOT_FOUND"),
        (TokenizerSelector(encoding="one"), EncodingNotFound, "ENCODING_NOT_FOUND"),
        (TokenizerSelector(model="two"), VocabularyNotPackaged, "VOCABULARY_NOT_PACKAGED"),
        (TokenizerSelector(encoding="elsewhere"), VocabularyNotPackaged, "VOCABULARY_NOT_PACKAGED"),
    ],
)
def test_nothing_stands_in_for_an_encoding_that_is_not_there(
    *,
    analyzer: TokenAnalyzer,
    call: Call,
    selector: TokenizerSelector,
    error: type[SteelyardError],
    reason: str,
) -> None:
    """Unknown names and vocabularies that are not carried are errors, in every method alike."""
    with pytest.raises(error) as caught:
        call(analyzer, selector)

    assert reason == caught.value.reason


@pytest.mark.parametrize(("character_count", "quick"), [(10, True), (11, False)])
def test_how_quick_a_count_is_is_for_the_tokenizer_to_say(
    *, analyzer: TokenAnalyzer, character_count: int, quick: bool
) -> None:
    """The use case passes the question on."""
    actual = analyzer.is_quick(CHARACTERS_SELECTOR, text="a" * character_count)

    assert quick == actual


@pytest.mark.parametrize("method", ["count_tokens", "encode_text"])
def test_a_surrogate_in_a_text_is_an_error_of_the_text(
    analyzer: TokenAnalyzer, method: str
) -> None:
    """Text that is not Unicode has no tokens."""
    expected = "text"

    with pytest.raises(TextNotUnicode) as caught:
        getattr(analyzer, method)(selector=CHARACTERS_SELECTOR, text="\ud800", special_tokens=TEXT)

    assert expected == caught.value.field


def test_models_are_listed_by_pages(analyzer: TokenAnalyzer) -> None:
    """The second page begins where the first one ended."""
    expected = (["one"], ["two"], "")
    first = analyzer.list_models(page=PageRequest(size=1))

    second = analyzer.list_models(page=PageRequest(size=1, token=first.next_token))

    assert expected == (
        [each.name for each in first.items],
        [each.name for each in second.items],
        second.next_token,
    )


def test_a_model_is_found_whether_or_not_it_can_be_counted(analyzer: TokenAnalyzer) -> None:
    """A model whose vocabulary is not carried is known, and said not to be countable."""
    actual = analyzer.get_model(name="two")

    assert ModelSpecification("two", "test", "elsewhere", countable=False) == actual


@pytest.mark.parametrize("name", ["", "n" * 129])
def test_a_model_name_has_a_length(analyzer: TokenAnalyzer, name: str) -> None:
    """An empty name or one of 129 characters is an error of the name."""
    expected = ("name", "VALUE_INVALID")

    with pytest.raises(InvalidValue) as caught:
        analyzer.get_model(name=name)

    assert expected == (caught.value.field, caught.value.reason)


def test_a_model_name_of_the_limit_is_looked_up(analyzer: TokenAnalyzer) -> None:
    """A name of 128 characters is not too long; it is merely unknown."""
    with pytest.raises(ModelNotFound):
        analyzer.get_model(name="n" * 128)
