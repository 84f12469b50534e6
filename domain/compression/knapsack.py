"""Choosing one option for each part: the most value that a sum of tokens buys.

A multiple-choice knapsack. Of each part only the options on the upper hull of value over cost
matter; the steps from one to the next richer one are taken in the order of what they give for a
token. Where the next step no longer fits, the last steps and the next ones are weighed against each
other exactly, and what is then left is filled with whatever fits. Everything is in whole numbers
and ties go to the earlier part, so that the same input gives the same choice everywhere.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

_GAIN_SCALE = 1 << 32
"""Parts of a unit of value per token that are told apart."""
_WEIGHED_TOKENS = 192
"""The most tokens that are distributed exactly; the work grows with it."""
_FREED_TOKENS = 96
"""Tokens of steps already taken that are given back to be weighed against others."""
_WEIGHED_STEPS = 48
"""The most steps that are weighed against each other."""


class _Step(NamedTuple):
    """From one option of a part to the next richer one that is worth it."""

    order: int
    part: int
    option: int
    before: int
    cost: int
    gain: int


class Knapsack:
    """Parts to choose options of, as often as is needed, for any budget.

    Args:
        costs: For each part the tokens of its options.
        values: For each part what its options are worth, none negative.
    """

    def __init__(self, costs: Sequence[Sequence[int]], values: Sequence[Sequence[int]]) -> None:
        self._floor = [_least(prices, worths) for prices, worths in zip(costs, values, strict=True)]
        self.floor_tokens = sum(
            prices[least] for prices, least in zip(costs, self._floor, strict=True)
        )
        self._steps = [
            step
            for part, least in enumerate(self._floor)
            for step in _steps(part, least, costs[part], values[part])
        ]
        # Sorting by one number alone keeps the order of parts and is three times as fast.
        self._steps.sort(key=itemgetter(0))
        self._spent = list(accumulate(step.cost for step in self._steps))

    @property
    def floor(self) -> tuple[int, ...]:
        """The cheapest option of each part."""
        return tuple(self._floor)

    def choose(self, token_budget: int) -> tuple[int, ...]:
        """The options of the parts, by their indices, that are worth most within a budget.

        Args:
            token_budget: The most that the costs may add up to.

        Returns:
            An option for each part; the floor where even that is above the budget.
        """
        room = token_budget - self.floor_tokens
        taken = bisect_right(self._spent, room) if room > 0 else 0
        choice = list(self._floor)
        for step in self._steps[:taken]:
            choice[step.part] = step.option
        if taken:
            room -= self._spent[taken - 1]
        if taken < len(self._steps) and room > 0:
            room = self._weigh(choice, taken, room)
            self._fill(choice, taken, room)
        return tuple(choice)

    def _weigh(self, choice: list[int], taken: int, room: int) -> int:
        """Weigh the last steps taken and the next ones against each other; what room is left."""
        freed = self._freed(taken, room)
        for step in freed:
            choice[step.part] = step.before
            room += step.cost
        steps = [*freed, *self._next(choice, taken, min(room, _WEIGHED_TOKENS))]
        for step in _best(steps, min(room, _WEIGHED_TOKENS)):
            choice[step.part] = step.option
            room -= step.cost
        return room

    def _freed(self, taken: int, room: int) -> list[_Step]:
        """The last steps, one of a part at most, that are few tokens together."""
        freed: list[_Step] = []
        parts: set[int] = set()
        for step in reversed(self._steps[max(0, taken - _WEIGHED_STEPS // 2) : taken]):
            room += step.cost
            if step.part in parts or room > _WEIGHED_TOKENS:
                break
            freed.append(step)
            parts.add(step.part)
            if room >= _FREED_TOKENS:
                break
        return freed[::-1]

    def _next(self, choice: list[int], taken: int, most_tokens: int) -> list[_Step]:
        """The next steps that fit and that go on from what is chosen, one of a part at most."""
        steps: list[_Step] = []
        parts: set[int] = set()
        for step in self._steps[taken : taken + 8 * _WEIGHED_STEPS]:
            goes_on = step.part not in parts and step.before == choice[step.part]
            if goes_on and step.cost <= most_tokens:
                steps.append(step)
                parts.add(step.part)
            if len(steps) >= _WEIGHED_STEPS:
                break
        return steps

    def _fill(self, choice: list[int], taken: int, room: int) -> None:
        """Take every further step that fits."""
        for step in self._steps[taken:]:
            if step.cost <= room and step.before == choice[step.part]:
                choice[step.part] = step.option
                room -= step.cost
                if not room:
                    break


def _least(costs: Sequence[int], values: Sequence[int]) -> int:
    """The cheapest option, the one of most value where several are."""
    least = len(costs) - 1
    for each in range(least - 1, -1, -1):
        if (costs[each], -values[each]) < (costs[least], -values[least]):
            least = each
    return least


def _steps(part: int, least: int, costs: Sequence[int], values: Sequence[int]) -> Iterator[_Step]:
    """The steps up the hull of a part's options, each giving less for a token than the last."""
    at = least
    while True:
        best = None
        for each, cost in enumerate(costs):
            if cost > costs[at] and values[each] > values[at]:
                gain = values[each] - values[at]
                found = (-(gain * _GAIN_SCALE // (cost - costs[at])), each)
                best = found if best is None else min(best, found)
        if best is None:
            return
        order, option = best
        gain = values[option] - values[at]
        yield _Step(order, part, option, at, costs[option] - costs[at], gain)
        at = option


def _best(steps: Sequence[_Step], room: int) -> list[_Step]:
    """The steps that are worth most together within some tokens, by dynamic programming."""
    worth = [0] * (room + 1)
    chosen = [0] * (room + 1)
    for number, step in enumerate(steps):
        for tokens in range(room, step.cost - 1, -1):
            with_it = worth[tokens - step.cost] + step.gain
            if with_it > worth[tokens]:
                worth[tokens] = with_it
                chosen[tokens] = chosen[tokens - step.cost] | 1 << number
    return [step for number, step in enumerate(steps) if chosen[room] >> number & 1]
