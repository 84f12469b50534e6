"""What is left out may be asked for later, where it is kept."""

import pytest

from domain.compression.omissions import SpanNotFound, StoreUnavailable
from domain.compression.requests import ExpansionOff, TextToCompress
from tests.fakes.omissions import FullStore
from tests.unit.application.compression.world import (
    CODE,
    TEXT,
    CompressionWorld,
    remembered,
    rules_of,
)
from tests.unit.application.world import by_model, chat


@pytest.fixture
def keeping() -> CompressionWorld:
    return CompressionWorld(store=remembered())


@pytest.mark.parametrize("text", [TEXT, CODE, f"{TEXT} <keep>Mind the gap.</keep> {TEXT}"])
def test_what_is_left_out_comes_back(keeping: CompressionWorld, text: str) -> None:
    """Every stretch that is not in the result as it stood, tags of the sender included."""
    result = keeping.compressed(100, text, expandable=True)

    gone = [span for span in result.spans if span.handle]
    assert [text[span.source.start : span.source.end] for span in gone] == [
        keeping.texts.expand_span(handle=span.handle) for span in gone
    ]
    assert {span.handle for span in gone} == {
        span.handle for span in result.spans if span.output is None or span.fate.value != "full"
    }
    assert gone


def test_what_stands_in_the_result_has_no_handle(keeping: CompressionWorld) -> None:
    """It need not be kept twice."""
    result = keeping.compressed(len(TEXT), expandable=True)

    assert [""] == [span.handle for span in result.spans]


def test_nothing_is_kept_unless_it_is_asked_for(keeping: CompressionWorld) -> None:
    """Texts are somebody's own."""
    result = keeping.compressed(100)

    assert {""} == {span.handle for span in result.spans}


def test_what_is_left_out_of_a_chat_comes_back(keeping: CompressionWorld) -> None:
    """Of each text that was shortened."""
    result = keeping.compressed_chat(300, chat(TEXT, TEXT, "Why?"), expandable=True)

    told = [(text.source, span) for message in result.messages for text in message.texts
            for span in text.spans if span.output is None]  # fmt: skip
    assert told
    assert [source[span.source.start : span.source.end] for source, span in told] == [
        keeping.texts.expand_span(handle=span.handle) for _, span in told
    ]


def test_a_store_that_is_down_stops_nothing() -> None:
    """The text is compressed all the same, without handles."""
    house = CompressionWorld(store=FullStore())

    result = house.compressed(100, expandable=True)

    assert CompressionWorld().compressed(100) == result


def test_a_store_that_is_down_says_so_when_asked() -> None:
    """Asking for what cannot be read is an error, and not an empty text."""
    house = CompressionWorld(store=FullStore())

    with pytest.raises(StoreUnavailable):
        house.texts.expand_span(handle="any")


def test_an_unknown_handle_is_not_found(keeping: CompressionWorld) -> None:
    """A guess tells nothing."""
    with pytest.raises(SpanNotFound):
        keeping.texts.expand_span(handle="guess")


def test_where_nothing_is_kept_handles_are_refused_at_once(house: CompressionWorld) -> None:
    """For a text and for a chat, even if all of it fits."""
    rules = rules_of(1_000, expandable=True)

    with pytest.raises(ExpansionOff) as refusal:
        house.texts.compress_text(
            selector=by_model("one"), content=TextToCompress("Short."), rules=rules
        )
    with pytest.raises(ExpansionOff):
        house.compressed_chat(1_000, chat("Short."), expandable=True)

    assert "STEELYARD_COMPRESSION_OMITTED_FILE" == refusal.value.metadata["setting"]


def test_where_nothing_is_kept_nothing_comes_back(house: CompressionWorld) -> None:
    """Whoever holds a handle of another server is told why."""
    with pytest.raises(ExpansionOff):
        house.texts.expand_span(handle="any")
