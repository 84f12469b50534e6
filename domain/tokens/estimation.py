"""Estimates of token counts where no tokenizer of the model is at hand, with an honest bound.

The count is taken for that of a known vocabulary times a ratio, whose logarithm is a weighted sum
of what the text looks like. The bound is a quantile of the errors on texts that the fit had not
seen, by bucket (split conformal prediction, Mondrian: Vovk et al., Algorithmic Learning in a
Random World, 2005), and never above what the bytes of the text allow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, exp, sumprod

from domain.tokens.features import ODD, POOLED, Surface, bucket_of, features, surface
from domain.tokens.model import CountMethod, TokenCount

BOUND_LEVEL = 0.95
"""The share of texts whose true count the bound is to cover."""


@dataclass(frozen=True, slots=True)
class RatioModel:
    """Says how many tokens of the model stand for one of the first base encoding.

    Args:
        intercept: The logarithm of the ratio where all features are 0.
        coefficients: The weight of each feature, in the order of ``feature_names``.
        lowest: The least logarithm that the fit has seen.
        highest: The greatest one.
    """

    intercept: float
    coefficients: tuple[float, ...]
    lowest: float
    highest: float

    def ratio(self, seen: tuple[float, ...]) -> float:
        """The ratio for a text of these features, never beyond what was seen."""
        logarithm = self.intercept + sumprod(self.coefficients, seen)
        return exp(min(max(logarithm, self.lowest), self.highest))


@dataclass(frozen=True, slots=True)
class BucketBound:
    """How far the truth lay above the estimates in one bucket.

    Args:
        factor: No more than the estimate times this, in BOUND_LEVEL of the cases.
        coverage: The share of held-out texts that the bound covered when it was measured.
        sample_count: How many texts that was measured on.
    """

    factor: float
    coverage: float
    sample_count: int


@dataclass(frozen=True, slots=True)
class EstimateBound:
    """How far the truth may lie above an estimate.

    Args:
        absolute_tokens: Added to every bound, since a short text may miss by so much anyway.
        tokens_per_byte: The most tokens that a byte of text can be.
        buckets: The bound of each bucket; POOLED is there always.
    """

    absolute_tokens: int
    tokens_per_byte: float
    buckets: Mapping[str, BucketBound]

    def ceiling(self, byte_count: int) -> int:
        """The most tokens that so many bytes can be."""
        return ceil(byte_count * self.tokens_per_byte) + self.absolute_tokens

    def above(self, estimate: int, *, bucket: str, byte_count: int) -> int:
        """The bound of an estimate for a text of that bucket and size."""
        ceiling = self.ceiling(byte_count)
        if bucket == ODD:
            return max(estimate, ceiling)
        bound = ceil(estimate * self._factor(bucket)) + self.absolute_tokens
        return max(estimate, min(ceiling, bound))

    def _factor(self, bucket: str) -> float:
        """That of the bucket, or of its kind in all scripts, or of all texts."""
        names = (bucket, bucket.partition("/")[2], POOLED)
        return next(self.buckets[name].factor for name in names if name in self.buckets)


@dataclass(frozen=True, slots=True)
class Estimator:
    """Estimates token counts for one model family, or for those that nobody has seen.

    Args:
        name: What the catalogue calls it.
        version: Of its coefficients.
        method: CALIBRATED where it was fitted to the family, HEURISTIC where to others.
        base_encodings: The encodings whose counts it needs.
        model: Makes the estimate.
        bound: Says how far it can be too low.
        frame_token_count: Tokens of the message around the text, which every estimate includes.
    """

    name: str
    version: str
    method: CountMethod
    base_encodings: tuple[str, ...]
    model: RatioModel
    bound: EstimateBound
    frame_token_count: int = 0

    def estimate(self, text: str, counts: Mapping[str, int]) -> TokenCount:
        """The estimate for a text.

        Args:
            text: Any text.
            counts: Its token counts, at least under the base encodings.
        """
        return self.estimate_surface(surface(text), counts)

    def estimate_surface(self, seen: Surface, counts: Mapping[str, int]) -> TokenCount:
        """The estimate for a text of which only the surface is left, as when it was streamed."""
        byte_count = seen[0]
        if not byte_count:
            return self._framed(0, 0)
        base_counts = [counts[each] for each in self.base_encodings]
        base = max(base_counts[0], 1)
        content = round(base * self.model.ratio(features(seen, base_counts)))
        content = min(max(content, 1), self.bound.ceiling(byte_count))
        bucket = bucket_of(seen, base=base)
        return self._framed(
            content, self.bound.above(content, bucket=bucket, byte_count=byte_count)
        )

    def _framed(self, content: int, content_bound: int) -> TokenCount:
        frame = self.frame_token_count
        return TokenCount(
            content + frame, content_bound + frame, self.method, frame_token_count=frame
        )
