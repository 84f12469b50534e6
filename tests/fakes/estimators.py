"""Estimators that are given, not read, and one whose estimates can be told beforehand."""

from dataclasses import dataclass
from math import log

from domain.tokens.estimation import BucketBound, EstimateBound, Estimator, RatioModel
from domain.tokens.features import POOLED, feature_names
from domain.tokens.model import CountMethod


@dataclass(frozen=True, slots=True)
class FixedEstimators:
    """Plays ports.outbound.estimators.Estimators."""

    by_name: dict[str, Estimator]

    def estimator(self, name: str) -> Estimator:
        return self.by_name[name]


def estimator_of(
    name: str,
    *,
    ratio: float = 2.0,
    method: CountMethod = CountMethod.CALIBRATED,
    base: str = "characters",
    frame_token_count: int = 0,
) -> Estimator:
    """Says so many tokens for each one of the base, whatever the text looks like."""
    return Estimator(
        name=name,
        version="1",
        method=method,
        base_encodings=(base,),
        model=RatioModel(log(ratio), (0.0,) * len(feature_names((base,))), -9.0, 9.0),
        bound=EstimateBound(1, 8.0, {POOLED: BucketBound(1.5, 0.95, 100)}),
        frame_token_count=frame_token_count,
    )


ESTIMATORS = {
    "unknown": estimator_of("unknown", method=CountMethod.HEURISTIC),
    "framed": estimator_of("framed", ratio=1.0, frame_token_count=3),
}
"""One for models that nobody knows, and one for what the framed counter counts."""
