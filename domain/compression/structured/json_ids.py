"""Which values of JSON objects name what the object is about.

Ids are what later steps ask for, so they stay when all else of an object is left out.
"""

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import cache

from domain.compression.structured.json_values import Number, Value

_STRONG = frozenset(
    {
        "id",
        "ids",
        "uuid",
        "guid",
        "sku",
        "key",
        "code",
        "number",
        "isbn",
        "ean",
        "asin",
        "ref",
        "pk",
    }
)
"""Last words of keys whose values tell one object from all others."""
_WEAK = frozenset(
    {"name", "email", "url", "uri", "href", "link", "slug", "username", "login", "path"}
)
"""Last words of keys whose values mostly do."""
_LONGEST = 200
"""Characters of the longest id."""
_FEWEST = 3
"""Values that must be there before their being different says something."""


class Rank(IntEnum):
    """How much a value is an id."""

    NONE = 0
    WEAK = 1
    STRONG = 2


def rank_of_key(key: str) -> Rank:
    """How much a key says that its value is an id, from its last word."""
    word = _words().sub(" ", key[-_LONGEST:]).lower().split()[-1:]
    if not word:
        return Rank.NONE
    if word[0] in _STRONG:
        return Rank.STRONG
    return Rank.WEAK if word[0] in _WEAK else Rank.NONE


def rank(key: str, value: Value) -> Rank:
    """How much a value under a key is an id."""
    return rank_of_key(key) if is_short(value) else Rank.NONE


def rank_of_column(key: str, values: Sequence[Value]) -> Rank:
    """How much the values of many objects under one key are ids.

    Args:
        key: The key.
        values: All values under it; absent ones are left out.
    """
    if not values or not all(map(is_short, values)):
        return Rank.NONE
    named = rank_of_key(key)
    different = len(set(map(str, values)))
    if named is Rank.STRONG:
        return Rank.STRONG if 2 * different >= len(values) else Rank.WEAK
    if named is Rank.NONE and different == len(values) >= _FEWEST:
        return Rank.WEAK if all(map(looks_like_id, values)) else Rank.NONE
    return named


def is_short(value: Value) -> bool:
    """Whether a value is a number or a text of the length of an id."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST


def looks_like_id(value: Value) -> bool:
    """Whether a value is one word of letters and digits, such as SKU-17 or a@b.org, and no date."""
    if not isinstance(value, str) or type(value) is Number or len(value) > _LONGEST:
        return False
    return _identifier().fullmatch(value) is not None and _date().match(value) is None


@cache
def _words() -> re.Pattern[str]:
    """What separates the words of a key; the place before a capital letter does too."""
    return re.compile(r"(?<=[a-z\d])(?=[A-Z])|[\W_]++")


@cache
def _identifier() -> re.Pattern[str]:
    return re.compile(r"(?=[^\d]*\d|[^@]*@)(?=[^A-Za-z]*[A-Za-z])[\w.@:/+#-]{3,200}")


@cache
def _date() -> re.Pattern[str]:
    return re.compile(r"\d{1,4}[-/.]\d{1,2}|\d{1,2}:\d\d|\d++(?:\.\d++)?[A-Za-z%]{1,3}\Z")
