from dataclasses import dataclass, field
from pathlib import Path

from adapters.inbound.cli.progress import LONG_BYTES, MANY_INPUTS, PatientProgress
from adapters.inbound.cli.sources import Source


@dataclass
class RecordingBars:
    """Remembers every bar that was begun and what it was told."""

    begun: list[int | None] = field(default_factory=list)
    told: list[int | str] = field(default_factory=list)

    def begin(self, total: int | None) -> "RecordingBars":
        self.begun.append(total)
        return self

    def update(self, done: int) -> None:
        self.told.append(done)

    def stop(self) -> None:
        self.told.append("stop")


def source(expected_bytes: int | None) -> Source:
    """A file of that size."""
    return Source("a", Path("a"), is_named=True, expected_bytes=expected_bytes)


def test_short_work_shows_nothing() -> None:
    """A few small files are counted before a bar could be read."""
    bars = RecordingBars()
    expected: list[int | None] = []

    progress = PatientProgress([source(10), source(20)], bars.begin)
    progress.advance(10)
    progress.stop()

    assert expected == bars.begun


def test_large_file_shows_its_size() -> None:
    """A large file shows a bar from its first chunk to its end."""
    bars = RecordingBars()
    expected = ([LONG_BYTES + 1], [10, LONG_BYTES + 1, "stop"])

    progress = PatientProgress([source(LONG_BYTES + 1)], bars.begin)
    progress.advance(10)
    progress.advance(LONG_BYTES - 9)
    progress.stop()

    assert expected == (bars.begun, bars.told)


def test_many_files_show_a_bar() -> None:
    """Many files take long however small they are."""
    bars = RecordingBars()
    expected = [MANY_INPUTS + 1]

    PatientProgress([source(1)] * (MANY_INPUTS + 1), bars.begin).advance(1)

    assert expected == bars.begun


def test_input_of_unknown_size_shows_a_bar_when_it_is_long() -> None:
    """A pipe shows a bar without an end, and only once much of it has been counted."""
    bars = RecordingBars()
    expected = ([None], [LONG_BYTES + 1])

    progress = PatientProgress([source(None), source(10)], bars.begin)
    progress.advance(LONG_BYTES)
    progress.advance(1)

    assert expected == (bars.begun, bars.told)
