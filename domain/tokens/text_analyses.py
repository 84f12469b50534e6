"""What the use cases find out about texts, with what made it."""

from dataclasses import dataclass

from domain.tokens.model import CountMethod, Provenance, TokenCount


@dataclass(frozen=True, slots=True)
class TokenAnalysis:
    """The count of one text and what made it."""

    count: TokenCount
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class BatchTokenAnalysis:
    """The counts of many texts, in their order, and what made them.

    Args:
        token_counts: The number of tokens of each text.
        upper_bound_token_counts: The bound of each text; empty where it equals the count.
        method: How all the counts were made.
        provenance: What made them.
        not_counted: Fields of the request that the method does not count.
    """

    token_counts: tuple[int, ...]
    upper_bound_token_counts: tuple[int, ...]
    method: CountMethod
    provenance: Provenance
    not_counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EncodedText:
    """The token ids of a text, in order, and what made them."""

    token_ids: tuple[int, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class DecodedTokens:
    """The exact bytes that token ids stand for, and what made them."""

    raw_bytes: bytes
    provenance: Provenance

    @property
    def text(self) -> str:
        """The bytes as text; U+FFFD stands where they are no whole character."""
        return self.raw_bytes.decode(errors="replace")

    @property
    def is_valid_utf8(self) -> bool:
        """Whether the text is the bytes, nothing replaced."""
        try:
            self.raw_bytes.decode()
        except UnicodeDecodeError:
            return False
        return True
