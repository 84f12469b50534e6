"""Strings that stay in a text wherever they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adapters.inbound.cli.output import complain
from domain.compression.requests import PIN_LIMIT, BudgetInfeasible
from domain.shared.errors import InvalidValue
from domain.tokens.truncation import TextRange

_QUOTED = 40
"""Characters of a pinned string that a message repeats."""


@dataclass(frozen=True, slots=True)
class Pins:
    """Where the strings stand.

    Args:
        ranges: Each place, in the order of the strings.
        owners: The string of each place.
    """

    ranges: tuple[TextRange, ...]
    owners: tuple[str, ...]

    def explained(self, error: BudgetInfeasible) -> BudgetInfeasible:
        """The error, blaming the strings that the caller gave instead of their numbers."""
        blamed = error.metadata.get("blamed", "")
        if not self.ranges or not blamed:
            return error
        names = {f"pins[{index}]": _quoted(owner) for index, owner in enumerate(self.owners)}
        strings = dict.fromkeys(names.get(each, each) for each in blamed.split(","))
        needed = int(error.metadata["minimum_token_budget"])
        explained = BudgetInfeasible(
            f"the budget of {int(error.metadata['token_budget']):,} tokens cannot be kept; at "
            f"least {needed:,} are needed, with what is pinned: {', '.join(strings)}"
        )
        explained.metadata.update(error.metadata)
        return explained


def find_pins(text: str, strings: Sequence[str]) -> Pins:
    """Every place of some strings in a text; says so where one has none.

    Raises:
        InvalidValue: There are too many places.
    """
    found: list[tuple[TextRange, str]] = []
    for string in strings:
        places = list(_places(text, string))
        if not places:
            complain(f"--pin {_quoted(string)}: the text does not hold it")
        if len(found) + len(places) > PIN_LIMIT:
            raise InvalidValue(
                f"{_quoted(string)} stands in the text too often; a text has at most "
                f"{PIN_LIMIT:,} pins",
                field="pins",
                limit=PIN_LIMIT,
            )
        found += [(place, string) for place in places]
    return Pins(tuple(place for place, _ in found), tuple(string for _, string in found))


def _places(text: str, string: str) -> Iterator[TextRange]:
    """The first places of a string, one more than are allowed at most."""
    start = text.find(string) if string else -1
    for _ in range(PIN_LIMIT + 1):
        if start < 0:
            return
        end = start + len(string)
        yield TextRange(start, end)
        start = text.find(string, end)


def _quoted(string: str) -> str:
    cut = string if len(string) <= _QUOTED else f"{string[:_QUOTED]}…"
    return f"'{cut}'"
