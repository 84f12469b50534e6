"""What every adapter of ports.outbound.clock.Clock must promise."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.outbound.system.clock import SystemClock
from ports.outbound.clock import Clock
from tests.fakes.clock import FrozenClock

MOMENT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(params=[SystemClock(), FrozenClock(MOMENT)], ids=lambda each: type(each).__name__)
def clock(request: pytest.FixtureRequest) -> Clock:
    return request.param  # type: ignore[no-any-return]  # pytest does not know the type


def test_the_time_is_told_in_utc(clock: Clock) -> None:
    """A moment can be compared with any other, wherever the machine stands."""
    expected = timedelta(0)

    actual = clock.now().utcoffset()

    assert expected == actual


def test_time_does_not_go_back(clock: Clock) -> None:
    """Of two moments the later one is not before the other."""
    before = clock.now()

    after = clock.now()

    assert before <= after
