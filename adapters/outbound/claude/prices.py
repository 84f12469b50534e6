"""Prices that are kept once they are known."""

from collections.abc import Callable, Iterable


class Prices(dict[str, int]):
    """What each text costs, worked out when first asked for; when full, all is forgotten.

    Args:
        price: Works out a price.
        kept: How many are kept at most.
        longest: The most characters of a text whose price is kept.
    """

    def __init__(self, price: Callable[[str], int], *, kept: int, longest: int) -> None:
        super().__init__()
        self._price = price
        self._kept = kept
        self._longest = longest

    def __missing__(self, text: str) -> int:
        price = self._price(text)
        if len(text) <= self._longest:
            if len(self) >= self._kept:
                self.clear()
            self[text] = price
        return price

    def total(self, texts: Iterable[str]) -> int:
        """The prices of all together."""
        return sum(map(self.__getitem__, texts))
