"""The Catalogues port over the data file that is packaged beside this module."""

import tomllib
from collections.abc import Collection
from functools import cached_property
from importlib.resources import files
from typing import Any

from domain.tokens.catalogue import ModelCatalogue
from domain.tokens.model import ModelSpecification


class PackagedCatalogues:
    """Implements ports.outbound.catalogues.Catalogues; reads the file once, at first use.

    Args:
        carried: The encodings whose vocabulary is here.
    """

    def __init__(self, carried: Collection[str]) -> None:
        self._carried = frozenset(carried)

    def current(self) -> ModelCatalogue:
        """See the port."""
        return self._catalogue

    @cached_property
    def _catalogue(self) -> ModelCatalogue:
        data = tomllib.loads((files(__package__) / "openai.toml").read_text(encoding="utf-8"))
        return ModelCatalogue(
            version=data["version"],
            models={
                name: self._specification(data, name, encoding)
                for encoding, names in data["models"].items()
                for name in names
            },
            families=tuple(
                self._specification(data, family["prefix"], family["encoding"])
                for family in data["families"]
            ),
            encodings={name: name in self._carried for name in data["encodings"]},
        )

    def _specification(self, data: dict[str, Any], name: str, encoding: str) -> ModelSpecification:
        return ModelSpecification(
            name=name,
            provider=data["provider"],
            encoding=encoding,
            countable=encoding in self._carried,
        )
