import pytest

from adapters.outbound.golden.shadow import ShadowChecker
from adapters.outbound.golden.switch import SharedEngineSwitch
from domain.tokens.model import SpecialTokens
from ports.outbound.engines import CheckOutcome
from tests.fakes.telemetry import RecordingTelemetry
from tests.fakes.tokenizers import CharacterTokenizer, RefusingTokenizer


@pytest.fixture
def telemetry() -> RecordingTelemetry:
    return RecordingTelemetry()


@pytest.fixture
def switch() -> SharedEngineSwitch:
    return SharedEngineSwitch(["characters", "refused"])


@pytest.fixture
def checker(switch: SharedEngineSwitch, telemetry: RecordingTelemetry) -> ShadowChecker:
    return ShadowChecker(
        references={"characters": CharacterTokenizer(), "refused": RefusingTokenizer()},
        switch=switch,
        telemetry=telemetry,
    )


def check(checker: ShadowChecker, encoding: str, token_count: int) -> CheckOutcome:
    """Check a count of a text that has three tokens."""
    return checker.check(
        encoding=encoding,
        text="abc",
        special_tokens=SpecialTokens.AS_TEXT,
        token_count=token_count,
    )


def test_equal_counts_leave_the_fast_engine_in_place(
    checker: ShadowChecker, switch: SharedEngineSwitch, telemetry: RecordingTelemetry
) -> None:
    """Agreement is told and changes nothing."""
    expected: tuple[object, ...] = (
        CheckOutcome.EQUAL,
        False,
        [("characters", CheckOutcome.EQUAL)],
        [],
    )

    outcome = check(checker, "characters", 3)

    assert expected == (
        outcome,
        switch.is_on_reference("characters"),
        telemetry.checks,
        telemetry.switches,
    )


@pytest.mark.parametrize("token_count", [2, 4])
def test_a_count_that_is_off_by_one_throws_the_switch(
    checker: ShadowChecker, switch: SharedEngineSwitch, token_count: int
) -> None:
    """One wrong count is enough."""
    expected = (CheckOutcome.DIFFERENT, True)

    outcome = check(checker, "characters", token_count)

    assert expected == (outcome, switch.is_on_reference("characters"))


def test_a_switch_is_told_once(checker: ShadowChecker, telemetry: RecordingTelemetry) -> None:
    """Every difference is told, the switch only when it is thrown."""
    expected = ([("characters", CheckOutcome.DIFFERENT)] * 3, ["characters"])

    for _ in range(3):
        check(checker, "characters", 4)

    assert expected == (
        telemetry.checks,
        telemetry.switches,
    )


def test_a_difference_switches_its_own_encoding_only(
    checker: ShadowChecker, switch: SharedEngineSwitch
) -> None:
    """The other encodings stay with the fast engine."""
    check(checker, "characters", 4)

    assert not switch.is_on_reference("refused")


def test_a_reference_that_cannot_count_shows_nothing(
    checker: ShadowChecker, switch: SharedEngineSwitch, telemetry: RecordingTelemetry
) -> None:
    """What cannot be compared is told as inconclusive and never throws the switch."""
    expected: tuple[object, ...] = (
        CheckOutcome.INCONCLUSIVE,
        False,
        [("refused", CheckOutcome.INCONCLUSIVE)],
        [],
    )

    outcome = check(checker, "refused", 3)

    assert expected == (
        outcome,
        switch.is_on_reference("refused"),
        telemetry.checks,
        telemetry.switches,
    )
