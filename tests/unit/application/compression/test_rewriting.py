"""A language model shortens texts, and is believed only what can be checked."""

from dataclasses import dataclass, field

import pytest

from application.compression.rewriting import Rewriting
from domain.compression.requests import (
    QUERY_CHARACTERS,
    AbstractionOff,
    Strategy,
    TextToCompress,
)
from domain.compression.results import CompressedText, Fate
from domain.tokens.truncation import TextRange
from ports.outbound.rewriters import Rewriter
from tests.fakes.rewriters import ScriptedRewriter, UnreachableRewriter
from tests.unit.application.compression.world import (
    TEXT,
    CompressionWorld,
    fates,
    remembered,
    rules_of,
)
from tests.unit.application.world import by_model

FAITHFUL = "A lighthouse from 1862, a keeper with three goats; tickets cost 4 crowns."


@dataclass(frozen=True, slots=True)
class Recording:
    """Plays ports.outbound.rewriters.Rewriter: takes down what it is asked for."""

    asked: list[tuple[str, int]] = field(default_factory=list)

    @property
    def model(self) -> str:
        return "recording"

    def rewrite(self, text: str, *, query: str = "", target_token_count: int) -> str:
        self.asked.append((query, target_token_count))
        return FAITHFUL


def abstracted(
    rewriter: Rewriter, budget: int = 100, text: str = TEXT, *, pins: tuple[str, ...] = ()
) -> CompressedText:
    house = CompressionWorld(rewriter=rewriter)
    return house.compressed(budget, text, pins=pins, strategy=Strategy.ABSTRACTIVE)


def test_a_faithful_text_is_taken() -> None:
    """As it was written, for all of the text."""
    result = abstracted(ScriptedRewriter({TEXT: FAITHFUL}))

    (span,) = result.spans
    assert (FAITHFUL, Strategy.ABSTRACTIVE, False) == (
        result.text,
        result.strategy,
        result.is_lossless,
    )
    assert {Fate.ABSTRACT} == fates(result)
    assert (TextRange(0, len(TEXT)), TextRange(0, len(FAITHFUL))) == (span.source, span.output)


def test_a_text_that_just_keeps_the_budget_is_taken() -> None:
    """The budget may be used up."""
    result = abstracted(ScriptedRewriter({TEXT: FAITHFUL}), len(FAITHFUL))

    assert FAITHFUL == result.text


@pytest.mark.parametrize(
    "rewriter",
    [
        pytest.param(ScriptedRewriter({TEXT: FAITHFUL.replace("1862", "1863")}), id="number"),
        pytest.param(ScriptedRewriter({TEXT: FAITHFUL + " See keeper_of.goats."}), id="name"),
        pytest.param(ScriptedRewriter({TEXT: FAITHFUL + " Goats." * 5}), id="too long"),
        pytest.param(UnreachableRewriter(), id="down"),
    ],
)
def test_what_cannot_be_believed_is_not_taken(rewriter: Rewriter) -> None:
    """Then parts of the text itself are kept, as without a model."""
    expected = CompressionWorld().compressed(100)

    assert expected == abstracted(rewriter)


def test_a_text_without_what_is_pinned_is_not_taken() -> None:
    """Pins stand in the result however it is made."""
    rewriter = ScriptedRewriter({TEXT: FAITHFUL})

    lacking, holding = abstracted(rewriter, pins=("Ahab",)), abstracted(rewriter, pins=("4 crow",))

    assert "Ahab" in lacking.text
    assert (Strategy.AUTO, Strategy.ABSTRACTIVE) == (lacking.strategy, holding.strategy)


def test_keep_tags_are_not_shown_to_the_model() -> None:
    """What stands between them must come back all the same."""
    rewriter = ScriptedRewriter({TEXT: FAITHFUL})

    result = abstracted(rewriter, text=TEXT.replace("flour", "<keep>flour</keep>"))

    assert [TEXT] == rewriter.asked
    assert "flour" in result.text


@pytest.mark.parametrize(
    ("text", "budget"), [(TEXT, len(TEXT)), ('{"a": [1, 2],   "b": 3}', len('{"a":[1,2],"b":3}'))]
)
def test_nobody_is_asked_where_no_loss_is_needed(text: str, budget: int) -> None:
    """A text that fits, be it without its blanks, is not written anew."""
    rewriter = ScriptedRewriter()

    result = abstracted(rewriter, budget, text)

    assert ([], True) == (rewriter.asked, result.is_lossless)


@pytest.mark.parametrize(("budget", "target"), [(100, 90), (1, 1), (0, 1)])
def test_a_model_is_asked_for_less_than_the_budget(budget: int, target: int) -> None:
    """It cannot count; of a long query it is shown the beginning."""
    rewriter = Recording()
    rules = rules_of(budget, query="q" * (QUERY_CHARACTERS + 1))

    Rewriting(rewriter).shorten(TEXT, rules=rules, is_usable=lambda _: True, kind=None)

    assert [("q" * QUERY_CHARACTERS, target)] == rewriter.asked


def test_without_an_endpoint_it_is_refused_at_once(house: CompressionWorld) -> None:
    """Even for a text that fits; the setting that is missing is named."""
    with pytest.raises(AbstractionOff) as refusal:
        house.texts.compress_text(
            selector=by_model("one"),
            content=TextToCompress("Short."),
            rules=rules_of(100, strategy=Strategy.ABSTRACTIVE),
        )

    assert "STEELYARD_COMPRESSION_REWRITER_URL" == refusal.value.metadata["setting"]


def test_the_original_of_a_rewritten_text_can_be_asked_for() -> None:
    """All of it, by one handle."""
    house = CompressionWorld(rewriter=ScriptedRewriter({TEXT: FAITHFUL}), store=remembered())

    result = house.compressed(100, strategy=Strategy.ABSTRACTIVE, expandable=True)

    assert [TEXT] == [house.texts.expand_span(handle=span.handle) for span in result.spans]
