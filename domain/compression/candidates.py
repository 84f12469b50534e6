"""What may be kept of texts, with what each part costs and is worth."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from domain.compression.filling import Choice
from domain.compression.frames import without_idle_frames
from domain.compression.knapsack import Knapsack
from domain.compression.materials import Material
from domain.compression.model import Option, Part, Rung
from domain.compression.rendering import spans_of, write
from domain.compression.requests import Strategy
from domain.compression.results import CompressedSpan, Fate
from domain.compression.shortened import Shortened


class Candidates:
    """The parts of one or more texts, to choose from.

    A choice names an option for each part, over all texts in order.

    Args:
        materials: The texts.
        costs: For each part the tokens of its options.
        values: For each part what its options are worth.
    """

    def __init__(
        self,
        materials: Sequence[Material],
        *,
        costs: Sequence[Sequence[int]],
        values: Sequence[Sequence[int]],
    ) -> None:
        self._materials = tuple(materials)
        self._costs = costs
        self._values = values
        self._bounds = tuple(accumulate((len(each.parts) for each in materials), initial=0))
        self._knapsack = Knapsack(costs, values)

    @property
    def floor(self) -> Choice:
        """The least of everything."""
        return self._knapsack.floor

    @property
    def total_price(self) -> int:
        """What the dearest option of every part costs."""
        return sum(map(max, self._costs))

    def least(self) -> Choice:
        """The least that leaves anything but blanks of the texts."""
        floor = self._knapsack.floor
        if any(text.strip() for text in self.texts(floor)):
            return floor
        worded = (
            (
                part.frames_to > 0,
                self._costs[number][place],
                -self._values[number][place],
                number,
                place,
            )
            for number, (material, part) in enumerate(self._parts())
            for place, option in enumerate(part.options)
            if option.text(material.text).strip()
        )
        found = min(worded, default=None)
        if found is None:
            return floor
        *_, number, place = found
        return (*floor[:number], place, *floor[number + 1 :])

    def choose(self, price: int) -> Choice:
        """The best choice whose prices add up to no more than this; the floor if even that is more.

        Args:
            price: The most tokens, by the parts' own counts.
        """
        return self._knapsack.choose(price)

    def price(self, choice: Choice) -> int:
        """What a choice costs by the parts' own counts."""
        return sum(costs[option] for costs, option in zip(self._costs, choice, strict=True))

    def kept_permille(self, choice: Choice) -> int:
        """The share of all value that a choice keeps."""
        kept = sum(values[option] for values, option in zip(self._values, choice, strict=True))
        return kept * 1_000 // max(1, sum(max(values) for values in self._values))

    def texts(self, choice: Choice) -> list[str]:
        """What is left of each text."""
        return [write(material.text, options).text for material, options in self._chosen(choice)]

    def text(self, choice: Choice) -> str:
        """What is left of the only text."""
        (text,) = self.texts(choice)
        return text

    def shortened(self, choice: Choice, *, strategy: Strategy) -> list[Shortened]:
        """What is left of each text, and what became of its stretches."""
        return [
            _shortened(material, options, strategy) for material, options in self._chosen(choice)
        ]

    def without(self, places: frozenset[int]) -> "Candidates":
        """The same, where nothing can be kept of some texts.

        Args:
            places: Those texts, by their index.
        """
        materials, costs, values = [], list[Sequence[int]](), list[Sequence[int]]()
        for place, material in enumerate(self._materials):
            if place in places:
                materials.append(Material(material.text, material.segments, ()))
                continue
            materials.append(material)
            first, last = self._bounds[place : place + 2]
            costs += self._costs[first:last]
            values += self._values[first:last]
        return Candidates(materials, costs=costs, values=values)

    def _parts(self) -> Iterator[tuple[Material, Part]]:
        return ((material, part) for material in self._materials for part in material.parts)

    def _chosen(self, choice: Choice) -> Iterator[tuple[Material, list[Option]]]:
        for place, material in enumerate(self._materials):
            options = choice[self._bounds[place] : self._bounds[place + 1]]
            chosen = [
                part.options[option] for part, option in zip(material.parts, options, strict=True)
            ]
            # Of several texts one may go: a chat without an old message is still a chat.
            may_vanish = len(self._materials) > 1
            yield (
                material,
                without_idle_frames(material.text, material.parts, chosen, may_vanish=may_vanish),
            )


def _shortened(material: Material, chosen: Sequence[Option], strategy: Strategy) -> Shortened:
    written = write(material.text, chosen)
    spans: tuple[CompressedSpan, ...] = tuple(
        spans_of(material.text, material.parts, written, material.segments)
    )
    fates: dict[Fate, int] = {}
    for option in chosen:
        fate = _FATES[option.rung]
        fates[fate] = fates.get(fate, 0) + 1
    return Shortened(text=written.text, spans=spans, fates=fates, strategy=strategy)


_FATES = {rung: Fate(rung.value) for rung in Rung}
