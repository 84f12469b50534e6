"""Which models there are, and how a name that nobody listed finds its model."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from domain.tokens.model import EncodingNotFound, ModelNotFound, ModelSpecification

NEAREST_LIMIT = 3
"""How many near names an error suggests."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The known names most like this one, best first, comma separated; empty when none is."""
    return ",".join(get_close_matches(name.lower(), list(known), n=NEAREST_LIMIT, cutoff=0.5))


@dataclass(frozen=True, slots=True)
class ModelCatalogue:
    """The models and encodings that are known.

    Args:
        version: Changes with every change of the data.
        models: Models by their exact name.
        families: What a name that begins so and is not listed belongs to, by prefix, in the order
            they are tried; the name of each is the prefix.
        encodings: Every known encoding, and whether its vocabulary is carried.
    """

    version: str
    models: Mapping[str, ModelSpecification]
    families: tuple[ModelSpecification, ...]
    encodings: Mapping[str, bool]

    def resolve(self, name: str) -> ModelSpecification:
        """The model of that name: listed as such, or else of the first family it begins with.

        Raises:
            ModelNotFound: Neither; the nearest names are in the metadata.
        """
        if listed := self.models.get(name):
            return listed
        for family in self.families:
            if name.startswith(family.name):
                return replace(family, name=name)
        near = nearest(name, self.models)
        hint = f"; did you mean {near.replace(',', ', ')}?" if near else ""
        raise ModelNotFound(f"unknown model {name!r}{hint}", model=name, nearest=near)

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

    def in_order(self) -> Iterator[tuple[str, ModelSpecification]]:
        """Every listed model behind its name, in order of name."""
        return iter(sorted(self.models.items()))
