"""Which models there are, and how a name that nobody listed finds its model."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from domain.shared.errors import FailedPrecondition
from domain.tokens.model import (
    NAME_LIMIT,
    CountMethod,
    EncodingNotFound,
    ModelNotFound,
    ModelSpecification,
)
from domain.tokens.model_names import PLAIN_NAMES, NameRules, fold, fold_points

NEAREST_LIMIT = 3
"""How many near names an error suggests."""


class CatalogueInvalid(FailedPrecondition):
    """A packaged file about models or their prices does not say what it must."""

    reason = "CATALOGUE_INVALID"


def nearest(name: str, known: Iterable[str]) -> str:
    """The known names most like this one, best first, comma separated; empty when none is."""
    matches = get_close_matches(name.lower(), list(known), n=NEAREST_LIMIT, cutoff=0.5)
    return ",".join(matches)


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """Which models a listing shows; what is empty or None shows all.

    Args:
        provider: Only models of this maker.
        encoding: Only models of this encoding.
        method: Only models that are counted in this way.
        countable: Only models whose vocabulary is carried, or only the others.
        name_prefix: Only models whose name or one of whose other names begins so; small and
            capital letters are the same.
    """

    provider: str = ""
    encoding: str = ""
    method: CountMethod | None = None
    countable: bool | None = None
    name_prefix: str = ""

    def accepts(self, model: ModelSpecification) -> bool:
        """Whether the model is shown."""
        return (
            self.provider in ("", model.provider)
            and self.encoding in ("", model.encoding)
            and self.method in (None, model.method)
            and self.countable in (None, model.countable)
            and self._begins(model)
        )

    def _begins(self, model: ModelSpecification) -> bool:
        prefix = self.name_prefix.lower()
        return any(name.lower().startswith(prefix) for name in (model.name, *model.aliases))


EVERY_MODEL = ModelFilter()
"""The filter of a listing that shows all."""


@dataclass(frozen=True, slots=True)
class ModelCatalogue:
    """The models and encodings that are known.

    Args:
        version: Changes with every change of the data.
        models: Models by their exact name.
        families: What a name that begins so and is not listed belongs to, by prefix, in the order
            they are tried; the name of each is the prefix.
        encodings: Every known encoding, and whether its vocabulary is carried.
        as_of: The day of the data; None where it has none.
        rules: What may stand around a model's name.
    """

    version: str
    models: Mapping[str, ModelSpecification]
    families: tuple[ModelSpecification, ...]
    encodings: Mapping[str, bool]
    as_of: date | None = None
    rules: NameRules = PLAIN_NAMES
    _by_name: Mapping[str, ModelSpecification] = field(init=False, repr=False, compare=False)
    _by_prefix: tuple[tuple[str, ModelSpecification], ...] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        by_name: dict[str, ModelSpecification] = {}
        for spelling in (fold, lambda name: fold_points(fold(name))):
            for model in self.models.values():
                for name in (model.name, *model.aliases):
                    by_name.setdefault(spelling(name), model)
        object.__setattr__(self, "_by_name", by_name)
        by_prefix = tuple((fold(family.name), family) for family in self.families)
        object.__setattr__(self, "_by_prefix", by_prefix)

    def resolve(self, name: str) -> ModelSpecification:
        """The model of that name: listed, listed but for its route or version, or of a family.

        A listed name wins over every other reading, and the first family that the name begins
        with over the later ones.

        Raises:
            ModelNotFound: None of these; the nearest names are in the metadata.
        """
        if listed := self.models.get(name):
            return listed
        if found := self._read(name) if len(name) <= NAME_LIMIT else None:
            return found
        near = nearest(name[:NAME_LIMIT], self.models)
        hint = f"; did you mean {near.replace(',', ', ')}?" if near else ""
        raise ModelNotFound(f"unknown model {name!r}{hint}", model=name, nearest=near)

    def _read(self, name: str) -> ModelSpecification | None:
        reading = self.rules.read(name)
        folded = fold(reading.name)
        listed = self._listed(folded) or self._listed(fold(reading.with_vendor))
        found = listed or next(
            (family for prefix, family in self._by_prefix if folded.startswith(prefix)), None
        )
        if found is None:
            return None
        canonical = listed.name if listed else reading.name
        return replace(found, name=name, canonical_name=canonical, platform=reading.platform)

    def _listed(self, folded: str) -> ModelSpecification | None:
        for stem in self.rules.stems(folded):
            if model := self._by_name.get(stem) or self._by_name.get(fold_points(stem)):
                return model
        return None

    def require_encoding(self, name: str) -> str:
        """The name itself, if it is a known encoding's.

        Raises:
            EncodingNotFound: It is not; the nearest names are in the metadata.
        """
        if name in self.encodings:
            return name
        near = nearest(name, self.encodings) or ",".join(sorted(self.encodings))
        raise EncodingNotFound(
            f"unknown encoding {name!r}; known: {', '.join(sorted(self.encodings))}",
            encoding=name,
            nearest=near,
        )

    def in_order(
        self, chosen: ModelFilter = EVERY_MODEL
    ) -> Iterator[tuple[str, ModelSpecification]]:
        """Every listed model that the filter accepts behind its name, in order of name."""
        return (
            (name, model) for name, model in sorted(self.models.items()) if chosen.accepts(model)
        )
