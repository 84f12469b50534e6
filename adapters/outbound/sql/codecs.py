"""Items and outcomes as sealed bytes.

The bytes are sealed(packed(kind, line feed, JSON)). A field that a later version adds is ignored
here, and one that an earlier version did not know has its default.
"""

import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from domain.compression.jobs.items import ChatItem, JobItem, TextItem
from domain.compression.jobs.outcomes import Outcome, Problem
from domain.compression.results import CompressedChat, CompressedText
from domain.shared.storage import SealBroken
from domain.tokens.model import TextNotUnicode
from ports.outbound.seals import Seal

_FAST = 1
_ITEMS: dict[str, type[JobItem]] = {"text": TextItem, "chat": ChatItem}
_OUTCOMES: dict[str, type[Outcome]] = {
    "text": CompressedText,
    "chat": CompressedChat,
    "problem": Problem,
}


class Codec[Content]:
    """Packs and seals values of one of several kinds.

    Args:
        kinds: The class of each kind, by the name under which it is stored.
        seal: Protects what is stored.
    """

    def __init__(self, kinds: dict[str, type[Content]], seal: Seal) -> None:
        self._kinds = kinds
        self._names = {kind: name for name, kind in kinds.items()}
        self._seal = seal

    def pack(self, content: Content, *, place: str) -> tuple[bytes, int]:
        """The sealed bytes of a value, and how long it was before it was packed.

        Raises:
            TextNotUnicode: It holds half a surrogate pair.
        """
        try:
            written = _adapters()[type(content)].dump_json(content)
        except (PydanticSerializationError, UnicodeEncodeError):
            written = b""
        if not written:
            raise TextNotUnicode("a text to keep holds a lone surrogate", field="items")
        named = self._names[type(content)].encode() + b"\n" + written
        return self._seal.close(zlib.compress(named, _FAST), place=place), len(written)

    def unpack(self, sealed: bytes, *, place: str) -> Content:
        """The value of sealed bytes.

        Raises:
            SealBroken: They cannot be opened, or another version of the program wrote them.
        """
        packed = self._seal.open(sealed, place=place)
        try:
            name, _, written = zlib.decompress(packed).partition(b"\n")
            content: Content = _adapters()[self._kinds[name.decode()]].validate_json(written)
        except (zlib.error, KeyError, UnicodeDecodeError, ValidationError):
            pass  # the message of the error would quote what is kept
        else:
            return content
        raise SealBroken("what is stored there cannot be understood", place=place)


def item_codec(seal: Seal) -> Codec[JobItem]:
    """Packs and seals items."""
    return Codec(_ITEMS, seal)


def outcome_codec(seal: Seal) -> Codec[Outcome]:
    """Packs and seals outcomes."""
    return Codec(_OUTCOMES, seal)


@cache
def _adapters() -> Mapping[type, TypeAdapter[Any]]:
    kinds: tuple[type, ...] = (*_ITEMS.values(), *_OUTCOMES.values())
    return {kind: TypeAdapter(kind) for kind in kinds}
