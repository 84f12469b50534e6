"""Filling a budget: choosing by prices, counting what that really makes, and choosing again.

Parts are priced one by one, but a tokenizer joins them, and a provider frames them: what a choice
really weighs is known only when it is written and counted. So the sum that is chosen for is moved
until the count is at or just under the budget.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_ROUNDS = 8
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
    total_price: int,
) -> Filling:
    """The best choice that keeps a budget.

    Args:
        choose: The best choice whose prices add up to no more than a sum; the floor where even that
            is more.
        floor: The least of everything.
        weigh: The tokens of a choice, written and counted.
        token_budget: The most tokens.
        total_price: What the prices of the richest choice add up to.

    Returns:
        A choice within the budget, or the floor where that is more than the budget.
    """
    search = _Search(token_budget, min(token_budget, total_price))
    for _ in range(_ROUNDS):
        choice = choose(search.sum)
        if not search.learn(choice, weigh(choice)):
            break
    while search.best is None and search.sum > 0:
        search.sum //= 2
        choice = choose(search.sum)
        search.learn(choice, weigh(choice))
    return search.best or Filling(floor, weigh(floor))


class _Search:
    """What is known of sums of prices and of the tokens that come of them.

    Args:
        token_budget: The most tokens.
        first_sum: The sum that is chosen for first.
    """

    def __init__(self, token_budget: int, first_sum: int) -> None:
        self.sum = first_sum
        self.best: Filling | None = None
        self._budget = token_budget
        self._fitting: tuple[int, int] | None = None
        """The largest sum that fitted, and its tokens."""
        self._too_much: tuple[int, int] | None = None
        """The smallest sum that did not."""

    def learn(self, choice: Choice, tokens: int) -> bool:
        """Take in what the choice for the sum weighs; False where no other is worth a try."""
        if tokens > self._budget:
            self._too_much = self.sum, tokens
        else:
            self._fitting = self.sum, tokens
            if self.best is None or tokens > self.best.tokens:
                self.best = Filling(choice, tokens)
            if (self._budget - tokens) * 1_000 <= self._budget * _CLOSE_PERMILLE:
                return False
        before, self.sum = self.sum, self._next(tokens)
        return self.sum != before

    def _next(self, tokens: int) -> int:
        """The sum with which the budget should be met, by what the last ones came to."""
        if self._fitting is None or self._too_much is None:
            return max(0, self.sum + self._budget - tokens)
        (low, low_tokens), (high, high_tokens) = self._fitting, self._too_much
        share = (self._budget - low_tokens) * (high - low) // (high_tokens - low_tokens)
        return low + max(min(share, high - low - 1), min(1, high - low - 1))
