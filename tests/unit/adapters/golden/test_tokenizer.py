from collections.abc import Callable
from functools import cache

import pytest

from adapters.outbound.golden.switch import SharedEngineSwitch
from adapters.outbound.golden.tokenizer import GoldenGate, GoldenTokenizer
from adapters.outbound.toktok.tokenizer import ToktokTokenizer
from domain.tokens.model import SpecialTokens
from domain.tokens.vocabularies import CL100K_BASE
from ports.outbound.engines import CheckOutcome
from ports.outbound.tokenizers import Tokenizer
from tests.fakes.checks import RecordingChecks
from tests.fakes.telemetry import RecordingTelemetry
from tests.fakes.tokenizers import CharacterTokenizer

TEXT = SpecialTokens.AS_TEXT
ENCODING = CL100K_BASE.encoding

type Make = Callable[[int], GoldenTokenizer]


@cache
def right_engine() -> ToktokTokenizer:
    """A fast engine that passes the golden vectors: every word below is one token to it."""
    return ToktokTokenizer(CL100K_BASE)


def characters() -> CharacterTokenizer:
    """An engine that says it runs the same vocabulary and counts characters."""
    return CharacterTokenizer(vocabulary=CL100K_BASE)


@pytest.fixture
def switch() -> SharedEngineSwitch:
    return SharedEngineSwitch([ENCODING])


@pytest.fixture
def checks() -> RecordingChecks:
    return RecordingChecks()


@pytest.fixture
def telemetry() -> RecordingTelemetry:
    return RecordingTelemetry()


@pytest.fixture
def golden(
    switch: SharedEngineSwitch, checks: RecordingChecks, telemetry: RecordingTelemetry
) -> Make:
    """Makes a golden tokenizer that offers one count in so many to be checked."""
    return lambda sample_every: GoldenTokenizer(
        fast=right_engine(),
        reference=characters(),
        gate=GoldenGate(switch, checks, telemetry, sample_every),
    )


@pytest.fixture
def wrong(
    switch: SharedEngineSwitch, checks: RecordingChecks, telemetry: RecordingTelemetry
) -> GoldenTokenizer:
    """A golden tokenizer whose fast engine fails the vectors."""
    return GoldenTokenizer(
        fast=characters(),
        reference=right_engine(),
        gate=GoldenGate(switch, checks, telemetry, 1),
    )


def answers(tokenizer: Tokenizer) -> tuple[object, ...]:
    """What each method makes of a text that is one token or five characters."""
    return (
        tokenizer.count("hello", special_tokens=TEXT),
        list(tokenizer.count_batch(["hello"], special_tokens=TEXT)),
        list(tokenizer.encode("hello", special_tokens=TEXT)),
        tokenizer.decode([15339]),
        tokenizer.engine,
    )


def test_the_fast_engine_answers_first(golden: Make) -> None:
    """While nothing is known against it, the fast engine answers and is named."""
    expected = answers(right_engine())

    actual = answers(golden(0))

    assert expected == actual


def test_the_reference_answers_after_the_switch(golden: Make, switch: SharedEngineSwitch) -> None:
    """Once the switch is thrown, the reference answers and is named."""
    expected = answers(characters())
    tokenizer = golden(0)
    tokenizer.load()

    switch.to_reference(ENCODING)

    assert expected == answers(tokenizer)


def test_an_engine_that_passes_the_vectors_stays(
    golden: Make, switch: SharedEngineSwitch, telemetry: RecordingTelemetry
) -> None:
    """The gate is passed once, told once, and nothing is switched."""
    expected = [(ENCODING, CheckOutcome.EQUAL)]
    tokenizer = golden(0)

    tokenizer.load()
    tokenizer.count("hello", special_tokens=TEXT)

    assert expected == telemetry.checks
    assert not switch.is_on_reference(ENCODING)


def test_an_engine_that_fails_the_vectors_never_answers(wrong: GoldenTokenizer) -> None:
    """Not even the first count comes from an engine that does not pass the gate."""
    expected = answers(right_engine())

    actual = answers(wrong)

    assert expected == actual


def test_a_failed_gate_throws_the_switch_and_is_told_once(
    wrong: GoldenTokenizer, switch: SharedEngineSwitch, telemetry: RecordingTelemetry
) -> None:
    """Other processes see the switch; the difference and the switch are told."""
    expected = ([(ENCODING, CheckOutcome.DIFFERENT)], [ENCODING])

    wrong.load()
    wrong.load()

    assert switch.is_on_reference(ENCODING)
    assert expected == (telemetry.checks, telemetry.switches)


def test_the_first_use_is_not_quick(golden: Make) -> None:
    """Until the vectors are checked, even a single character waits for them."""
    expected = [False, True]
    tokenizer = golden(0)

    before = tokenizer.is_quick(["a"])
    tokenizer.load()

    assert expected == [before, tokenizer.is_quick(["a"])]


def test_after_the_switch_only_the_reference_is_loaded(
    switch: SharedEngineSwitch, checks: RecordingChecks, telemetry: RecordingTelemetry
) -> None:
    """An engine that is not to answer costs neither time nor memory."""
    expected: list[object] = [(0, []), (1, [])]
    fast, reference = characters(), characters()
    tokenizer = GoldenTokenizer(
        fast=fast,
        reference=reference,
        gate=GoldenGate(switch, checks, telemetry, 1),
    )
    switch.to_reference(ENCODING)

    tokenizer.load()

    assert expected == [(each.loads, each.counted) for each in (fast, reference)]


@pytest.mark.parametrize(("sample_every", "offers"), [(0, 0), (1, 12), (2, 6), (5, 2), (13, 0)])
def test_one_count_in_so_many_is_offered(
    golden: Make, checks: RecordingChecks, sample_every: int, offers: int
) -> None:
    """Exactly every n-th count is offered to be checked, none where n is 0."""
    tokenizer = golden(sample_every)

    for _ in range(12):
        tokenizer.count("hello", special_tokens=TEXT)

    assert [(ENCODING, "hello", TEXT, 1)] * offers == checks.offers


def test_counts_batches_and_ids_share_one_countdown(golden: Make, checks: RecordingChecks) -> None:
    """A batch is one count, and so is an encoding."""
    expected = [(ENCODING, "one two", SpecialTokens.AS_SPECIAL, 2)]
    tokenizer = golden(3)

    tokenizer.count("a", special_tokens=TEXT)
    tokenizer.count_batch(["b", "b"], special_tokens=TEXT)
    tokenizer.encode("one two", special_tokens=SpecialTokens.AS_SPECIAL)

    assert expected == checks.offers


@pytest.mark.parametrize("sample_every", [1, 2, 3, 4, 8])
def test_no_place_in_a_batch_is_exempt_from_checks(
    golden: Make, checks: RecordingChecks, sample_every: int
) -> None:
    """Over many batches of one size, every place in them is looked at."""
    tokenizer = golden(sample_every)

    for _ in range(100 * sample_every):
        tokenizer.count_batch(["first", "second", "third", "fourth"], special_tokens=TEXT)

    assert {"first", "second", "third", "fourth"} == {text for _, text, _, _ in checks.offers}


def test_the_count_that_is_offered_is_that_of_the_text_that_is_offered(
    golden: Make, checks: RecordingChecks
) -> None:
    """A text of a batch is offered with its own count."""
    tokenizer = golden(1)
    texts = ["one", "one two", "one two three"]

    for _ in range(5):
        tokenizer.count_batch(texts, special_tokens=TEXT)

    assert [texts.index(text) + 1 for _, text, _, _ in checks.offers] == [
        count for _, _, _, count in checks.offers
    ]


def test_an_empty_batch_is_nothing_to_check(golden: Make, checks: RecordingChecks) -> None:
    """A batch without texts has no count to offer."""
    expected: tuple[object, ...] = ([], [])
    tokenizer = golden(1)

    counts = tokenizer.count_batch([], special_tokens=TEXT)

    assert expected == (counts, checks.offers)


def test_counts_of_the_reference_are_not_offered(
    golden: Make, switch: SharedEngineSwitch, checks: RecordingChecks
) -> None:
    """After the switch there is nothing left to compare."""
    expected: list[object] = []
    tokenizer = golden(1)
    switch.to_reference(ENCODING)

    tokenizer.count("hello", special_tokens=TEXT)

    assert expected == checks.offers
