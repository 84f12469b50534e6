"""What every implementation of ports.outbound.measures must promise."""

import json

import pytest

from application.tokens.measures import GaugeMeasure, GaugeMeasures
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.model import EncodingNotFound, ModelNotFound, TokenizerSelector, UnknownModel
from ports.outbound.measures import Measure, Measures
from tests.unit.application.world import World

TEXTS = ["", "One sentence. ", "And another one", "\n", "日本語のテスト"]


@pytest.fixture
def measures() -> Measures:
    return GaugeMeasures(World().scales)


@pytest.fixture(params=["one", "framed", "nobody knows it"])
def measure(request: pytest.FixtureRequest, measures: Measures) -> Measure:
    return measures.for_text(TokenizerSelector(model=request.param))


def body(*texts: str, model: str = "one") -> ChatRequest:
    """A chat of the user's messages."""
    messages = [{"role": "user", "content": text} for text in texts]
    return ChatRequest(ChatShape.OPENAI, json.dumps({"model": model, "messages": messages}))


def test_only_an_empty_text_costs_nothing(measure: Measure) -> None:
    """A part that writes something has a price."""
    costs = measure.costs(TEXTS)

    assert [bool(text) for text in TEXTS] == [cost > 0 for cost in costs]


def test_costs_are_about_the_count(measure: Measure) -> None:
    """The prices of parts are near what the parts weigh together."""
    count = measure.text("".join(TEXTS))
    tokens = count.token_count - count.frame_token_count

    assert abs(sum(measure.costs(TEXTS)) - tokens) <= tokens


def test_a_chat_weighs_the_same_in_pieces_and_at_once(measures: Measures) -> None:
    """The quick sum is the sum of the pieces."""
    chat = body("How much?", "And now?")
    measure = measures.for_chat(chat, model="", unknown=UnknownModel.REFUSE)

    assert measure.chat(chat).count.total == measure.chat_total(chat)


def test_a_chat_is_counted_for_the_model_that_was_named(measures: Measures) -> None:
    """A name beside the body comes before the one in it."""
    measure = measures.for_chat(body("Hi"), model="framed", unknown=UnknownModel.REFUSE)

    assert "framed" == measure.model


def test_provenance_tells_what_counts(measures: Measures) -> None:
    """A result says by which tokenizer it was measured."""
    measure = measures.for_text(TokenizerSelector(encoding="characters"))

    assert "characters" == measure.text_provenance("Hi").tokenizer


def test_a_refused_model_is_not_found(measures: Measures) -> None:
    """A caller may insist on a known model."""
    selector = TokenizerSelector(model="nobody", unknown_model=UnknownModel.REFUSE)

    with pytest.raises(ModelNotFound):
        measures.for_text(selector)


def test_an_unknown_encoding_is_not_found(measures: Measures) -> None:
    """An encoding that nobody has is an error."""
    with pytest.raises(EncodingNotFound):
        measures.for_text(TokenizerSelector(encoding="nothing"))


def test_a_measure_of_an_encoding_weighs_no_chat(measures: Measures) -> None:
    """Without a model nobody knows how messages are framed."""
    measure = measures.for_text(TokenizerSelector(encoding="characters"))

    assert isinstance(measure, GaugeMeasure)
    with pytest.raises(ValueError, match="for a model"):
        measure.chat_total(body("Hi"))
