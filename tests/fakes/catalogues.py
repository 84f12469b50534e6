"""A catalogue that is given, not read."""

from dataclasses import dataclass

from domain.tokens.catalogue import ModelCatalogue


@dataclass(frozen=True, slots=True)
class FixedCatalogues:
    """Plays ports.outbound.catalogues.Catalogues."""

    catalogue: ModelCatalogue

    def current(self) -> ModelCatalogue:
        return self.catalogue
