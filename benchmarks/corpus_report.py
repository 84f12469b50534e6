"""What is told of corpus work: lines for a terminal, and the page docs/benchmarks/corpus.md."""

import datetime as dt
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.corpus_engine import Speed
from benchmarks.corpus_runs import Killed, Run, Sample

LEAST_RATIO = 0.6
MOST_MB = 500
_TENTHS = 10
_MANNER = """\
`steelyard corpus count` on a generated corpus of JSON lines: prose of nine languages, code, JSON \
and log lines, from 50 bytes to 100 KB and a few records of 1 MB. The command is a new program \
each time, and reads, decodes, counts and writes. The bare engine counts the same texts, all of \
them decoded and in memory before the clock starts, in as many processes, which are new as well: \
it remembers words, and counts faster what it has counted once. Each runs once in each round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the numbers depend on.

    Args:
        command: What gives them again.
        model: For which model was counted.
        processes: In how many processes, on either side.
        record_count: The records of the corpus.
        text_mb: The size of its texts in MB.
    """

    command: str
    model: str
    processes: int
    record_count: int
    text_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that was measured.

    Args:
        facts: What the numbers depend on.
        runs: The command, once in each round.
        engine: The speeds of the bare engine, one for each round, by arm.
        killed: What a kill did.
    """

    facts: Facts
    runs: Sequence[Run]
    engine: Mapping[str, Sequence[Speed]]
    killed: Killed

    def speeds(self) -> list[Speed]:
        """Those of the command, one for each round."""
        text_mb = self.facts.text_mb
        return [Speed(text_mb / each.seconds, text_mb / each.cpu_s) for each in self.runs]

    def peak_mb(self) -> float:
        """The most memory in any run."""
        return max(each.peak_mb for each in (*self.runs, self.killed.resumed))

    def broken(self) -> list[str]:
        """What is not as it must be; the ratio depends on the machine and is only told."""
        checks = {
            f"memory above {MOST_MB} MB": self.peak_mb() > MOST_MB,
            "the output differs after a kill": not self.killed.is_identical,
            "the totals differ after a kill": not self.killed.is_equal,
            "lines are doubled after a kill": self.killed.doubled_lines > 0,
        }
        return [name for name, is_so in checks.items() if is_so]

    def text(self) -> str:
        """For a terminal."""
        return "\n".join([self._speed(), "", *self._memory(), "", *self._kill(), *self.broken()])

    def page(self) -> str:
        """For the documentation."""
        conditions = "\n".join(f"- {name}: {value}" for name, value in self._conditions())
        parts = (
            "# Corpus work",
            _MANNER,
            conditions,
            "## Speed",
            self._speed(),
            "## Memory",
            "\n".join(self._memory()),
            _memory_table(self.runs[-1]),
            "## Killed in the middle",
            "\n".join(self._kill()),
        )
        return "\n\n".join(parts) + "\n"

    def _conditions(self) -> Sequence[tuple[str, str]]:
        facts = self.facts
        return (
            ("date", dt.datetime.now(tz=dt.UTC).date().isoformat()),
            ("command", f"`{facts.command} --write`"),
            (
                "machine",
                f"{_processor()}, {facts.processes} cores, Python {platform.python_version()}",
            ),
            ("versions", f"toktok-rs {version('toktok-rs')}"),
            (
                "corpus",
                f"{facts.record_count:,} records with {facts.text_mb:,.0f} MB of texts, in the "
                "operating system's memory as it has just been written",
            ),
            ("model", f"{facts.model}, {facts.processes} processes on either side"),
        )

    def _speed(self) -> str:
        ours = self.speeds()
        arms = {"`steelyard corpus count`": ours, **self.engine}
        return "\n".join(
            [
                f"Medians of {len(self.runs)} rounds (least to most), MB of texts as UTF-8. By the "
                f"clock, {LEAST_RATIO} of the bare engine are wanted; CPU time tells what other "
                "programs of a busy machine do not change.",
                "",
                "| arm | MB/s | the command beside it | MB per s of CPU | the command beside it |",
                "| --- | ---: | ---: | ---: | ---: |",
                *(_speed_row(name, ours, speeds) for name, speeds in arms.items()),
            ]
        )

    def _memory(self) -> list[str]:
        slopes = [each.slope_mb_per_minute for each in self.runs]
        told = ", ".join(f"{each:+.1f}" for each in slopes if each is not None)
        growth = (
            f"Once everything is loaded it grows by {told} MB a minute (one number for each run, "
            "least squares)."
        )
        return [
            "PSS of all processes of the command together: at most "
            f"{self.peak_mb():.0f} MB (wanted: under {MOST_MB}). "
            + (growth if told else "The runs are too short to tell whether it grows.")
        ]

    def _kill(self) -> list[str]:
        killed = self.killed
        again = killed.written_records - killed.resumed_records
        alike = "identical to the byte" if killed.is_identical else "DIFFERENT"
        return [
            f"SIGKILL of all processes when {killed.at_share:.0%} of the output was written "
            f"({killed.written_records:,} lines). The next run kept {killed.resumed_records:,} of "
            f"them, did {again:,} again beside the chunks that were under way, and took "
            f"{killed.resumed.seconds:.1f} s. The output is {alike} to that of a run that nobody "
            f"killed, the totals are {'equal' if killed.is_equal else 'DIFFERENT'}, "
            f"{killed.doubled_lines} lines are there twice."
        ]


def _speed_row(name: str, ours: Sequence[Speed], speeds: Sequence[Speed]) -> str:
    rounds = list(zip(ours, speeds, strict=True))
    cells = [
        _spread([each.wall for each in speeds]),
        _spread([mine.wall / other.wall for mine, other in rounds], 2),
        _spread([each.cpu for each in speeds]),
        _spread([mine.cpu / other.cpu for mine, other in rounds], 2),
    ]
    return f"| {name} | {' | '.join(cells)} |"


def _memory_table(run: Run) -> str:
    tenths = [_nearest(run.samples, run.seconds * tenth / _TENTHS) for tenth in range(1, _TENTHS)]
    head = " | ".join(f"{tenth * 10} %" for tenth in range(1, _TENTHS))
    return "\n".join(
        [
            f"| of the time | {head} |",
            "| --- |" + " ---: |" * len(tenths),
            "| MB | " + " | ".join(f"{each.pss_mb:.0f}" for each in tenths) + " |",
        ]
    )


def _nearest(samples: Sequence[Sample], moment_s: float) -> Sample:
    return min(samples, key=lambda each: abs(each.at_s - moment_s))


def _spread(numbers: Sequence[float], digits: int = 1) -> str:
    middle, least, most = statistics.median(numbers), min(numbers), max(numbers)
    return f"{middle:.{digits}f} ({least:.{digits}f} to {most:.{digits}f})"


def _processor() -> str:
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in told if line.startswith("model name")]
    return names[0] if names else platform.machine()
