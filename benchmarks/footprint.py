"""What Steelyard costs before it does anything: time until SERVING, and memory."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.answers import GrpcClient
from benchmarks.processes import BenchmarkFailed
from benchmarks.servers import OPENAI_ONLY, start_steelyard

ENCODINGS = ("o200k_base", "cl100k_base", "o200k_harmony")
WARMING_CLIENTS = 8
"""Connections that warm the server; the kernel spreads them over the workers."""
SETTLE_S = 0.5


@dataclass(frozen=True, slots=True)
class Footprint:
    """One start of the server.

    Args:
        workers: Worker processes.
        serving_s: Seconds from the start of the command to SERVING.
        pss_mb: Proportional set size of each process after all encodings were used.
    """

    workers: int
    serving_s: float
    pss_mb: tuple[float, ...]

    @property
    def total_mb(self) -> float:
        """Over all processes."""
        return sum(self.pss_mb)


def measure_footprints(
    folder: Path, *, workers: Sequence[int], starts: int, texts: Sequence[str]
) -> list[Footprint]:
    """Start the server again and again, not pinned to any core.

    Args:
        folder: For its log and ready file.
        workers: The numbers of workers to try.
        starts: How often each, in turn.
        texts: Counted with every encoding before memory is measured.
    """
    return [
        _start_once(folder, workers=number, texts=texts)
        for _ in range(starts)
        for number in workers
    ]


def _start_once(folder: Path, *, workers: int, texts: Sequence[str]) -> Footprint:
    server, serving_s = start_steelyard(
        folder, cores=frozenset(), workers=workers, settings=OPENAI_ONLY
    )
    try:
        for number in range(WARMING_CLIENTS * workers):
            with GrpcClient(server.port) as client:
                if number == 0 and not client.is_serving():
                    raise BenchmarkFailed("the ready file was written before SERVING")
                for encoding in ENCODINGS:
                    client.load_encoding(encoding, texts)
        time.sleep(SETTLE_S)
        return Footprint(workers, serving_s, tuple(server.pss_mb().values()))
    finally:
        server.stop()
