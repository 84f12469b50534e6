from collections.abc import Callable

import pytest

from application.tokens.analyzer import TokenAnalyzer
from domain.shared.errors import SteelyardError
from domain.tokens.model import (
    CountMethod,
    EncodingNotFound,
    ModelNotFound,
    Provenance,
    SpecialTokens,
    TextNotUnicode,
    TokenCount,
    TokenIdUnknown,
    TokenizerSelector,
    UnknownModel,
    VocabularyNotPackaged,
)
from domain.tokens.text_analyses import (
    TokenAnalysis,
)
from tests.fakes.telemetry import RecordingTelemetry
from tests.unit.application.world import by_encoding, by_model

TEXT = SpecialTokens.AS_TEXT
CHARACTERS_SELECTOR = by_encoding("characters")
REFUSED = TokenizerSelector(model="zzz", unknown_model=UnknownModel.REFUSE)

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
        (REFUSED, ModelNotFound, "MODEL_NOT_FOUND"),
        (by_encoding("zzz"), EncodingNotFound, "ENCODING_NOT_FOUND"),
        (by_encoding("one"), EncodingNotFound, "ENCODING_NOT_FOUND"),
        (by_encoding("elsewhere"), VocabularyNotPackaged, "VOCABULARY_NOT_PACKAGED"),
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


@pytest.mark.parametrize("call", ["encode", "decode"])
@pytest.mark.parametrize(
    ("selector", "reason"),
    [
        (by_model("zzz"), "MODEL_NOT_FOUND"),
        (by_model("two"), "VOCABULARY_NOT_PACKAGED"),
        (by_model("framed"), "TOKEN_IDS_UNAVAILABLE"),
        (by_encoding("framed"), "TOKEN_IDS_UNAVAILABLE"),
    ],
)
def test_ids_are_never_estimated(
    analyzer: TokenAnalyzer, call: str, selector: TokenizerSelector, reason: str
) -> None:
    """What can only be counted or estimated has no ids, and the error says why."""
    with pytest.raises(SteelyardError) as caught:
        CALLS[call](analyzer, selector)

    assert reason == caught.value.reason


@pytest.mark.parametrize("name", ["zzz", "two"])
def test_a_text_is_estimated_where_no_tokenizer_is_at_hand(
    analyzer: TokenAnalyzer, telemetry: RecordingTelemetry, name: str
) -> None:
    """Unknown models and those whose vocabulary is not carried are estimated, and that is said."""
    expected = TokenAnalysis(
        TokenCount(10, 16, CountMethod.HEURISTIC), Provenance("unknown", "", "estimator 1", "7")
    )

    actual = analyzer.count_tokens(selector=by_model(name), text="hello", special_tokens=TEXT)

    assert expected == actual
    assert [("unknown-estimate", 10, 5)] == telemetry.counts


def test_a_text_for_a_provider_that_counts_messages_is_one_message(
    analyzer: TokenAnalyzer,
) -> None:
    """The count has the frame of a message in it and says how many tokens that is."""
    expected = TokenCount(8, 13, CountMethod.RECONSTRUCTED, frame_token_count=3)

    actual = analyzer.count_tokens(selector=by_model("framed"), text="hello", special_tokens=TEXT)

    assert expected == actual.count


def test_a_text_beyond_the_work_limit_is_estimated(analyzer: TokenAnalyzer) -> None:
    """What would take too long is estimated, and the answer says so."""
    expected = [("framed", CountMethod.RECONSTRUCTED), ("framed", CountMethod.CALIBRATED)]

    analyses = [
        analyzer.count_tokens(
            selector=by_model("framed"), text="a b c d e " * 100 + rest, special_tokens=TEXT
        )
        for rest in ("", "x")
    ]

    assert expected == [(each.provenance.tokenizer, each.count.method) for each in analyses]
    assert ["framed 1", "estimator 1"] == [each.provenance.engine for each in analyses]


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
