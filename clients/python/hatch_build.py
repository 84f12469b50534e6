"""Takes the generated stubs into the distributions: there is one copy of them, outside of here."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STUBS = "steelyard"


class StubsHook(BuildHookInterface):  # type: ignore[type-arg]  # it needs no configuration
    """Adds the package of the stubs to whatever is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the plugin's signature
        """Take the stubs from the house, or from beside this file in an unpacked sdist.

        Args:
            version: What is built, such as ``standard``.
            build_data: What the builder is told.
        """
        here = Path(self.root)
        unpacked = here / STUBS
        source = unpacked if unpacked.is_dir() else here.parents[1] / "protos" / STUBS
        build_data["force_include"][str(source)] = STUBS
