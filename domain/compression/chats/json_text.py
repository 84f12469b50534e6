"""Where the values of a JSON text stand, so that one can be changed and all else stays as it is."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from domain.tokens.request_shapes.reading import RequestBodyMalformed

type Range = tuple[int, int]
"""The first character of something and the character behind its last one."""

type Edit = tuple[int, int, str]
"""A range, and what is to stand there."""

_BLANKS = re.compile(r"[ \t\n\r]*+")
_PLAIN_NAME = re.compile(r'"([^"\\]*+)"[ \t\n\r]*+:[ \t\n\r]*+')
_COMMA = re.compile(r"[ \t\n\r]*+,?[ \t\n\r]*+")
_ESCAPED_LETTER = re.compile(r"\\u00[5-7]")
"""A letter of the alphabet or an underscore that is written by its number."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_ARRAY = "["
_DECODER = json.JSONDecoder(parse_int=len, parse_float=len)
"""Finds ends of values; what it makes of them is thrown away, so numbers are not worked out."""


class JsonText:
    """A JSON text that is looked into by path.

    Only what lies on the paths that are asked for is taken apart; the rest is skipped as a whole.
    Of members of the same name the last one counts, as it does when the text is parsed.

    Args:
        text: Whole and valid JSON, whose depth has been checked.
        root: The path of the whole, with which all paths begin, such as ``openai_json``.
    """

    def __init__(self, text: str, *, root: str) -> None:
        self._text = text
        self._root = root
        self._below: dict[str, Mapping[str, Range]] = {}

    def find(self, path: str) -> Range | None:
        """Where a value stands.

        Args:
            path: Such as ``openai_json.messages[3].content``.

        Returns:
            Its range, quotation marks or brackets included; None when it is not there.

        Raises:
            RequestBodyMalformed: The text is no JSON.
        """
        if path == self._root:
            return self._whole()
        above, name = split_path(path)
        return self.below(above).get(name)

    def below(self, path: str) -> Mapping[str, Range]:
        """Where the members of an object or the items of an array stand.

        Args:
            path: The object or the array.

        Returns:
            The ranges by what leads on from the path, such as ``.content`` or ``[3]``, in the order
            of the text; nothing for another value.

        Raises:
            RequestBodyMalformed: The text is no JSON.
        """
        steps: list[str] = []
        found = self._below.get(path)
        while found is None and path != self._root and path:
            path, name = split_path(path)
            steps.append(name)
            found = self._below.get(path)
        if found is None:
            found = self._below[path] = self._read(self._whole()) if path else {}
        for name in reversed(steps):
            path += name
            found = self._below[path] = self._read(found.get(name))
        return found

    def may_name(self, names: Iterable[str]) -> bool:
        """Whether a member could have one of these names; false only where surely none has.

        Args:
            names: Of letters of the alphabet and underscores.
        """
        text = self._text
        return any(name in text for name in names) or bool(_ESCAPED_LETTER.search(text))

    def holds(self, path: str) -> bool:
        """Whether there is a value other than null."""
        found = self.find(path)
        return found is not None and not self._text.startswith("null", found[0])

    def is_filled_array(self, path: str) -> bool:
        """Whether there is an array with something in it."""
        found = self.find(path)
        return found is not None and self._text[found[0]] == _ARRAY and bool(self.below(path))

    def string(self, path: str) -> str | None:
        """The string that stands there; None where there is none.

        Raises:
            RequestBodyMalformed: The text is no JSON.
        """
        found = self.find(path)
        if found is None or self._text[found[0]] != '"':
            return None
        text, _ = _DECODER.raw_decode(self._text, found[0])
        return str(text)

    def _whole(self) -> Range:
        return _after_blanks(self._text, 0), len(self._text)

    def _read(self, place: Range | None) -> Mapping[str, Range]:
        if place is None:
            return {}
        start = place[0]
        read = _READERS.get(self._text[start : start + 1])
        if read is None:
            return {}
        try:
            return dict(read(self._text, start))
        except (ValueError, IndexError, RecursionError):
            pass
        raise RequestBodyMalformed("this is not valid JSON", field=self._root)


def split_path(path: str) -> tuple[str, str]:
    """The path of what holds a value, and what leads from there to it."""
    cut = max(path.rfind("."), path.rfind(_ARRAY), 0)
    return path[:cut], path[cut:]


def _after_blanks(text: str, place: int) -> int:
    found = _BLANKS.match(text, place)
    return found.end() if found else place


def _after_comma(text: str, place: int) -> int:
    found = _COMMA.match(text, place)
    return found.end() if found else place


def _members(text: str, start: int) -> Iterator[tuple[str, Range]]:
    place = _after_blanks(text, start + 1)
    while text[place] != "}":
        plain = _PLAIN_NAME.match(text, place)
        if plain:
            name, begin = plain[1], plain.end()
        else:
            name, place = _DECODER.raw_decode(text, place)
            begin = _after_blanks(text, _after_blanks(text, place) + 1)
        _, end = _DECODER.raw_decode(text, begin)
        yield f".{name}", (begin, end)
        place = _after_comma(text, end)


def _items(text: str, start: int) -> Iterator[tuple[str, Range]]:
    place = _after_blanks(text, start + 1)
    index = 0
    while text[place] != "]":
        _, end = _DECODER.raw_decode(text, place)
        yield f"[{index}]", (place, end)
        index += 1
        place = _after_comma(text, end)


_READERS: Mapping[str, Callable[[str, int], Iterator[tuple[str, Range]]]] = {
    "{": _members,
    _ARRAY: _items,
}


def json_string(text: str) -> str:
    """A text as JSON writes it, which only escapes what it must."""
    literal = json.dumps(text, ensure_ascii=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", literal)


def cuts(items: Sequence[Range], removed: Collection[int]) -> Iterator[Edit]:
    """How items are removed from an array, each with a comma, so that what is left is one.

    Args:
        items: All items of the array, in order.
        removed: Places of those to remove.
    """
    anything_stays = False
    for place, (start, end) in enumerate(items):
        if place not in removed:
            anything_stays = True
        elif anything_stays:
            yield items[place - 1][1], end, ""
        else:
            yield start, items[place + 1][0] if place + 1 < len(items) else end, ""


def spliced(text: str, edits: Sequence[Edit]) -> str:
    """A text with something else in some places.

    Args:
        text: What is changed.
        edits: The changes, which do not overlap, in the order of the text.
    """
    pieces: list[str] = []
    done = 0
    for start, end, words in edits:
        pieces += (text[done:start], words)
        done = end
    pieces.append(text[done:])
    return "".join(pieces)
