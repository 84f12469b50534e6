"""Means with intervals: a bootstrap over groups of items, the same resamples for all arms."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
SEED = 20_240_229
LOW, HIGH = 2.5, 97.5
"""Percentiles: an interval of 95 %."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and where it may lie.

    Args:
        mean: Over the items that have a value.
        low: The lower end of the interval.
        high: The upper end.
    """

    mean: float
    low: float
    high: float


class Resamples:
    """Resampled groups of the items of one data set.

    Items of a group share text, so that they are drawn together. Differences are taken item by
    item before they are averaged, which pairs the arms.

    Args:
        groups: The group of each item.
    """

    def __init__(self, groups: Sequence[str]) -> None:
        names = {name: place for place, name in enumerate(dict.fromkeys(groups))}
        self._places = np.array([names[group] for group in groups], dtype=np.intp)
        count = len(names)
        draws = np.random.default_rng(SEED).multinomial(count, [1 / count] * count, RESAMPLES)
        self._draws: NDArray[np.float64] = draws.astype(np.float64)

    def interval(self, values: Sequence[float]) -> Interval:
        """The mean of a value of each item; items without one are left out.

        Args:
            values: One for each item; not a number where there is none.
        """
        given = np.array(values, dtype=np.float64)
        known = ~np.isnan(given)
        if not known.any():
            return Interval(math.nan, math.nan, math.nan)
        sums = self._by_group(np.where(known, given, 0.0))
        counts = self._by_group(known.astype(np.float64))
        drawn = self._draws @ counts
        means = (self._draws @ sums)[drawn > 0] / drawn[drawn > 0]
        low, high = np.percentile(means, [LOW, HIGH])
        return Interval(float(given[known].mean()), float(low), float(high))

    def _by_group(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(self._places, weights=values, minlength=self._draws.shape[1])


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent are at or below; not a number where there are none."""
    return float(np.percentile(np.array(values), percent)) if values else math.nan
