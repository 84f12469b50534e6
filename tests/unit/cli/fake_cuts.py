"""The port of cuts in memory: a token for each character."""

from dataclasses import dataclass, field
from typing import Any

from domain.tokens.analyses import SplitAnalysis, TruncationAnalysis
from domain.tokens.boundaries import Boundary
from domain.tokens.model import TokenizerSelector
from domain.tokens.searching import LimitTooSmall
from domain.tokens.splitting import TextChunk
from domain.tokens.truncation import Side, TextRange, TruncatedText
from tests.unit.cli.fake_counts import PROVENANCE, counted, require_known


@dataclass
class CharacterCuts:
    """Implements ports.inbound.cuts.TextCuts; it cuts at the end whatever it is asked for.

    Args:
        asked: What else the last call was given.
    """

    asked: dict[str, Any] = field(default_factory=dict)

    def is_quick(self, selector: TokenizerSelector, *, text: str) -> bool:
        raise AssertionError("no command asks for this")

    def truncate_text(
        self, *, selector: TokenizerSelector, text: str, token_limit: int, side: Side, marker: str
    ) -> TruncationAnalysis:
        require_known(selector.model, selector.unknown_model)
        self.asked = {"side": side, "marker": marker}
        removed = (TextRange(token_limit, len(text)),) if token_limit < len(text) else ()
        left = TruncatedText(text[:token_limit], len(text[:token_limit]), removed)
        count = counted(left.token_count, model=selector.model)
        return TruncationAnalysis(left, count, PROVENANCE)

    def split_text(
        self,
        *,
        selector: TokenizerSelector,
        text: str,
        token_limit: int,
        overlap_token_count: int,
        boundary: Boundary,
    ) -> SplitAnalysis:
        require_known(selector.model, selector.unknown_model)
        if not token_limit:
            raise LimitTooSmall.below(1, limit_tokens=0)
        self.asked = {"overlap": overlap_token_count, "boundary": boundary}
        starts = range(0, len(text), token_limit)
        ends = [min(start + token_limit, len(text)) for start in starts]
        chunks = (TextChunk(*each, each[1] - each[0]) for each in zip(starts, ends, strict=True))
        method = counted(0, model=selector.model).method
        return SplitAnalysis(tuple(chunks), method, PROVENANCE)
