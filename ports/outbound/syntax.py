"""What the core needs to know of the grammar of programming languages."""

from typing import Protocol

from domain.compression.code.outlines import Outline


class SyntaxOutlines(Protocol):
    """Finds the definitions in source code.

    Errors in the source do no harm: what can be read around them is found. The work is bounded by
    the length of the source alone, and the same source always has the same outline. All methods may
    be called from several threads at once.
    """

    @property
    def languages(self) -> frozenset[str]:
        """The languages that are known, by the names that segments of code have."""
        ...

    def outline(self, source: str, *, language: str) -> Outline | None:
        """The definitions of a source.

        Args:
            source: Source code; any text does.
            language: What it is written in.

        Returns:
            The outline, with places in characters of this source; None where the language is not
            known or the source is too long or too deeply nested to be read in bounded work.
        """
        ...
