"""The definitions of source code: where each begins, and what of it is its body."""

from dataclasses import dataclass, replace
from enum import Enum


class DefinitionKind(Enum):
    """What a definition holds."""

    FUNCTION = "function"
    CONTAINER = "container"
    """Other definitions may stand in it: a class, a module, an implementation."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A function, a class or the like; places are in characters of the source.

    Args:
        start: Its first character.
        end: The character behind its last one.
        body_start: The first character of what may be left out of it, behind ``{`` or ``:``.
        body_end: The character behind the last of that, such as the closing ``}``.
        name: What it is called; empty where it has no name.
        depth: How many definitions it stands in.
        kind: What it holds.
    """

    start: int
    end: int
    body_start: int
    body_end: int
    name: str
    depth: int
    kind: DefinitionKind


@dataclass(frozen=True, slots=True)
class Outline:
    """The definitions of a source, by their first characters; outer ones before inner ones."""

    definitions: tuple[Definition, ...]

    def moved(self, by: int) -> "Outline":
        """The outline of the same source where it stands so many characters further on."""
        return Outline(
            tuple(
                replace(
                    each,
                    start=each.start + by,
                    end=each.end + by,
                    body_start=each.body_start + by,
                    body_end=each.body_end + by,
                )
                for each in self.definitions
            )
        )
