"""Work that is done in steps, so that others get their turn and it can be given up."""

from typing import Protocol


class Steps[Result](Protocol):
    """Work in steps; between two of them the caller may do something else, or stop for good."""

    def is_quick(self) -> bool:
        """Whether the next step takes no more than a few ms."""
        ...

    def step(self) -> Result | None:
        """Do some of the work.

        Returns:
            The result after the last step, otherwise None.
        """
        ...
