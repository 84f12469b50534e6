"""The Estimators port over the coefficients that are packaged beside this module."""

import json
from functools import cached_property
from importlib.resources import files
from typing import Any

from domain.tokens.estimation import BucketBound, EstimateBound, Estimator, RatioModel
from domain.tokens.features import feature_names
from domain.tokens.model import CountMethod


class PackagedEstimators:
    """Implements ports.outbound.estimators.Estimators; reads the file once, at first use."""

    def estimator(self, name: str) -> Estimator:
        """See the port."""
        return self._estimators[name]

    def names(self) -> tuple[str, ...]:
        """Which estimators there are."""
        return tuple(self._estimators)

    @cached_property
    def _estimators(self) -> dict[str, Estimator]:
        content = (files(__package__) / "coefficients.json").read_text(encoding="utf-8")
        rows: dict[str, Any] = json.loads(content)
        return {name: estimator_from(name, row) for name, row in rows.items()}


def estimator_from(name: str, row: dict[str, Any]) -> Estimator:
    """The estimator that ``scripts/train_estimators.py`` wrote as this row.

    Raises:
        KeyError: The row was fitted to other features than those of today.
    """
    model, bound = row["model"], row["bound"]
    encodings = tuple(row["base_encodings"])
    coefficients = tuple(model["coefficients"][each] for each in feature_names(encodings))
    return Estimator(
        name=name,
        version=row["version"],
        method=CountMethod(row["method"]),
        base_encodings=encodings,
        model=RatioModel(model["intercept"], coefficients, model["lowest"], model["highest"]),
        bound=EstimateBound(
            bound["absolute_tokens"],
            bound["tokens_per_byte"],
            {key: BucketBound(**each) for key, each in bound["buckets"].items()},
        ),
        frame_token_count=row["frame_token_count"],
    )
