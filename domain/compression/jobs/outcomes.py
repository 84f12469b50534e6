"""What became of an item of a job: a result, or the problem that kept it from having one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.compression.results import CompressedChat, CompressedText
from domain.shared.errors import SteelyardError


@dataclass(frozen=True, slots=True)
class Problem:
    """An error that is kept: its reason and its facts, and never prompt text.

    Args:
        reason: A value of ErrorReason without its prefix.
        message: One sentence for a person.
        metadata: Facts for a program.
    """

    reason: str
    message: str
    metadata: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, error: SteelyardError) -> "Problem":
        """What is kept of an error."""
        return cls(error.reason, error.message, dict(error.metadata))


type Outcome = CompressedText | CompressedChat | Problem
"""What became of an item."""


def without_sources(outcome: Outcome) -> Outcome:
    """An outcome that can be kept longer than the prompt it was made from."""
    match outcome:
        case CompressedText():
            return replace(outcome, source="")
        case CompressedChat():
            return replace(
                outcome,
                messages=tuple(
                    [
                        replace(
                            message,
                            texts=tuple([replace(text, source="") for text in message.texts]),
                        )
                        for message in outcome.messages
                    ]
                ),
            )
        case Problem():
            return outcome
