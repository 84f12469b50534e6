"""Texts are compressed to their budget: what stays, what goes, and what is refused."""

import pytest

from application.compression.limits import CompressionLimits
from domain.compression.model import SegmentKind
from domain.compression.requests import (
    BudgetInfeasible,
    Strategy,
    TextToCompress,
    TextTooLongToCompress,
)
from domain.compression.results import Fate, Reason
from domain.shared.errors import InvalidValue
from domain.tokens.model import ModelNotFound, Provenance, TokenizerSelector, UnknownModel
from domain.tokens.truncation import TextRange
from tests.unit.application.compression.world import (
    PASSAGES,
    TEXT,
    CompressionWorld,
    fates,
    rules_of,
)
from tests.unit.application.world import by_model, quickness_of

QUERY = "when was the lighthouse built"
SHORTEST = min(map(len, PASSAGES))
WITHOUT_ENDPOINT = [each for each in Strategy if each is not Strategy.ABSTRACTIVE]


@pytest.mark.parametrize("strategy", WITHOUT_ENDPOINT)
@pytest.mark.parametrize("room", [0, 1])
def test_a_text_that_fits_stays_as_it_is(
    house: CompressionWorld, strategy: Strategy, room: int
) -> None:
    """Nothing is done where nothing has to be, however it was to be done."""
    result = house.compressed(len(TEXT) + room, strategy=strategy)

    assert (TEXT, True, {Fate.FULL}) == (result.text, result.is_lossless, fates(result))
    assert [Reason.FITS] == [span.reason for span in result.spans]


def test_one_token_less_leaves_something_out(house: CompressionWorld) -> None:
    """What is kept is whole sentences, in their order."""
    result = house.compressed(len(TEXT) - 1)

    assert result.text == " ".join(each for each in PASSAGES if each in result.text)
    assert (len(PASSAGES) - 1, False) == (result.fates[Fate.FULL], result.is_lossless)


@pytest.mark.parametrize("passage", PASSAGES)
def test_what_is_asked_for_is_kept(house: CompressionWorld, passage: str) -> None:
    """Where only one sentence fits, it is the one that shares words with the query."""
    result = house.compressed(60, query=" ".join(passage.split()[1:5]))

    assert passage == result.text


@pytest.mark.parametrize("budget", [0, 1, SHORTEST - 1])
def test_a_budget_for_nothing_is_refused(house: CompressionWorld, budget: int) -> None:
    """The least budget is named: that of the shortest sentence."""
    with pytest.raises(BudgetInfeasible) as refusal:
        house.compressed(budget, query=QUERY)

    assert str(SHORTEST) == refusal.value.metadata["minimum_token_budget"]


def test_the_least_budget_is_enough(house: CompressionWorld) -> None:
    """Something is left rather than nothing, be it not what was asked for."""
    result = house.compressed(SHORTEST, query=QUERY)

    assert PASSAGES[-1] == result.text


def test_an_empty_text_fits_any_budget(house: CompressionWorld) -> None:
    """Nothing stays nothing."""
    result = house.compressed(0, "")

    assert ("", (), 1.0) == (result.text, result.spans, result.ratio.factor)


@pytest.mark.parametrize("budget", [0, 1, 5])
def test_a_blank_text_may_vanish(house: CompressionWorld, budget: int) -> None:
    """Blanks are nothing that had to be left."""
    result = house.compressed(budget, " \n" * 50)

    assert not result.text.strip()
    assert result.count.token_count <= budget


def test_pins_stay_as_they_stood(house: CompressionWorld) -> None:
    """Within a sentence that is left out, and blanks included."""
    result = house.compressed(90, pins=["flour,  water"], text=TEXT.replace("flour, ", "flour,  "))

    assert "flour,  water" in result.text
    assert {Reason.PINNED} <= {span.reason for span in result.spans}
    assert result.count.token_count <= 90


def test_pins_above_the_budget_are_blamed(house: CompressionWorld) -> None:
    """The heaviest first; what they need together is named and is enough."""
    pins = ["4 crowns", PASSAGES[0], PASSAGES[2]]

    with pytest.raises(BudgetInfeasible) as refusal:
        house.compressed(60, pins=pins)

    least = int(refusal.value.metadata["minimum_token_budget"])
    assert "pins[1],pins[2],pins[0]" == refusal.value.metadata["blamed"]
    assert all(pin in house.compressed(least, pins=pins).text for pin in pins)


def test_ten_pins_are_blamed_at_most(house: CompressionWorld) -> None:
    """An error stays short."""
    pins = [word for word in TEXT.split() if len(word) > 4]

    with pytest.raises(BudgetInfeasible) as refusal:
        house.compressed(20, pins=pins)

    assert 10 == len(refusal.value.metadata["blamed"].split(","))


def test_what_stands_between_keep_tags_stays(house: CompressionWorld) -> None:
    """And the tags go, even where all of the text fits."""
    text = f"{TEXT} <keep>Mind the gap.</keep> {TEXT}"

    shorter, whole = house.compressed(100, text), house.compressed(len(text), text)

    assert "Mind the gap." in shorter.text
    assert "keep>" not in shorter.text
    assert text.replace("<keep>", "").replace("</keep>", "") == whole.text


def test_keep_tags_may_be_ordinary_text(house: CompressionWorld) -> None:
    """Then they pin nothing and stay where they stand."""
    text = f"<keep>{TEXT}</keep>"

    result = house.compressed(70, text, literal_keep_tags=True, query=QUERY)

    assert f"<keep>{PASSAGES[0]}" == result.text


def test_spans_tile_the_text_that_was_sent(house: CompressionWorld) -> None:
    """Tags included; what is called full stands in the result as it stood."""
    text = f"{PASSAGES[0]} <keep>{PASSAGES[1]}</keep> {TEXT}"

    result = house.compressed(170, text, query="bread flour")

    spans = result.spans
    assert [0, *(span.source.end for span in spans)] == [
        *(span.source.start for span in spans),
        len(text),
    ]
    kept = [span for span in spans if span.output and "keep>" not in text_of(span.source, text)]
    assert [text_of(span.source, text) for span in kept] == [
        text_of(span.output, result.text) for span in kept if span.output
    ]
    assert kept


def text_of(place: TextRange, text: str) -> str:
    return text[place.start : place.end]


def test_a_result_says_what_it_is(house: CompressionWorld) -> None:
    """Its tokens, how much shorter it is, what made it and what counted."""
    result = house.compressed(110, query=QUERY)

    assert len(result.text) == result.count.token_count
    assert (len(TEXT), len(result.text)) == (
        result.ratio.original_tokens,
        result.ratio.compressed_tokens,
    )
    assert Strategy.AUTO is result.strategy
    assert Provenance("characters", "0" * 64, "characters 1", "7") == result.provenance


@pytest.mark.parametrize("budget", [90, 150, 300, 500])
def test_the_upper_bound_keeps_the_budget(budget: int) -> None:
    """Where counts are not exact, the most that the result may have is within the budget."""
    house = CompressionWorld(model="framed")

    result = house.compressed(budget)

    assert result.count.token_count < result.count.upper_bound_token_count <= budget


def test_a_result_does_not_change(house: CompressionWorld) -> None:
    """The same question gets the same answer, in another house too."""
    first = house.compressed(200, query=QUERY, pins=["4 crowns"])

    assert first == CompressionWorld().compressed(200, query=QUERY, pins=["4 crowns"])


def test_a_text_is_what_the_caller_says(house: CompressionWorld) -> None:
    """Its kind is found out only where none is named."""
    lines = "\n".join(PASSAGES)

    told, found = house.compressed(120, lines, kind=SegmentKind.LOG), house.compressed(120)

    assert ({SegmentKind.LOG}, {SegmentKind.PROSE}) == (
        {span.kind for span in told.spans},
        {span.kind for span in found.spans},
    )


def test_a_text_above_the_limit_is_refused() -> None:
    """As many characters as are allowed pass, one more does not."""
    house = CompressionWorld(limits=CompressionLimits(compressed_characters=len(TEXT)))

    assert house.compressed(100).text
    with pytest.raises(TextTooLongToCompress) as refusal:
        house.compressed(100, TEXT + "!")

    assert ("text", str(len(TEXT) + 1)) == (refusal.value.field, refusal.value.metadata["given"])


@pytest.mark.parametrize(
    ("field", "text", "query"), [("text", "\ud800", ""), ("options.query", TEXT, "\ud800")]
)
def test_half_a_character_is_refused(
    house: CompressionWorld, field: str, text: str, query: str
) -> None:
    """What cannot be sent cannot be asked about, and no step is needed to tell."""
    content = TextToCompress(text)

    with pytest.raises(InvalidValue) as refusal:
        house.texts.compress_text(
            selector=by_model("one"), content=content, rules=rules_of(10, query=query)
        )

    assert field == refusal.value.field


def test_a_model_that_nobody_knows_is_refused(house: CompressionWorld) -> None:
    """Where it is not to be estimated."""
    selector = TokenizerSelector(model="nobody knows it", unknown_model=UnknownModel.REFUSE)

    with pytest.raises(ModelNotFound):
        house.texts.compress_text(
            selector=selector, content=TextToCompress(TEXT), rules=rules_of(100)
        )


def test_compressing_takes_several_long_steps(house: CompressionWorld) -> None:
    """Others have their turn in between, and it never goes first."""
    steps = house.texts.compress_text(
        selector=by_model("one"), content=TextToCompress(TEXT), rules=rules_of(100)
    )

    quickness = quickness_of(steps)

    assert {False} == set(quickness)
    assert len(quickness) > 5
