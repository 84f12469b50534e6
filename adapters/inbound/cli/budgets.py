"""Budgets as the caller writes them: a number of tokens, or a share of what is compressed."""

import re
from dataclasses import dataclass
from fractions import Fraction

import typer

_BUDGET = re.compile(r"(\d{1,18})(?:(\.\d{1,9})?(%))?", re.ASCII)
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget.

    Args:
        amount: Tokens, or the share where it is one; 1 is all.
        is_share: Whether it is a share.
    """

    amount: Fraction
    is_share: bool

    def tokens(self, total: int) -> int:
        """The tokens that it is.

        Args:
            total: The tokens of what is compressed, of which a share is taken.
        """
        return int(self.amount * total if self.is_share else self.amount)


def read_budget(value: str) -> Budget:
    """A budget such as ``800``, ``10%`` or ``2.5%``.

    Raises:
        typer.BadParameter: It is none.
    """
    found = _BUDGET.fullmatch(value)
    if not found:
        raise typer.BadParameter(f"{value!r} is no budget; it is given as 800 or 10%")
    whole, decimals, sign = found.groups()
    number = Fraction(whole + (decimals or ""))
    return Budget(number / _PERCENT if sign else number, is_share=bool(sign))
