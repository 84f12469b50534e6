"""What the numbers are compared with."""

import operator
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.footprint import Footprint
from benchmarks.rounds import Results
from benchmarks.runners import Measurement

AT_LEAST, AT_MOST = ">=", "<="
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    AT_LEAST: operator.ge,
    AT_MOST: operator.le,
}

BY_CPU = (
    ("count", "bare"),
    ("count", "fastapi"),
    ("count", "litellm"),
    ("batch", "in-process"),
)
BY_TEXTS = (
    ("batch", "fastapi-batch"),
    ("batch", "fastapi"),
    ("batch", "litellm"),
    ("stream", "count"),
    ("stream", "in-process"),
)
"""Pairs of arms whose ratios are told without a target."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Many numbers as three."""

    median: float
    minimum: float
    maximum: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Median, least and greatest."""
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class Verdict:
    """One target and what became of it.

    Args:
        name: What is compared.
        limit: The target.
        direction: AT_LEAST or AT_MOST.
        unit: Printed after the numbers.
        value: What was measured: the ratio of the medians, with the least and greatest ratio of a
            round; None where it was not run.
        is_goal: A goal may be missed; a floor beside it may not.
    """

    name: str
    limit: float
    direction: str
    unit: str
    value: Spread | None
    is_goal: bool = False

    @property
    def outcome(self) -> str:
        """``met``, ``not met`` or ``not run``."""
        if self.value is None:
            return "not run"
        met = _COMPARE[self.direction](self.value.median, self.limit)
        return "met" if met else "not met"


def ratio(above: Sequence[float], below: Sequence[float]) -> Spread | None:
    """Ratio of the medians, with the least and greatest ratio within one round.

    Args:
        above: One value for each round; empty where it was not run.
        below: The same of the other side.
    """
    if not above or not below:
        return None
    rounds = [one / other for one, other in zip(above, below, strict=True)]
    medians = statistics.median(above) / statistics.median(below)
    return Spread(medians, min(rounds), max(rounds))


def judge(results: Results, footprints: Sequence[Footprint]) -> list[Verdict]:
    """All targets in the order in which they are printed."""
    calls = _column(results.measurements, lambda each: each.calls_per_s)
    speed = _column(results.measurements, lambda each: each.mb_per_s)
    lone = results.lone_p50_us

    def calls_ratio(above: str, below: str) -> Spread | None:
        return ratio(calls.get(above, ()), calls.get(below, ()))

    bare = calls_ratio("count", "bare")
    fastapi = calls_ratio("count", "fastapi")
    litellm = calls_ratio("count", "litellm")
    batch_name = "BatchCountTokens : tiktoken in process, MB/s"
    batch = ratio(speed.get("batch", ()), speed.get("in-process", ()))
    wait = ratio(lone.get("count", ()), lone.get("bare", ()))
    return [
        Verdict("CountTokens : bare handler, calls/s", 0.7, AT_LEAST, "x", bare),
        Verdict("CountTokens : FastAPI + tiktoken, calls/s", 1.5, AT_LEAST, "x", fastapi),
        Verdict("CountTokens : LiteLLM proxy, calls/s", 30, AT_LEAST, "x", litellm),
        Verdict(f"{batch_name}, floor", 5, AT_LEAST, "x", batch),
        Verdict(f"{batch_name}, goal", 8, AT_LEAST, "x", batch, is_goal=True),
        Verdict("lone 1 KB call : bare handler, p50", 1.5, AT_MOST, "x", wait),
        *_judge_footprints(footprints),
    ]  # fmt: skip


def extra_ratios(results: Results) -> dict[str, Spread]:
    """Ratios that nothing was asked of, but that say where time goes.

    Those by CPU time hold on a machine that does other things too; the others do not.
    """
    calls = _column(results.measurements, lambda each: each.calls_per_s)
    texts = _column(results.measurements, lambda each: each.texts_per_s)
    cost = _column(results.measurements, lambda each: each.cpu_us_per_text)
    found = {
        f"{one} : {other}, texts a second of server CPU": ratio(
            cost.get(other, ()), cost.get(one, ())
        )
        for one, other in BY_CPU
    }
    found["bare : fastapi, calls/s"] = ratio(calls.get("bare", ()), calls.get("fastapi", ()))
    found["bare : litellm, calls/s"] = ratio(calls.get("bare", ()), calls.get("litellm", ()))
    for one, other in BY_TEXTS:
        found[f"{one} : {other}, texts/s"] = ratio(texts.get(one, ()), texts.get(other, ()))
    return {name: spread for name, spread in found.items() if spread is not None}


def _judge_footprints(footprints: Sequence[Footprint]) -> list[Verdict]:
    by_workers: dict[int, list[Footprint]] = {}
    for each in footprints:
        by_workers.setdefault(each.workers, []).append(each)
    verdicts = [
        Verdict(
            f"start to SERVING, {workers} worker(s)", 3, AT_MOST, " s",
            Spread.of([each.serving_s for each in starts]),
        )
        for workers, starts in by_workers.items()
    ]  # fmt: skip
    totals = {workers: [each.total_mb for each in starts] for workers, starts in by_workers.items()}
    if 1 in totals:
        one = Spread.of(totals[1])
        verdicts.append(Verdict("memory (PSS), 1 worker", 400, AT_MOST, " MB", one))
    if {1, 2} <= totals.keys():
        added = [two - one for one, two in zip(totals[1], totals[2], strict=True)]
        each_more = Spread.of(added)
        verdicts.append(Verdict("memory (PSS), each further worker", 60, AT_MOST, " MB", each_more))
    return verdicts


def _column(
    measurements: Mapping[str, Sequence[Measurement]], value: Callable[[Measurement], float]
) -> dict[str, list[float]]:
    return {name: [value(each) for each in rounds] for name, rounds in measurements.items()}
