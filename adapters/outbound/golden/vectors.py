"""The golden vectors: texts whose ids the reference gave once, checked at every start."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from domain.shared.errors import SteelyardError
from domain.tokens.model import SpecialTokens
from ports.outbound.engines import CheckOutcome
from ports.outbound.tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class GoldenVector:
    """A text and what the reference makes of it.

    Args:
        text: Any text.
        special_tokens: How it was encoded.
        token_count: How many ids it has.
        ids_sha256: ``ids_digest`` of the ids.
    """

    text: str
    special_tokens: SpecialTokens
    token_count: int
    ids_sha256: str

    def agrees(self, tokenizer: Tokenizer) -> bool:
        """Whether count, ids and the way back are what the reference gave."""
        token_ids = tokenizer.encode(self.text, special_tokens=self.special_tokens)
        return (
            tokenizer.count(self.text, special_tokens=self.special_tokens) == self.token_count
            and ids_digest(token_ids) == self.ids_sha256
            and tokenizer.decode(token_ids) == self.text.encode()
        )


def ids_digest(token_ids: Sequence[int]) -> str:
    """SHA-256 of the ids in decimal, separated by blanks."""
    return hashlib.sha256(" ".join(map(str, token_ids)).encode()).hexdigest()


def golden_vectors(encoding: str) -> Iterator[GoldenVector]:
    """The vectors of an encoding, as ``scripts/make_golden_vectors.py`` wrote them."""
    content = (files(__package__) / "vectors.json").read_text(encoding="utf-8")
    for row in json.loads(content)[encoding]:
        yield GoldenVector(
            text=row["text"] * row["repeat"],
            special_tokens=SpecialTokens(row["special_tokens"]),
            token_count=row["token_count"],
            ids_sha256=row["ids_sha256"],
        )


def check_vectors(tokenizer: Tokenizer) -> CheckOutcome:
    """Whether the tokenizer agrees with every golden vector of its encoding."""
    try:
        agree = all(
            vector.agrees(tokenizer) for vector in golden_vectors(tokenizer.vocabulary.encoding)
        )
    except SteelyardError:
        return CheckOutcome.DIFFERENT
    return CheckOutcome.EQUAL if agree else CheckOutcome.DIFFERENT
