"""Outlines without grammars: what is indented below a line that ends with a colon."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.compression.code.outlines import Definition, DefinitionKind, Outline

_LINE = re.compile(r"^( *)(?:(def|class) (\w+)[^\n]*:$|\S[^\n]*$)", re.MULTILINE)
_KINDS = {"def": DefinitionKind.FUNCTION, "class": DefinitionKind.CONTAINER}


@dataclass(frozen=True, slots=True)
class IndentedPython:
    """Plays ports.outbound.syntax.SyntaxOutlines: knows Python whose definitions are one line."""

    @property
    def languages(self) -> frozenset[str]:
        return frozenset({"python"})

    def outline(self, source: str, *, language: str) -> Outline | None:
        if language not in self.languages:
            return None
        found = sorted(_definitions(source), key=lambda each: (each.start, -each.end))
        return Outline(tuple(found))


def _definitions(source: str) -> Iterator[Definition]:
    opened: list[tuple[int, Definition]] = []
    last_end = 0
    for line in _LINE.finditer(source):
        indent = len(line[1])
        while opened and opened[-1][0] >= indent:
            yield _closed(opened.pop()[1], last_end)
        last_end = line.end()
        if line[2]:
            begun = Definition(
                line.start() + indent,
                last_end,
                last_end,
                last_end,
                line[3],
                len(opened),
                _KINDS[line[2]],
            )
            opened.append((indent, begun))
    while opened:
        yield _closed(opened.pop()[1], last_end)


def _closed(definition: Definition, end: int) -> Definition:
    return replace(definition, end=end, body_end=end)
