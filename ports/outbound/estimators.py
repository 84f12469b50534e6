"""What the core needs to estimate where no tokenizer is at hand."""

from typing import Protocol

from domain.tokens.estimation import Estimator


class Estimators(Protocol):
    """Where fitted estimators come from."""

    def estimator(self, name: str) -> Estimator:
        """The estimator of that name; ``unknown`` is for models that nobody has seen.

        Raises:
            KeyError: There is none of that name, which is a fault of the packaged data.
        """
        ...
