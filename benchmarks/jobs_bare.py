"""The bare cost of compression: the same texts and use case as in a job, but nothing is kept.

Run as a program it compresses the texts of a file for each line that names one, and answers with
the seconds that took by the wall and by the processor.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from benchmarks.jobs_figures import BareCost
from benchmarks.jobs_texts import Workload
from benchmarks.processes import BenchmarkFailed

END_PATIENCE_S = 10.0


class BareCrew:
    """Processes that compress side by side, as workers do.

    Args:
        size: How many.
        folder: For the texts.
    """

    def __init__(self, size: int, folder: Path) -> None:
        self._files = [folder / f"texts-{number}.json" for number in range(size)]
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", "benchmarks.jobs_bare"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(size)
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.communicate(timeout=END_PATIENCE_S)

    def compress(self, workload: Workload) -> BareCost:
        """Compress the texts, each process its part of them."""
        shares = [workload.texts[place :: len(self._files)] for place in range(len(self._files))]
        for file, share in zip(self._files, shares, strict=True):
            given = {"texts": list(share), "token_budget": workload.token_budget}
            file.write_text(json.dumps(given), encoding="utf-8")
        for process, file in zip(self._processes, self._files, strict=True):
            _send(process, str(file))
        took = [_received(process) for process in self._processes]
        return BareCost.of([len(share) for share in shares], took)


def main() -> None:
    """Compress what is asked for until nothing more is."""
    from benchmarks.compression_speed import compressor  # noqa: PLC0415 - only this program needs it

    compress = compressor()
    for line in sys.stdin:
        given = json.loads(Path(line.strip()).read_text(encoding="utf-8"))
        compress(given["texts"][0], "", given["token_budget"])  # loads what is loaded at first use
        wall, cpu = time.perf_counter(), time.process_time()
        for each in given["texts"]:
            compress(each, "", given["token_budget"])
        print(time.perf_counter() - wall, time.process_time() - cpu, flush=True)


def _send(process: "subprocess.Popen[str]", line: str) -> None:
    if process.stdin is None or process.poll() is not None:
        raise BenchmarkFailed("the bare compressor has ended")
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _received(process: "subprocess.Popen[str]") -> tuple[float, float]:
    line = process.stdout.readline().split() if process.stdout else []
    if len(line) != 2:  # noqa: PLR2004 - two times
        raise BenchmarkFailed("the bare compressor has ended")
    return float(line[0]), float(line[1])


if __name__ == "__main__":
    main()
