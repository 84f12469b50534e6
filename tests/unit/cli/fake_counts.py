"""What all the fake ports share: how they count, which models they know, and work in steps."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.tokens.model import (
    CountMethod,
    ModelNotFound,
    Provenance,
    TokenCount,
    UnknownModel,
)

PROVENANCE = Provenance("characters", "ab" * 32, "fake 1", "7")
UNKNOWN = "unknown"
"""The model that nobody knows."""


def counted(token_count: int, *, model: str = "known") -> TokenCount:
    """A count: exact, unless the model is unknown; then it may be twice as much."""
    if model != UNKNOWN:
        return TokenCount.exact(token_count)
    return TokenCount(token_count, 2 * token_count, CountMethod.HEURISTIC)


def require_known(model: str, unknown: UnknownModel) -> None:
    """Refuse the model that nobody knows where that is asked for."""
    if model == UNKNOWN and unknown is UnknownModel.REFUSE:
        raise ModelNotFound(
            "unknown model 'unknown'; did you mean known?", model=UNKNOWN, nearest="known,knows"
        )


@dataclass
class ThreeSteps[Result]:
    """Work that is done with the third step."""

    work: Callable[[], Result]
    left: int = 2

    def is_quick(self) -> bool:
        return True

    def step(self) -> Result | None:
        if self.left:
            self.left -= 1
            return None
        return self.work()
