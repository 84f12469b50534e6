"""What every adapter of the ports of ports.outbound.engines must promise."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from adapters.outbound.golden.shadow import TEXT_LIMIT_CHARACTERS, ShadowSocket
from adapters.outbound.golden.switch import SharedEngineSwitch
from adapters.outbound.prometheus.telemetry import PrometheusTelemetry
from domain.tokens.model import SpecialTokens
from ports.outbound.engines import CheckOutcome, EngineSwitch, EngineTelemetry, ShadowChecks
from tests.fakes.checks import RecordingChecks
from tests.fakes.telemetry import RecordingTelemetry

TEXT, SPECIAL = SpecialTokens.AS_TEXT, SpecialTokens.AS_SPECIAL
ENCODINGS = ["one", "two"]
FORKING = """
import os
from adapters.outbound.golden.switch import SharedEngineSwitch
switch = SharedEngineSwitch(["one", "two"])
child = os.fork()
if not child:
    os._exit(0 if switch.to_reference("two") else 1)
_, status = os.waitpid(child, 0)
print(status, *map(switch.is_on_reference, ["one", "two"]), switch.to_reference("two"))
"""


@pytest.fixture
def switch() -> EngineSwitch:
    return SharedEngineSwitch(ENCODINGS)


@pytest.fixture
def recording() -> RecordingTelemetry:
    return RecordingTelemetry()


@pytest.fixture
def shadow(recording: RecordingTelemetry) -> Iterator[ShadowSocket]:
    made = ShadowSocket(recording)
    with closing(made._receiver), closing(made._sender):
        yield made


@pytest.fixture(params=["socket", "recording"])
def checks(request: pytest.FixtureRequest, shadow: ShadowSocket) -> ShadowChecks:
    return shadow if request.param == "socket" else RecordingChecks()


@pytest.fixture(params=["prometheus", "recording"])
def telemetry(
    request: pytest.FixtureRequest, prometheus: PrometheusTelemetry, recording: RecordingTelemetry
) -> EngineTelemetry:
    return prometheus if request.param == "prometheus" else recording


def offer(checks: ShadowChecks, text: str, *, token_count: int = 1) -> None:
    checks.offer(encoding="one", text=text, special_tokens=TEXT, token_count=token_count)


def told(telemetry: EngineTelemetry, encoding: str) -> Mapping[str, float]:
    """How often each outcome, and a switch, was told of an encoding."""
    if isinstance(telemetry, RecordingTelemetry):
        outcomes = {each.value: telemetry.checks.count((encoding, each)) for each in CheckOutcome}
        return outcomes | {"switches": telemetry.switches.count(encoding)}
    samples = {
        each.value: REGISTRY.get_sample_value(
            "steelyard_engine_checks_total", {"encoding": encoding, "outcome": each.value}
        )
        for each in CheckOutcome
    }
    switches = REGISTRY.get_sample_value("steelyard_engine_switches_total", {"encoding": encoding})
    return {name: count or 0 for name, count in (samples | {"switches": switches}).items()}


def test_an_encoding_begins_on_the_fast_engine(switch: EngineSwitch) -> None:
    """Nothing is switched before a difference shows."""
    expected = [False, False]

    actual = [switch.is_on_reference(encoding) for encoding in ENCODINGS]

    assert expected == actual


def test_a_switch_is_for_one_encoding(switch: EngineSwitch) -> None:
    """The other encodings are left alone."""
    expected = [False, True]

    switch.to_reference("two")

    assert expected == [switch.is_on_reference(encoding) for encoding in ENCODINGS]


def test_the_first_to_switch_is_told_so(switch: EngineSwitch) -> None:
    """Of several calls only one was first, so a switch is announced once."""
    expected = [True, False, False]

    actual = [switch.to_reference("one") for _ in range(3)]

    assert expected == actual


def test_a_switch_stays(switch: EngineSwitch) -> None:
    """There is no way back but a restart."""
    switch.to_reference("one")
    switch.to_reference("one")

    assert switch.is_on_reference("one")


def test_a_switch_by_a_forked_process_is_seen_by_its_parent() -> None:
    """A child that was forked later switches for all."""
    expected = "0 False True False"
    root = Path(__file__).parents[2]

    run = subprocess.run(  # noqa: S603 - our own interpreter and text; this process has threads, so it cannot fork itself
        [sys.executable, "-c", FORKING], capture_output=True, text=True, check=True, cwd=root
    )

    assert expected == run.stdout.strip()


def test_offering_never_waits_for_a_reader(checks: ShadowChecks) -> None:
    """Ten thousand offers that nobody takes neither block nor raise."""
    for number in range(10_000):
        offer(checks, f"text {number}")


@pytest.mark.parametrize("text", ["", "\x00\x1f", "é🙂\U0010ffff", "<|endoftext|>", '"\\\n'])
def test_any_text_may_be_offered(checks: ShadowChecks, text: str) -> None:
    """Nothing in a text makes an offer raise."""
    offer(checks, text)


def test_what_was_offered_is_received(shadow: ShadowSocket) -> None:
    """The reader gets encoding, text, kind and count as they were, in order."""
    expected = [("one", "é\x00🙂", TEXT, 3), ("two", "", SPECIAL, 0)]
    shadow.offer(encoding="one", text="é\x00🙂", special_tokens=TEXT, token_count=3)
    shadow.offer(encoding="two", text="", special_tokens=SPECIAL, token_count=0)

    actual = [shadow.receive(), shadow.receive()]

    assert expected == actual


def test_a_full_queue_drops_the_newest_and_survives(shadow: ShadowSocket) -> None:
    """What is taken after a full queue is whole, and once read there is room again."""
    expected = (("one", "text", TEXT, 0), ("one", "after", TEXT, -1))
    for number in range(10_000):
        offer(shadow, "text", token_count=number)
    oldest = shadow.receive()

    offer(shadow, "after", token_count=-1)
    later = next(each for each in iter(shadow.receive, None) if each[1] == "after")

    assert expected == (oldest, later)


@pytest.mark.parametrize("character", ["a", "\x00", "🙂", '"'])
def test_a_text_of_the_limit_is_checked(
    shadow: ShadowSocket, recording: RecordingTelemetry, character: str
) -> None:
    """However many bytes its characters need, a text of exactly the limit gets through."""
    text = character * TEXT_LIMIT_CHARACTERS

    offer(shadow, text)

    assert (text, []) == (shadow.receive()[1], recording.checks)


def test_a_text_above_the_limit_is_inconclusive(
    shadow: ShadowSocket, recording: RecordingTelemetry
) -> None:
    """One character more is told as not compared and is not sent."""
    expected = ("next", [("one", CheckOutcome.INCONCLUSIVE)])

    offer(shadow, "a" * (TEXT_LIMIT_CHARACTERS + 1))
    offer(shadow, "next")

    assert expected == (
        shadow.receive()[1],
        recording.checks,
    )


@pytest.mark.parametrize("outcome", CheckOutcome)
def test_every_outcome_is_told_of_its_encoding(
    telemetry: EngineTelemetry, outcome: CheckOutcome
) -> None:
    """A check adds one to its own outcome of its own encoding."""
    encoding = f"check {outcome.value}"
    expected = {"equal": 0, "different": 0, "inconclusive": 0, "switches": 0, outcome.value: 2}

    telemetry.engine_checked(encoding=encoding, outcome=outcome)
    telemetry.engine_checked(encoding=encoding, outcome=outcome)

    assert expected == told(telemetry, encoding)


def test_a_switch_is_told_of_its_encoding(telemetry: EngineTelemetry) -> None:
    """A switch adds one to the switches and nothing to the checks."""
    expected = {"equal": 0, "different": 0, "inconclusive": 0, "switches": 1}

    telemetry.engine_switched(encoding="switched")

    assert expected == told(telemetry, "switched")
