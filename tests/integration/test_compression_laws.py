"""Compression keeps its promises under every tokenizer that is carried, and under the estimates."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from adapters.outbound.golden.shadow import ShadowSocket
from adapters.outbound.processes.pool import CountingPool
from adapters.outbound.prometheus.telemetry import PrometheusTelemetry
from bootstrap.settings import Settings
from domain.compression.requests import (
    BudgetInfeasible,
    CompressionRules,
    Strategy,
    TextToCompress,
)
from domain.compression.results import CompressedText
from domain.tokens.claude_vocabularies import CLAUDE_VOCABULARIES
from domain.tokens.model import SpecialTokens, TextNotCountable, TokenizerSelector
from domain.tokens.open_vocabularies import OPEN_VOCABULARIES
from domain.tokens.truncation import TextRange
from domain.tokens.vocabularies import OPENAI_VOCABULARIES
from ports.inbound.compression import TextCompressions
from ports.inbound.tokens import TokenAnalyses
from ports.inbound.use_cases import CompressionUseCases, TokenUseCases
from tests.integration.wired import container_with
from tests.unit.application.world import result_of

SELECTORS = {
    **{
        each.encoding: TokenizerSelector(encoding=each.encoding)
        for each in (*OPENAI_VOCABULARIES, *OPEN_VOCABULARIES, *CLAUDE_VOCABULARIES)
    },
    "llama4 estimate": TokenizerSelector(model="llama-4-scout"),
    "unknown estimate": TokenizerSelector(model="a-model-that-nobody-knows"),
}
STRETCHES = st.sampled_from(
    [
        "It weighed less than 12 kg. ",
        "The lighthouse on the cliff was built in 1862. ",
        "\n\n",
        "def f(x):\n    y = x + 1\n    return y\n\n\n",
        "# Head\n\n- item 1\n- item 2\n\n",
        "2024-05-01 10:00:00,123 INFO [main] shop.Pay - Started in 3.2 s\n",
        '[{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]\n',
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "<keep>never lose 42</keep>",
        "秤砣虽小压千斤。",
        "नमस्ते ",
        "👩‍👩‍👧‍👦",
    ]
)
TEXTS = st.lists(st.one_of(STRETCHES, st.text(max_size=8)), min_size=1, max_size=30).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)
law = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)


@dataclass(frozen=True, slots=True)
class House:
    """What compresses, and what counts by itself.

    Args:
        compressions: Compresses.
        counts: Counts.
        selector: By what.
    """

    compressions: TextCompressions
    counts: TokenAnalyses
    selector: TokenizerSelector

    def compressed(self, content: TextToCompress, rules: CompressionRules) -> CompressedText:
        return result_of(
            self.compressions.compress_text(selector=self.selector, content=content, rules=rules)
        )

    def bound(self, text: str) -> int:
        """What a text may count at most."""
        analysis = self.counts.count_tokens(
            selector=self.selector, text=text, special_tokens=SpecialTokens.AS_TEXT
        )
        return analysis.count.upper_bound_token_count


@pytest.fixture(scope="module")
def use_cases(
    prometheus: PrometheusTelemetry,
) -> Iterator[tuple[TextCompressions, TokenAnalyses]]:
    """The use cases as the command line has them: all in this process."""
    chosen = Settings.from_environment({"STEELYARD_COUNTING_PROCESSES": "0"})
    container = container_with(prometheus, chosen)
    yield container.get(CompressionUseCases).texts, container.get(TokenUseCases).texts
    container.get(ShadowSocket).close()
    container.get(CountingPool).close()


@pytest.fixture(params=SELECTORS)
def house(
    request: pytest.FixtureRequest, use_cases: tuple[TextCompressions, TokenAnalyses]
) -> House:
    return House(*use_cases, SELECTORS[request.param])


@contextmanager
def what_can_be_counted() -> Iterator[None]:
    """Leaves out the texts that a tokenizer refuses, such as Kimi's with a long s."""
    try:
        yield
    except TextNotCountable:
        reject()


def pinned(text: str, place: int) -> tuple[TextRange, ...]:
    """A few characters somewhere in a text."""
    start = place * max(0, len(text) - 5) // 100
    return (TextRange(start, min(len(text), start + 5)),)


@law
@given(
    text=TEXTS,
    share=st.integers(0, 110),
    place=st.integers(0, 100),
    strategy=st.sampled_from([Strategy.AUTO, Strategy.EXTRACTIVE]),
    query=st.sampled_from(["", "when was the lighthouse built"]),
)
def test_a_budget_is_kept_and_pins_stay(
    house: House, text: str, share: int, *, place: int, strategy: Strategy, query: str
) -> None:
    """Or the least budget is named, with which they are; and the same comes out again."""
    content = TextToCompress(text, pinned(text, place))

    with what_can_be_counted():
        budget = house.bound(text) * share // 100
        rules = CompressionRules(
            token_budget=budget, strategy=strategy, query=query, literal_keep_tags=True
        )
        result = with_enough(house, content, rules)
        again = house.compressed(content, result.rules)

        assert house.bound(result.made.text) <= result.rules.token_budget
    (pin,) = content.pins
    assert text[pin.start : pin.end] in result.made.text
    assert result.made == again
    assert [0, *(span.source.end for span in result.made.spans)] == [
        *(span.source.start for span in result.made.spans),
        len(text),
    ]


@dataclass(frozen=True, slots=True)
class Made:
    """A result, and the rules with the budget that it was possible with."""

    made: CompressedText
    rules: CompressionRules


def with_enough(house: House, content: TextToCompress, rules: CompressionRules) -> Made:
    """Compress to the budget, or where it is too small to the least that is named."""
    try:
        return Made(house.compressed(content, rules), rules)
    except BudgetInfeasible as refusal:
        least = int(refusal.metadata["minimum_token_budget"])
    assert least > rules.token_budget
    enough = CompressionRules(
        token_budget=least,
        strategy=rules.strategy,
        query=rules.query,
        literal_keep_tags=rules.literal_keep_tags,
    )
    return Made(house.compressed(content, enough), enough)


@law
@given(text=TEXTS, share=st.integers(10, 100))
def test_what_stands_between_keep_tags_stays(house: House, text: str, share: int) -> None:
    """And no tag of a pair is left, whatever the budget."""
    tagged = f"{text}\n\n<keep>never lose 42</keep>\n\n{text}"

    with what_can_be_counted():
        rules = CompressionRules(token_budget=house.bound(tagged) * share // 100)
        result = with_enough(house, TextToCompress(tagged), rules).made

    assert "never lose 42" in result.text
    assert "<keep>never" not in result.text


@law
@given(value=JSON, indent=st.sampled_from([None, 1, 4]), share=st.integers(0, 110))
def test_lossless_is_exact_or_refused(
    house: House, value: object, indent: int | None, share: int
) -> None:
    """What comes out within the budget says it is lossless; what is refused gets what it needs."""
    text = json.dumps({"value": value}, indent=indent, ensure_ascii=False)

    with what_can_be_counted():
        rules = CompressionRules(
            token_budget=house.bound(text) * share // 100, strategy=Strategy.LOSSLESS
        )
        result = with_enough(house, TextToCompress(text), rules)

        assert house.bound(result.made.text) <= min(result.rules.token_budget, house.bound(text))
    assert result.made.is_lossless
    if result.made.text.startswith('{"'):
        assert {"value": value} == json.loads(result.made.text)


@law
@given(text=TEXTS, room=st.integers(0, 60), side=st.sampled_from([*Strategy][3:6]))
def test_truncations_keep_their_budget(house: House, text: str, room: int, side: Strategy) -> None:
    """What is left is characters of the text, and all of it only where that fits."""
    with what_can_be_counted():
        limit = house.bound("") + room
        rules = CompressionRules(token_budget=limit, strategy=side, literal_keep_tags=True)
        result = house.compressed(TextToCompress(text), rules)
        fits = house.bound(text) <= limit

        assert house.bound(result.text) <= limit
    assert (result.text == text) is fits
