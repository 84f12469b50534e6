"""Each strategy shortens in its own way, and says so."""

import json

import pytest

from domain.compression.model import SegmentKind
from domain.compression.requests import BudgetInfeasible, Strategy
from domain.compression.results import Fate, Reason
from domain.shared.errors import InvalidValue
from tests.unit.application.compression.world import CODE, TEXT, CompressionWorld, fates

RECORDS = [{"name": f"n{number}", "count": number, "tags": ["a"]} for number in range(8)]
JSON = json.dumps(RECORDS, indent=2)
VALUE = json.dumps({"name": "scale", "plates": {"left": [1, 2], "right": [3]}}, indent=4)
MINIFIED = json.dumps(json.loads(VALUE), separators=(",", ":"))


def least_without_loss(house: CompressionWorld, text: str) -> int:
    """What the text needs without loss, by the error for less."""
    with pytest.raises(BudgetInfeasible) as refusal:
        house.compressed(1, text, strategy=Strategy.LOSSLESS)
    return int(refusal.value.metadata["minimum_token_budget"])


@pytest.mark.parametrize("strategy", [Strategy.AUTO, Strategy.LOSSLESS])
def test_what_is_enough_without_loss_is_done_without(
    house: CompressionWorld, strategy: Strategy
) -> None:
    """JSON loses its blanks before it loses a value."""
    result = house.compressed(len(MINIFIED), VALUE, strategy=strategy)

    assert (MINIFIED, Strategy.LOSSLESS, True) == (
        result.text,
        result.strategy,
        result.is_lossless,
    )
    assert {Fate.LOSSLESS} == fates(result)


def test_lossless_refuses_what_needs_loss(house: CompressionWorld) -> None:
    """The least budget is that of the shortest form without loss, and not one token more."""
    assert len(MINIFIED) == least_without_loss(house, VALUE)


def test_a_text_that_only_loss_makes_shorter_is_refused(house: CompressionWorld) -> None:
    """Plain sentences have no shorter form."""
    assert len(TEXT) == least_without_loss(house, TEXT)


def test_auto_goes_on_where_lossless_does_not_suffice(house: CompressionWorld) -> None:
    """One token below what all of it needs something is left out, and not all."""
    result = house.compressed(least_without_loss(house, JSON) - 1, JSON)

    assert (Strategy.AUTO, False) == (result.strategy, result.is_lossless)
    assert all(str(each["name"]) in result.text for each in RECORDS)


@pytest.mark.parametrize("text", [TEXT, CODE, JSON, VALUE])
@pytest.mark.parametrize("share", [30, 50, 75, 95])
def test_extractive_writes_no_words_of_its_own(
    house: CompressionWorld, text: str, share: int
) -> None:
    """What is kept stands as it stood, even where a form without loss would be enough."""
    budget = len(text) * share // 100

    result = house.compressed(budget, text, strategy=Strategy.EXTRACTIVE)

    written = [span for span in result.spans if span.output]
    assert written
    assert {Fate.FULL} == {span.fate for span in written}
    assert [text[span.source.start : span.source.end] for span in written] == [
        result.text[span.output.start : span.output.end] for span in written if span.output
    ]
    assert Strategy.EXTRACTIVE is result.strategy
    assert result.count.token_count <= budget


def test_extractive_keeps_pins(house: CompressionWorld) -> None:
    """As every strategy that takes them."""
    result = house.compressed(80, strategy=Strategy.EXTRACTIVE, pins=["4 crowns"])

    assert "4 crowns" in result.text


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        (Strategy.TRUNCATE_HEAD, TEXT[:100]),
        (Strategy.TRUNCATE_TAIL, TEXT[-100:]),
        (Strategy.TRUNCATE_MIDDLE, TEXT[:50] + TEXT[-50:]),
    ],
)
def test_a_truncation_keeps_its_side(
    house: CompressionWorld, strategy: Strategy, expected: str
) -> None:
    """And uses all of the budget."""
    result = house.compressed(100, strategy=strategy, kind=SegmentKind.LOG)

    assert (expected, strategy) == (result.text, result.strategy)
    assert {SegmentKind.LOG} == {span.kind for span in result.spans}
    assert {Reason.TRUNCATED} == {span.reason for span in result.spans if span.output is None}


@pytest.mark.parametrize("strategy", [each for each in Strategy if each.kept_side])
def test_a_truncation_takes_no_pins(house: CompressionWorld, strategy: Strategy) -> None:
    """It could not keep them."""
    with pytest.raises(InvalidValue) as refusal:
        house.compressed(100, strategy=strategy, pins=["4 crowns"])

    assert "pins" == refusal.value.field


def test_a_truncation_takes_no_keep_tags(house: CompressionWorld) -> None:
    """They pin too; as text they are fine."""
    text = f"{TEXT} <keep>4 crowns</keep>"

    with pytest.raises(InvalidValue) as refusal:
        house.compressed(100, text=text, strategy=Strategy.TRUNCATE_HEAD)

    assert "text" == refusal.value.field
    assert (
        TEXT[:100]
        == house.compressed(
            100, text=text, strategy=Strategy.TRUNCATE_HEAD, literal_keep_tags=True
        ).text
    )


def test_a_truncation_to_nothing_leaves_nothing(house: CompressionWorld) -> None:
    """Who asks for the first 0 tokens gets them."""
    result = house.compressed(0, strategy=Strategy.TRUNCATE_HEAD)

    assert ("", [None]) == (result.text, [span.output for span in result.spans])


def signatures(text: str) -> list[bool]:
    return [f"def {name}(one, other):" in text for name in ("add", "subtract")]


def least_with_signatures(house: CompressionWorld) -> int:
    """The smallest budget with which all signatures are kept."""
    return next(
        budget
        for budget in range(20, len(CODE))
        if all(signatures(house.compressed(budget, CODE).text))
    )


def test_signatures_stay_before_bodies(house: CompressionWorld) -> None:
    """Where bodies must go, what was defined is still told, although one body would fit."""
    result = house.compressed(100, CODE, query="total print one other")

    assert [True, True] == signatures(result.text)
    assert Fate.STUB in fates(result)


def test_signatures_go_only_where_they_do_not_fit(house: CompressionWorld) -> None:
    """Below what all of them need the budget is kept without some rather than refused."""
    least = least_with_signatures(house)

    result = house.compressed(least - 1, CODE)

    assert sum(map(len, CODE.splitlines()[3:4])) * 2 < least <= 60
    assert not all(signatures(result.text))
    assert result.text.strip()
    assert all(
        all(signatures(house.compressed(least + more, CODE).text)) for more in range(0, 90, 9)
    )
