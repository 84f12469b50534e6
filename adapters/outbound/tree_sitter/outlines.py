"""Outlines of source code by tree-sitter."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from tree_sitter import Node, Parser, TreeCursor

from adapters.outbound.tree_sitter.stretches import is_readable, stretches
from domain.compression.code.outlines import Definition, DefinitionKind, Outline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.outbound.tree_sitter.languages import Grammar

_LANGUAGES = frozenset(
    {
        "bash", "c", "cpp", "csharp", "go", "java", "javascript", "php", "python", "ruby", "rust",
        "tsx", "typescript",
    }
)  # fmt: skip
_MOST_BYTES = 2_000_000
_READ_BYTES = 1_024
"""Bytes that the parser gets at a time; between two reads other threads may run."""
_READS_EACH, _FREE_READS = 4, 64
"""Reads after which parsing ends: so many for each that is needed, and these."""
_MOST_NODES = 100_000
"""Nodes of a stretch that are looked at."""
_DEEPEST_WALK = 12
"""Levels below a definition's body in which further definitions are looked for."""
_MOST_LOST_BYTES = 65_536
"""Bytes of stretches in vain, from which on the rest is not parsed."""
_WORST_SHARE = 2
"""At least one byte in so many must have been understood, or it is no source in this language."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A definition, with places in bytes of its stretch."""

    start: int
    end: int
    body_start: int
    body_end: int
    name: str
    depth: int
    kind: DefinitionKind


class TreeSitterOutlines:
    """Implements ports.outbound.syntax.SyntaxOutlines with tree-sitter's grammars.

    A parser holds the interpreter while it works on what it has read, a millisecond or so for each
    read. A long source is parsed in stretches, so that an error in one does not reach the next.
    """

    @property
    def languages(self) -> frozenset[str]:
        """The languages that there are grammars for."""
        return _LANGUAGES

    def outline(self, source: str, *, language: str) -> Outline | None:
        """The definitions of a source; see the port."""
        if language not in _LANGUAGES:
            return None
        data = source.encode("utf-8", "surrogatepass")
        if len(data) > _MOST_BYTES:
            return None
        grammar = _grammars()[language]
        found: list[tuple[int, _Found]] = []
        lost = 0
        for start, end in stretches(data):
            definitions = _definitions(data[start:end], grammar)
            if definitions is None:
                lost += end - start
                if lost > _MOST_LOST_BYTES or lost * _WORST_SHARE > len(data):
                    return None
            found += [(start, each) for each in definitions or ()]
        return Outline(tuple(_in_characters(data, source, found)))


@cache
def _grammars() -> "Mapping[str, Grammar]":
    from adapters.outbound.tree_sitter.languages import (  # noqa: PLC0415 - loads every grammar
        GRAMMARS,
    )

    return GRAMMARS


def _definitions(stretch: bytes, grammar: "Grammar") -> list[_Found] | None:
    """The definitions of a stretch; None where it cannot be read."""
    if not is_readable(stretch):
        return None
    root = _parsed(stretch, grammar)
    if root is None or (root.has_error and _lost_bytes(root) * _WORST_SHARE > len(stretch)):
        return None
    return list(_walk(root, grammar, stretch))


def _parsed(stretch: bytes, grammar: "Grammar") -> Node | None:
    """The tree of a stretch; None where the parser went back too often."""
    left = _READS_EACH * (len(stretch) // _READ_BYTES + 1) + _FREE_READS

    def read(offset: int, _: object) -> bytes:
        nonlocal left
        left -= 1
        return stretch[offset : offset + _READ_BYTES] if left >= 0 else b""

    tree = Parser(grammar.language).parse(read)
    return tree.root_node if left >= 0 else None


def _lost_bytes(root: Node) -> int:
    """Bytes of the outermost nodes that the parser made nothing of."""
    outermost: Iterator[Node] = islice(root.children, _MOST_NODES)
    if root.is_error:
        outermost = (each for each in outermost if not each.child_count)
        return sum(each.end_byte - each.start_byte for each in outermost)
    return sum(each.end_byte - each.start_byte for each in outermost if each.is_error)


def _walk(root: Node, grammar: "Grammar", stretch: bytes) -> Iterator[_Found]:
    """The definitions below a node, outer ones first; the bodies of functions are not entered."""
    cursor = root.walk()
    open_ends: list[int] = []
    levels = [0]
    for _ in range(_MOST_NODES):
        node = cursor.node
        if node is None:
            return
        while open_ends and node.start_byte >= open_ends[-1]:
            open_ends.pop()
            levels.pop()
        body = _body(node, grammar)
        if body:
            yield _found(node, body, len(open_ends), (grammar, stretch))
        is_function = body is not None and node.type in grammar.functions
        if body and not is_function:
            open_ends.append(node.end_byte)
            levels.append(cursor.depth)
        is_entered = not is_function and cursor.depth - levels[-1] < _DEEPEST_WALK
        if not _go_on(cursor, is_entered=is_entered):
            return


def _go_on(cursor: TreeCursor, *, is_entered: bool) -> bool:
    """Go to the next node in the order of the source; False behind the last one."""
    if is_entered and cursor.goto_first_child():
        return True
    while not cursor.goto_next_sibling():
        if not cursor.goto_parent():
            return False
    return True


def _body(node: Node, grammar: "Grammar") -> Node | None:
    if node.type not in grammar.functions and node.type not in grammar.containers:
        return None
    body = node.child_by_field_name("body")
    return body if body and body.end_byte > body.start_byte else None


def _found(node: Node, body: Node, depth: int, within: "tuple[Grammar, bytes]") -> _Found:
    grammar, stretch = within
    is_function = node.type in grammar.functions
    outer = _outer(node)
    start, end = body.start_byte, body.end_byte
    if body.child_count and body.children[0].type == "{":
        start += 1
        end -= body.children[-1].type == "}"
    elif before := body.prev_sibling:
        start = before.end_byte
    return _Found(
        start=outer.start_byte,
        end=max(outer.end_byte, end),
        body_start=start,
        body_end=end,
        name=_name(node, stretch),
        depth=depth,
        kind=DefinitionKind.FUNCTION if is_function else DefinitionKind.CONTAINER,
    )


def _name(node: Node, stretch: bytes) -> str:
    """What a definition is called: by itself, or by what it is assigned to."""
    name = node.child_by_field_name("name") or node.child_by_field_name("declarator")
    if not name and (holder := node.parent):
        name = holder.child_by_field_name("name") or holder.child_by_field_name("left")
    # A node's own text is read through the parser's source again, which has come to its end.
    return stretch[name.start_byte : name.end_byte][:200].decode("utf-8", "replace") if name else ""


_WRAPPERS = frozenset(
    {"decorated_definition", "export_statement", "template_declaration", "type_definition"}
)


def _outer(node: Node) -> Node:
    """The node with its decorators or the words before it."""
    parent = node.parent
    return parent if parent and parent.type in _WRAPPERS else node


def _in_characters(
    data: bytes, source: str, found: list[tuple[int, _Found]]
) -> Iterator[Definition]:
    """The definitions with places in characters of the source."""
    places = sorted(
        {
            base + place
            for base, each in found
            for place in (each.start, each.end, each.body_start, each.body_end)
        }
    )
    characters = _character_places(data, places, is_ascii=len(data) == len(source))
    for base, each in found:
        yield Definition(
            start=characters[base + each.start],
            end=characters[base + each.end],
            body_start=characters[base + each.body_start],
            body_end=characters[base + each.body_end],
            name=each.name,
            depth=each.depth,
            kind=each.kind,
        )


def _character_places(data: bytes, places: list[int], *, is_ascii: bool) -> dict[int, int]:
    """The places in characters of places in bytes, in one pass."""
    if is_ascii:
        return {place: place for place in places}
    characters: dict[int, int] = {}
    at = count = 0
    for place in places:
        count += len(data[at:place].decode("utf-8", "surrogatepass"))
        at = place
        characters[place] = count
    return characters
