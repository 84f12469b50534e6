"""What the core needs to know of models."""

from typing import Protocol

from domain.tokens.catalogue import ModelCatalogue


class Catalogues(Protocol):
    """Where the model catalogue comes from."""

    def current(self) -> ModelCatalogue:
        """The catalogue in force; the same object until its version changes, so calls are cheap."""
        ...
