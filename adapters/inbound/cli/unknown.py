"""Models that nobody knows: their tokens are estimated, and whoever asked is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.inbound.cli.output import complain
from domain.tokens.model import CountMethod, ModelNotFound
from ports.inbound.models import ModelAnalyses

_ESTIMATED = frozenset({CountMethod.CALIBRATED, CountMethod.HEURISTIC})


@dataclass(frozen=True, slots=True)
class UnknownName:
    """The name of a model that nobody knows.

    Args:
        model: The name.
        nearest: Known names like it, best first.
    """

    model: str
    nearest: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What a person is told."""
        fact = f"nobody knows the model {self.model!r}, so its tokens are estimated"
        if not self.nearest:
            return fact
        return f"{fact}; the nearest names that are known: {', '.join(self.nearest)}"

    @property
    def data(self) -> dict[str, Any]:
        """The same for programs."""
        return {"model": self.model, "nearest": list(self.nearest)}


def tell_unknown(
    models: ModelAnalyses, counted: Iterable[tuple[str, CountMethod]]
) -> tuple[UnknownName, ...]:
    """Find the names that nobody knows, and say so on standard error.

    Args:
        models: Knows the models.
        counted: Names and how their tokens were counted; only an estimate can be for a model that
            nobody knows, so that the others need no look-up.
    """
    names = dict.fromkeys(name for name, method in counted if name and method in _ESTIMATED)
    found = tuple(unknown for name in names if (unknown := _look_up(models, name)))
    for each in found:
        complain(each.sentence)
    return found


def unknown_data(unknown: Sequence[UnknownName]) -> list[dict[str, Any]]:
    """The names that nobody knows, for programs."""
    return [each.data for each in unknown]


def _look_up(models: ModelAnalyses, name: str) -> UnknownName | None:
    try:
        models.get_model(name=name)
    except ModelNotFound as error:
        nearest = error.metadata.get("nearest", "")
        return UnknownName(name, tuple(nearest.split(",")) if nearest else ())
    return None
