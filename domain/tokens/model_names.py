"""How the name of a model is read as it appears in practice: with routes, regions and versions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_SEPARATORS = str.maketrans("_:@", "---")
_POINT = re.compile(r"(?<=\d)p(?=\d)")  # some hosts write 3p1 for 3.1
_MOST_SUFFIXES = 6  # no real name has more, and what is stripped stays bounded


def fold(name: str) -> str:
    """The name with small letters and one kind of separator; points stay."""
    folded = name.lower().translate(_SEPARATORS)
    return _POINT.sub(".", folded)


def fold_points(folded: str) -> str:
    """A folded name whose points are separators too: ``3.5`` is ``3-5``."""
    return folded.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Reading:
    """A name without its route.

    Args:
        name: What is left of it, unfolded.
        with_vendor: The same behind its vendor, if it has one.
        platform: Who serves the model where the route says so; empty where it does not.
    """

    name: str
    with_vendor: str
    platform: str


@dataclass(frozen=True, slots=True)
class NameRules:
    """What may stand around the name of a model.

    Args:
        routes: Who serves the model, by the first segment of a name with slashes.
        vendors: What may stand before a point, such as ``anthropic`` in ``anthropic.claude-…``.
        vendor_platform: Who serves the models whose names begin with a vendor.
        regions: What may stand before a vendor, such as ``us``.
        suffixes: Ends of a folded name that say which snapshot or variant of a model it is, as
            regular expressions.
    """

    routes: Mapping[str, str] = field(default_factory=dict)
    vendors: frozenset[str] = frozenset()
    vendor_platform: str = ""
    regions: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = ()
    _suffix: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pattern = "|".join(self.suffixes) or "(?!)"
        object.__setattr__(self, "_suffix", re.compile(f"(?:{pattern})$"))

    def read(self, name: str) -> Reading:
        """Take the route off a name; a name without one stays as it is."""
        if name.startswith("ft:"):  # a fine-tuned model's own name may hold anything
            return Reading(name, name, "")
        route, _, last = name.rpartition("/")
        with_vendor = _without(self.regions, last)
        bare = _without(self.vendors, with_vendor)
        if bare == with_vendor:  # a region stands before a vendor only
            bare = with_vendor = last
        first = route.partition("/")[0].partition(":")[0].lower()
        by_vendor = self.vendor_platform if bare != last else ""
        return Reading(bare, with_vendor, self.routes.get(first, by_vendor))

    def stems(self, folded: str) -> Iterator[str]:
        """The folded name, and what is left of it as one version suffix after another goes."""
        yield folded
        for _ in range(_MOST_SUFFIXES):
            shorter = self._suffix.sub("", folded, count=1)
            if shorter in ("", folded):
                return
            folded = shorter
            yield folded


PLAIN_NAMES = NameRules()
"""Nothing stands around a name."""


def _without(heads: frozenset[str], name: str) -> str:
    """The name without what stands before its first point, if that is one of these."""
    head, _, tail = name.partition(".")
    return tail if tail and head.lower() in heads else name
