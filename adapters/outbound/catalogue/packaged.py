"""The Catalogues port over the data files that are packaged beside this module."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from adapters.outbound.catalogue.entries import ProviderEntries
from domain.tokens.catalogue import CatalogueInvalid, ModelCatalogue
from domain.tokens.model import ModelSpecification
from domain.tokens.model_names import NameRules

_RULES = "rules.toml"


class PackagedCatalogues:
    """Implements ports.outbound.catalogues.Catalogues; reads the files once, at first use.

    Args:
        carried: The encodings whose vocabulary is here.
        folder: Where the files are, if not beside this module.
    """

    def __init__(self, carried: Collection[str], *, folder: Traversable | None = None) -> None:
        self._carried = frozenset(carried)
        self._folder = folder if folder is not None else files(__package__)

    def current(self) -> ModelCatalogue:
        """See the port."""
        return self._catalogue

    @cached_property
    def _catalogue(self) -> ModelCatalogue:
        texts = self._texts()
        data = {name: _parsed(name, text) for name, text in texts.items()}
        rules = data.pop(_RULES)
        try:
            encodings = {name: name in self._carried for name in rules["encodings"]}
            as_of, naming = rules["as_of"], _name_rules(rules["names"])
        except (KeyError, TypeError) as error:
            raise _invalid(_RULES, f"{error} is missing or wrong") from None
        entries = [
            ProviderEntries(name, each, self._carried, encodings) for name, each in data.items()
        ]
        return ModelCatalogue(
            version=f"{as_of}-{_digest(texts)}",
            models=_by_name(model for each in entries for model in each.models()),
            families=_longest_first(family for each in entries for family in each.families()),
            encodings=encodings,
            as_of=as_of,
            rules=naming,
        )

    def _texts(self) -> dict[str, str]:
        """Every file by its name, in order of name."""
        found = {each.name: each for each in (self._folder / "models").iterdir()}
        found[_RULES] = self._folder / _RULES
        return {
            name: found[name].read_text(encoding="utf-8")
            for name in sorted(found)
            if name.endswith(".toml")
        }


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _invalid(name, str(error)) from None


def _name_rules(names: Mapping[str, Any]) -> NameRules:
    return NameRules(
        routes=names["routes"],
        vendors=frozenset(names["vendors"]),
        vendor_platform=names["vendor_platform"],
        regions=frozenset(names["regions"]),
        suffixes=tuple(names["suffixes"]),
    )


def _digest(texts: Mapping[str, str]) -> str:
    """Eight characters that change with every change of a file."""
    digest = sha256()
    for name, text in texts.items():
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()[:8]


def _by_name(models: Iterable[ModelSpecification]) -> dict[str, ModelSpecification]:
    by_name: dict[str, ModelSpecification] = {}
    for model in models:
        if model.name in by_name:
            raise _invalid(f"{model.provider}.toml", f"{model.name} is listed twice")
        by_name[model.name] = model
    return by_name


def _longest_first(families: Iterable[ModelSpecification]) -> tuple[ModelSpecification, ...]:
    """In the order in which they are tried: a prefix before the shorter ones it begins with."""
    return tuple(sorted(families, key=lambda family: (-len(family.name), family.name)))


def _invalid(file: str, problem: str) -> CatalogueInvalid:
    return CatalogueInvalid(f"{file}: {problem}", file=file, entry="", problem=problem)
