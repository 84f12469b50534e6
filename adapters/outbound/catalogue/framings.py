"""Reads the framings and image rules from the data file that is packaged beside this module."""

import tomllib
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from typing import Any

from domain.tokens.framing import (
    FeatureTokens,
    Framing,
    MediaRule,
    ToolLayout,
    ToolRule,
    ToolRuleKind,
)
from domain.tokens.images import ImageRule, ImageRuleKind, Level
from domain.tokens.model import ErrorBound

type Table = Mapping[str, Any]


class PackagedFramings:
    """Implements ports.outbound.framings.Framings; reads the file once, at first use."""

    def framing(self, name: str) -> Framing:
        """See the port."""
        return self._framings[name]

    def names(self) -> tuple[str, ...]:
        """The names of all framings."""
        return tuple(self._framings)

    @cached_property
    def _framings(self) -> Mapping[str, Framing]:
        text = (files(__package__) / "framing.toml").read_text(encoding="utf-8")
        return framings_of(tomllib.loads(text))


def framings_of(data: Table) -> dict[str, Framing]:
    """The framings that the data describes, by name.

    Args:
        data: A table ``images`` and a table ``framings``. An entry that extends another one has
            what that one has and it has not; ``tools`` extends the tools of a framing.

    Raises:
        KeyError: An entry names one that is not there.
        TypeError: An entry has a field that does not exist.
        ValueError: A word is not one of those that the field takes.
    """
    rules = {name: _image_rule(_extended(data["images"], name)) for name in data["images"]}
    return {
        name: _framing(name, data["version"], _framing_table(data["framings"], name), rules)
        for name in data["framings"]
    }


def _extended(entries: Table, name: str) -> dict[str, Any]:
    """An entry and what it takes from those that it extends."""
    entry = dict(entries[name])
    parent = entry.pop("extends", None)
    return {**_extended(entries, parent), **entry} if parent else entry


def _framing_table(entries: Table, name: str) -> dict[str, Any]:
    entry = _extended(entries, name)
    tools = entry.get("tools", {})
    if "extends" in tools:
        parent = _framing_table(entries, tools["extends"])["tools"]
        own = {key: value for key, value in tools.items() if key != "extends"}
        entry["tools"] = {**parent, **own}
    return entry


def _framing(name: str, version: str, entry: Table, rules: Mapping[str, ImageRule]) -> Framing:
    plain = {key: value for key, value in entry.items() if key not in ("image_rule", *_MADE)}
    made: dict[str, Any] = {key: make(entry[key]) for key, make in _MADE.items() if key in entry}
    images = rules[entry["image_rule"]] if "image_rule" in entry else None
    return Framing(name=name, version=version, images=images, **plain, **made)


def _image_rule(entry: Table) -> ImageRule:
    levels = {word: Level(**level) for word, level in entry.get("levels", {}).items()}
    kind = ImageRuleKind(entry["kind"])
    made = {"kind": kind, "levels": levels, "bound": _bound(entry.get("bound", {}))}
    return ImageRule(**{**entry, **made})


def _tool_rule(entry: Table) -> ToolRule:
    kind = ToolRuleKind(entry["kind"])
    layout = ToolLayout(entry.get("layout", ToolLayout.PLAIN.value))
    made: dict[str, Any] = {"kind": kind, "layout": layout, "bound": _bound(entry.get("bound", {}))}
    if "features" in entry:
        made["features"] = FeatureTokens(**entry["features"])
    return ToolRule(**{**entry, **made})


def _media_rule(entry: Table) -> MediaRule:
    return MediaRule(**{**entry, "bound": _bound(entry.get("bound", {}))})


def _bound(entry: Table) -> ErrorBound:
    return ErrorBound(**entry)


_MADE = {
    "audio": _media_rule,
    "bound": _bound,
    "documents": _media_rule,
    "tools": _tool_rule,
    "video": _media_rule,
}
