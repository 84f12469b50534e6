"""The figures of jobs: how fast they are done, accepted and told about."""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

WATCH_TARGET_MS = 200.0


@dataclass(frozen=True, slots=True)
class BareCost:
    """What it takes to compress texts without keeping anything.

    Args:
        texts_per_s: Of all processes together.
        cpu_ms_per_text: Processor time, in milliseconds.
    """

    texts_per_s: float
    cpu_ms_per_text: float

    @classmethod
    def of(cls, counts: Sequence[int], took: Sequence[tuple[float, float]]) -> "BareCost":
        """The cost of texts that several processes compressed at the same time.

        Args:
            counts: How many texts each had.
            took: Its seconds by the wall and by the processor.
        """
        return cls(
            texts_per_s=sum(count / wall for count, (wall, _) in zip(counts, took, strict=True)),
            cpu_ms_per_text=sum(cpu for _, cpu in took) / sum(counts) * 1_000,
        )


@dataclass(frozen=True, slots=True)
class Throughput:
    """How fast a worker did jobs.

    Args:
        jobs_per_s: From the begin of the first one to the end of the last one.
        texts_per_s: The texts in them.
        worker_cpu_ms: Processor time of the worker's processes for each text.
        server_cpu_ms: The same of the database server; 0 where there is none.
    """

    jobs_per_s: float
    texts_per_s: float
    worker_cpu_ms: float
    server_cpu_ms: float


@dataclass(frozen=True, slots=True)
class Round:
    """Jobs, and the bare cost of their texts at nearly the same time.

    Args:
        done: How fast the jobs were done.
        bare: What their texts cost without the jobs.
    """

    done: Throughput
    bare: BareCost

    @property
    def cpu_ratio(self) -> float:
        """How many times the bare cost a text costs in a job, all processes together."""
        return (self.done.worker_cpu_ms + self.done.server_cpu_ms) / self.bare.cpu_ms_per_text

    @property
    def speed_ratio(self) -> float:
        """The share of the bare throughput that jobs reach."""
        return self.done.texts_per_s / self.bare.texts_per_s


@dataclass(frozen=True, slots=True)
class Enqueueing:
    """How fast a server accepted jobs.

    Args:
        lone_ms: How long each call of a lone client took.
        calls_per_s: Of several clients at once.
    """

    lone_ms: Sequence[float]
    calls_per_s: float


@dataclass(frozen=True, slots=True)
class Watching:
    """How soon clients learned that their jobs had ended.

    Args:
        same_ms: From the end of each job to the client that watches at the server that accepted it.
        other_ms: The same at another server.
        whole_ms: From before the job was sent until the client knew that it had ended.
    """

    same_ms: Sequence[float]
    other_ms: Sequence[float]
    whole_ms: Sequence[float]


@dataclass(slots=True)
class StoreFigures:
    """What was measured on one store.

    Args:
        work: Rounds of each workload by its name.
        enqueueing: By how many jobs waited already.
        watching: None where it was not measured.
    """

    work: dict[str, list[Round]] = field(default_factory=dict)
    enqueueing: dict[int, Enqueueing] = field(default_factory=dict)
    watching: Watching | None = None

    def meets_target(self) -> bool:
        """Whether clients learn soon enough that their jobs have ended."""
        if self.watching is None:
            return True
        delays = (self.watching.same_ms, self.watching.other_ms)
        return all(quantile(each, 0.5) < WATCH_TARGET_MS for each in delays)


def median(rounds: Sequence[Round], figure: Callable[[Round], float]) -> float:
    """The median of a figure over the rounds."""
    return statistics.median(figure(each) for each in rounds)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed; infinite where there is none."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else math.inf
