"""Rounds: every arm once in each, so that what disturbs the machine disturbs all arms alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.runners import LoadedArm, Measurement, Runner

LONE_ARMS = ("bare", "count", "fastapi")


@dataclass(frozen=True, slots=True)
class Results:
    """All rounds.

    Args:
        measurements: By arm, one for each round.
        lone_p50_us: By arm, one for each round; only arms of one small call.
    """

    measurements: dict[str, list[Measurement]]
    lone_p50_us: dict[str, list[float]]


def run_rounds(runners: Sequence[Runner], *, rounds: int, folder: Path) -> Results:
    """Measure every arm once in each round.

    Args:
        runners: The arms.
        rounds: How many.
        folder: Where the generator may write.
    """
    results = Results({each.name: [] for each in runners}, {})
    for runner in runners:
        runner.check()
        runner.warm_up()
        runner.pause()
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", flush=True)
        for runner in runners:
            runner.resume()
            results.measurements[runner.name].append(runner.measure(number))
            if isinstance(runner, LoadedArm) and runner.name in LONE_ARMS:
                p50_us = runner.lone_call_p50_us(number, log=folder / "lone.tsv")
                results.lone_p50_us.setdefault(runner.name, []).append(p50_us)
            runner.pause()
    for runner in runners:
        runner.check()
    return results
