"""What a text is taken apart into before it is compressed.

A text becomes segments, each of one kind; a segment becomes parts, which are kept or left out one
by one; a part has options, from all of it down to nothing. An option is written as pieces:
characters of the source as they stand, or words of ours in their place.
"""

from dataclasses import dataclass
from enum import Enum


class SegmentKind(Enum):
    """What a stretch of text is."""

    PROSE = "prose"
    DIALOGUE = "dialogue"
    CODE = "code"
    JSON = "json"
    LOG = "log"
    DIFF = "diff"
    TABLE = "table"
    MARKDOWN = "markdown"
    HTML = "html"


class Rung(Enum):
    """How much of a part is left, from the most to the least."""

    FULL = "full"
    EXTRACT = "extract"
    SKELETON = "skeleton"
    TEMPLATE = "template"
    STUB = "stub"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text of one kind; the segments of a text tile it.

    Args:
        kind: What it is.
        start: Its first character in the text.
        end: The character behind its last one.
        language: Of code, such as ``python``; empty where it is not known.
    """

    kind: SegmentKind
    start: int
    end: int
    language: str = ""


class Role(Enum):
    """What is special about a piece.

    PLAIN: Nothing.
    PINNED: It must stand as it stood, blanks at its end included.
    AFTER_GAP: It is written only where what stands before it was left out.
    """

    PLAIN = "plain"
    PINNED = "pinned"
    AFTER_GAP = "after_gap"


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that stand in the output.

    Args:
        start: The first character of the source that it is or stands for.
        end: The character behind the last one.
        text: What is written in their place; None where they are copied as they stand.
        role: What is special about it.
    """

    start: int
    end: int
    text: str | None = None
    role: Role = Role.PLAIN


@dataclass(frozen=True, slots=True)
class Option:
    """One way to write a part.

    Args:
        rung: How much of it that leaves.
        pieces: What is written, in the order of the source; empty where nothing is.
        worth_permille: What it leaves of the part's worth; 1,000 for all of it.
    """

    rung: Rung
    pieces: tuple[Piece, ...]
    worth_permille: int = 1_000

    def text(self, source: str) -> str:
        """What it writes."""
        return "".join(
            [
                source[piece.start : piece.end] if piece.text is None else piece.text
                for piece in self.pieces
            ]
        )


DROPPED = Option(Rung.DROP, (), 0)
"""Nothing is written."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is kept or left out by itself.

    The pieces of different parts never overlap in the source. They are written in its order, so the
    parts of a segment may interleave, as the lines of a log do.

    Args:
        start: The first character of what the part is judged by.
        end: The character behind the last one; what is judged lies within the segment.
        options: The ways to write it, from the richest to the poorest. Where the last one writes
            something, the part cannot be left out.
        prior_permille: What it is worth beside others of the same relevance; 1,000 is usual.
        document: Parts of one document (a passage, a message, a meeting) have the same number; its
            relevance raises theirs.
        frames_to: Of what only goes around something, such as the head of a table: the character
            behind that. Nothing is written of the part where nothing is of what it goes around. 0
            for what stands for itself.
    """

    start: int
    end: int
    options: tuple[Option, ...]
    prior_permille: int = 1_000
    document: int = 0
    frames_to: int = 0

    @property
    def can_be_dropped(self) -> bool:
        """Whether it may vanish."""
        return not self.options[-1].pieces


def verbatim(start: int, end: int, *, document: int = 0, prior_permille: int = 1_000) -> Part:
    """A part that is kept as it stands or not at all."""
    full = Option(Rung.FULL, (Piece(start, end),))
    return Part(start, end, (full, DROPPED), prior_permille, document)


def fixed(start: int, end: int, *, text: str | None = None, document: int = 0) -> Part:
    """A part that always stays, such as the bracket around a list."""
    return Part(start, end, (Option(Rung.FULL, (Piece(start, end, text),)),), 1_000, document)
