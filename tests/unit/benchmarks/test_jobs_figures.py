import math

import pytest

from benchmarks.jobs_figures import (
    BareCost,
    Round,
    StoreFigures,
    Throughput,
    Watching,
    median,
    quantile,
)


def measured(worker_cpu_ms: float, server_cpu_ms: float, texts_per_s: float) -> Round:
    """A round whose bare cost is 4 ms and 100 texts a second."""
    done = Throughput(1.0, texts_per_s, worker_cpu_ms, server_cpu_ms)
    return Round(done, BareCost(texts_per_s=100.0, cpu_ms_per_text=4.0))


def test_processes_side_by_side_add_up() -> None:
    """Rates are added; the processor time is that of all texts together."""
    actual = BareCost.of([10, 30], [(1.0, 0.5), (2.0, 1.5)])

    assert BareCost(texts_per_s=25.0, cpu_ms_per_text=50.0) == actual


def test_the_database_is_part_of_the_cost() -> None:
    """Both processor times are compared with the bare one."""
    done = measured(worker_cpu_ms=6.0, server_cpu_ms=2.0, texts_per_s=50.0)

    assert (2.0, 0.5) == (done.cpu_ratio, done.speed_ratio)


def test_a_disturbed_round_does_not_count() -> None:
    """The median leaves out the round in which the machine was busy."""
    rounds = [measured(cost, 0.0, 1.0) for cost in (5.0, 90.0, 6.0)]

    assert 6.0 == median(rounds, lambda each: each.done.worker_cpu_ms)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([3.0, 1.0, 2.0], 0.5, 2.0), ([1.0, 2.0], 0.99, 2.0), ([7.0], 0.5, 7.0), ([], 0.5, math.inf)],
)
def test_quantiles_are_values_that_were_measured(
    values: list[float], share: float, expected: float
) -> None:
    """Nothing is interpolated, and where nothing was measured no target is met."""
    assert expected == quantile(values, share)


@pytest.mark.parametrize(
    ("same_ms", "other_ms", "expected"),
    [(50.0, 199.0, True), (50.0, 200.0, False), (200.0, 50.0, False)],
)
def test_both_servers_must_be_soon_enough(
    same_ms: float, other_ms: float, *, expected: bool
) -> None:
    """The median delay at each of them is below 200 ms."""
    figures = StoreFigures(watching=Watching([same_ms], [other_ms], [300.0]))

    assert expected == figures.meets_target()
