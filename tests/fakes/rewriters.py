"""Rewriters that need no model."""

from dataclasses import dataclass, field

from domain.compression.rewriting import EndpointUnavailable


@dataclass(frozen=True, slots=True)
class ScriptedRewriter:
    """Plays ports.outbound.rewriters.Rewriter: gives answers that were written beforehand.

    Args:
        answers: What it answers to each text; the beginning of any other.
        asked: Takes down the texts that it was asked for.
    """

    answers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def model(self) -> str:
        return "scripted"

    def rewrite(self, text: str, *, query: str = "", target_token_count: int) -> str:
        self.asked.append(text)
        beginning = " ".join(text.split()[:target_token_count])
        return self.answers.get(text, beginning) or "-"


@dataclass(frozen=True, slots=True)
class UnreachableRewriter:
    """Plays ports.outbound.rewriters.Rewriter: nobody is there."""

    @property
    def model(self) -> str:
        return "unreachable"

    def rewrite(self, text: str, *, query: str = "", target_token_count: int) -> str:
        raise EndpointUnavailable("nobody is there", cause="unreachable")
