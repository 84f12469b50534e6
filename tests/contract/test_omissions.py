"""What every adapter of ports.outbound.omissions.OmittedTexts must promise."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.outbound.sqlite.omissions import SqliteOmittedTexts
from domain.compression.omissions import OmissionLimits, SpanNotFound, StoreUnavailable
from ports.outbound.omissions import OmittedTexts
from tests.fakes.omissions import RememberedTexts

type Build = Callable[[OmissionLimits], OmittedTexts]

ROOMY = OmissionLimits()


@dataclass(slots=True)
class WoundClock:
    """Plays ports.outbound.clock.Clock; time passes when it is told to."""

    moment: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> WoundClock:
    return WoundClock()


@pytest.fixture(params=["sqlite", "remembered"])
def build(request: pytest.FixtureRequest, clock: WoundClock, tmp_path: Path) -> Iterator[Build]:
    """Makes a store with the given limits."""
    with ExitStack() as stack:

        def built(limits: OmissionLimits) -> OmittedTexts:
            if request.param == "remembered":
                return RememberedTexts(limits=limits, clock=clock)
            store = SqliteOmittedTexts(tmp_path / "omitted.db", limits=limits, clock=clock)
            stack.callback(store.close)
            return store

        yield built


def is_kept(store: OmittedTexts, handle: str) -> bool:
    """Whether a text can still be had."""
    try:
        store.expand(handle)
    except SpanNotFound:
        return False
    return True


def kept(store: OmittedTexts, handles: tuple[str, ...]) -> list[bool]:
    """Which texts can still be had."""
    return [is_kept(store, handle) for handle in handles]


@pytest.mark.parametrize(
    "text", ["", "left out", "a\x00b", "ไทย 😀\r\n", "half \ud800 a character", "long " * 100_000]
)
def test_a_text_comes_back_as_it_was(build: Build, text: str) -> None:
    """Whatever was left out is expanded to the same characters."""
    store = build(ROOMY)

    (handle,) = store.keep([text])

    assert text == store.expand(handle)


def test_handles_are_in_the_order_of_the_texts(build: Build) -> None:
    """The first handle stands for the first text."""
    store = build(ROOMY)
    expected = ["one", "two", "three"]

    handles = store.keep(expected)

    assert expected == [store.expand(handle) for handle in handles]


def test_no_text_has_no_handle(build: Build) -> None:
    """Keeping nothing is no error."""
    expected = ()

    actual = build(ROOMY).keep([])

    assert expected == actual


def test_handles_cannot_be_guessed(build: Build) -> None:
    """Equal texts get different handles, each as long as 128 random bits at least."""
    store = build(ROOMY)

    handles = store.keep(["same"] * 100)

    assert len(set(handles)) == 100
    assert min(map(len, handles)) >= 22


@pytest.mark.parametrize("handle", ["", "unknown", "\ud800", "x" * 1_000_000, "' OR 1=1 --"])
def test_an_unknown_handle_finds_nothing(build: Build, handle: str) -> None:
    """Whatever is given as a handle, the answer is that there is no such text."""
    store = build(ROOMY)
    store.keep(["left out"])

    with pytest.raises(SpanNotFound):
        store.expand(handle)


@pytest.mark.parametrize(("seconds", "expected"), [(59.999, [True]), (60, [False])])
def test_a_text_lives_as_long_as_was_said(
    build: Build, clock: WoundClock, seconds: float, expected: list[bool]
) -> None:
    """A text can be had until its lifetime is over, and not after."""
    store = build(OmissionLimits(lifetime_s=60))
    handles = store.keep(["left out"])

    clock.pass_by(seconds)

    assert expected == kept(store, handles)


@pytest.mark.parametrize(
    ("count", "expected"), [(3, [True, True, True]), (4, [False, True, True, True])]
)
def test_the_oldest_text_makes_room_for_one_too_many(
    build: Build, count: int, expected: list[bool]
) -> None:
    """At the limit of texts all are there; one more, and the first one is gone."""
    store = build(OmissionLimits(maximum_count=3))

    handles = tuple(store.keep([f"text {index}"])[0] for index in range(count))

    assert expected == kept(store, handles)


@pytest.mark.parametrize(
    ("text", "expected"), [("é" * 5, [True, True]), ("é" * 5 + "x", [False, True])]
)
def test_the_oldest_text_makes_room_for_a_byte_too_many(
    build: Build, text: str, expected: list[bool]
) -> None:
    """At the limit of bytes all are there; one more, and the first one is gone."""
    store = build(OmissionLimits(maximum_bytes=20))

    handles = (*store.keep(["0123456789"]), *store.keep([text]))

    assert expected == kept(store, handles)


@pytest.mark.parametrize("texts", [["a"] * 4, ["a" * 21], ["a" * 10, "b" * 11]])
def test_what_can_never_fit_is_refused_whole(build: Build, texts: list[str]) -> None:
    """Where not all of the texts can be kept at once, none is, and nothing makes room for them."""
    expected = [True]
    store = build(OmissionLimits(maximum_count=3, maximum_bytes=20))
    before = store.keep(["kept"])

    with pytest.raises(StoreUnavailable):
        store.keep(texts)

    assert expected == kept(store, before)


def test_as_much_as_allowed_fits_at_once(build: Build) -> None:
    """A call may fill the store to its limits, and what was there before makes room."""
    expected = [False, True, True, True]
    store = build(OmissionLimits(maximum_count=3, maximum_bytes=30))
    before = store.keep(["before"])

    handles = store.keep(["0123456789"] * 3)

    assert expected == kept(store, before + handles)


def test_what_has_expired_makes_room_first(build: Build, clock: WoundClock) -> None:
    """Texts that nobody can have any more take no place."""
    expected = [False, True, True]
    store = build(OmissionLimits(maximum_count=2, lifetime_s=60))
    old = store.keep(["old"])
    clock.pass_by(60)

    new = (*store.keep(["new"]), *store.keep(["newer"]))

    assert expected == kept(store, old + new)
