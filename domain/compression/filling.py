"""Filling a budget: choosing by prices, counting what that really makes, and choosing again.

Parts are priced one by one, but a tokenizer joins them, and a provider frames them: what a choice
really weighs is known only when it is written and counted. So the sum that is chosen for is moved
until the count is at or just under the budget.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_ROUNDS = 6
"""How often a choice is counted before the best one so far is taken; most requests need two."""
_CLOSE_PERMILLE = 8
"""What may stay free of a budget without another round."""

type Choice = Sequence[int]
"""An option for each part, by its index."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A choice that keeps the budget.

    Args:
        choice: The options.
        tokens: What they weigh, written and counted; the upper bound where that is not exact.
    """

    choice: Choice
    tokens: int


def fill(
    choose: Callable[[int], Choice],
    *,
    floor: Choice,
    weigh: Callable[[Choice], int],
    token_budget: int,
) -> Filling:
    """The best choice that keeps a budget.

    Args:
        choose: The best choice whose prices add up to no more than a sum; the floor where even that
            is more.
        floor: The least of everything.
        weigh: The tokens of a choice, written and counted.
        token_budget: The most tokens.

    Returns:
        A choice within the budget, or the floor where that is more than the budget.
    """
    search = _Search(token_budget)
    for _ in range(_ROUNDS):
        choice = choose(search.target)
        if not search.learn(choice, weigh(choice)):
            break
    while search.best is None and search.target > 0:
        search.target //= 2
        choice = choose(search.target)
        search.learn(choice, weigh(choice))
    return search.best or Filling(floor, weigh(floor))


class _Search:
    """What is known of sums and the tokens that come of them.

    Args:
        token_budget: The most tokens.
    """

    def __init__(self, token_budget: int) -> None:
        self.target = token_budget
        self.best: Filling | None = None
        self._budget = token_budget
        self._too_high: int | None = None
        self._enough = 0

    def learn(self, choice: Choice, tokens: int) -> bool:
        """Take in what the choice for the target weighs; False where no other is worth a try."""
        if tokens > self._budget:
            self._too_high = self.target
        else:
            self._enough = self.target
            if self.best is None or tokens > self.best.tokens:
                self.best = Filling(choice, tokens)
            if (self._budget - tokens) * 1_000 <= self._budget * _CLOSE_PERMILLE:
                return False
        return self._move(tokens)

    def _move(self, tokens: int) -> bool:
        """Set the target to where the budget should be met, between what was tried."""
        target = self.target * self._budget // max(tokens, 1)
        if tokens <= self._budget:
            target = max(target, self.target + 1)
        if self._too_high is not None and target >= self._too_high:
            target = (self._enough + self._too_high) // 2
        moved = target not in {self.target, self._enough}
        self.target = target
        return moved
