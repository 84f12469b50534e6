"""Having a language model write a text shorter, and believing it only what can be checked."""

from collections.abc import Callable

from domain.compression.faithfulness import unfaithful_terms
from domain.compression.model import SegmentKind
from domain.compression.requests import QUERY_CHARACTERS, AbstractionOff, CompressionRules
from domain.compression.rewriting import EndpointUnavailable
from domain.compression.shortened import Shortened, abstract
from ports.outbound.rewriters import Rewriter

_ROOM_PERMILLE = 900
"""What of the budget a model is asked to fill: it cannot count."""


class Rewriting:
    """Shortens texts by a language model.

    Args:
        rewriter: The model; None where no endpoint is set up.
    """

    def __init__(self, rewriter: Rewriter | None) -> None:
        self._rewriter = rewriter

    def require(self) -> Rewriter:
        """The model.

        Raises:
            AbstractionOff: No endpoint is set up.
        """
        if self._rewriter is None:
            raise AbstractionOff(
                "no endpoint is set up that could write texts shorter",
                setting="STEELYARD_COMPRESSION_REWRITER_URL",
            )
        return self._rewriter

    def shorten(
        self,
        text: str,
        *,
        rules: CompressionRules,
        is_usable: Callable[[str], bool],
        kind: SegmentKind | None,
    ) -> Shortened | None:
        """The text in fewer words.

        Args:
            text: The text.
            rules: To what it is shortened.
            is_usable: Whether a text keeps the budget and holds what must stay.
            kind: What the text is.

        Returns:
            None where no answer came, it is of no use, or it says a number or a name that the text
            does not.
        """
        target = max(1, rules.token_budget * _ROOM_PERMILLE // 1_000)
        try:
            written = self.require().rewrite(
                text, query=rules.query[:QUERY_CHARACTERS], target_token_count=target
            )
        except EndpointUnavailable:
            return None
        if not is_usable(written) or unfaithful_terms(text, written):
            return None
        return abstract(text, written, kind=kind)
