"""Reads the prices of our own, which come before those of genai-prices."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from domain.shared.errors import InvalidValue
from domain.tokens.catalogue import CatalogueInvalid
from domain.tokens.cost import Price, PriceSheet, PriceStep, ServiceTier

FILE = "overrides.toml"
_KINDS = ("input", "cached_input", "cache_write", "output")
_REQUIRED = {"provider", "model", "since", "source", "input"}
_KNOWN = _REQUIRED | {*_KINDS, "until", "service_tier", "steps"}


@dataclass(frozen=True, slots=True)
class Override:
    """A price of our own and when it counts."""

    sheet: PriceSheet
    until: date | None

    def counts_on(self, day: date) -> bool:
        """Whether it counts on that day."""
        return self.sheet.price_date <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the file says.

    Args:
        beside: The version of genai-prices that it stands beside.
        as_of: The day of that version's data.
        prices: The prices, by who bills them and by model.
    """

    beside: str
    as_of: date
    prices: Mapping[tuple[str, str], tuple[Override, ...]]

    def on(self, day: date, *, provider: str, model: str) -> dict[ServiceTier, PriceSheet]:
        """The sheets that count on that day; of two, the one that began later."""
        active = [each for each in self.prices.get((provider, model), ()) if each.counts_on(day)]
        active.sort(key=lambda each: each.sheet.price_date)
        return {each.sheet.service_tier: each.sheet for each in active}


def read_overrides(text: str) -> Overrides:
    """Read the file.

    Raises:
        CatalogueInvalid: It does not say what it must; the entry and the problem are named.
    """
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _invalid("", str(error)) from None
    beside = data.get("genai_prices", {})
    version, as_of = beside.get("version"), beside.get("as_of")
    if type(version) is not str or type(as_of) is not date:
        raise _invalid("genai_prices", "version and as_of must be a text and a day")
    prices: dict[tuple[str, str], tuple[Override, ...]] = {}
    for number, entry in enumerate(data.get("prices", ()), start=1):
        override = _override(f"price {number} ({entry.get('model', '?')})", entry)
        key = (override.sheet.provider, override.sheet.model)
        prices[key] = (*prices.get(key, ()), override)
    return Overrides(version, as_of, prices)


def _override(name: str, entry: Mapping[str, Any]) -> Override:
    _check(name, entry)
    try:
        tier = ServiceTier(entry.get("service_tier", ServiceTier.STANDARD.value))
        first, *others = (_price(kind, entry) for kind in _KINDS)
    except (ValueError, InvalidValue) as error:
        raise _invalid(name, str(error)) from None
    if first is None:
        raise _invalid(name, "input must have a price")
    sheet = PriceSheet(
        provider=entry["provider"],
        model=entry["model"],
        service_tier=tier,
        input_price=first,
        price_date=entry["since"],
        source=entry["source"],
        cached_input_price=others[0],
        cache_write_price=others[1],
        output_price=others[2],
    )
    return Override(sheet, entry.get("until"))


def _check(name: str, entry: Mapping[str, Any]) -> None:
    problem = next(_problems(entry), None) or next(_step_problems(entry), None)
    if problem:
        raise _invalid(name, problem)


def _problems(entry: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{key} is missing" for key in sorted(_REQUIRED - entry.keys()))
    yield from (f"unknown key {key!r}" for key in sorted(entry.keys() - _KNOWN))
    yield from _of_wrong_type(entry, ("provider", "model", "source"), str)
    yield from _of_wrong_type(entry, ("since", "until"), date)
    yield from _of_wrong_type(entry, _KINDS, int, Decimal)
    if "until" in entry and entry["until"] <= entry["since"]:
        yield "until is not after since"


def _step_problems(entry: Mapping[str, Any]) -> Iterator[str]:
    steps = entry.get("steps", [])
    if type(steps) is not list or not all(type(step) is dict for step in steps):
        yield "steps are no list of tables"
        return
    for step in steps:
        yield from (f"unknown key {key!r} of a step" for key in step.keys() - {"above", *_KINDS})
        if "above" not in step:
            yield "above is missing in a step"
        yield from _of_wrong_type(step, ("above",), int)
        yield from _of_wrong_type(step, _KINDS, int, Decimal)


def _of_wrong_type(
    entry: Mapping[str, Any], keys: Iterable[str], *types: type[object]
) -> Iterator[str]:
    """Exact types: a truth value is no number, and a time is no day."""
    given = (key for key in keys if key in entry)
    return (f"{key} has the wrong type" for key in given if type(entry[key]) not in types)


def _price(kind: str, entry: Mapping[str, Any]) -> Price | None:
    if kind not in entry:
        return None
    steps = tuple(
        PriceStep(step["above"], Decimal(step[kind]))
        for step in entry.get("steps", ())
        if kind in step
    )
    return Price(Decimal(entry[kind]), steps)


def _invalid(entry: str, problem: str) -> CatalogueInvalid:
    where = f"{FILE}: {entry}: " if entry else f"{FILE}: "
    return CatalogueInvalid(where + problem, file=FILE, entry=entry, problem=problem)
