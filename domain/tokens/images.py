"""How many tokens an image costs, by its size: rules that providers publish, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from math import ceil, floor, sqrt

from domain.tokens.model import ErrorBound

NO_SLACK = ErrorBound()
"""The truth lies nowhere above."""


class ImageRuleKind(Enum):
    """Which of the published rules counts an image.

    TILES: a base, and so much for each square tile once the image is scaled down (OpenAI).
    PATCHES: so much for each square patch, under a budget that the image is shrunk to (OpenAI).
    PADDED_PATCHES: one for each patch, under an edge and a budget (Anthropic).
    CROPS: one price for a small image, and that price for each crop of a larger one (Gemini 2).
    LEVELS: a fixed price for each level of detail, whatever the size (Gemini 3).
    """

    TILES = "tiles"
    PATCHES = "patches"
    PADDED_PATCHES = "claude-patches"
    CROPS = "gemini-tiles"
    LEVELS = "levels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What one level of detail allows.

    Args:
        max_edge: The longest edge that is kept, in pixels; 0 is no limit.
        max_patches: The most patches that are kept; 0 is no limit.
        tokens: A fixed price; 0 where the size decides.
    """

    max_edge: int = 0
    max_patches: int = 0
    tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRule:
    """The rule of a family of models.

    Args:
        kind: How the size makes tokens.
        base: Tokens for every image; all there are for a TILES image of low detail.
        unit_tokens: Tokens for each tile, patch or crop.
        unit_edge: Edge of a tile or patch, in pixels; the longest edge of a crop.
        shortest_unit_edge: CROPS: the shortest edge of a crop.
        small_edge: CROPS: an image with no edge longer than this is one crop.
        max_edge: TILES: the square that the image is scaled down to fit, in pixels.
        max_short_edge: TILES: what the shorter edge is then scaled down to, in pixels.
        multiplier: What the patches are multiplied by.
        levels: By word of detail; ``auto`` is that of a word that is not there.
        bound: How far the truth may lie above.
    """

    kind: ImageRuleKind
    base: int = 0
    unit_tokens: int = 1
    unit_edge: int = 1
    shortest_unit_edge: int = 1
    small_edge: int = 0
    max_edge: int = 0
    max_short_edge: int = 0
    multiplier: float = 1.0
    levels: Mapping[str, Level] = field(default_factory=dict)
    bound: ErrorBound = NO_SLACK

    def token_count(self, width: int | None, height: int | None, *, detail: str) -> int | None:
        """Tokens of an image; None when they depend on a size that is not known.

        Args:
            width: In pixels; None when unknown.
            height: In pixels; None when unknown.
            detail: How closely the model is to look.
        """
        level = self.levels.get(detail.lower()) or self.levels.get("auto") or Level()
        if level.tokens:
            return level.tokens
        if self.kind is ImageRuleKind.TILES and detail.lower() == "low":
            return self.base
        if width is None or height is None or self.kind is ImageRuleKind.LEVELS:
            return None
        long, short = max(width, height), min(width, height)
        return _RULES[self.kind](self, level, long, short)


def _tiles(rule: ImageRule, _: Level, long: int, short: int) -> int:
    if long > rule.max_edge:
        long, short = rule.max_edge, max(1, short * rule.max_edge // long)
    if short > rule.max_short_edge:
        long, short = long * rule.max_short_edge // short, rule.max_short_edge
    return rule.base + rule.unit_tokens * _cover(long, short, rule.unit_edge)


def _patches(rule: ImageRule, level: Level, long: int, short: int) -> int:
    """The image is shrunk to its budget, and then so that whole patches cover one edge."""
    if level.max_edge and long > level.max_edge:
        long, short = level.max_edge, max(1, short * level.max_edge // long)
    edge = rule.unit_edge
    count = _cover(long, short, edge)
    if level.max_patches and count > level.max_patches:
        shrink = sqrt(level.max_patches * edge * edge / (long * short))
        across, down = long * shrink / edge, short * shrink / edge
        fit = min(max(1, floor(each)) / each for each in (across, down))
        count = min(level.max_patches, max(1, ceil(across * fit)) * max(1, ceil(down * fit)))
    return rule.base + ceil(count * rule.multiplier)


def _padded_patches(rule: ImageRule, level: Level, long: int, short: int) -> int:
    """The largest image of the same shape whose padded edges and whose patches are allowed."""
    low, high = 1, min(long, level.max_edge or long)
    while low < high:
        middle = (low + high + 1) // 2
        if _cover(middle, _scaled(short, middle, long), rule.unit_edge) <= level.max_patches:
            low = middle
        else:
            high = middle - 1
    return rule.base + _cover(low, _scaled(short, low, long), rule.unit_edge)


def _crops(rule: ImageRule, _: Level, long: int, short: int) -> int:
    """A crop's edge is two thirds of the shorter edge, within limits."""
    if long <= rule.small_edge:
        return rule.unit_tokens
    edge = min(rule.unit_edge, max(rule.shortest_unit_edge, short * 2 // 3))
    return rule.unit_tokens * _cover(long, short, edge)


_RULES = {
    ImageRuleKind.TILES: _tiles,
    ImageRuleKind.PATCHES: _patches,
    ImageRuleKind.PADDED_PATCHES: _padded_patches,
    ImageRuleKind.CROPS: _crops,
}


def _cover(long: int, short: int, edge: int) -> int:
    """How many squares of that edge cover the image."""
    return -(-long // edge) * -(-short // edge)


def _scaled(short: int, part: int, whole: int) -> int:
    """The shorter edge when the longer one is scaled to a part, rounded."""
    return max(1, (2 * short * part + whole) // (2 * whole))
