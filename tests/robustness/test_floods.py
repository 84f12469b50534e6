"""Whatever one client does to a worker, the others are answered and the worker lives."""

import time
from contextlib import ExitStack
from pathlib import Path

import grpc

from tests.e2e.running import RunningServer
from tests.robustness import floods
from tests.robustness.conftest import Caller, Scaled

MEGABYTE = 1_000_000
GROWTH_LIMIT = 1.25


def test_a_huge_message_is_refused(target: RunningServer, caller: Caller) -> None:
    """50 MB in one message are refused, and nobody else notices."""
    codes = {floods.send_too_much(target, 50 * MEGABYTE) for _ in range(3)}

    assert codes == {grpc.StatusCode.RESOURCE_EXHAUSTED}
    assert caller.took_s


def test_garbage_disturbs_nobody(target: RunningServer, caller: Caller, scaled: Scaled) -> None:
    """Connections full of noise are dropped."""
    floods.send_garbage(target, scaled(1_000, 3_000))

    assert caller.took_s


def test_idle_sockets_disturb_nobody(target: RunningServer, caller: Caller, scaled: Scaled) -> None:
    """Connections that say nothing are held for a while, then closed."""
    with floods.silent_sockets(target, scaled(500, 2_000)) as idle:
        answered = len(caller.took_s)
        time.sleep(1)
        answered = len(caller.took_s) - answered
        left = [each for each in idle if not floods.is_closed(each, within_s=5)]

    assert answered > 10
    assert left == []


def test_slow_prefaces_disturb_nobody(
    target: RunningServer, caller: Caller, scaled: Scaled
) -> None:
    """Connections that never finish their first sentence are closed."""
    with ExitStack() as stack:
        slow = floods.send_prefaces_in_part(target, scaled(200, 1_000), stack)
        left = [each for each in slow if not floods.is_closed(each, within_s=5)]

    assert left == []
    assert caller.took_s


def test_cancelled_calls_disturb_nobody(
    target: RunningServer, caller: Caller, scaled: Scaled
) -> None:
    """Calls and streams that are broken off at any moment leave nothing open."""
    for _ in range(scaled(4, 20)):
        floods.storm(target, 150)

    assert target.reached(0, "steelyard_grpc_requests_in_flight", kind="stream") == 0
    assert caller.took_s


def test_memory_does_not_grow(target: RunningServer, scaled: Scaled) -> None:
    """Once a round of everything has been seen, further rounds need no more memory."""

    def round_of_everything() -> int:
        floods.send_too_much(target, 50 * MEGABYTE)
        floods.send_garbage(target, 200)
        floods.storm(target, 150)
        with floods.silent_sockets(target, 200):
            time.sleep(0.1)
        return _resident_bytes(target)

    sizes = [round_of_everything() for _ in range(scaled(8, 40))]

    half = len(sizes) // 2
    print([size // MEGABYTE for size in sizes])  # noqa: T201 - for the reader of -s
    assert max(sizes[half:]) < GROWTH_LIMIT * max(sizes[:half])


def _resident_bytes(server: RunningServer) -> int:
    (worker,) = server.children()["workers"]
    status = Path(f"/proc/{worker}/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1_024
