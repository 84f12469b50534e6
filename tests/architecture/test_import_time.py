"""The core is cheap to import, and nothing but the standard library comes with it."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache

from tests.architecture.source import CORE, ROOT, python_files

LIMIT_MS_EACH = 2.0
"""CPU time for each module: a frozen class with slots alone takes half a millisecond (ADR 13)."""
ATTEMPTS = 5

IMPORT_EVERYTHING = """
import importlib, json, sys, time

before = set(sys.modules)
start = time.process_time()
for name in sys.argv[1:]:
    importlib.import_module(name)
elapsed_ms = (time.process_time() - start) * 1_000
print(json.dumps([elapsed_ms, sorted(set(sys.modules) - before)]))
"""


@dataclass(frozen=True, slots=True)
class Imported:
    """What it took to import the core in a process of its own, and what was loaded."""

    elapsed_ms: float
    modules: tuple[str, ...]


def core_modules() -> list[str]:
    """The dotted names of every module of the core."""
    paths = (path.with_suffix("").parts for path in python_files(ROOT, *CORE))
    return [".".join(part for part in parts if part != "__init__") for parts in paths]


@cache
def imports() -> list[Imported]:
    """Import the core several times, each time in a fresh process; the first one compiles it."""
    command = [sys.executable, "-c", IMPORT_EVERYTHING, *core_modules()]
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    with tempfile.TemporaryDirectory() as cache_folder:
        runs = [
            subprocess.run(  # noqa: S603 - our own command line
                command,
                cwd=ROOT,
                env=inherited | {"PYTHONPYCACHEPREFIX": cache_folder},
                capture_output=True,
                text=True,
                check=True,
            )
            for _ in range(ATTEMPTS)
        ]
    return [Imported(*json.loads(run.stdout)) for run in runs]


def test_core_loads_no_third_party_package() -> None:
    """Importing every module of the core loads the standard library and the core, nothing else."""
    expected = set(CORE)

    loaded = {name.partition(".")[0] for name in imports()[0].modules} - sys.stdlib_module_names

    assert expected == loaded


def test_core_is_imported_quickly() -> None:
    """Importing every module of the core takes no more than 2 ms each; the best attempt counts."""
    best = min(each.elapsed_ms for each in imports())

    assert best < LIMIT_MS_EACH * len(core_modules())
