"""The fewest pieces that a marked text can be put together from."""

from adapters.outbound.claude.alphabet import SOLID
from adapters.outbound.claude.pieces import Pieces

type Node = str | dict[str, Node]
"""What may follow in a piece: by its next character, or the one rest that there is. An empty key
says that a piece may end here."""
type Trie = dict[str, Node]

_BLOCK = 4_096
"""Characters whose costs are held at once."""
_BLOCKS_KEPT = 64
_END = "\x00"
"""Stands behind every text and in no piece."""


class Tiling:
    """What marked texts cost over the pieces of a vocabulary.

    A character that no piece holds costs one token for each byte of its UTF-8, less what a byte
    prefix saves.

    Args:
        pieces: The vocabulary's.
    """

    def __init__(self, pieces: Pieces) -> None:
        self._spellings = pieces.spellings
        self._reach = max(map(len, pieces.spellings))
        self._savings = {bytes.fromhex(each): len(each) // 2 - 1 for each in pieces.byte_prefixes}
        trie: Trie = {}
        for piece in pieces.spellings:
            _add(trie, piece)
        self._heads = _Heads(self, trie)

    def character_cost(self, character: str) -> int:
        """What a character costs that stands alone."""
        if character in self._spellings:
            return 1
        encoded = character.encode()
        saved = (self._savings.get(encoded[:length], 0) for length in range(2, len(encoded)))
        return len(encoded) - max(saved, default=0)

    def cost(self, marked: str) -> int:
        """The fewest tokens that a marked text can have.

        It is gone through from its end, a block at a time. What lies ahead of a block matters only
        by how its costs differ, so blocks that come again, as in a long run, cost nothing.
        """
        if marked in self._spellings:
            return 1
        if len(marked) <= _BLOCK:
            return self._costs(marked, [0])[0]
        known: dict[tuple[str, tuple[int, ...]], list[int]] = {}
        ahead, total = [0], 0
        for start in range((len(marked) - 1) // _BLOCK * _BLOCK, -1, -_BLOCK):
            block = marked[start : start + _BLOCK + self._reach - 1]
            key = block, tuple(ahead)
            if (costs := known.get(key)) is None:
                costs = self._costs(block, ahead)[: self._reach]
                if len(known) < _BLOCKS_KEPT:
                    known[key] = costs
            total += costs[0]
            ahead = [each - costs[0] for each in costs]
        return total

    def _costs(self, text: str, ahead: list[int]) -> list[int]:
        """The cost from each character on, where those of the last ones are known."""
        heads = self._heads
        count = len(text) + 1 - len(ahead)
        costs = [0] * count + ahead
        text += _END
        for start in range(count - 1, -1, -1):
            least, node = heads[text[start]]
            place = start + 1
            least += costs[place]
            while node is not None:
                if isinstance(node, str):
                    if text.startswith(node, place) and costs[place + len(node)] < least:
                        least = costs[place + len(node)] + 1
                    break
                if "" in node and costs[place] < least:
                    least = costs[place] + 1
                node = node.get(text[place])
                place += 1
            costs[start] = least
        return costs


class _Heads(dict[str, tuple[int, Node | None]]):
    """For each first character: what it costs alone, and how pieces go on from it.

    It holds no more than the basic plane: what lies beyond is written as SOLID.
    """

    def __init__(self, tiling: Tiling, trie: Trie) -> None:
        super().__init__({SOLID: (0, None)})
        self._tiling = tiling
        self._trie = trie

    def __missing__(self, character: str) -> tuple[int, Node | None]:
        head = self._tiling.character_cost(character), self._trie.get(character)
        self[character] = head
        return head


def _add(trie: Trie, piece: str) -> None:
    node = trie
    for place, character in enumerate(piece, start=1):
        child = node.get(character)
        if child is None:
            node[character] = piece[place:]
            return
        if isinstance(child, str):
            if child == piece[place:]:
                return
            child = node[character] = {child[:1]: child[1:]}
        node = child
    node[""] = ""
