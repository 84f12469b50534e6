import math

import pytest

from benchmarks.compression_statistics import Interval, Resamples, percentile


def test_equal_values_leave_no_doubt() -> None:
    """The interval of a constant is the constant."""
    resamples = Resamples([str(number) for number in range(20)])

    actual = resamples.interval([0.25] * 20)

    assert actual == Interval(0.25, 0.25, 0.25)


def test_interval_of_a_share_is_the_binomial_one() -> None:
    """For 80 of 100 the interval is about two standard errors to each side."""
    resamples = Resamples([str(number) for number in range(100)])

    actual = resamples.interval([1.0] * 80 + [0.0] * 20)

    assert (actual.mean, actual.low, actual.high) == pytest.approx((0.8, 0.72, 0.88), abs=0.015)


def test_groups_are_drawn_together() -> None:
    """Ten copies of each of ten items are no surer than the ten items."""
    values = [1.0] * 8 + [0.0] * 2
    alone = Resamples([str(number) for number in range(10)]).interval(values)

    together = Resamples([str(number % 10) for number in range(100)]).interval(values * 10)

    assert (together.low, together.high) == pytest.approx((alone.low, alone.high))


def test_items_without_a_value_are_left_out() -> None:
    """Not a number is no value."""
    resamples = Resamples(["a", "b", "c"])

    actual = resamples.interval([0.5, math.nan, 0.5])

    assert actual == Interval(0.5, 0.5, 0.5)


def test_no_value_has_no_mean() -> None:
    """Without any value there is nothing to say."""
    resamples = Resamples(["a"])

    actual = resamples.interval([math.nan])

    assert math.isnan(actual.mean)


def test_runs_agree() -> None:
    """Two runs draw the same."""
    groups = [str(number) for number in range(30)]
    values = [float(number % 7) for number in range(30)]

    first, second = Resamples(groups).interval(values), Resamples(groups).interval(values)

    assert first == second


def test_percentile_of_nothing_is_no_number() -> None:
    """Without values there is no percentile."""
    actual = percentile([], 50)

    assert math.isnan(actual)
