"""What is told of a corpus while it is worked on, and when it is done."""

from dataclasses import dataclass

import pytest

from adapters.inbound.cli.corpus_progress import LINE_SECONDS, ProgressLines, shown_corpus
from adapters.inbound.cli.pace import Pace
from adapters.inbound.cli.tables import plain_lines
from adapters.inbound.cli.views.corpora import corpus_data, corpus_table
from domain.tokens.corpora import CorpusTotals
from domain.tokens.model import CountMethod, Provenance
from ports.inbound.corpora import CorpusProgress

PROVENANCE = Provenance("characters", "ab" * 32, "fake 1", "7")
RESUMED = CorpusTotals(record_count=100, byte_count=10_000_000, original_token_count=1_000)
TOTALS = RESUMED.plus(
    CorpusTotals(
        record_count=200,
        failed_count=1,
        byte_count=20_000_000,
        token_count=5_000,
        upper_bound_token_count=6_000,
        original_token_count=8_000,
        method=CountMethod.CALIBRATED,
    )
)
HALF = CorpusProgress(30_000_000, 60_000_000, TOTALS, 10_000_000, RESUMED, PROVENANCE)


@dataclass(slots=True)
class Seconds:
    """Passes when it is told to."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_pace_is_that_of_this_run() -> None:
    """What earlier runs did makes this one no faster, and the time that is left follows from it."""
    seconds = Seconds()
    pace = Pace(seconds)
    seconds.now = 4.0

    actual = pace.sentence(HALF)

    assert "5.0 MB/s, 2,000 tokens/s, 300 records, 1 failed, 0:00:06 left" == actual


def test_a_log_gets_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    """Not one for each chunk."""
    seconds = Seconds()
    lines = ProgressLines(Pace(seconds), seconds)

    for _ in range(25):
        seconds.now += LINE_SECONDS / 10
        lines.update(HALF)

    told = capsys.readouterr().err.splitlines()
    assert 2 == len(told)
    assert told[0].startswith("steelyard: 50 % done: ")


def test_nobody_is_told_who_does_not_want_it(capsys: pytest.CaptureFixture[str]) -> None:
    """With --quiet there is no progress at all."""
    with shown_corpus(wanted=False) as tell:
        tell(HALF)

    assert "" == capsys.readouterr().err


def test_the_end_is_told_to_people() -> None:
    """What became of the corpus, and what of it was done before."""
    table = corpus_table(HALF, output="out.jsonl", seconds=4.0)

    assert ["records\t300", "failed\t1", "bytes\t30000000"] == list(plain_lines(table))[:3]
    assert "out.jsonl: written in 4.0 s, 5.0 MB/s" == table.notes[0]
    assert "100 records were done by earlier runs" == table.notes[1]
    assert "CALIBRATED with characters" in table.label


def test_the_end_is_told_to_programs() -> None:
    """The same numbers, with all that made them."""
    data = corpus_data(HALF, output="out.jsonl", seconds=4.0)

    assert (300, 1, 5_000, 9_000, "CALIBRATED", 100, 5_000_000) == (
        data["record_count"],
        data["failed_count"],
        data["token_count"],
        data["original_token_count"],
        data["method"],
        data["resumed_record_count"],
        data["bytes_per_second"],
    )
