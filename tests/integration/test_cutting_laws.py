"""Cutting keeps its limit under every tokenizer that is carried, and under the estimates."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from adapters.outbound.golden.shadow import ShadowSocket
from adapters.outbound.processes.pool import CountingPool
from adapters.outbound.prometheus.telemetry import PrometheusTelemetry
from bootstrap.settings import Settings
from domain.tokens.boundaries import Boundary
from domain.tokens.claude_vocabularies import CLAUDE_VOCABULARIES
from domain.tokens.model import SpecialTokens, TextNotCountable, TokenizerSelector
from domain.tokens.open_vocabularies import OPEN_VOCABULARIES
from domain.tokens.truncation import Side
from domain.tokens.vocabularies import OPENAI_VOCABULARIES
from ports.inbound.use_cases import TokenUseCases
from tests.integration.wired import container_with

SELECTORS = {
    **{
        each.encoding: TokenizerSelector(encoding=each.encoding)
        for each in (*OPENAI_VOCABULARIES, *OPEN_VOCABULARIES, *CLAUDE_VOCABULARIES)
    },
    "llama4 estimate": TokenizerSelector(model="llama-4-scout"),
    "unknown estimate": TokenizerSelector(model="a-model-that-nobody-knows"),
}
SENTENCES = st.sampled_from(
    [
        "It weighed less. ",
        "def f(x):\n    return x\n\n",
        "# Head\n\n- item\n",
        "秤砣虽小压千斤。",
        "नमस्ते ",
        "👩‍👩‍👧‍👦",
    ]
)
TEXTS = st.lists(st.one_of(SENTENCES, st.text(max_size=12)), max_size=60).map("".join)
law = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module")
def use_cases(prometheus: PrometheusTelemetry) -> Iterator[TokenUseCases]:
    """The use cases as the command line has them: all in this process."""
    chosen = Settings.from_environment({"STEELYARD_COUNTING_PROCESSES": "0"})
    container = container_with(prometheus, chosen)
    yield container.get(TokenUseCases)
    container.get(ShadowSocket).close()
    container.get(CountingPool).close()


@pytest.fixture(params=SELECTORS)
def selector(request: pytest.FixtureRequest) -> TokenizerSelector:
    return SELECTORS[request.param]


@contextmanager
def what_can_be_counted() -> Iterator[None]:
    """Leaves out the texts that a tokenizer refuses, such as Kimi's with a long s."""
    try:
        yield
    except TextNotCountable:
        reject()


def bound(use_cases: TokenUseCases, selector: TokenizerSelector, text: str) -> int:
    """What a text may count at most."""
    analysis = use_cases.texts.count_tokens(
        selector=selector, text=text, special_tokens=SpecialTokens.AS_TEXT
    )
    return analysis.count.upper_bound_token_count


@law
@given(
    text=TEXTS,
    room=st.integers(0, 60),
    side=st.sampled_from(Side),
    marker=st.sampled_from(["", "…"]),
)
def test_what_is_left_of_a_text_keeps_the_limit(
    use_cases: TokenUseCases,
    selector: TokenizerSelector,
    text: str,
    room: int,
    side: Side,
    marker: str,
) -> None:
    """Counted as a whole by the same tokenizer; where it fits, nothing is removed."""
    limit = bound(use_cases, selector, "") + room

    with what_can_be_counted():
        analysis = use_cases.cuts.truncate_text(
            selector=selector, text=text, token_limit=limit, side=side, marker=marker
        )
        fits = bound(use_cases, selector, text) <= limit

    assert bound(use_cases, selector, analysis.left.text) <= limit
    assert analysis.left.was_truncated is not fits


@law
@given(text=TEXTS, room=st.integers(16, 60), boundary=st.sampled_from(Boundary))
def test_every_chunk_keeps_the_limit_and_none_is_lost(
    use_cases: TokenUseCases, selector: TokenizerSelector, text: str, room: int, boundary: Boundary
) -> None:
    """And the chunks joined are the text."""
    limit = bound(use_cases, selector, "") + room

    with what_can_be_counted():
        analysis = use_cases.cuts.split_text(
            selector=selector,
            text=text,
            token_limit=limit,
            overlap_token_count=0,
            boundary=boundary,
        )

    chunks = [text[each.start : each.end] for each in analysis.chunks]
    assert all(bound(use_cases, selector, chunk) <= limit for chunk in chunks)
    assert text == "".join(chunks)
