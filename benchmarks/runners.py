"""What an arm is when it runs: something that can be checked, warmed up and measured."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import h2load
from benchmarks.answers import handled_calls, require_equal
from benchmarks.arms import Arm
from benchmarks.corpus import TEXT_BYTES
from benchmarks.processes import BenchmarkFailed, Cores, Server, on_cores
from benchmarks.servers import PEERS

PROBE_REQUESTS = 256
WARM_UP_S = 0.5
LONE_CALLS = 1_000
COUNTER_PATIENCE_S = 2.0
COUNTER_LAG_S = 0.25
"""Steelyard publishes its counters a few times a second, so a fresh one can still be on its way."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One arm in one round.

    Args:
        calls_per_s: Requests answered.
        texts_per_s: Texts of 1 KB counted.
        mb_per_s: Bytes of text counted, in 1,000,000 a second.
        server_cpu: CPU time of the server's processes as a share of one core.
        generator_cpu: The same of the load generator.
        cpu_us_per_text: CPU time of the server for each text.
    """

    calls_per_s: float
    texts_per_s: float
    mb_per_s: float
    server_cpu: float
    generator_cpu: float
    cpu_us_per_text: float

    @classmethod
    def of(
        cls, *, calls: int, texts: int, seconds: float, server_cpu_s: float, generator_cpu_s: float
    ) -> "Measurement":
        """Rates from amounts."""
        return cls(
            calls_per_s=calls / seconds,
            texts_per_s=texts / seconds,
            mb_per_s=texts * TEXT_BYTES / seconds / 1_000_000,
            server_cpu=server_cpu_s / seconds,
            generator_cpu=generator_cpu_s / seconds,
            cpu_us_per_text=server_cpu_s / texts * 1_000_000,
        )


class LoadedArm:
    """An arm together with its running server.

    Args:
        arm: What is sent.
        server: Where to.
        cores: Where the generator runs.
        seconds: About how long a measurement lasts.
    """

    def __init__(self, arm: Arm, server: Server, cores: Cores, seconds: float) -> None:
        self.name = arm.name
        self.title = arm.title
        self._arm = arm
        self._server = server
        self._cores = cores
        self._seconds = seconds
        self._requests = PROBE_REQUESTS

    def check(self) -> None:
        """Stop everything when the server answers wrongly."""
        self._server.resume()
        self._arm.check(self._server.port)

    def warm_up(self) -> None:
        """Find out how many requests a measurement needs, and leave the server warm."""
        for seconds in (WARM_UP_S, self._seconds):
            shot = self._fire(0, self._requests)
            self._requests = int(shot.requests / shot.seconds * seconds)

    def measure(self, round_number: int) -> Measurement:
        """Load the server and see what it does.

        Args:
            round_number: From 0; chooses the text.
        """
        cpu_before = self._server.cpu_s()
        shot = self._fire(round_number, self._requests)
        return Measurement.of(
            calls=shot.requests,
            texts=shot.requests * self._arm.texts_per_call,
            seconds=shot.seconds,
            server_cpu_s=self._server.cpu_s() - cpu_before,
            generator_cpu_s=shot.generator_cpu_s,
        )

    def lone_call_p50_us(self, round_number: int, *, log: Path) -> float:
        """Median time of a call while no other is in flight."""
        load = replace(self._load(round_number), connections=1, streams=1)
        return h2load.lone_call_p50_us(
            load,
            port=self._server.port,
            requests=LONE_CALLS,
            cores=self._cores.generator,
            log=log,
        )

    def pause(self) -> None:
        """Keep the server quiet until the next round."""
        self._server.pause()

    def resume(self) -> None:
        """Wake the server."""
        self._server.resume()

    def _load(self, round_number: int) -> h2load.Load:
        return self._arm.loads[round_number % len(self._arm.loads)]

    def _fire(self, round_number: int, requests: int) -> h2load.Shot:
        before = self._settled()
        shot = h2load.fire(
            self._load(round_number),
            port=self._server.port,
            requests=requests,
            cores=self._cores.generator,
        )
        if self._arm.method:
            self._require_all_ok(before, shot.requests)
        return shot

    def _settled(self) -> dict[str, int]:
        seen = self._handled()
        while self._arm.method:
            time.sleep(COUNTER_LAG_S)
            last, seen = seen, self._handled()
            if last == seen:
                break
        return seen

    def _handled(self) -> dict[str, int]:
        if not self._arm.method:
            return {}
        return handled_calls(self._server.http_port, self._arm.method)

    def _require_all_ok(self, before: dict[str, int], requests: int) -> None:
        expected = {**before, "OK": before.get("OK", 0) + requests}
        deadline = time.monotonic() + COUNTER_PATIENCE_S
        while self._handled() != expected and time.monotonic() < deadline:
            time.sleep(0.05)
        require_equal(f"the counter of {self._arm.method}", expected, self._handled())


class InProcessArm:
    """tiktoken without a wire, in a process of its own on the core of the servers.

    Args:
        texts_file: The texts, as a JSON list.
        token_counts: Their right counts.
        cores: Where it runs.
        seconds: How long a measurement lasts.
    """

    name = "in-process"

    def __init__(
        self, texts_file: Path, token_counts: Sequence[int], cores: Cores, seconds: float
    ) -> None:
        self.title = "tiktoken in process, one thread"
        self._token_counts = list(token_counts)
        self._seconds = seconds
        with on_cores(cores.server):
            self._process = subprocess.Popen(  # noqa: S603 - the command is this benchmark's own
                [sys.executable, str(PEERS / "in_process.py"), str(texts_file)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )

    def check(self) -> None:
        """Stop everything when it counts wrongly."""
        self._count(0.0)

    def warm_up(self) -> None:
        """Leave it warm."""
        self._count(WARM_UP_S)

    def measure(self, _round_number: int) -> Measurement:
        """Count for a while."""
        answer = self._count(self._seconds)
        texts = int(answer["rounds"]) * len(self._token_counts)
        return Measurement.of(
            calls=int(answer["rounds"]),
            texts=texts,
            seconds=answer["seconds"],
            server_cpu_s=answer["cpu_seconds"],
            generator_cpu_s=0.0,
        )

    def pause(self) -> None:
        """It sleeps by itself until it is asked."""

    def resume(self) -> None:
        """It wakes when it is asked."""

    def stop(self) -> None:
        """End it."""
        self._process.communicate()

    def _count(self, seconds: float) -> dict[str, float]:
        if self._process.stdin is None or self._process.stdout is None:
            raise BenchmarkFailed("tiktoken in process cannot be reached")
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or "{}")
        require_equal("tiktoken in process", self._token_counts, answer.pop("token_counts", None))
        return {name: float(value) for name, value in answer.items()}


type Runner = LoadedArm | InProcessArm
