"""Framing rules that are given, not read."""

from dataclasses import dataclass

from domain.tokens.framing import Framing


@dataclass(frozen=True, slots=True)
class FixedFramings:
    """Plays ports.outbound.framings.Framings."""

    by_name: dict[str, Framing]

    def framing(self, name: str) -> Framing:
        return self.by_name[name]


FRAMINGS = {
    "plain": Framing(name="plain", version="1"),
    "chat": Framing(name="chat", version="3", message_tokens=1),
    "rules": Framing(name="rules", version="2", base_tokens=2, message_tokens=3, reply_tokens=1),
}
"""One that adds nothing, one for unknown models, and one that adds 3 tokens and 3 a message."""
