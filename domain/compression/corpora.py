"""Compressing the records of a corpus."""

from dataclasses import dataclass, replace
from fractions import Fraction

from domain.compression.model import SegmentKind
from domain.compression.requests import CompressionRules
from domain.compression.results import COMPRESSOR_VERSION
from domain.tokens.model import TokenizerSelector


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusCompression:
    """To what, and how, is each record compressed?

    Args:
        selector: What counts.
        rules: How; their budget holds where there is no share.
        share: The share of its own tokens that each record may keep; None where the budget is the
            same for all.
        kind: What the texts are; None to have it found out for each.
        version: Of what compresses.
    """

    selector: TokenizerSelector
    rules: CompressionRules
    share: Fraction | None = None
    kind: SegmentKind | None = None
    version: str = COMPRESSOR_VERSION

    def rules_for(self, token_count: int) -> CompressionRules:
        """Those for a record of so many tokens."""
        if self.share is None:
            return self.rules
        return replace(self.rules, token_budget=int(self.share * token_count))
