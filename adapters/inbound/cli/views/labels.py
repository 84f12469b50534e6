"""Counts, what made them, and money, as people and programs read them."""

from decimal import Decimal
from typing import Any

from domain.tokens.model import CountMethod, Provenance, TokenCount


def label_of(count: TokenCount, provenance: Provenance) -> str:
    """How a count was made, and how far it may be off, on one line."""
    framing = f", framed by {provenance.framing}" if provenance.framing else ""
    made = f"{count.method.name} with {provenance.tokenizer} by {provenance.engine}{framing}"
    facts = [made]
    if not is_exact(count):
        facts.append(f"at most {count.upper_bound_token_count:,} tokens")
    if count.frame_token_count:
        facts.append(f"{count.frame_token_count:,} of the tokens are the frame of a message")
    return "; ".join(facts)


def is_exact(count: TokenCount) -> bool:
    """Whether a count needs no bound."""
    return count.method is CountMethod.EXACT


def upper_bound(count: TokenCount) -> int | None:
    """The upper bound where it says more than the count."""
    return None if is_exact(count) else count.upper_bound_token_count


def missed(count: TokenCount) -> tuple[str, ...]:
    """What costs tokens and is not in a count, a sentence each."""
    return tuple(f"not counted: {place(path)}" for path in count.not_counted)


def place(path: str) -> str:
    """A path through the body of a request, without the field that holds the whole body."""
    return path.partition(".")[2] or path


def count_data(count: TokenCount) -> dict[str, Any]:
    """A count for programs."""
    return {
        "token_count": count.token_count,
        "upper_bound_token_count": count.upper_bound_token_count,
        "method": count.method.name,
        "frame_token_count": count.frame_token_count,
        "not_counted": list(count.not_counted),
    }


def provenance_data(provenance: Provenance) -> dict[str, Any]:
    """What made a count, for programs."""
    return {
        "encoding": provenance.tokenizer,
        "engine": provenance.engine,
        "vocabulary_sha256": provenance.vocabulary_sha256,
        "catalogue_version": provenance.catalogue_version,
        "framing": provenance.framing or None,
    }


def decimal_text(number: Decimal) -> str:
    """A number without an exponent and without noughts at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
